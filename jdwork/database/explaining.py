"""What database drivers raise, put into plain words: what was wrong, where, and what to do next."""

from __future__ import annotations

import sqlite3

from sqlalchemy import URL
from sqlalchemy.exc import DatabaseError as DriverError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from jdwork.errors import DatabaseError

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
    "SQLITE_IOERR": (
        "The disk could not be read or written; nothing was written.",
        "Check the disk and its free space, then try again.",
    ),
}

_TRY_AGAIN = "What was not committed was not written; doing it again is safe."
_POSTGRES_EXPLANATIONS = {
    "25006": (
        "The server takes no writes",
        "It is a standby, or somebody made the database read-only: use the primary server, or allow writing.",
    ),
    "42501": ("The user of the address may not do this", "Give that user the right to, or use another one."),
    "28": ("The server refused the login", "Check user and password in the address."),
    "3D000": ("The server has no such database", "Create it first (createdb NAME)."),
    "53100": ("The server's disk is full; nothing was written", "Free some space there, then try again."),
    "53300": (
        "The server has no connection left",
        "Close other programs that use it, or raise its max_connections, then try again.",
    ),
    "53": ("The server ran out of something; nothing was written", "Free it there, then try again."),
    "57P03": ("The server is starting or stopping", "Wait a moment, then try again."),
    "57P": ("The server ended the connection", f"See that it runs, then try again. {_TRY_AGAIN}"),
    "57014": ("The server cancelled the statement", f"Try again. {_TRY_AGAIN}"),
    "XX": ("The server found its own data damaged", "See its log; restore the database from a backup."),
}
"""By SQLSTATE or the beginning of one, the longest that fits; from Appendix A of PostgreSQL's manual."""


def safe_url(url: URL) -> str:
    """Return a database address fit for a message: without its password, wherever that stands."""
    hidden = {key: "***" for key in url.query if key.lower() in _PASSWORDS}
    return url.update_query_dict(hidden).render_as_string(hide_password=True)


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


def no_connection(url: URL) -> DatabaseError:
    """Say that all connections that this program may hold at once are in use."""
    return DatabaseError(
        "All connections of this program to the database are in use.",
        where=safe_url(url),
        hint="Do less at once, or wait until what runs is done, then try again.",
    )


def explained(error: DBAPIError, url: URL) -> DatabaseError | None:
    """Put what a driver raised about reaching or using the database into plain words.

    Parameters
    ----------
    error
        From SQLAlchemy.
    url
        Address of the database.

    Returns
    -------
    DatabaseError or None
        None for broken constraints and faulty SQL: those are faults of the program.
    """
    of_use = isinstance(error, OperationalError | InterfaceError) or type(error) is DriverError
    if url.get_backend_name() == "sqlite":
        return explained_sqlite(error.orig, url) if of_use else None
    state = getattr(error.orig, "sqlstate", None) or ""
    known = next((state[:size] for size in (5, 3, 2) if state[:size] in _POSTGRES_EXPLANATIONS), None)
    if not of_use and known is None:
        return None
    where = safe_url(url)
    if state in _TRANSIENT_STATES:
        return DatabaseError(
            "The transaction clashed with another one.", where=where, hint="Nothing was written: try again."
        )
    said = " ".join(str(error.orig).split()).rstrip(".")
    if url.password:
        said = said.replace(str(url.password), "***")
    if known is None and not state:  # while connecting, the driver has only words
        if "authentication failed" in said:
            known = "28"
        elif "database" in said and "does not exist" in said:
            known = "3D000"
        elif "too many c" in said or "remaining connection slots" in said:  # clients, connections
            known = "53300"
        elif error.connection_invalidated:
            known = "57P"
    if known is not None:
        problem, hint = _POSTGRES_EXPLANATIONS[known]
        return DatabaseError(f"{problem}: {said}.", where=where, hint=hint)
    return DatabaseError(
        f"The server cannot be used: {said}.",
        where=where,
        hint="Check that it runs and that host, port and database in the address are right.",
    )
