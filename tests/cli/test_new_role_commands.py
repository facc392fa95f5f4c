"""new-roles: which roles does the catalog lack?"""

from __future__ import annotations

import json

import pytest

from jdwork.workbench import open_workbench
from tests.discover.making import TRADES, jd_of
from tests.tiny_workspace import ADS, write_ads

EVIL = "<img src=x onerror=alert(1)>[red]Kiln\x1b[31m Glazer[/red]"


@pytest.fixture(autouse=True)
def strict(tiny_workspace, monkeypatch):
    """What counts as unknown is not the matter here: ads that no role fits very well are."""
    monkeypatch.setenv("JDWORK_NEW_ROLE__MAX", "0.9")


@pytest.fixture
def run(jdwork, tmp_path):
    """A run over known ads and three ads each of two trades that nobody knows, not recorded."""
    made = [jd_of(trade, number) for trade in list(TRADES)[:2] for number in range(3)]
    ads = [*ADS, *({"id": jd.id, "title": jd.title, "text": jd.text, "label": None} for jd in made)]
    jdwork("batch", write_ads(tmp_path / "ads.jsonl", tuple(ads)), "--out", tmp_path / "run")
    return tmp_path / "run"


def queued(workspace):
    workbench = open_workbench(workspace.root)
    return {item.name: item.seen for item in workbench.review("new_role")}


def test_clusters_are_named_with_their_evidence(jdwork, run):
    result = jdwork("new-roles", run)
    assert result.code == 0
    for part in ("Kiln Glazer", "Reef Gardener", "kiln glazer (3)", "another title", "typical duties"):
        assert part in result.said


def test_json_holds_what_a_proposal_is_made_of(jdwork, run):
    found = json.loads(jdwork("new-roles", run, "--format", "json").out)
    first = found[0]
    assert {"name", "slug", "n", "jds", "titles", "terms", "duties", "skills", "nearest", "cohesion",
            "confidence", "looks_like"} <= first.keys()  # fmt: skip
    assert first["n"] == len(first["jds"]) == 3
    assert {"text", "jd", "start", "end", "jds"} == first["duties"][0].keys()


def test_looking_stores_nothing_and_recording_twice_is_once(jdwork, run, tiny_workspace):
    jdwork("new-roles", run)
    assert queued(tiny_workspace) == {}
    result = jdwork("new-roles", run, "--record")
    assert result.code == 0
    assert "jdwork review list --kind new_role" in result.said
    first = queued(tiny_workspace)
    assert (first["Kiln Glazer"], first["Reef Gardener"]) == (3, 3)
    jdwork("new-roles", run, "--record")
    assert queued(tiny_workspace) == first


def test_small_clusters_can_be_left_out(jdwork, run):
    found = json.loads(jdwork("new-roles", run, "--min-size", 3, "--format", "json").out)
    assert {one["name"] for one in found} == {"Kiln Glazer", "Reef Gardener"}
    assert "--min-size 1 shows all" in jdwork("new-roles", run, "--min-size", 4).said
    assert "--limit shows more" in jdwork("new-roles", run, "--limit", 1).said


def test_a_recorded_batch_is_settled(jdwork, run, tmp_path, tiny_workspace):
    jdwork("batch", tmp_path / "ads.jsonl", "--out", tmp_path / "again", "--record")
    seen = queued(tiny_workspace)
    assert (seen["Kiln Glazer"], seen["Reef Gardener"]) == (3, 3)


def test_markup_in_a_title_is_shown_as_text(jdwork, tmp_path):
    jd = jd_of("kiln glazer", 0)
    ad = {"id": "1", "title": EVIL, "text": jd.text, "label": None}
    jdwork("batch", write_ads(tmp_path / "evil.jsonl", (ad,)), "--out", tmp_path / "evil")
    result = jdwork("new-roles", tmp_path / "evil")
    assert result.code == 0
    assert "\x1b[31m" not in result.out
    assert "<img" not in result.out
    assert "Glazer" in result.out


def test_a_run_in_which_all_fits_says_so(jdwork, tmp_path):
    jdwork("batch", write_ads(tmp_path / "known.jsonl", ADS[:1]), "--out", tmp_path / "known")
    assert "Every JD of the run fits a role" in jdwork("new-roles", tmp_path / "known").said


def test_an_unknown_run_is_told(jdwork):
    assert jdwork("new-roles", "no-such-run").code == 2
