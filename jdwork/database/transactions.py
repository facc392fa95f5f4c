"""Reading and writing transactions, with errors in plain words and retries where they help."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import URL, Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from jdwork.database.explaining import explained, explained_sqlite, is_transient, no_connection, safe_url
from jdwork.errors import DatabaseError

__all__ = [
    "WRITES",
    "Vanished",
    "database_errors",
    "is_transient",
    "read_transaction",
    "safe_url",
    "write",
    "write_transaction",
]

WRITES = "jdwork_writes"
"""Connection option: on SQLite such a connection begins its transactions with the write lock held."""

Result = TypeVar("Result")


class Vanished(Exception):  # noqa: N818 - a signal to try again, never shown to anyone
    """A row that this transaction relied on was removed by another one meanwhile."""


@contextmanager
def database_errors(url: URL) -> Iterator[None]:
    """Turn driver errors about reaching or using the database at ``url`` into `DatabaseError`.

    Raises
    ------
    DatabaseError
        With the address (without password) and what to do next. Broken constraints and faulty SQL
        pass through: they are faults of the program, not of the database.
    """
    try:
        yield
    except DBAPIError as error:
        told = explained(error, url)
        if told is None:
            raise
        raise told from None
    except PoolTimeout:
        raise no_connection(url) from None
    except sqlite3.Error as error:  # from our own connection hooks, which SQLAlchemy does not wrap
        raise explained_sqlite(error, url) from None


@contextmanager
def read_transaction(engine: Engine) -> Iterator[Connection]:
    """Open a connection that only reads, and sees one state of the database throughout on SQLite.

    Parameters
    ----------
    engine
        An engine from `open_database`.

    Yields
    ------
    Connection
        Rolled back when the block ends.

    Raises
    ------
    DatabaseError
        If the database cannot be reached or is locked.
    """
    with database_errors(engine.url), engine.connect() as connection:
        yield connection


@contextmanager
def write_transaction(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that writes: committed when the block ends, rolled back if it raises.

    On SQLite it begins with the write lock held (BEGIN IMMEDIATE), so that what it read first is
    still true when it writes. An ORM session takes part with ``Session(bind=connection)``.

    Parameters
    ----------
    engine
        An engine from `open_database`.

    Yields
    ------
    Connection

    Raises
    ------
    DatabaseError
        If the database cannot be reached, is read-only, or stays locked.
    """
    with database_errors(engine.url), _writing(engine) as connection, connection.begin():
        yield connection


def write(engine: Engine, work: Callable[[Connection], Result], *, attempts: int = 6) -> Result:
    """Do ``work`` in one write transaction, again from the start where another writer got in the way.

    Parameters
    ----------
    engine
        An engine from `open_database`.
    work
        Reads and writes through the connection it is given; it may run more than once, each time
        on a fresh transaction, so it must have no other effects.
    attempts
        Times to try before giving up.

    Returns
    -------
    object
        What ``work`` returned.

    Raises
    ------
    DatabaseError
        If the database cannot be used, or others kept getting in the way.
    """
    for attempt in range(1, attempts + 1):
        try:
            with _writing(engine) as connection, connection.begin():
                return work(connection)
        except (DBAPIError, PoolTimeout, sqlite3.Error, Vanished) as error:
            if isinstance(error, PoolTimeout) or not (isinstance(error, Vanished) or is_transient(error)):
                with database_errors(engine.url):
                    raise
            if attempt == attempts:
                raise DatabaseError(
                    f"Other writers got in the way {attempts} times in a row; nothing was written.",
                    where=safe_url(engine.url),
                    hint="Try again when fewer processes write at once.",
                ) from None
        # Two writers that clashed must not clash again in step.
        time.sleep(random.uniform(0.5, 1.5) * 0.02 * 2**attempt)  # noqa: S311 - no secret depends on it
    raise AssertionError("unreachable")


def _writing(engine: Engine) -> Connection:
    return engine.connect().execution_options(**{WRITES: True})
