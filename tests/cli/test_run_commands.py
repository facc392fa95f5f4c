"""runs list, show, verify, diff, ablate; fit."""

from __future__ import annotations

import json

import pytest

from jdwork.evaluate import GROUPS
from tests.tiny_workspace import ADS, write_ads


@pytest.fixture
def runs(jdwork, tiny_workspace, tmp_path):
    """Two runs of the workspace, the second under another threshold."""
    ads = write_ads(tmp_path / "ads.jsonl")
    assert jdwork("batch", ads, "--out", tiny_workspace.runs / "first", "--label-field", "label").code == 0
    config = tiny_workspace.config
    config.write_text(config.read_text().replace("margin = 4.0", "margin = 40.0"))
    assert jdwork("batch", ads, "--out", tiny_workspace.runs / "second", "--label-field", "label").code == 0
    return tiny_workspace.runs


def test_list_shows_the_latest_first(jdwork, runs):
    out = jdwork("runs", "list").out
    assert out.index("second") < out.index("first")
    assert "complete" in out
    assert "nan" not in out.lower()


def test_list_of_nothing_says_how_to_make_one(jdwork):
    result = jdwork("runs", "list")
    assert (result.code, "jdwork demo" in result.out) == (0, True)


def test_show_sums_a_run_up(jdwork, runs):
    result = jdwork("runs", "show", "first")
    assert result.code == 0
    for part in ("hashing-64", "complete", "accuracy", "Least sure", "vague", "DOMAIN"):
        assert part in result.out
    assert jdwork("runs", "show").out.count("second") >= 1


def test_show_of_an_unfinished_run_says_so(jdwork, runs):
    path = runs / "first" / "manifest.json"
    body = json.loads(path.read_text())
    path.write_text(json.dumps({**body, "status": "running"}))
    result = jdwork("runs", "show", "first")
    assert result.code == 0
    assert "never finished" in result.out


def test_verify_tells_identical_runs(jdwork, runs):
    result = jdwork("runs", "verify", "first")
    assert result.code == 0
    assert "Identical: 8 of 8 decisions." in result.out


def test_verify_exits_1_where_something_differs(jdwork, runs):
    path = runs / "first" / "config.toml"
    path.write_text(path.read_text().replace("margin = 4.0", "margin = 40.0"))
    result = jdwork("runs", "verify", "first")
    assert result.code == 1
    assert "problem: config.toml is not the configuration that the run used" in result.said
    assert "1 of 8 decisions differ: contradicted" in result.said


def test_diff_lists_what_changed_and_why(jdwork, runs):
    result = jdwork("runs", "diff", "first", "second")
    assert result.code == 0
    assert "setting b.margin: 4.0 → 40.0" in result.out
    assert "electrician → waiter" in result.out
    assert "broken" in result.out
    assert "the settings alone" in result.out
    assert "1 JDs changed" in result.out


def test_diff_as_json(jdwork, runs):
    rows = json.loads(jdwork("runs", "diff", "first", "second", "--json").out)
    assert [(row["id"], row["role_a"], row["role_b"]) for row in rows] == [
        ("contradicted", "electrician", "waiter")
    ]
    assert json.loads(jdwork("runs", "diff", "first", "first", "--json").out) == []


def test_diff_of_equal_runs_says_so(jdwork, runs):
    assert jdwork("runs", "diff", "first", "first").out.strip() == "0 JDs changed."


@pytest.mark.parametrize(
    "command", [("show", "x"), ("verify", "x"), ("diff", "first", "x"), ("show", "s"), ("ablate", "x")]
)
def test_a_run_that_is_not_clear_is_told(jdwork, runs, command):
    result = jdwork("runs", *command)
    assert result.code == 2
    assert "Traceback" not in result.err


def test_ablate_prints_a_row_per_set_of_signals(jdwork, runs):
    result = jdwork("runs", "ablate", "first")
    assert result.code == 0
    assert "first: 6 labelled JDs" in result.out
    for group in GROUPS:
        assert f"without {group}" in result.out
        assert f"{group} alone" in result.out
    accuracy = json.loads((runs / "first" / "metrics.json").read_text())["accuracy"]
    line = next(line for line in result.out.splitlines() if "all signals" in line)
    assert f"{accuracy:.1%}" in line
    assert "nan" not in result.out.lower()


