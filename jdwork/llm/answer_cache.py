"""Answers that were paid for, kept on disk under the hash of all that they depend on."""

from __future__ import annotations

import contextlib
import json
import time
from pathlib import Path

from pydantic import JsonValue

from jdwork.cache_file import CacheFile
from jdwork.errors import JdworkWarning

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
        self._file = CacheFile(self._folder / _FILE, _SCHEMA, "cache of answers", AnswerCacheWarning)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self._folder)!r})"

    @property
    def path(self) -> Path:
        """The file."""
        return self._file.path

    def get(self, key: str) -> JsonValue:
        """Return a kept answer, or None."""
        if not self.path.exists():
            return None
        with self._file.guarded("read"), self._file.connection() as connection:
            row = connection.execute("SELECT answer FROM answer WHERE key = ?", (key,)).fetchone()
            if row is not None:
                with contextlib.suppress(ValueError, TypeError):  # A damaged row is no answer.
                    found: JsonValue = json.loads(row[0])
                    return found
        return None

    def put(self, key: str, answer: JsonValue, *, model: str, prompt: str) -> None:
        """Keep an answer; ``model`` and ``prompt`` are for people who look into the file."""
        row = (key, json.dumps(answer, ensure_ascii=False), model, prompt, time.time())
        with self._file.guarded("written"), self._file.connection() as connection:
            connection.execute("INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?, ?)", row)

    def clear(self) -> None:
        """Forget every answer."""
        with self._file.guarded("cleared"), self._file.connection() as connection:
            connection.execute("DELETE FROM answer")
            connection.execute("VACUUM")

    def __len__(self) -> int:
        """Answers kept."""
        if not self.path.exists():
            return 0
        with self._file.guarded("read"), self._file.connection() as connection:
            return int(connection.execute("SELECT count(*) FROM answer").fetchone()[0])
        return 0

    def __bool__(self) -> bool:
        """An empty cache is a cache."""
        return True

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return self._file.size
