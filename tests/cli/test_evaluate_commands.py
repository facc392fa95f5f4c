"""evaluate: runs, files of ads, labels brought along, pages, and what is said of wrong input."""

from __future__ import annotations

import json
import re

import pytest

from jdwork.runs import RunFolder
from tests.tiny_workspace import ADS, write_ads


@pytest.fixture
def ads(tmp_path):
    return write_ads(tmp_path / "ads.jsonl")


@pytest.fixture
def run(jdwork, ads, tiny_workspace):
    folder = tiny_workspace.runs / "first"
    assert jdwork("batch", ads, "--out", folder, "--label-field", "label").code == 0
    return folder


def body(result):
    return json.loads(result.out)


def test_a_run_is_evaluated_on_its_own_labels(jdwork, run):
    result = jdwork("evaluate", "first", "--resamples", 100)
    assert result.code == 0
    for words in (
        "first: 6 labelled JDs",
        "macro-F1",
        "coverage at 95 % precision",
        "Hardest of",
        "Every labelled JD got its role",
    ):
        assert words in result.said
    assert "None of these?" not in result.said
    assert "unknown" not in result.said
    assert json.loads(RunFolder(run).evaluation.read_text())["n"] == 6


def test_figures_as_json_are_those_of_the_file_and_of_the_run(jdwork, run):
    said = body(jdwork("evaluate", run, "--format", "json", "--resamples", 100))
    assert said == json.loads((run / "evaluation.json").read_text())
    assert said["figures"]["accuracy"]["value"] == json.loads((run / "metrics.json").read_text())["accuracy"]


def test_a_file_is_classified_into_a_run_first(jdwork, ads, tiny_workspace):
    result = jdwork("evaluate", ads, "--label-field", "label", "--format", "json", "--resamples", 100)
    made = list(tiny_workspace.runs.glob("*-evaluate-*"))
    assert len(made) == 1
    assert body(result)["run"] == made[0].name
    manifest = json.loads((made[0] / "manifest.json").read_text())
    assert (manifest["status"], manifest["parameters"]["label_field"]) == ("complete", "label")
    assert (made[0] / "evaluation.json").exists()


def test_options_of_batch_hold_for_files(jdwork, ads, tmp_path):
    out = tmp_path / "out"
    options = ("--label-field", "label", "--no-title", "--out", out, "--resamples", 100)
    result = jdwork("evaluate", ads, *options)
    assert result.code == 0
    assert json.loads((out / "manifest.json").read_text())["parameters"]["no_title"] is True


def test_labels_can_be_brought_for_a_run_made_without(jdwork, tmp_path, tiny_workspace):
    bare = write_ads(tmp_path / "bare.jsonl", tuple({**ad, "label": None} for ad in ADS))
    gold = tmp_path / "gold.csv"
    gold.write_text("key,right\n" + "".join(f"{ad['id']},{ad['label']}\n" for ad in ADS if ad["label"]))
    jdwork("batch", bare, "--out", tiny_workspace.runs / "bare")
    options = ("--labels", gold, "--label-field", "right", "--id-field", "key", "--format", "json")
    from_run = body(jdwork("evaluate", "bare", *options, "--resamples", 100))
    assert (from_run["labels"], from_run["n"]) == ("gold.csv", 6)


def test_labels_can_be_brought_for_a_file(jdwork, ads, tmp_path):
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"id": "bread", "role": "Baker"}\n{"id": "vague", "role": "bricklayer"}\n')
    result = jdwork(
        "evaluate", ads, "--labels", gold, "--label-field", "role", "--format", "json", "--resamples", 100
    )
    assert body(result)["n"] == 2


def test_another_run_is_compared_with(jdwork, ads, run, tiny_workspace):
    config = tiny_workspace.config.read_text().replace("max = 0.2", "max = 1.0")
    (ads.parent / "timid.toml").write_text(config)
    second = tiny_workspace.runs / "second"
    jdwork("batch", ads, "--out", second, "--label-field", "label", "--config", ads.parent / "timid.toml")
    result = jdwork("evaluate", "second", "--against", "first", "--resamples", 100)
    assert "second against first: 6 JDs" in result.said
    assert "exact McNemar test" in result.said
    assert "Broken:" in result.said
    said = json.loads((second / "evaluation.json").read_text())["against"]
    assert said["run"] == "first"
    assert said["differences"]["accuracy"]["value"] < 0