def test_ablate_says_which_signals_the_run_lacks(jdwork, runs):
    said = jdwork("runs", "ablate").said
    assert "centroid (centroid) says nothing in this run." in said
    assert "role model (learned) says nothing in this run." in said
    assert "language model (picked) says nothing in this run." in said
    assert said.count("says nothing") == 3


def test_ablate_as_json_is_json_alone(jdwork, runs):
    rows = json.loads(jdwork("runs", "ablate", "first", "--format", "json").out)
    assert len(rows) == 1 + 2 * len(GROUPS)
    assert rows[0]["accuracy"] == json.loads((runs / "first" / "metrics.json").read_text())["accuracy"]
    assert rows[1]["accuracy_difference"].keys() == {"value", "low", "high"}


def test_ablate_decides_under_the_runs_own_settings_and_leaves_it_as_it_was(jdwork, runs, tiny_workspace):
    before = {path.name: path.read_bytes() for path in (runs / "first").iterdir()}
    said = jdwork("runs", "ablate", "first").out
    tiny_workspace.config.write_text(
        tiny_workspace.config.read_text().replace("lexical = 8.0", "lexical = 0.0")
    )
    assert jdwork("runs", "ablate", "first").out == said
    assert {path.name: path.read_bytes() for path in (runs / "first").iterdir()} == before


def test_ablate_needs_labels(jdwork, tiny_workspace, tmp_path):
    ads = write_ads(tmp_path / "ads.jsonl", tuple({**ad, "label": None} for ad in ADS))
    assert jdwork("batch", ads, "--out", tiny_workspace.runs / "bare").code == 0
    result = jdwork("runs", "ablate", "bare")
    assert (result.code, "No JD of this run has a label" in result.said) == (2, True)


def test_fit_needs_labels(jdwork, runs):
    result = jdwork("fit", "first")
    assert result.code == 2
    assert "labelled JDs" in result.said


def test_fit_learns_weights_and_writes_them_when_asked(jdwork, tiny_workspace, tmp_path):
    many = tuple({**ad, "id": f"{ad['id']}-{copy}"} for copy in range(10) for ad in ADS)
    ads = write_ads(tmp_path / "many.jsonl", many)
    assert jdwork("batch", ads, "--out", tiny_workspace.runs / "many", "--label-field", "label").code == 0
    before = tiny_workspace.config.read_bytes()
    result = jdwork("fit", "many")
    assert result.code == 0
    assert "by cross-validation" in result.out
    assert tiny_workspace.config.read_bytes() == before
    told = json.loads(jdwork("fit", "many", "--format", "json").out)
    assert {"calibration.slope", "support.intercept", "new_role.max"} < set(told["changes"])
    assert [run["name"] for run in told["fits"][0]["runs"]] == ["many"]
    assert jdwork("fit", "many", "--write").code == 0
    assert tiny_workspace.config.read_bytes() != before
    assert "fitted by jdwork fit" in jdwork("config", "history").out
    assert jdwork("config", "rollback").code == 0
    assert tiny_workspace.config.read_bytes() == before


def test_export_writes_a_page_that_holds_no_texts_unless_asked(jdwork, runs, tmp_path):
    page = tmp_path / "deep" / "run.html"
    result = jdwork("runs", "export", "first", "--html", page)
    assert (result.code, "MB" in result.out) == (0, True)
    text = next(ad["text"] for ad in ADS if ad["text"])[:40]
    assert text not in page.read_text()
    assert jdwork("runs", "export", "first", "--html", page, "--with-text").code == 0
    assert text in page.read_text()


def test_export_says_what_it_can_write(jdwork, runs, tmp_path):
    assert "Say --html FILE, --figures DIR, or both." in jdwork("runs", "export", "first").said
    result = jdwork("runs", "export", "first", "--figures", tmp_path / "figures", "--format", "gif")
    assert (result.code, "Say png or svg." in result.said) == (2, True)
