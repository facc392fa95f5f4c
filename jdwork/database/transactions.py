"""Reading and writing transactions, with errors in plain words and retries where they help."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import URL, Connection, Engine
from sqlalchemy.exc import DatabaseError as DriverError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from jdwork.errors import DatabaseError

WRITES = "jdwork_writes"
"""Connection option: on SQLite such a connection begins its transactions with the write lock held."""

_PASSWORDS = ("password", "sslpassword", "passfile")
_TRANSIENT_STATES = {"40001", "40P01", "55P03"}  # serialization failure, deadlock, lock not available

_SQLITE_EXPLANATIONS = {
    "SQLITE_BUSY": (
        "The database stayed locked by another process.",
        "Wait until that process is done, or end it, then try again.",
    ),
    "SQLITE_LOCKED": (
        "The database stayed locked by another process.",
        "Wait until that process is done, or end it, then try again.",
    ),
    "SQLITE_READONLY": (
        "The database, or the folder it lies in, may not be written to.",
        "Give yourself write permission, or point JDWORK_DATABASE_URL elsewhere.",
    ),
    "SQLITE_CANTOPEN": (
        "The database file cannot be opened or created.",
        "Check that the folder exists and that you may write to it.",
    ),
    "SQLITE_NOTADB": (
        "The file is not an SQLite database.",
        "Point JDWORK_DATABASE_URL at another file, or move this one away.",
    ),
    "SQLITE_CORRUPT": (
        "The database file is damaged.",
        "Restore it from a backup, or move it away and build it anew.",
    ),
    "SQLITE_FULL": ("The disk is full; nothing was written.", "Free some space, then try again."),
}

Result = TypeVar("Result")


class Vanished(Exception):  # noqa: N818 - a signal to try again, never shown to anyone
    """A row that this transaction relied on was removed by another one meanwhile."""


def safe_url(url: URL) -> str:
    """Return a database address fit for a message: without its password, wherever that stands."""
    hidden = {key: "***" for key in url.query if key.lower() in _PASSWORDS}
    return url.update_query_dict(hidden).render_as_string(hide_password=True)


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
    except (OperationalError, InterfaceError) as error:
        raise _explained(error, url) from None
    except DriverError as error:
        if type(error) is not DriverError:
            raise
        raise _explained(error, url) from None
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
        except (DBAPIError, sqlite3.Error, Vanished) as error:
            if not (isinstance(error, Vanished) or is_transient(error)):
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


def is_transient(error: DBAPIError | sqlite3.Error) -> bool:
    """Tell whether doing the same transaction again may succeed: a lock, a deadlock, a clash of writers."""
    raised = error.orig if isinstance(error, DBAPIError) else error
    state = getattr(raised, "sqlstate", None)
    if state is not None:
        return state in _TRANSIENT_STATES
    name = getattr(raised, "sqlite_errorname", "")
    return name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def explained_sqlite(error: BaseException | None, url: URL) -> DatabaseError:
    """Put what the SQLite driver raised into plain words."""
    name = getattr(error, "sqlite_errorname", "")
    for prefix, (problem, hint) in _SQLITE_EXPLANATIONS.items():
        if name.startswith(prefix):
            return DatabaseError(problem, where=safe_url(url), hint=hint)
    return DatabaseError(
        f"The database cannot be used: {error}.", where=safe_url(url), hint="Check the address and the file."
    )


def _explained(error: DBAPIError, url: URL) -> DatabaseError:
    where = safe_url(url)
    if url.get_backend_name() == "sqlite":
        return explained_sqlite(error.orig, url)
    said = " ".join(str(error.orig).split())
    if url.password:
        said = said.replace(str(url.password), "***")
    state = getattr(error.orig, "sqlstate", None)
    if state in _TRANSIENT_STATES:
        return DatabaseError(
            "The transaction clashed with another one.", where=where, hint="Nothing was written: try again."
        )
    if state in {"28P01", "28000"} or "authentication failed" in said:
        return DatabaseError(
            f"The server refused the login: {said}",
            where=where,
            hint="Check user and password in the address.",
        )
    if state == "3D000" or ("database" in said and "does not exist" in said):
        return DatabaseError(
            f"The server has no such database: {said}", where=where, hint="Create it first (createdb NAME)."
        )
    return DatabaseError(
        f"The server cannot be used: {said}",
        where=where,
        hint="Check that it runs and that host, port and database in the address are right.",
    )
