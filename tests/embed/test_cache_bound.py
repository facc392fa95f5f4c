"""The vector cache's size bound: what was not asked for the longest goes, in bulk, and old files are read."""

import sqlite3
from pathlib import Path

import numpy as np
import pytest

from jdwork.config.settings import EmbedSettings
from jdwork.embed import CachedEncoder, HashingEncoder, cache, make_encoder

BOUND = 400_000
DAY = 86_400


def _used_bytes(cached: CachedEncoder) -> int:
    connection = sqlite3.connect(cached.path)
    pages, free, size = (
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("page_count", "freelist_count", "page_size")
    )
    connection.close()
    return int((pages - free) * size)


def _days(cached: CachedEncoder) -> list[int]:
    connection = sqlite3.connect(cached.path)
    days = [row[0] for row in connection.execute("SELECT used FROM vector")]
    connection.close()
    return days


def _texts(start: int, count: int) -> list[str]:
    return [f"text {n}" for n in range(start, start + count)]


def test_the_table_stays_within_its_bound(tmp_path: Path) -> None:
    cached = CachedEncoder(HashingEncoder(128), tmp_path, max_bytes=BOUND)
    for start in range(0, 3000, 100):
        texts = _texts(start, 100)
        assert np.array_equal(cached.encode(texts), HashingEncoder(128).encode(texts))
        assert _used_bytes(cached) <= BOUND
    assert 200 < len(cached) < 800
    cached.encode(_texts(2990, 10))
    assert cached.hits == 10


def test_without_a_bound_nothing_is_dropped(tmp_path: Path) -> None:
    cached = CachedEncoder(HashingEncoder(128), tmp_path)
    cached.encode(_texts(0, 2000))
    assert len(cached) == 2000
    assert _used_bytes(cached) > BOUND


def test_what_was_asked_for_lately_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache.time, "time", lambda: 100.0 * DAY)
    cached = CachedEncoder(HashingEncoder(128), tmp_path, max_bytes=BOUND)
    cached.encode(_texts(0, 400))
    monkeypatch.setattr(cache.time, "time", lambda: 101.0 * DAY)
    cached.encode(_texts(0, 50))
    cached.encode(_texts(1000, 400))
    assert len(cached) < 800
    before = cached.misses
    cached.encode(_texts(0, 50))
    assert cached.misses == before
    cached.encode(_texts(50, 50))
    assert cached.misses == before + 50


def test_hits_of_one_day_write_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    marked: list[int] = []
    monkeypatch.setattr(cache.vector_file, "mark_used", lambda _, keys, day: marked.append(len(keys)))
    monkeypatch.setattr(cache.time, "time", lambda: 100.0 * DAY)
    cached = CachedEncoder(HashingEncoder(16), tmp_path, max_bytes=BOUND)
    for _ in range(3):
        cached.encode(_texts(0, 20))
    assert marked == []
    monkeypatch.setattr(cache.time, "time", lambda: 101.0 * DAY)
    cached.encode(_texts(0, 5))
    assert marked == [5]


def test_a_file_of_an_older_version_is_read_and_extended(tmp_path: Path) -> None:
    cached = CachedEncoder(HashingEncoder(16), tmp_path, max_bytes=BOUND)
    rows = HashingEncoder(16).encode(["a", "b"])
    connection = sqlite3.connect(cached.path)
    connection.execute("CREATE TABLE vector (key BLOB PRIMARY KEY, value BLOB NOT NULL)")
    stored = [(cache.text_key(text), row.tobytes()) for text, row in zip("ab", rows, strict=True)]
    connection.executemany("INSERT INTO vector VALUES (?, ?)", stored)
    connection.commit()
    connection.close()
    assert np.array_equal(cached.encode(["a", "b"]), rows)
    assert (cached.hits, cached.misses) == (2, 0)
    cached.encode(["a", "c"])
    assert (cached.hits, cached.misses, len(cached)) == (3, 1, 3)
    cached.encode(["a"])
    days = sorted(_days(cached))
    assert days[0] == 0
    assert days[1] == days[2] > 20_000


def test_a_file_far_beyond_a_new_bound_is_made_smaller(tmp_path: Path) -> None:
    CachedEncoder(HashingEncoder(128), tmp_path).encode(_texts(0, 4000))
    cached = CachedEncoder(HashingEncoder(128), tmp_path, max_bytes=BOUND)
    before = cached.path.stat().st_size
    cached.encode(_texts(4000, 10))
    assert before > 4 * BOUND
    assert cached.path.stat().st_size <= BOUND
    cached.encode(_texts(4000, 10))
    assert cached.hits == 10


def test_the_bound_is_a_setting(tmp_path: Path) -> None:
    settings = EmbedSettings(encoder="hashing", dimension=256, cache_megabytes=1)
    encoder = make_encoder(settings, cache_folder=tmp_path)
    assert isinstance(encoder, CachedEncoder)
    encoder.encode(_texts(0, 2048))
    assert _used_bytes(encoder) <= 1_000_000
    assert 0 < len(encoder) < 1000
