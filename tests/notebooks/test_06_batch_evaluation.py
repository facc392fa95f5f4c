"""Notebook 06 under papermill: a gate that passes, one that fails, the comparison of two nights."""

from __future__ import annotations

import json
import re

import nbformat
import pytest

from jdwork.errors import RunError
from jdwork.runs import RunFolder, read_manifest
from jdwork.runs.notebook import PLOTLY, execute_notebook
from tests.tiny_workspace import ADS

pytestmark = pytest.mark.notebook

NAME = "06_batch_evaluation.ipynb"
LOOSE = "[gate]\nmin_labelled = 3\nmax_ece = 1.0\n"
EVIL = "<img src=x onerror=alert(1)>"


def execute(workspace, name, **parameters):
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


def said(folder):
    return "".join(one.get("text", "") for one in outputs(folder))


def titles(folder):
    return [
        one["data"][PLOTLY]["layout"]["title"]["text"]
        for one in outputs(folder)
        if PLOTLY in one.get("data", {})
    ]


@pytest.fixture
def loose(tiny_workspace):
    tiny_workspace.config.write_text(tiny_workspace.config.read_text() + LOOSE)
    return tiny_workspace


def test_two_nights_are_compared_and_each_jd_that_got_worse_is_named(loose):
    samples = loose.catalog / "samples" / "samples.jsonl"
    hostile = {**ADS[0], "id": f"evil {EVIL}", "title": f"Bread Baker {EVIL}"}
    samples.write_text("".join(json.dumps(row) + "\n" for row in [*ADS, hostile]))
    first = execute(loose, "first")
    assert read_manifest(first.manifest).status == "complete"
    assert "No earlier run of this data was found" in said(first)
    assert "the first run of this data" in titles(first)[0]
    assert json.loads(first.gate.read_text())["verdict"] == "passed"
    assert "✓ Passed" in first.gate_page.read_text()

    weak = loose.root / "weak.toml"
    text = loose.config.read_text().replace("lexical = 8.0", "lexical = 0.0")
    weak.write_text(text.replace("alias = 6.0", "alias = 0.0").replace("title = 4.0", "title = 0.0"))
    second = execute(loose, "second", config="weak.toml")
    body = json.loads(second.gate.read_text())
    (against,) = body["against"]
    assert against["run"] == "first"
    assert len(body["trend"]) == 2
    assert any("then" in one for one in against["differs"])
    assert "Compared with the last run, also the best (first)" in said(second)
    for folder in (first, second):
        assert folder.notebook.stat().st_size < 2_000_000
        assert folder.evaluation.exists()
        wrong = [one for one in outputs(folder) if one.output_type == "error" or one.get("name") == "stderr"]
        assert wrong == []
        for one in outputs(folder):
            assert EVIL not in one.get("data", {}).get("text/html", "")
        assert EVIL not in folder.gate_page.read_text()
    page = second.html.read_text(encoding="utf-8")
    assert not re.findall(r"<(?:script|link|img|iframe)\b[^>]*?(?:src|href)\s*=\s*[\"']?(?:https?:)?//", page)
    assert 'class="jd-gate"' in page


def test_a_gate_that_fails_ends_the_notebook_with_an_error_and_keeps_what_it_found(tiny_workspace):
    # The candidate's own [gate] would let it pass: what is tried cannot lower its own bar.
    (tiny_workspace.root / "candidate.toml").write_text(tiny_workspace.config.read_text() + LOOSE)
    with pytest.raises(
        RunError, match=r"GateError.*The gate fails: 1 of 4 rules fail: at least 50 different"
    ):
        execute(tiny_workspace, "night", config="candidate.toml")
    folder = RunFolder(tiny_workspace.runs / "night")
    assert json.loads(folder.gate.read_text())["verdict"] == "failed"
    assert "✗ Failed" in folder.gate_page.read_text()
    assert read_manifest(folder.manifest).status == "complete"
    # Everything above the last cell is there to read.
    assert len(titles(folder)) == 5


def test_a_file_of_ones_own_with_its_fields_masked_and_limited(loose):
    rows = [f'{ad["id"]},{ad["title"] or ""},"{ad["text"] or ""}",{ad["label"] or ""}' for ad in ADS]
    (loose.root / "ads.csv").write_text("key,name,words,role\n" + "\n".join(rows) + "\n")
    folder = execute(
        loose, "own", input="ads.csv", id_field="key", title_field="name", text_field="words",
        label_field="role", mask_names=True, limit=6,
    )  # fmt: skip
    made = read_manifest(folder.manifest)
    assert made.counts["jds"] == 6
    assert made.parameters["mask_names"] is True
    assert "names hidden" in folder.gate_page.read_text()
