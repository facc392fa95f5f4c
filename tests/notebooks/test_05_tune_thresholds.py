"""Notebook 05 under papermill: the same as the command, written only where it stands up."""

from __future__ import annotations

import json

import nbformat
import pytest

from jdwork.config import load_settings, rollback, write_settings
from jdwork.runs import RunFolder
from jdwork.runs.notebook import NotebookCellError, execute_notebook
from tests.cli.running import Jdwork
from tests.tune.labelled_run import labelled_run

pytestmark = pytest.mark.notebook

NAME = "05_tune_thresholds.ipynb"
BAD = {"new_role.max": 0.95, "new_role.max_with_model": 0.95}


def execute(workspace, parameters):
    folder = RunFolder(workspace.root / f"executed{len(list(workspace.root.glob('executed*')))}")
    folder.path.mkdir(parents=True)
    execute_notebook(
        workspace.notebooks / NAME, folder, parameters, working_directory=workspace.root, progress=False
    )
    cells = nbformat.read(folder.notebook, as_version=4).cells
    outputs = [one for cell in cells for one in cell.get("outputs", [])]
    assert [one for one in outputs if one.output_type == "error" or one.get("name") == "stderr"] == []
    said = " ".join(one.get("text", "") for one in outputs)
    page = " ".join(one.get("data", {}).get("text/html", "") for one in outputs)
    return said, page


def test_it_runs_with_its_defaults(tiny_workspace):
    before = tiny_workspace.config.read_bytes()
    said, page = execute(tiny_workspace, {"trials": 2})
    assert "6 labelled JDs" in said
    assert "never changed from here" in page
    assert tiny_workspace.config.read_bytes() == before


def test_it_does_what_the_command_does(tiny_workspace, capsys, monkeypatch):
    folder = labelled_run(tiny_workspace)
    write_settings(tiny_workspace.config, BAD, reason="bad on purpose")
    asked = {"run": "labelled", "objective": "macro-f1", "trials": 3, "dials": "new_role.max,b.margin"}
    execute(tiny_workspace, asked)
    by_notebook = json.loads((folder.path / "tuning.json").read_text())
    (folder.path / "tuning.json").unlink()
    options = ("--objective", "macro-f1", "--trials", 3, "--dials", "new_role.max,b.margin")
    monkeypatch.chdir(tiny_workspace.root)
    assert Jdwork(capsys)("tune", "labelled", *options).code == 0
    assert json.loads((folder.path / "tuning.json").read_text()) == by_notebook


def test_what_stands_up_is_written_and_rolled_back(tiny_workspace):
    labelled_run(tiny_workspace)
    write_settings(tiny_workspace.config, BAD, reason="bad on purpose")
    before = tiny_workspace.config.read_bytes()
    said, page = execute(tiny_workspace, {"run": "labelled", "trials": 2, "write": True})
    assert "Written as entry" in said
    assert "Nothing speaks against writing it" in page
    assert load_settings(tiny_workspace.config).new_role.max < 0.95
    rollback(tiny_workspace.config)
    assert tiny_workspace.config.read_bytes() == before


def test_what_does_not_stand_up_fails_the_notebook_and_writes_nothing(tiny_workspace):
    labelled_run(tiny_workspace, wrong=1.0)
    before = tiny_workspace.config.read_bytes()
    asked = {"run": "labelled", "objective": "cost", "trials": 0, "write": True}
    with pytest.raises(NotebookCellError, match="settings were not written"):
        execute(tiny_workspace, asked)
    assert tiny_workspace.config.read_bytes() == before


def test_options_reach_the_objective(tiny_workspace):
    labelled_run(tiny_workspace)
    asked = {"run": "labelled", "objective": "guarantee", "options": {"most_wrong": 0.3, "level": 0.6}}
    _, page = execute(tiny_workspace, asked)
    assert "at most 30.0% wrong" in page
