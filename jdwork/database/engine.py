"""Opening a database by its address: SQLite in a file by default, PostgreSQL by URL."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import StaticPool

from jdwork.database.migrate import SCHEMA_VERSION, refuse_unknown_version, schema_version, upgrade
from jdwork.database.transactions import (
    WRITES,
    database_errors,
    is_transient,
    read_transaction,
    safe_url,
)
from jdwork.errors import DatabaseError

BUSY_SECONDS = 30.0
"""How long an SQLite writer waits for another one."""

CONNECT_SECONDS = 10
"""How long to wait for a PostgreSQL server to answer."""


def open_database(url: str, *, create: bool = True) -> Engine:
    """Open a database and see that its schema fits this code.

    Parameters
    ----------
    url
        ``sqlite:///PATH`` (``sqlite://`` lives in memory), or ``postgresql://USER:PASSWORD@HOST/NAME``.
    create
        Make the file, its folder and the tables where they are missing, and migrate older schemas.

    Returns
    -------
    Engine
        Connections check foreign keys; SQLite files are in WAL mode, where readers and one writer
        do not wait for each other. Write through `write_transaction` or `write`.

    Raises
    ------
    DatabaseError
        If the address is malformed, the server cannot be reached, the file is locked, read-only or
        no database, or the schema is newer than the code (or older, without ``create``).
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        engine = _open_sqlite(address, create=create)
    else:
        engine = _open_postgres(address)
    try:
        _fit_schema(engine, create=create)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        # The malformed text is not repeated: it may hold a password.
        raise DatabaseError(
            "The database address cannot be read.",
            hint="Write sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME; "
            "escape special characters of the password as %XX.",
        ) from None
    if address.drivername in {"postgres", "postgresql"}:
        return address.set(drivername="postgresql+psycopg")
    if address.drivername in {"sqlite", "sqlite+pysqlite", "postgresql+psycopg"}:
        return address
    raise DatabaseError(
        f"Databases of the kind '{address.drivername}' are not supported.",
        where=safe_url(address),
        hint="Use sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME.",
    )


def _open_sqlite(address: URL, *, create: bool) -> Engine:
    in_memory = address.database in {None, "", ":memory:"}
    options: dict[str, Any] = {"poolclass": StaticPool} if in_memory else {}
    is_plain_path = not in_memory and not str(address.database).startswith("file:")
    if is_plain_path:
        _check_path(Path(str(address.database)), address, create=create)
    engine = create_engine(
        address,
        # isolation_level None: the driver must not begin transactions by itself, the hooks below do.
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False, "isolation_level": None},
        **options,
    )
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    if is_plain_path and create:
        try:
            _turn_on_wal(engine)
        except BaseException:
            engine.dispose()
            raise
    return engine


def _check_path(path: Path, address: URL, *, create: bool) -> None:
    if path.is_dir():
        raise DatabaseError(
            "This is a folder, not a database file.",
            where=safe_url(address),
            hint="Name a file in it, such as jdwork.sqlite.",
        )
    if path.exists():
        return
    if not create:
        raise DatabaseError(
            "There is no database here.",
            where=safe_url(address),
            hint="Make one with 'jdwork catalog build', or point JDWORK_DATABASE_URL at one.",
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseError(
            f"The folder of the database cannot be made ({error.strerror}).",
            where=safe_url(address),
            hint="Check the path and your permissions, or point JDWORK_DATABASE_URL elsewhere.",
        ) from error


def _set_pragmas(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    # In WAL mode NORMAL cannot corrupt the file; a power cut may lose the last commits, not halves of one.
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _turn_on_wal(engine: Engine) -> None:
    # The mode is kept in the file. Changing it needs the file alone, and SQLite does not wait for that
    # by itself: two processes that open a fresh file at once would stumble over each other.
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        raw = None
        try:
            raw = engine.raw_connection()
            driver = raw.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            if driver.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                driver.execute("PRAGMA journal_mode = WAL")
            return
        except (DBAPIError, sqlite3.Error) as error:
            if not is_transient(error) or time.monotonic() > deadline:
                with database_errors(engine.url):
                    raise
        finally:
            if raw is not None:
                raw.close()
        time.sleep(0.02)


def _open_postgres(address: URL) -> Engine:
    try:
        return create_engine(
            address,
            pool_pre_ping=True,
            connect_args={"connect_timeout": CONNECT_SECONDS, "application_name": "jdwork"},
        )
    except ImportError:
        raise DatabaseError(
            "PostgreSQL needs the psycopg package, which is not installed.",
            where=safe_url(address),
            hint="Install it with: pip install 'jdwork[postgres]'.",
        ) from None


def _fit_schema(engine: Engine, *, create: bool) -> None:
    with read_transaction(engine) as connection:
        current = schema_version(connection)
    if current == SCHEMA_VERSION:
        return
    if create:
        upgrade(engine)
        return
    if current is not None:
        refuse_unknown_version(current, engine)
    held = f"the older schema version '{current}'" if current else "no jdwork tables"
    raise DatabaseError(
        f"The database has {held}.",
        where=safe_url(engine.url),
        hint="Run 'jdwork catalog build' once: it makes and migrates what is needed.",
    )
