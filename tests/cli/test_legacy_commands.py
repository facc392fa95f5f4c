"""jdwork legacy import and diff."""

from __future__ import annotations

import json

import pytest

from tests.legacy.pages import JD, OTHER, RUN, blocks, page


@pytest.fixture
def saved(tiny_workspace):
    path = tiny_workspace.root / "page.txt"
    path.write_text(page(), encoding="utf-8")
    return path


def test_import_makes_a_run_that_can_be_listed_and_shown(jdwork, saved):
    made = jdwork("legacy", "import", saved)
    assert (made.code, "1 run imported: legacy-" in made.said) == (0, True)
    assert "legacy" in jdwork("runs", "list").out
    shown = jdwork("runs", "show", "latest")
    assert shown.code == 0
    assert "the old service's" in shown.out
    assert RUN in shown.out


def test_import_again_says_so(jdwork, saved):
    jdwork("legacy", "import", saved)
    again = jdwork("legacy", "import", saved)
    assert (again.code, "imported already" in again.said) == (0, True)


def test_verify_and_explain_say_that_it_cannot_run_again(jdwork, saved):
    jdwork("legacy", "import", saved)
    for command in (("runs", "verify", "latest"), ("explain", "latest", RUN)):
        said = jdwork(*command)
        assert said.code == 2
        assert "imported from pages of the old service" in said.said
        assert "jdwork legacy diff" in said.said


def test_a_bad_file_is_told_and_the_rest_goes_on(jdwork, saved, tiny_workspace):
    bad = tiny_workspace.root / "bad.txt"
    bad.write_text("no page")
    made = jdwork("legacy", "import", bad, saved)
    assert made.code == 1
    assert "1 run imported" in made.said
    assert "left out:" in made.err
    assert "bad.txt" in made.err
    alone = jdwork("legacy", "import", bad)
    assert (alone.code, "no run page" in alone.said) == (2, True)


def test_what_a_page_lacks_is_told(jdwork, tiny_workspace):
    made = blocks()
    del made["api2"]
    path = tiny_workspace.root / "part.txt"
    path.write_text(page(made))
    said = jdwork("legacy", "import", path)
    assert (said.code, "part.txt: API 2 block is missing" in said.err) == (0, True)


def test_diff_of_pages_prints_a_table_per_stage_and_the_findings(jdwork, saved):
    said = jdwork("legacy", "diff", saved)
    assert said.code == 0
    for part in ("Skills named in the text", "Oven Care", "Decision", "legacy is wrong", "1 legacy run:"):
        assert part in said.out
    assert len(jdwork("legacy", "diff", saved, "--all").out) > len(said.out)


def test_diff_of_an_imported_run_knows_its_labels(jdwork, saved, tiny_workspace):
    labels = tiny_workspace.root / "labels.csv"
    labels.write_text(f"run_id,label\n{RUN},waiter\n")
    jdwork("legacy", "import", saved, "--labels", labels, "--name", "spring")
    body = json.loads(jdwork("legacy", "diff", "spring", "--format", "json").out)
    assert body["runs"][0]["label"] == "waiter"
    assert body["runs"][0]["right"] == "neither"


def test_diff_of_several_pages_as_json_and_as_a_page(jdwork, saved, tiny_workspace):
    other, html = tiny_workspace.root / "other.txt", tiny_workspace.root / "diff.html"
    other.write_text(page(run_id=OTHER, jd=JD + " <b>Bread</b>"))
    said = jdwork("legacy", "diff", saved, other, "--format", "json", "--html", html)
    assert said.code == 0
    body = json.loads(said.out)
    assert [run["run_id"] for run in body["runs"]] == [RUN, OTHER]
    assert html.read_text().startswith("<!doctype html>")
    assert "diff.html" in said.err


def test_diff_of_a_run_of_our_own_is_refused(jdwork, tiny_workspace):
    jdwork(
        "batch", tiny_workspace.catalog / "samples" / "samples.jsonl", "--out", tiny_workspace.runs / "own"
    )
    said = jdwork("legacy", "diff", "own")
    assert (said.code, "made by jdwork" in said.said) == (2, True)
    assert jdwork("legacy", "diff", "no-such-run").code == 2