def test_precisions_can_be_chosen(jdwork, run):
    said = body(jdwork("evaluate", "first", "--precision", 0.8, "--format", "json", "--resamples", 100))
    assert [name for name in said["figures"] if name.startswith("coverage")] == ["coverage_at_80"]
    assert jdwork("evaluate", "first", "--precision", 1.2).code == 2


def test_the_page_needs_nothing_but_itself(jdwork, run, tmp_path):
    page = tmp_path / "page.html"
    assert jdwork("evaluate", "first", "--html", page, "--resamples", 100).code == 0
    text = page.read_text()
    assert "labelled JDs" in text
    assert not re.search(r"<(script|link|img|iframe)[^>]+(src|href)=", text)


# what is wrong


def test_a_file_needs_a_field_of_labels(jdwork, ads, tiny_workspace):
    result = jdwork("evaluate", ads)
    assert result.code == 2
    assert "Which field holds the right role? The fields are 'id', 'title', 'text', 'label'" in result.said
    assert not list(tiny_workspace.runs.glob("*-evaluate-*"))


def test_a_field_that_is_not_there_is_told_and_leaves_no_folder(jdwork, ads, tiny_workspace):
    result = jdwork("evaluate", ads, "--label-field", "lable")
    assert result.code == 2
    assert "There is no column 'lable' for the label" in result.said
    assert "Did you mean 'label'?" in result.said
    assert not list(tiny_workspace.runs.glob("*-evaluate-*"))


def test_a_run_without_labels_says_what_to_do(jdwork, ads, tiny_workspace):
    jdwork("batch", ads, "--out", tiny_workspace.runs / "bare")
    result = jdwork("evaluate", "bare")
    assert result.code == 2
    assert "made without naming the field" in result.said
    assert "--labels FILE" in result.said


def test_labels_need_their_field_named(jdwork, run, tmp_path):
    (tmp_path / "gold.csv").write_text("id,role\nbread,baker\n")
    result = jdwork("evaluate", "first", "--labels", tmp_path / "gold.csv")
    assert result.code == 2
    assert "Name it with --label-field" in result.said


def test_another_field_than_the_runs_is_refused(jdwork, run):
    result = jdwork("evaluate", "first", "--label-field", "role")
    assert result.code == 2
    assert "come from the field 'label', not 'role'" in result.said


def test_options_for_files_are_refused_for_runs(jdwork, run):
    result = jdwork("evaluate", "first", "--no-title", "--text-field", "body")
    assert result.code == 2
    assert "--text-field, --no-title tell how to classify a file" in result.said


def test_a_missing_file_is_not_taken_for_a_run(jdwork, tmp_path):
    result = jdwork("evaluate", tmp_path / "nowhere.jsonl", "--label-field", "role")
    assert result.code == 2
    assert "There is no such file" in result.said


def test_an_unknown_run_is_told(jdwork, run):
    result = jdwork("evaluate", "frist")
    assert result.code == 2
    assert "There is no run 'frist'" in result.said


def test_unknown_labels_are_warned_of(jdwork, tmp_path):
    ads = write_ads(
        tmp_path / "odd.jsonl", tuple({**ad, "label": "backer"} if ad["id"] == "bread" else ad for ad in ADS)
    )
    result = jdwork("evaluate", ads, "--label-field", "label", "--resamples", 100)
    assert result.code == 0
    assert "'backer' (1). Did you mean 'baker' or" in result.said


def test_unknown_roles_get_a_section_in_the_table_the_figures_and_the_page(jdwork, tmp_path):
    odd = tuple({**ad, "label": "astronaut"} if ad["id"] == "bread" else ad for ad in ADS)
    ads, page = write_ads(tmp_path / "odd.jsonl", odd), tmp_path / "page.html"
    folder = tmp_path / "run"
    result = jdwork(
        "evaluate", ads, "--label-field", "label", "--out", folder, "--html", page, "--resamples", 100
    )
    assert "None of these? 5 JDs of known roles, 1 of unknown ones" in result.said
    for words in ("AUROC of support", "detected", "lost", "accuracy of known"):
        assert words in result.said
    said = json.loads((folder / "evaluation.json").read_text())["unknown"]
    assert (said["known"], said["unknown"], said["detected"]["value"]) == (5, 1, 0.0)
    assert "1 of 6 JDs are of unknown roles" in page.read_text()
    again = body(jdwork("evaluate", folder, "--resamples", 100, "--format", "json"))
    assert again["unknown"] == said


def test_all_labels_being_roles_leaves_the_unknown_ones_null(jdwork, run):
    said = body(jdwork("evaluate", run, "--format", "json", "--resamples", 100))
    assert (said["unknown"], said["unknown_note"]) == (None, None)
