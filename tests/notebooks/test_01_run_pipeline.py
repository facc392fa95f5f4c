"""Notebook 01 under papermill: defaults, a file of one's own, and a page that works offline."""

from __future__ import annotations

import csv
import getpass
import json
import os
import re
import socket
from pathlib import Path

import nbformat
import pytest

from jdwork.errors import RunError
from jdwork.runs import RunFolder, list_runs, read_frame, read_manifest
from jdwork.runs.notebook import PLOTLY, execute_notebook
from jdwork.workspace import create_workspace
from tests.tiny_workspace import ADS

pytestmark = pytest.mark.notebook

NAME = "01_run_pipeline.ipynb"
EVIL = "<img src=x onerror=alert(1)>"


def execute(workspace, parameters, name="run"):
    folder = RunFolder(workspace.runs / name)
    folder.path.mkdir(parents=True)
    execute_notebook(
        workspace.notebooks / NAME,
        folder,
        {"run_folder": name, **parameters},
        working_directory=workspace.root,
        progress=False,
    )
    return folder


def outputs(folder):
    book = nbformat.read(folder.notebook, as_version=4)
    return [output for cell in book.cells for output in cell.get("outputs", [])]


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """The notebook with its defaults, over a workspace with one hostile title, and a secret around."""
    from jdwork.workspace import Workspace
    from tests.tiny_workspace import write_tiny_catalog

    root = tmp_path_factory.mktemp("private-folder-name")
    write_tiny_catalog(root / "catalog")
    with (root / "catalog" / "samples" / "samples.jsonl").open("a") as file:
        text = f"We are hiring a mason who mixes mortar, lays bricks to a line and likes {EVIL}."
        file.write(json.dumps({"id": EVIL, "title": EVIL, "text": text, "label": EVIL}) + "\n")
    (root / "notebooks").mkdir()
    source = Path(__file__).resolve().parents[2] / "notebooks" / NAME
    (root / "notebooks" / NAME).write_bytes(source.read_bytes())
    workspace = Workspace(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JDWORK_WORKSPACE", str(root))
        patch.setenv("OPENAI_API_KEY", "sk-secret-of-mine")
        patch.delenv("JDWORK_DATABASE_URL", raising=False)
        return workspace, execute(workspace, {})


def test_it_makes_a_complete_run(executed):
    workspace, folder = executed
    assert read_manifest(folder.manifest).status == "complete"
    assert len(read_frame(folder.decisions)) == len(ADS) + 1
    assert list_runs(workspace.runs)["run"].tolist() == ["run"]
    assert (workspace.state / "jdwork.sqlite").exists()


def test_no_cell_complains(executed):
    wrong = [one for one in outputs(executed[1]) if one.output_type == "error" or one.get("name") == "stderr"]
    assert wrong == []


def test_it_stays_small_and_holds_figures_as_data(executed):
    _, folder = executed
    assert folder.notebook.stat().st_size < 2_000_000
    figures = [one for one in outputs(folder) if PLOTLY in one.get("data", {})]
    assert len(figures) == 5
    for figure in figures:
        assert figure["data"][PLOTLY]["layout"]["title"]["text"]


def test_the_page_needs_no_network_and_draws_the_figures(executed):
    page = executed[1].html.read_text(encoding="utf-8")
    assert not re.findall(r"<(?:script|link|img|iframe)\b[^>]*?(?:src|href)\s*=\s*[\"']?(?:https?:)?//", page)
    assert not re.findall(r"(?:import|from)\s*\(?[\"']https?://", page)
    assert page.count("Plotly.newPlot(") >= 3
    assert page.count("plotly.js v") == 1  # the library is in the page, once


def test_nothing_of_a_jd_is_markup(executed):
    _, folder = executed
    assert EVIL not in folder.html.read_text(encoding="utf-8").replace(json.dumps(EVIL)[1:-1], EVIL)
    assert "&lt;img src=x" in folder.html.read_text(encoding="utf-8")
    for output in outputs(folder):
        assert EVIL not in output.get("data", {}).get("text/html", "")


def test_nothing_of_this_machine_is_in_the_folder(executed):
    workspace, folder = executed
    private = {
        "sk-secret-of-mine",
        str(workspace.root),
        "private-folder-name",
        str(Path.home()) + "/",
        str(Path.cwd()),
    }
    user, host = getpass.getuser(), socket.gethostname()
    # "root" is a word like any other; a real name or a made-up host is not.
    private |= {name for name in (user, host) if len(name) > 4 and name not in ("localhost", "runner")}
    for path in folder.path.iterdir():
        content = path.read_bytes()
        assert [one for one in private if one.encode() in content] == [], path.name


def test_a_csv_of_ones_own(tiny_workspace):
    path = tiny_workspace.root / "my ads.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["Job Title", "Description", "Team"])
        writer.writerow(["Mason", "", "a"])
        writer.writerow(["", ADS[2]["text"], "b"])
        writer.writerow(["", "", "c"])
    folder = execute(tiny_workspace, {"input": "my ads.csv", "record": False})
    frame = read_frame(folder.decisions)
    assert frame["role"].tolist()[:2] == ["bricklayer", "plumber"]
    assert frame["case"].tolist()[2] == "REJECT"
    assert any("has no labels" in one.get("text", "") for one in outputs(folder))


def test_where_no_jd_gets_a_role_it_says_so(tiny_workspace):
    (tiny_workspace.root / "odd.csv").write_text("text\nYes.\n")
    folder = execute(tiny_workspace, {"input": "odd.csv", "limit": 1})
    assert any("No JD got a role" in one.get("text", "") for one in outputs(folder))


def test_a_failing_cell_is_told_and_the_notebook_is_kept_without_paths(tiny_workspace):
    with pytest.raises(RunError, match=r"(?s)Cell \d+ failed: InputError: .*no such file.*executed notebook"):
        execute(tiny_workspace, {"input": "missing.csv"})
    folder = RunFolder(tiny_workspace.runs / "run")
    text = folder.notebook.read_text(encoding="utf-8")
    assert "InputError" in text
    assert "InputError" in folder.html.read_text(encoding="utf-8")
    for private in (
        str(tiny_workspace.root),
        str(Path.home()) + "/",
        str(Path(__file__).resolve().parents[2]),
    ):
        assert private not in text
    assert not folder.manifest.exists()


@pytest.mark.encoder
def test_the_shipped_workspace(tmp_path, monkeypatch):
    """With the real catalog, samples and weights."""
    shipped = Path(__file__).resolve().parents[2] / "catalog" / "samples" / "samples.jsonl"
    if not shipped.exists():
        pytest.skip("no samples yet")
    for name in [name for name in os.environ if name.startswith("JDWORK_")]:
        monkeypatch.delenv(name)
    workspace = create_workspace(tmp_path / "workspace")
    monkeypatch.setenv("JDWORK_WORKSPACE", str(workspace.root))
    folder = execute(workspace, {"limit": 8})
    frame = read_frame(folder.decisions)
    assert len(frame) == 8
    assert (frame["role"] == frame["label"]).mean() > 0.5
    assert folder.notebook.stat().st_size < 2_000_000
