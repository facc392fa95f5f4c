"""A cache in one SQLite file: it may cost time when it fails, never an answer."""

from __future__ import annotations

import contextlib
import sqlite3
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jdwork.errors import JdworkWarning

BUSY_SECONDS = 60.0
"""How long one process waits for another's write."""
_RETRY_SECONDS = 0.005


@dataclass(frozen=True, slots=True)
class CacheFile:
    """One SQLite file that threads and processes share.

    A damaged file is moved aside and built anew; a file that is locked, read-only or on a full disk is left
    alone. Either way a warning is given, and the work goes on without the cache.

    Parameters
    ----------
    path
        The file; its folder is made when it is first opened.
    schema
        The statement that makes its table where there is none.
    name
        What warnings call it.
    warning
        The kind of warning.
    """

    path: Path
    schema: str
    name: str
    warning: type[JdworkWarning]

    @contextlib.contextmanager
    def guarded(self, doing: str) -> Iterator[None]:
        """Turn trouble with the file into a warning; what is left of the block is skipped.

        Parameters
        ----------
        doing
            What could not be done, as a participle: ``"read"``, ``"written"``.
        """
        inode = self._inode()
        try:
            yield
        except (sqlite3.OperationalError, OSError) as error:
            if "malformed" in str(error):
                self._move_aside(inode, error)
            else:  # Locked for a minute, read-only, disk full: the file itself is sound.
                self._warn(f"could not be {doing} ({error}); going on without it")
        except sqlite3.DatabaseError as error:
            self._move_aside(inode, error)

    @contextlib.contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        """Open the file for a block, within `guarded`.

        One connection a block takes a fraction of a millisecond, and is safe across threads, forks and
        pickling.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = self._open()
        try:
            yield connection
        finally:
            connection.close()

    def _open(self) -> sqlite3.Connection:
        # SQLite waits for another's write by itself, but not where one connection turns the log on, or the
        # last one clears it away, while another opens the file.
        deadline = time.monotonic() + BUSY_SECONDS
        while True:
            connection = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = NORMAL")
                connection.execute(self.schema)
                return connection
            except sqlite3.Error as error:
                connection.close()
                if not _is_busy(error) or time.monotonic() > deadline:
                    raise
            time.sleep(_RETRY_SECONDS)

    @property
    def size(self) -> int:
        """Bytes on disk, what is not yet merged included."""
        parts = (self.path, self.path.with_name(f"{self.path.name}-wal"))
        return sum(part.stat().st_size for part in parts if part.exists())

    def _move_aside(self, inode: int | None, error: Exception) -> None:
        if self._inode() != inode:
            return  # Another process has moved it already.
        name = self.path.name
        suffix = f".damaged-{time.time_ns()}"
        # The log first: left behind, it would be replayed into the new file.
        for part in (f"{name}-wal", f"{name}-shm", name):
            with contextlib.suppress(OSError):
                self.path.with_name(part).replace(self.path.with_name(part + suffix))
        self._warn(f"is damaged ({error}); it was moved aside as {name}{suffix} and is built anew")

    def _warn(self, what: str) -> None:
        warnings.warn(f"{self.path}: the {self.name} {what}.", self.warning, stacklevel=4)

    def _inode(self) -> int | None:
        try:
            return self.path.stat().st_ino
        except OSError:
            return None


def _is_busy(error: sqlite3.Error) -> bool:
    code = getattr(error, "sqlite_errorcode", None)  # Extended codes carry the plain one in their low byte.
    return code is not None and code & 0xFF == sqlite3.SQLITE_BUSY
