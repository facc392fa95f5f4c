"""Answers that were paid for, kept on disk under the hash of all that they depend on."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import JsonValue

from jdwork.cache_file import CacheFile
from jdwork.errors import JdworkWarning

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS answer (key TEXT PRIMARY KEY, answer TEXT NOT NULL, "
    "model TEXT NOT NULL, prompt TEXT NOT NULL, kept_at REAL NOT NULL)"
)
_PAYMENTS = (
    "CREATE TABLE IF NOT EXISTS payment (run TEXT NOT NULL, call_id TEXT NOT NULL, facts TEXT NOT NULL, "
    "PRIMARY KEY (run, call_id))"
)
_FOUND_OUT = ""
"""Stands for the id of a call where a row tells what a run found out about its server."""
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
        with self._file.guarded("written"), self._file.connection() as connection:
            _put(connection, key, answer, model=model, prompt=prompt)

    def put_paid(
        self, run: str, key: str, call: Mapping[str, Any], *, found_out: Mapping[str, Any] | None = None
    ) -> None:
        """Keep an answer and, in the same transaction, the call by which a run paid for it.

        Parameters
        ----------
        run
            Names the run.
        key
            Of the answer; a call that has none is kept as paid alone.
        call
            A row of `jdwork.llm.ledger_rows`.
        found_out
            What the run knows of its server by now.
        """
        rows = [(run, call["call_id"], json.dumps(call, ensure_ascii=False))]
        if found_out is not None:
            rows.append((run, _FOUND_OUT, json.dumps(found_out)))
        with self._file.guarded("written"), self._file.connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(_PAYMENTS)
            connection.executemany("INSERT OR REPLACE INTO payment VALUES (?, ?, ?)", rows)
            if call["answer"] is not None:
                _put(connection, key, call["answer"], model=call["model"], prompt=call["prompt"])
            connection.execute("COMMIT")

    def payments(self, run: str) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
        """Read what a run had found out about its server (None: nothing), and the calls that it paid for."""
        found_out, calls = None, []
        if not self.path.exists():
            return None, []
        with self._file.guarded("read"), self._file.connection() as connection:
            connection.execute(_PAYMENTS)
            rows = connection.execute("SELECT call_id, facts FROM payment WHERE run = ?", (run,)).fetchall()
            for call_id, facts in rows:
                with contextlib.suppress(ValueError, TypeError):  # A damaged row is no payment.
                    if call_id == _FOUND_OUT:
                        found_out = dict(json.loads(facts))
                    else:
                        calls.append(dict(json.loads(facts)))
        return found_out, calls

    def forget_payments(self, run: str) -> None:
        """Forget which calls a run paid for; the answers stay, and what it found out about its server."""
        self._forget("run = ? AND call_id <> ?", run, _FOUND_OUT)

    def forget_run(self, run: str) -> None:
        """Forget all that is kept in the name of a run; the answers stay."""
        self._forget("run = ?", run)

    def _forget(self, which: str, *values: str) -> None:
        if not self.path.exists():
            return
        with self._file.guarded("written"), self._file.connection() as connection:
            connection.execute(_PAYMENTS)
            connection.execute(f"DELETE FROM payment WHERE {which}", values)  # noqa: S608 - text of our own

    def clear(self) -> None:
        """Forget every answer, and who paid for it."""
        with self._file.guarded("cleared"), self._file.connection() as connection:
            connection.execute("DELETE FROM answer")
            connection.execute("DROP TABLE IF EXISTS payment")
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


def _put(connection: sqlite3.Connection, key: str, answer: JsonValue, *, model: str, prompt: str) -> None:
    row = (key, json.dumps(answer, ensure_ascii=False), model, prompt, time.time())
    connection.execute("INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?, ?)", row)
