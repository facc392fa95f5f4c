"""Notebook 07 under papermill: defaults, another catalog, and a catalog that does not load."""

from __future__ import annotations

import shutil

import nbformat
import pytest

from jdwork.runs import RunFolder
from jdwork.runs.notebook import PLOTLY, execute_notebook

pytestmark = pytest.mark.notebook

NAME = "07_catalog_review.ipynb"


def execute(workspace, parameters):
    folder = RunFolder(workspace.runs / "review")
    folder.path.mkdir(parents=True)
    execute_notebook(
        workspace.notebooks / NAME, folder, parameters, working_directory=workspace.root, progress=False
    )
    return [
        output
        for cell in nbformat.read(folder.notebook, as_version=4).cells
        for output in cell.get("outputs", [])
    ]


def texts(outputs):
    return " ".join(one.get("text", "") for one in outputs)


def test_it_runs_with_its_defaults(tiny_workspace):
    outputs = execute(tiny_workspace, {})
    assert [one for one in outputs if one.output_type == "error" or one.get("name") == "stderr"] == []
    figures = [one for one in outputs if PLOTLY in one.get("data", {})]
    assert len(figures) == 3
    assert all(one["data"][PLOTLY]["layout"]["title"]["text"] for one in figures)
    assert "CAT010  Title carried by several roles" in texts(outputs)
    assert any("oven hand" in one.get("data", {}).get("text/html", "") for one in outputs)


def test_a_catalog_that_does_not_load_is_reviewed_too(tiny_workspace):
    other = tiny_workspace.root / "other"
    shutil.copytree(tiny_workspace.catalog, other)
    (other / "roles" / "kitchen" / "waiter.yaml").write_text("slug: waiter\n")
    outputs = execute(tiny_workspace, {"catalog": "other"})
    assert [one for one in outputs if one.output_type == "error"] == []
    assert "CAT001  File cannot be read" in texts(outputs)
