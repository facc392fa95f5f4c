"""One served workspace for all tests of a file that only ask, and fresh ones for those that count."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx
import pytest

from jdwork.workbench import Workbench
from jdwork.workspace import Workspace
from tests.fresh_databases import Fill, with_tables
from tests.service.serving import serving
from tests.tiny_workspace import write_tiny_catalog


@pytest.fixture(scope="module")
def shared_bench(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    """A workbench over a tiny workspace that the tests of a file share."""
    root = tmp_path_factory.mktemp("served") / "workspace"
    write_tiny_catalog(root / "catalog")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("JDWORK_DATABASE_URL", raising=False)
        bench = Workbench(Workspace(root))
        _ = bench.pipeline
    return bench


@pytest.fixture(scope="module")
def client(shared_bench: Workbench) -> Iterator[httpx.Client]:
    """A client of the shared workspace's service."""
    with serving(shared_bench) as asked:
        yield asked


@pytest.fixture
def file_bench(tiny_workspace: Workspace) -> Workbench:
    """A workbench over a workspace of the test's own, with its database in the usual file."""
    return Workbench(tiny_workspace)


@pytest.fixture
def bench(
    tiny_workspace: Workspace, fresh_database: Callable[[Fill], str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Workbench]:
    """A workbench over a workspace of the test's own, on each server in turn."""
    monkeypatch.setenv("JDWORK_DATABASE_URL", fresh_database(with_tables))
    made = Workbench(tiny_workspace)
    yield made
    made.engine.dispose()
