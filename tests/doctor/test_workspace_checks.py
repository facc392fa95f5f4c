"""Each kind of damage of a workspace is found, named, and mended where promised; nothing else is touched."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing

import numpy as np
import pytest

from jdwork.database.engine import open_database
from jdwork.doctor import Problem, examine_workspace
from jdwork.embed import CachedEncoder, HashingEncoder
from jdwork.errors import WorkspaceError
from jdwork.llm.answer_cache import AnswerCache


@pytest.fixture
def filled(tiny_workspace):
    """A workspace with a database and something sound in every cache."""
    state = tiny_workspace.state
    open_database(tiny_workspace.database_url).dispose()
    CachedEncoder(HashingEncoder(64), state / "vectors").encode(["Bake bread.", "Mend pipes."])
    AnswerCache(state / "answers").put("key", {"role": "baker"}, model="m", prompt="p")
    (state / "prepared").mkdir()
    np.savez(state / "prepared" / "titles-1.npz", a=np.arange(5))
    (state / "catalogs").mkdir()
    (state / "catalogs" / "1.json").write_text("{}")
    return tiny_workspace


def content(workspace):
    """Bytes of all files but SQLite's logs, which reading may make."""
    return {
        path: path.read_bytes()
        for path in workspace.root.rglob("*")
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    }


def only(workspace):
    before = content(workspace)
    (found,) = examine_workspace(workspace)
    assert content(workspace) == before
    return found


def vectors(workspace):
    return next((workspace.state / "vectors").glob("*.sqlite"))


def test_nothing_is_wrong_with_a_sound_workspace(filled):
    before = content(filled)
    assert examine_workspace(filled) == []
    assert content(filled) == before


@pytest.mark.parametrize("name", ["prepared/titles-1.npz", "catalogs/1.json", "parts/ab/1.part"])
@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04?", b"{"])
def test_damaged_cache_files_are_removed(filled, name, damage):
    sound = content(filled)
    path = filled.state / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(damage)
    found = only(filled)
    assert (found.where, found.what, found.remedy) == (str(path), "is damaged", "removes it")
    assert found.mend() == f"removed {path.name}"
    assert examine_workspace(filled) == []
    assert content(filled) == {one: data for one, data in sound.items() if one != path}


@pytest.mark.parametrize("which", ["vectors", "answers"])
@pytest.mark.parametrize("damage", ["no database", "cut", "version"])
def test_damaged_cache_databases_are_moved_aside(filled, which, damage):
    path = vectors(filled) if which == "vectors" else filled.state / "answers" / "answers.sqlite"
    if damage == "version":
        path.unlink()
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"CREATE TABLE {which.removesuffix('s')} (other)")
    else:
        path.write_bytes(b"no database" * 99 if damage == "no database" else path.read_bytes()[:5000])
    sound = {one: data for one, data in content(filled).items() if one != path}
    broken = path.read_bytes()
    found = only(filled)
    assert found.where == str(path)
    assert ("is of another version" if damage == "version" else "is damaged (") in found.what
    assert ("cost money" in found.meaning) == (which == "answers")
    assert found.mend().startswith("moved aside as ")
    (aside,) = path.parent.glob("*.sqlite.damaged-*")
    assert aside.read_bytes() == broken
    assert {one: data for one, data in content(filled).items() if ".damaged-" not in one.name} == sound
    if which == "answers":
        assert examine_workspace(filled) == []
    else:
        left = examine_workspace(filled)
        assert f"removed {aside.name}" in [one.mend() for one in left]
        assert examine_workspace(filled) == []
        assert not list(path.parent.glob("*.damaged-*"))


def test_vectors_beyond_the_bound_are_dropped(filled):
    encoder = CachedEncoder(HashingEncoder(64), filled.state / "vectors")
    encoder.encode([f"Bake {number} loaves." for number in range(6000)])
    config = filled.config.read_text()
    filled.config.write_text(config.replace("[embed]\n", "[embed]\ncache_megabytes = 1\n"))
    found = only(filled)
    assert found.where == str(vectors(filled)) and "more than the 1,000,000 allowed" in found.what
    assert found.mend().startswith("dropped ")
    assert examine_workspace(filled) == []
    assert 0 < len(encoder) < 6000


