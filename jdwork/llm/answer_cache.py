"""Answers that were paid for, kept on disk under the hash of all that they depend on."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

from pydantic import JsonValue

from jdwork.errors import JdworkWarning

_BUSY_SECONDS = 60.0
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS answer (key TEXT PRIMARY KEY, answer TEXT NOT NULL, "
    "model TEXT NOT NULL, prompt TEXT NOT NULL, kept_at REAL NOT NULL)"
)
_FILE = "answers.sqlite"


class AnswerCacheWarning(JdworkWarning):
    """The cache of answers is damaged or cannot be written; work goes on without it."""


class AnswerCache:
    """Checked answers by key, in one SQLite file; threads and processes may share it.

    An answer is on disk when `put` returns, so that a run that is killed loses only what was under way. A
    damaged file is moved aside; a folder that cannot be written costs money, never the run.

    Parameters
    ----------
    folder
        Where the file lies; made if absent.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = Path(folder)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self._folder)!r})"

    @property
    def path(self) -> Path:
        """The file."""
        return self._folder / _FILE

    def get(self, key: str) -> JsonValue:
        """Return a kept answer, or None."""
        if not self.path.exists():
            return None
        with self._guarded("read"), self._connection() as connection:
            row = connection.execute("SELECT answer FROM answer WHERE key = ?", (key,)).fetchone()
            if row is not None:
                with contextlib.suppress(ValueError, TypeError):  # A damaged row is no answer.
                    found: JsonValue = json.loads(row[0])
                    return found
        return None

    def put(self, key: str, answer: JsonValue, *, model: str, prompt: str) -> None:
        """Keep an answer; ``model`` and ``prompt`` are for people who look into the file."""
        row = (key, json.dumps(answer, ensure_ascii=False), model, prompt, time.time())
        with self._guarded("written"), self._connection() as connection:
            connection.execute("INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?, ?)", row)

    def clear(self) -> None:
        """Forget every answer."""
        with self._guarded("cleared"), self._connection() as connection:
            connection.execute("DELETE FROM answer")
            connection.execute("VACUUM")

    def __len__(self) -> int:
        """Answers kept."""
        if not self.path.exists():
            return 0
        with self._guarded("read"), self._connection() as connection:
            return int(connection.execute("SELECT count(*) FROM answer").fetchone()[0])
        return 0

    def __bool__(self) -> bool:
        """An empty cache is a cache."""
        return True

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return sum(
            part.stat().st_size
            for ending in ("", "-wal")
            if (part := self.path.with_name(self.path.name + ending)).exists()
        )

    @contextlib.contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        # One connection per call is safe across threads, forks and pickling, and takes a fraction of a
        # millisecond where a model takes seconds.
        self._folder.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.path, timeout=_BUSY_SECONDS, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(_SCHEMA)
            yield connection
        finally:
            connection.close()

    @contextlib.contextmanager
    def _guarded(self, done: str) -> Iterator[None]:
        inode = _inode(self.path)
        try:
            yield
        except (sqlite3.OperationalError, OSError) as error:
            if "malformed" in str(error):
                self._move_aside(inode, error)
            else:  # Locked for a minute, read-only, disk full: the file itself is sound.
                self._warn(f"could not be {done} ({error}); going on without it")
        except sqlite3.DatabaseError as error:
            self._move_aside(inode, error)

    def _move_aside(self, inode: int | None, error: Exception) -> None:
        if _inode(self.path) != inode:
            return  # Another process has moved it already.
        suffix = f".damaged-{time.time_ns()}"
        # The log first: left behind, it would be replayed into the new file.
        for name in (f"{_FILE}-wal", f"{_FILE}-shm", _FILE):
            with contextlib.suppress(OSError):
                (self._folder / name).replace(self._folder / (name + suffix))
        self._warn(f"is damaged ({error}); it was moved aside as {_FILE}{suffix} and is built anew")

    def _warn(self, what: str) -> None:
        warnings.warn(f"{self.path}: the cache of answers {what}.", AnswerCacheWarning, stacklevel=4)


def _inode(path: Path) -> int | None:
    try:
        return path.stat().st_ino
    except OSError:
        return None
