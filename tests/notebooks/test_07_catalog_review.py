"""Notebook 07 under papermill: defaults, another catalog, and a catalog that does not load."""

from __future__ import annotations

import shutil

import nbformat
import pytest

from jdwork.runs import RunFolder
from jdwork.runs.notebook import PLOTLY, execute_notebook
from jdwork.workbench import open_workbench
from tests.record.factory import SETTINGS
from tests.review.making import baker

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


def page(outputs):
    return " ".join(one.get("data", {}).get("text/html", "") for one in outputs)


def test_it_runs_with_its_defaults(tiny_workspace):
    outputs = execute(tiny_workspace, {})
    assert [one for one in outputs if one.output_type == "error" or one.get("name") == "stderr"] == []
    figures = [one for one in outputs if PLOTLY in one.get("data", {})]
    assert len(figures) == 3
    assert all(one["data"][PLOTLY]["layout"]["title"]["text"] for one in figures)
    assert "CAT010  Title carried by several roles" in texts(outputs)
    assert "oven hand" in page(outputs)
    assert "The queue is empty. Runs fill it: jdwork batch ads.csv --out runs/first --record" in texts(
        outputs
    )


def test_a_catalog_that_does_not_load_is_reviewed_too(tiny_workspace):
    other = tiny_workspace.root / "other"
    shutil.copytree(tiny_workspace.catalog, other)
    (other / "roles" / "kitchen" / "waiter.yaml").write_text("slug: waiter\n")
    outputs = execute(tiny_workspace, {"catalog": "other"})
    assert [one for one in outputs if one.output_type == "error"] == []
    assert "CAT001  File cannot be read" in texts(outputs)


@pytest.mark.parametrize("kind", ["", "new_skill"])
def test_what_runs_proposed_waits_in_the_queue(tiny_workspace, kind):
    from jdwork.record import record_many

    workbench = open_workbench(tiny_workspace.root)
    made = [
        baker(1, skills=("wine-service",), proposed=("<b>Lame</b>", "Peel")),
        baker(2, proposed=("<b>Lame</b>",)),
    ]
    record_many(made, workbench.engine, settings=SETTINGS)
    workbench.reject([item.id for item in workbench.review(search="peel")])
    outputs = execute(tiny_workspace, {"kind": kind})
    assert [one for one in outputs if one.output_type == "error" or one.get("name") == "stderr"] == []
    assert "new_skill: 1 pending, 1 rejected" in texts(outputs)
    assert "role_skill: 1 pending" in texts(outputs)
    figure = [one for one in outputs if PLOTLY in one.get("data", {})][-1]["data"][PLOTLY]
    many = "1 item" if kind else "2 items"
    assert figure["layout"]["title"]["text"] == f"{many}; '&lt;b&gt;Lame&lt;/b&gt;' was seen in 2 JDs"
    assert ("baker / wine-service" in page(outputs)) == (not kind)
    assert "No run to try edits on" in texts(outputs)
    assert "&lt;b&gt;Lame" in page(outputs)
    assert "<b>Lame" not in page(outputs)
    assert "Peel" not in page(outputs)


def test_the_first_item_is_tried_on_a_run(tiny_workspace):
    from jdwork.record import record_many
    from jdwork.runs import execute_run
    from tests.runs.making import ads

    workbench = open_workbench(tiny_workspace.root)
    record_many([baker(1, skills=("wine-service",))], workbench.engine, settings=SETTINGS)
    execute_run(ads(), workbench.pipeline, RunFolder(tiny_workspace.runs / "first"))
    outputs = execute(tiny_workspace, {"run": "first", "kind": "role_skill"})
    assert [one for one in outputs if one.output_type == "error" or one.get("name") == "stderr"] == []
    assert "All 8 JDs of the run were decided again: the figures are exact." in texts(outputs)
    figure = [one for one in outputs if PLOTLY in one.get("data", {})][-1]["data"][PLOTLY]
    assert "Wine-Service" in figure["layout"]["title"]["text"]
    assert [item.status for item in workbench.review("role_skill")] == ["pending"]


def test_a_workspace_whose_own_catalog_does_not_load_is_reviewed_but_for_its_queue(tiny_workspace):
    (tiny_workspace.catalog / "roles" / "kitchen" / "waiter.yaml").write_text("slug: waiter\n")
    outputs = execute(tiny_workspace, {})
    assert [one for one in outputs if one.output_type == "error"] == []
    assert "CAT001  File cannot be read" in texts(outputs)
    assert "The queue cannot be read" in texts(outputs)
    assert "waiter.yaml" in texts(outputs)
