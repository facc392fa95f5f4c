"""Notebook 04 under papermill: defaults, a run of one's own, legacy pages."""

from __future__ import annotations

import nbformat
import pytest

from jdwork.legacy import import_runs, parse_run_pages
from jdwork.runs import RunFolder, list_runs
from jdwork.runs.notebook import PLOTLY, execute_notebook
from jdwork.workbench import open_workbench
from tests.legacy.pages import JD, OTHER, RUN, page

pytestmark = pytest.mark.notebook

NAME = "04_misclassifications.ipynb"


def execute(workspace, parameters):
    folder = RunFolder(workspace.root / "executed")
    folder.path.mkdir(parents=True)
    execute_notebook(
        workspace.notebooks / NAME, folder, parameters, working_directory=workspace.root, progress=False
    )
    made = [
        output
        for cell in nbformat.read(folder.notebook, as_version=4).cells
        for output in cell.get("outputs", [])
    ]
    assert [one for one in made if one.output_type == "error" or one.get("name") == "stderr"] == []
    return made


def texts(outputs):
    return " ".join(one.get("text", "") for one in outputs)


def page_of(outputs):
    return " ".join(one.get("data", {}).get("text/html", "") for one in outputs)


def titles(outputs):
    figures = [one["data"][PLOTLY] for one in outputs if PLOTLY in one.get("data", {})]
    return [figure["layout"]["title"]["text"] for figure in figures]


def test_it_runs_with_its_defaults(tiny_workspace):
    outputs = execute(tiny_workspace, {})
    assert "labelled JDs got another role than their label" in texts(outputs)
    assert titles(outputs) == ["Nothing is confused: every labelled JD got its role"]
    assert "There is no error to list" in page_of(outputs)
    assert "None of 6 labels looks wrong" in page_of(outputs)
    assert "fewer than 5 JDs" in page_of(outputs)
    assert "There is no error to explain: every labelled JD got its role." in texts(outputs)
    assert "No legacy run is here yet" in texts(outputs)
    assert "jdwork legacy import" in texts(outputs)
    assert list_runs(tiny_workspace.runs)["name"].tolist() == ["samples"]


def test_the_latest_labelled_run_is_taken_and_an_error_by_its_id(tiny_workspace):
    from jdwork.runs import execute_run, new_run_folder
    from jdwork.text import JobDescription

    workbench = open_workbench(tiny_workspace.root)
    ads = [
        JobDescription(id="a", text=JD, label="waiter"),
        JobDescription(id="<i>b</i>", text=JD + " <i>Now.</i>", title="Baker", label="plumber"),
        JobDescription(id="c", text=JD, title="Baker", label="baker"),
    ]
    execute_run(ads, workbench.pipeline, new_run_folder(tiny_workspace.runs, "mine"), name="mine")
    outputs = execute(tiny_workspace, {"error": "<i>b</i>", "rows": 1})
    assert "2 of 3 labelled JDs" in texts(outputs)
    assert len(titles(outputs)) == 2
    assert "Most often" in titles(outputs)[0]
    assert "Baker leads" in titles(outputs)[1]
    assert "1 of 2" in page_of(outputs) or "2 of 2" in page_of(outputs)
    assert "<i>b</i>" not in page_of(outputs)
    assert "<i>Now" not in page_of(outputs)
    assert list_runs(tiny_workspace.runs)["name"].tolist() == ["mine"]


def test_a_run_without_labels_and_without_errors(tiny_workspace):
    (tiny_workspace.root / "odd.txt").write_text("x")
    workbench = open_workbench(tiny_workspace.root)
    from jdwork.runs import execute_run, new_run_folder
    from jdwork.text import JobDescription

    folder = new_run_folder(tiny_workspace.runs, "plain")
    execute_run([JobDescription(id="a", text=JD)], workbench.pipeline, folder, name="plain")
    outputs = execute(tiny_workspace, {"run": "plain"})
    assert "This run has no labels" in texts(outputs)
    assert "there is nothing to doubt" in texts(outputs)
    assert "There is no error to explain" in texts(outputs)


def test_an_imported_run_is_compared_with_its_labels(tiny_workspace):
    workbench = open_workbench(tiny_workspace.root)
    import_runs(parse_run_pages(page(), where="p"), workbench, labels={RUN: "baker"})
    outputs = execute(tiny_workspace, {})
    assert "1 legacy run: the role is the same in 1. Of 1 labelled" in page_of(outputs)
    assert "Oven Care" in page_of(outputs)


def test_pages_and_labels_are_named_as_parameters(tiny_workspace):
    folder = tiny_workspace.root / "pages"
    folder.mkdir()
    (folder / "a.txt").write_text(page())
    (folder / "b.txt").write_text(page(run_id=OTHER))
    (folder / "c.txt").write_text("no page")
    (tiny_workspace.root / "labels.csv").write_text(f"run_id,label\n{OTHER},waiter\n")
    outputs = execute(tiny_workspace, {"legacy": "pages/*.txt", "labels": "labels.csv"})
    assert "2 legacy runs" in page_of(outputs)
    assert "Of 1 labelled, legacy is right in 0, ours in 0" in page_of(outputs)
    assert "left out: This is no run page" in texts(outputs)


def test_a_wrong_name_is_told_and_the_rest_stands(tiny_workspace):
    outputs = execute(tiny_workspace, {"legacy": "absent.txt"})
    assert "The legacy runs cannot be read: absent.txt: There is no such file." in texts(outputs)
