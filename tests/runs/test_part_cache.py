"""Kept parts: found by what they were made of, within bounds, and never in the way."""

from __future__ import annotations

import os

from jdwork.runs.part_cache import PartCache


def kept(folder):
    return sorted(folder.glob("*/*.part"))


def put(cache, tmp_path, key, content=b"part", age=0):
    path = tmp_path / f"{key}.part"
    path.write_bytes(content)
    cache.add(key, path)
    return path


def test_what_was_added_is_found_under_its_key_alone(tmp_path):
    cache = PartCache(tmp_path / "cache")
    put(cache, tmp_path, "a", b"one")
    assert cache.take("a", tmp_path / "taken") and (tmp_path / "taken").read_bytes() == b"one"
    assert not cache.take("b", tmp_path / "none") and not (tmp_path / "none").exists()


def test_removing_the_original_leaves_the_kept_one(tmp_path):
    cache = PartCache(tmp_path / "cache")
    put(cache, tmp_path, "a", b"one").unlink()
    assert cache.take("a", tmp_path / "taken") and (tmp_path / "taken").read_bytes() == b"one"


def test_the_least_recently_used_go_when_there_is_no_room(tmp_path):
    folder = tmp_path / "cache"
    cache = PartCache(folder, most_bytes=1000)
    for number in range(5):
        put(cache, tmp_path, str(number), bytes(300))
        for path in kept(folder):
            os.utime(path, (path.stat().st_mtime - 100, path.stat().st_mtime - 100))
    assert cache.take("1", tmp_path / "used")
    put(PartCache(folder, most_bytes=1000), tmp_path, "5", bytes(300))
    found = {key for key in "012345" if cache.take(key, tmp_path / f"t{key}")}
    assert found == {"1", "4", "5"}
    assert sum(path.stat().st_size for path in kept(folder)) <= 900


def test_a_folder_that_cannot_be_made_costs_nothing_but_time(tmp_path):
    (tmp_path / "file").write_text("in the way")
    cache = PartCache(tmp_path / "file" / "cache")
    put(cache, tmp_path, "a")
    assert not cache.take("a", tmp_path / "taken")
