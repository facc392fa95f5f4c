"""Notebook 02 under papermill: the samples, a file of one's own, and data that leave nothing to compare."""

from __future__ import annotations

import json

import nbformat
import pytest

from jdwork.runs import RunFolder
from jdwork.runs.notebook import PLOTLY, execute_notebook

pytestmark = pytest.mark.notebook

NAME = "02_kra_similarity.ipynb"
EVIL = "Knead dough and say <img src=x onerror=alert(1)> $\\pi$ to every guest in the shop."


def execute(workspace, parameters):
    folder = RunFolder(workspace.runs / "similarity-notebook")
    folder.path.mkdir(parents=True)
    execute_notebook(
        workspace.notebooks / NAME, folder, parameters, working_directory=workspace.root, progress=False
    )
    assert folder.notebook.stat().st_size < 2_000_000
    outputs = [
        output
        for cell in nbformat.read(folder.notebook, as_version=4).cells
        for output in cell.get("outputs", [])
    ]
    assert [one for one in outputs if one.output_type == "error" or one.get("name") == "stderr"] == []
    return outputs


def figures(outputs):
    return [one["data"][PLOTLY] for one in outputs if PLOTLY in one.get("data", {})]


def titles(outputs):
    return [figure["layout"]["title"]["text"] for figure in figures(outputs)]


def pages(outputs):
    return " ".join(one.get("data", {}).get("text/html", "") for one in outputs)


def test_its_defaults_show_a_sample_on_a_map_that_umap_drew(tiny_workspace):
    outputs = execute(tiny_workspace, {})
    heat, rank, drawn, raw, hubs = titles(outputs)
    assert "Best KRAs of 3 sentences" in heat
    assert "Baker" in rank
    assert drawn == "3 sentences of the JD among 12 KRAs"
    assert raw != heat or "sentences" in raw
    assert "hub" in hubs
    # The map is kept, and drawn by umap: nothing else has a cache.
    assert list((tiny_workspace.state / "maps").glob("*.npz"))
    assert "resemble a KRA of Baker" in pages(outputs)


def test_a_file_of_ones_own_is_shown_as_text(tiny_workspace):
    (tiny_workspace.root / "own.jsonl").write_text(
        json.dumps({"id": "one", "title": "<script>alert(2)</script> Baker", "text": f"Duties:\n{EVIL}\n"})
        + "\n"
    )
    outputs = execute(
        tiny_workspace,
        {"input": "own.jsonl", "jd": "one", "roles": "baker, waiter", "method": "pca", "correction": "raw"},
    )
    assert "Raw cosine." in figures(outputs)[0]["layout"]["title"]["subtitle"]["text"]
    said = json.dumps(figures(outputs)) + pages(outputs)
    assert "&lt;script&gt;alert(2)" in said
    assert "<img" not in said
    assert "<script>alert" not in said
    assert "$\\\\pi" not in said


def test_what_leaves_nothing_to_compare_says_what_to_do(tiny_workspace):
    outputs = execute(tiny_workspace, {"roles": "nobody", "method": "pca"})
    assert titles(outputs)[0] == "No role with KRAs to compare: name some in `roles`"
    assert "The catalog has no role nobody" in pages(outputs)
