"""Notebook 03 under papermill: defaults, a drift that is there, and data that say nothing."""

from __future__ import annotations

import json

import nbformat
import pytest

from jdwork.runs import RunFolder
from jdwork.runs.notebook import PLOTLY, execute_notebook
from tests.runs.test_drift import CAKE, DOUGH, bakers

pytestmark = pytest.mark.notebook

NAME = "03_centroid_drift.ipynb"


def execute(workspace, parameters):
    folder = RunFolder(workspace.runs / "drift-notebook")
    folder.path.mkdir(parents=True)
    execute_notebook(
        workspace.notebooks / NAME, folder, parameters, working_directory=workspace.root, progress=False
    )
    assert folder.notebook.stat().st_size < 2_000_000
    return [
        output
        for cell in nbformat.read(folder.notebook, as_version=4).cells
        for output in cell.get("outputs", [])
    ]


def texts(outputs):
    return " ".join(one.get("text", "") for one in outputs)


def titles(outputs):
    figures = [one["data"][PLOTLY] for one in outputs if PLOTLY in one.get("data", {})]
    return [figure["layout"]["title"]["text"] for figure in figures]


def complaints(outputs):
    return [one for one in outputs if one.output_type == "error" or one.get("name") == "stderr"]


def test_its_defaults_say_that_so_few_jds_say_nothing(tiny_workspace):
    outputs = execute(tiny_workspace, {})
    assert complaints(outputs) == []
    assert "Nothing could be tested" in texts(outputs)
    assert "8 JDs without a date" in texts(outputs)
    assert "Nothing to look into: every group has too few JDs." in texts(outputs)
    assert len(titles(outputs)) == 3
    assert "Do the JDs have dates?" in titles(outputs)[0]


def test_a_drift_that_is_there_is_found_and_quoted(tiny_workspace):
    jds = [*bakers(DOUGH, date="2025-01-15"), *bakers(CAKE, date="2025-02-15", start=20)]
    evil = "Slice buns and say <img src=x onerror=alert(1)> to every guest."
    with (tiny_workspace.root / "dated.jsonl").open("w") as file:
        for jd in jds:
            text = jd.text + (f" {evil}" if jd.id == "b25" else "")
            file.write(json.dumps({"id": jd.id, "title": jd.title, "text": text, "posted": jd.date}) + "\n")
    outputs = execute(
        tiny_workspace,
        {"input": "dated.jsonl", "date_field": "posted", "by": "2025-02-01", "run_folder": "bakers"},
    )
    assert complaints(outputs) == []
    assert len(titles(outputs)) == 4
    assert (
        titles(outputs)[1]
        == "from 2025-02-01 against before 2025-02-01: 1 of 1 drifted, baker most "
        + (titles(outputs)[1].rsplit(" ", 1)[1])
    )
    assert titles(outputs)[3].startswith("1 skill changed more than chance would; oven-care lost 100 points")
    page = " ".join(one.get("data", {}).get("text/html", "") for one in outputs)
    assert "slice buns" in page
    assert "<img" not in page
    assert (tiny_workspace.runs / "bakers" / "decisions.parquet").exists()
