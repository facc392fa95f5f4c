"""suggest: what it prints, and what it puts into the review queue."""

from __future__ import annotations

import json

import pytest

from tests.suggest.making import misnamed_ads


@pytest.fixture
def run(jdwork, tiny_workspace, tmp_path):
    """A run with JDs under a title that no role carries."""
    path = tmp_path / "ads.jsonl"
    rows = [
        {"id": one.id, "title": one.title, "text": one.text, "label": one.label} for one in misnamed_ads()
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    made = jdwork("batch", path, "--out", tiny_workspace.runs / "first", "--label-field", "label")
    assert made.code == 0
    return "first"


def test_suggestions_are_listed_with_what_they_fix_and_break(jdwork, run):
    result = jdwork("suggest", run, "--kinds", "alias")
    assert result.code == 0
    assert "add alias 'spark tamer' to electrician: fixes" in result.said
    assert "--half-check tells what others gain" in result.said


def test_json_tells_the_unseen_half_apart(jdwork, run):
    result = jdwork("suggest", run, "--kinds", "alias,skill", "--half-check", "--merges", "1", "--json")
    body = json.loads(result.out)
    assert body["unseen"] == sum(half["mined"] for half in body["halves"])
    assert body["merges"] == []
    assert {"value", "low", "high"} == body["net_on_unseen"].keys()
    first = body["halves"][0]["suggestions"][0]
    assert first["edit"] == {"edit": "AddRoleAlias", "role": "electrician", "alias": "spark tamer"}
    assert {"mined", "unseen"} <= first.keys()


def test_the_net_on_unseen_jds_is_printed_with_its_interval(jdwork, run):
    result = jdwork("suggest", run, "--kinds", "alias", "--half-check")
    assert "Mined from half 2" in result.said
    assert "Net fixed on unseen: +" in result.said
    assert "(95 %: " in result.said


@pytest.mark.parametrize("more", [(), ("--half-check",)])
def test_edits_worth_taking_wait_in_the_review_queue(jdwork, run, more):
    result = jdwork("suggest", run, "--kinds", "alias", "--to-review", *more)
    assert "Review item" in result.said
    queue = jdwork("review", "list", "--kind", "role_alias")
    assert "spark tamer" in queue.said


def test_an_unknown_kind_is_refused(jdwork, run):
    result = jdwork("suggest", run, "--kinds", "titles")
    assert result.code != 0
    assert "There is no kind of suggestion 'titles'" in result.said
