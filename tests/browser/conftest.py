"""One browser and one JupyterLab for all tests here; a workspace and a page for each."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from jdwork.workspace import Workspace
from tests.browser.lab import LabPage, browser, chromium, lab_server, open_notebook, write_notebook
from tests.tiny_workspace import write_tiny_catalog

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
ENCODER = {"JDWORK_EMBED__ENCODER": "hashing"}


# Of the package, not of the session: playwright's loop would be in the way of others that start one.
@pytest.fixture(scope="package")
def driver() -> Iterator[Any]:
    """Chromium."""
    pytest.importorskip("playwright.sync_api")
    if chromium() is None:
        pytest.skip("no Chromium on this machine (install the system package chromium)")
    with browser() as started:
        yield started


@pytest.fixture(scope="package")
def lab_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the JupyterLab serves: a folder with a workspace for each test."""
    return tmp_path_factory.mktemp("lab")


@pytest.fixture(scope="package")
def lab_address(lab_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a running JupyterLab."""
    with lab_server(lab_root, tmp_path_factory.mktemp("lab-settings"), environment=ENCODER) as address:
        yield address


@pytest.fixture
def lab_workspace(lab_root: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A fresh workspace over the tiny catalog, where the JupyterLab serves it.

    The test may open it itself, to put runs or review items there.
    """
    root = lab_root / f"workspace{len(list(lab_root.iterdir()))}"
    write_tiny_catalog(root / "catalog")
    shutil.copytree(NOTEBOOKS, root / "notebooks", ignore=shutil.ignore_patterns("pictures"))
    for name in [name for name in os.environ if name.startswith("JDWORK_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("JDWORK_WORKSPACE", str(root))
    for name, value in ENCODER.items():
        monkeypatch.setenv(name, value)
    return Workspace(root)


@pytest.fixture
def lab_page(
    driver: Any, lab_address: str, lab_root: Path, lab_workspace: Workspace, tmp_path: Path
) -> Iterator[Callable[..., LabPage]]:
    """Opens a notebook: ``lab_page("04_misclassifications", {"rows": 3}, width=1100)``.

    It runs in `lab_workspace`, with other parameters where some are given. How it looked in the
    end is ``at_the_end.png`` in the test's temporary folder.
    """
    opened: list[LabPage] = []

    def open_page(name: str, parameters: dict[str, Any] | None = None, **size: int) -> LabPage:
        path = lab_workspace.notebooks / f"{name.removesuffix('.ipynb')}.ipynb"
        if parameters:
            write_notebook(path, path, parameters)
        page = open_notebook(
            driver, lab_address, path.relative_to(lab_root).as_posix(), pictures=tmp_path, **size
        )
        opened.append(page)
        return page

    yield open_page
    for page in opened:
        page.screenshot("at_the_end")
        page.close()
