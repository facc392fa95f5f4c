"""``jdwork explain``: of a stored run and of a file, as a table and as JSON; wrong names are told."""

from __future__ import annotations

import json

import pytest

from tests.tiny_workspace import ADS, write_ads


@pytest.fixture
def run(jdwork, tiny_workspace):
    ads = write_ads(tiny_workspace.root / "ads.jsonl")
    assert jdwork("batch", ads, "--out", tiny_workspace.runs / "mine", "--label-field", "label").code == 0
    return "mine"


def test_a_jd_of_a_run_is_explained(jdwork, run, tiny_workspace):
    page = tiny_workspace.root / "why.html"
    result = jdwork("explain", run, "contradicted", "--html", page)
    assert result.code == 0
    for words in (
        "log-odds from",
        "evidence",
        "electrician",
        "Behind it",
        "What if",
        "b.margin",
        "taken from",
    ):
        assert words in result.said, words
    assert 'id="why"' in page.read_text(encoding="utf-8")


def test_json_holds_all_of_it(jdwork, run):
    result = jdwork("explain", run, "bread", "--against", "waiter", "--format", "json", "--fast")
    body = json.loads(result.out)
    assert body["roles"] == ["baker", "waiter"] and body["decision"]["role"] == "baker"
    assert sum(one["gap"] for one in body["signals"]) == pytest.approx(body["gap"], abs=1e-3)
    assert {one["kind"] for one in body["counterfactuals"]} <= {"threshold", "weight"}
    text = next(ad["text"] for ad in ADS if ad["id"] == "bread")
    spans = [span for one in body["sources"] for span in one["spans"]]
    assert spans and all(0 <= start < end <= len(text) for start, end in spans)


def test_a_file_is_explained(jdwork, tiny_workspace):
    path = tiny_workspace.root / "ad.txt"
    path.write_text(ADS[0]["text"], encoding="utf-8")
    result = jdwork("explain", "--file", path, "--title", "Bread Baker", "--fast")
    assert result.code == 0
    assert "baker" in result.out and "alias" in result.out
    assert "linked to" not in result.out


def test_a_rejected_file_has_its_reason(jdwork, tiny_workspace):
    path = tiny_workspace.root / "ad.txt"
    path.write_text("Yes.", encoding="utf-8")
    result = jdwork("explain", "--file", path)
    assert result.code == 0
    assert "Not classified" in result.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("explain", "mine", "bred"), "The run holds no JD 'bred'. Did you mean 'bread'?"),
        (("explain", "mone", "bread"), "There is no run 'mone'. Did you mean 'mine'?"),
        (("explain", "mine"), "It is not said which JD of the run is meant."),
        (("explain", "mine", "bread", "--title", "Cook"), "Leave out --title"),
        (("explain",), "Either a run and an id, or a file is explained."),
        (("explain", "mine", "bread", "--file", "ad.txt"), "Either a run and an id, or a file is explained."),
        (("explain", "mine", "bread", "--against", "bakker"), "There is no role 'bakker'"),
        (("explain", "--file", "nowhere.txt"), "nowhere.txt"),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, tuple) else "",
)
def test_what_is_wrong_is_told(jdwork, run, arguments, said):
    result = jdwork(*arguments)
    assert result.code == 2
    assert said in result.said
    assert "Traceback" not in result.said
