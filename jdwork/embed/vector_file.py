"""What the vector cache does to its table beside reading and writing: days of last use, and a size bound."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Sequence

KEPT = 0.8
"""Share of the bound that is left after vectors were dropped."""
_ROWS_PER_COMMIT = 10_000


def has_days(connection: sqlite3.Connection) -> bool:
    """Whether the table says when vectors were last used; files of older versions do not."""
    return any(row[1] == "used" for row in connection.execute("PRAGMA table_info(vector)"))


def add_days(connection: sqlite3.Connection) -> None:
    """Add the column to a file of an older version; what it holds counts as used long ago."""
    if not has_days(connection):
        try:
            connection.execute("ALTER TABLE vector ADD COLUMN used INTEGER NOT NULL DEFAULT 0")
        except sqlite3.OperationalError:  # Another process may have been faster.
            if not has_days(connection):
                raise


def mark_used(connection: sqlite3.Connection, keys: Sequence[bytes], day: int) -> None:
    """Note that vectors were used; one that cannot be marked now will be another time."""
    with contextlib.suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA busy_timeout = 200")
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("UPDATE vector SET used = ? WHERE key = ?", [(day, key) for key in keys])
        connection.execute("COMMIT")


def keep_within(connection: sqlite3.Connection, max_bytes: int) -> int:
    """Drop the vectors used least recently (of one day, the first written) if the table exceeds a bound.

    Parameters
    ----------
    connection
        Open, outside a transaction.
    max_bytes
        The bound; the table takes up to `KEPT` of it afterwards.

    Returns
    -------
    int
        Vectors dropped. A file that is far beyond the bound is also made smaller; otherwise the room is left
        to the vectors to come.
    """
    pages, free, page = (
        int(connection.execute(f"PRAGMA {name}").fetchone()[0])
        for name in ("page_count", "freelist_count", "page_size")
    )
    if (pages - free) * page <= max_bytes:
        return 0
    count = int(connection.execute("SELECT count(*) FROM vector").fetchone()[0])
    left = int(count * KEPT * max_bytes / ((pages - free) * page))
    query = "SELECT rowid FROM vector ORDER BY used, rowid LIMIT ?"
    oldest = connection.execute(query, (count - left,)).fetchall()
    for start in range(0, len(oldest), _ROWS_PER_COMMIT):
        connection.execute("BEGIN IMMEDIATE")
        rows = oldest[start : start + _ROWS_PER_COMMIT]
        connection.executemany("DELETE FROM vector WHERE rowid = ?", rows)
        connection.execute("COMMIT")
    if pages * page > 1.5 * max_bytes:
        connection.execute("VACUUM")
    return len(oldest)
