"""A cache file may fail in any way; the work that uses it goes on."""

import sqlite3
import threading
import warnings

import pytest

from jdwork.cache_file import CacheFile
from jdwork.errors import JdworkWarning

SCHEMA = "CREATE TABLE IF NOT EXISTS held (word TEXT PRIMARY KEY)"


def opened(tmp_path):
    return CacheFile(tmp_path / "deep" / "held.sqlite", SCHEMA, "cache of words", JdworkWarning)


def put(file, word):
    with file.guarded("written"), file.connection() as connection:
        connection.execute("INSERT INTO held VALUES (?)", (word,))


def words(file):
    with file.guarded("read"), file.connection() as connection:
        return [row[0] for row in connection.execute("SELECT word FROM held ORDER BY word")]
    return None


def test_what_was_written_is_there_for_the_next(tmp_path):
    put(opened(tmp_path), "a")
    put(opened(tmp_path), "b")
    assert words(opened(tmp_path)) == ["a", "b"]
    assert opened(tmp_path).size > 0


def test_a_damaged_file_is_moved_aside_and_built_anew(tmp_path):
    file = opened(tmp_path)
    put(file, "a")
    file.path.write_bytes(b"no database" * 500)
    with pytest.warns(JdworkWarning, match="cache of words is damaged .* moved aside as held.sqlite.dam"):
        assert words(file) is None
    put(file, "b")
    assert words(file) == ["b"]
    assert len(list(file.path.parent.glob("held.sqlite.damaged-*"))) == 1


def test_a_file_that_cannot_be_made_is_a_warning(tmp_path):
    (tmp_path / "deep").write_text("in the way")
    with pytest.warns(JdworkWarning, match="the cache of words could not be written"):
        put(opened(tmp_path), "a")


def test_an_error_that_is_not_the_files_passes_through(tmp_path):
    file = opened(tmp_path)
    with pytest.raises(ZeroDivisionError), file.guarded("read"), file.connection():
        raise ZeroDivisionError
    with sqlite3.connect(file.path) as connection:
        assert connection.execute("SELECT count(*) FROM held").fetchone() == (0,)


def test_many_who_open_a_fresh_file_at_once_all_write(tmp_path):
    for attempt in range(20):
        file = opened(tmp_path / str(attempt))
        threads = [
            threading.Thread(target=lambda file=file, part=part: [put(file, f"{part}-{n}") for n in range(5)])
            for part in range(8)
        ]
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert len(words(file)) == 40