def test_foreign_files_are_named_and_left(filled):
    path = filled.state / "vectors" / "holiday.jpg"
    path.write_bytes(b"?")
    found = only(filled)
    assert (found.where, found.what) == (str(path), "is no file of this cache")
    with pytest.raises(WorkspaceError, match="This cannot be mended: it is no file of this cache"):
        found.mend()
    assert path.exists()


@pytest.mark.parametrize("name", ["catalog/roles/.baker.yaml.new", ".jdwork/prepared/.titles-1.npz.a1.part"])
def test_what_stopped_writes_left_is_removed_once_old(filled, name):
    path = filled.root / name
    path.write_bytes(b"half")
    assert examine_workspace(filled) == []  # It may be going on.
    os.utime(path, (1, 1))
    assert only(filled).what == "is what a stopped write left"
    only(filled).mend()
    assert not path.exists() and examine_workspace(filled) == []


def test_a_torn_line_of_the_settings_history_is_cut_off(filled):
    history = filled.config.with_name("config.history.jsonl")
    history.write_bytes(b'{"id": "a1", "ki')
    found = only(filled)
    assert (found.where, found.what) == (str(history), "ends in a torn line")
    found.mend()
    assert history.read_bytes() == b"" and examine_workspace(filled) == []


def test_a_damaged_line_of_the_settings_history_is_told(filled):
    history = filled.config.with_name("config.history.jsonl")
    history.write_bytes(b"?\n")
    found = only(filled)
    assert str(history) in found.where and not found.mendable


@pytest.mark.parametrize("name", ["config.toml", "roles/kitchen/baker.yaml"])
def test_settings_and_catalog_that_cannot_be_read_are_told(filled, name):
    path = filled.catalog / name
    path.write_bytes(b"{[")
    found = only(filled)
    assert name.rpartition("/")[2] in found.where and not found.mendable


def test_a_damaged_journal_of_the_catalog_is_told(filled):
    filled.catalog_journal.mkdir(parents=True)
    (filled.catalog_journal / "0001.json").write_bytes(b"{")
    found = only(filled)
    assert "0001.json" in found.where and "cannot be undone" in found.meaning and not found.mendable


@pytest.mark.parametrize("damage", ["no database", "cut", "orphans", "newer", "older"])
def test_a_damaged_database_is_told_and_never_touched(filled, damage):
    path = filled.state / "jdwork.sqlite"
    statement = {
        "newer": "UPDATE jdwork_schema_version SET version_num = '9999'",
        "older": "UPDATE jdwork_schema_version SET version_num = '0003'",
    }.get(damage)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if damage == "orphans":
            connection.execute("CREATE TABLE child (parent INTEGER REFERENCES jdwork_parent(id))")
            connection.execute("CREATE TABLE jdwork_parent (id INTEGER PRIMARY KEY)")
            connection.execute("INSERT INTO child VALUES (7)")
        elif statement:
            connection.execute(statement)
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    if damage in ("no database", "cut"):
        path.write_bytes(b"no database" * 99 if damage == "no database" else path.read_bytes()[:20_000])
    found = only(filled)
    said = {
        "no database": "is damaged (",
        "cut": "is damaged (",
        "orphans": "refer to missing ones (in child)",
        "newer": "'9999'",
        "older": "older schema version '0003'",
    }
    assert said[damage] in found.what and "jdwork.sqlite" in found.where
    assert not found.mendable


def test_a_server_that_cannot_be_reached_is_told(filled, monkeypatch):
    monkeypatch.setenv("JDWORK_DATABASE_URL", "postgresql://someone:secret@127.0.0.1:9/jd")
    found = only(filled)
    assert "127.0.0.1" in found.where and "secret" not in f"{found}" and not found.mendable


def test_damage_of_runs_is_told_as_well(filled):
    (filled.runs / "mine").mkdir(parents=True)
    (filled.runs / "mine" / "manifest.json").write_text("{")
    assert only(filled).where == str(filled.runs / "mine")


def test_a_file_that_may_not_be_removed_is_told():
    def refuse():
        raise PermissionError(13, "Permission denied")

    problem = Problem("here", "is damaged", "Nothing.", "removes it", refuse)
    with pytest.raises(WorkspaceError, match="Permission denied"):
        problem.mend()
