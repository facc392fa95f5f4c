"""labels import, list, export."""

from __future__ import annotations

import json

import pytest

from tests.tiny_workspace import write_ads


@pytest.fixture
def run(jdwork, tiny_workspace, tmp_path):
    """The name of a run of the workspace."""
    ads = write_ads(tmp_path / "ads.jsonl")
    assert jdwork("batch", ads, "--out", tiny_workspace.runs / "first").code == 0
    return "first"


@pytest.fixture
def labels(tmp_path):
    path = tmp_path / "labels.csv"
    path.write_text(
        "\ufeffid;role;by;at\nbread;waiter;Ada;2026-01-02\nbread;baker;Bob;2026-01-01\n"
        "title-alone;plumbr;Ada;\nnobody;baker;[red]Eve[/red];\ntitle-alone;plumber;Ada;\n"
    )
    return path


def test_labels_are_imported_listed_and_exported(jdwork, run, labels, tmp_path):
    trial = jdwork("labels", "import", labels, "--run", run, "--dry-run")
    assert "3 would be written" in trial.out
    assert "No JD is labelled yet." in jdwork("labels", "list").out
    result = jdwork("labels", "import", labels, "--run", run, "--source", "vendor")
    assert result.code == 0
    assert "5 rows read, 3 written." in result.out
    assert "2 cannot be used" in result.out
    assert "Did you mean 'plumber'?" in result.said
    assert "baker (Bob); waiter (Ada)" in result.said
    again = jdwork("labels", "import", labels, "--run", run, "--source", "vendor")
    assert "5 rows read, 0 written." in again.out
    assert "3 were imported before" in again.out
    listed = jdwork("labels", "list").out
    assert "vendor" in listed
    assert "baker (Bob)" in listed
    assert "title-alone" not in jdwork("labels", "list", "--conflicts").out
    (one,) = json.loads(jdwork("labels", "list", "--conflicts", "--json").out)
    assert (one["id"], one["label"], one["source"], len(one["voices"])) == ("bread", "waiter", "vendor", 2)
    out = tmp_path / "out.jsonl"
    assert jdwork("labels", "export", out).out.startswith("2 labels: ")
    evaluated = jdwork("evaluate", run, "--labels", out, "--label-field", "label", "--resamples", 100)
    assert "2 labelled JDs" in evaluated.said


def test_the_report_as_json(jdwork, run, labels):
    result = jdwork("labels", "import", labels, "--run", run, "--json", "--on-conflict", "refuse")
    body = json.loads(result.out)
    assert (body["read"], body["kept"], body["refused"], body["written"]) == (5, 1, 2, True)
    assert [one["row"] for one in body["rejected"]] == [3, 4]
    assert body["by_source"] == {"labels.csv": {"read": 5, "kept": 1, "rejected": 2}}
    (conflict,) = body["conflicts"]
    assert (conflict["id"], conflict["winner"]) == ("bread", None)
    assert [one["by"] for one in conflict["voices"]] == ["Bob", "Ada"]


def test_a_file_of_which_nothing_can_be_used_exits_1(jdwork, run, tmp_path):
    path = tmp_path / "l.jsonl"
    path.write_text('{"id": "[red]x\\u001b[31m", "role": "baker"}\n')
    result = jdwork("labels", "import", path, "--run", run)
    assert result.code == 1
    assert "[red]x" in result.out
    assert "\x1b" not in result.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("import", "nothing.csv"), "There is no such file."),
        (("import", "LABELS", "--run", "other"), "There is no run 'other'."),
        (("import", "LABELS", "--on-conflict", "coin"), "coin"),
        (("export", "labels.txt"), "Labels are not written as '.txt'."),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, tuple) else "",
)
def test_what_cannot_be_done_exits_2(jdwork, labels, arguments, said):
    result = jdwork("labels", *(labels if one == "LABELS" else one for one in arguments))
    assert result.code == 2
    assert said in result.said
    assert "Traceback" not in result.said


def test_no_conflict_is_told(jdwork):
    assert jdwork("labels", "list", "--conflicts").out == "People differ on no JD.\n"


def next_ids(jdwork, *options):
    result = jdwork("labels", "next", *options, "--json")
    assert result.code == 0
    return [one["id"] for one in json.loads(result.out)]


def test_the_jds_to_label_next_are_listed(jdwork, run):
    result = jdwork("labels", "next", run, "--count", 2)
    assert result.code == 0
    assert "These are the hard ones." in result.said
    (first, second) = json.loads(jdwork("labels", "next", run, "--count", 2, "--json").out)
    assert set(first) == {"id", "row", "title", "role", "runner_up", "confidence", "kind", "why"}
    assert first["id"] in result.out
    assert second["id"] in result.out


def test_a_labelled_jd_is_not_listed_again(jdwork, run, labels):
    before = next_ids(jdwork, run)
    jdwork("labels", "import", labels, "--run", run)
    assert set(before) - set(next_ids(jdwork, run)) == {"bread", "title-alone"}
    jdwork("annotate", "relabel", run, before[-1], "--verdict", "unsure")
    assert before[-1] not in next_ids(jdwork, run)


def test_a_run_with_labels_has_none_left(jdwork, tiny_workspace, tmp_path):
    ads = write_ads(tmp_path / "ads.jsonl")
    jdwork("batch", ads, "--out", tiny_workspace.runs / "all", "--label-field", "label")
    left = {json.loads(line)["id"] for line in ads.read_text().splitlines() if not json.loads(line)["label"]}
    assert set(next_ids(jdwork, "all")) <= left


def test_jds_that_another_setting_decides_otherwise_come_first(jdwork, run):
    (first, *_) = json.loads(jdwork("labels", "next", run, "--setting", "new_role.max=1", "--json").out)
    assert first["why"].startswith("the other settings say a new role; ")
    assert first["kind"] == "decided otherwise"
    nothing = jdwork("labels", "next", run, "--setting", "b.margin=4")
    assert "With the other values nothing is decided otherwise." in nothing.said
    (drawn, *_) = json.loads(jdwork("labels", "next", run, "--random", "--seed", 4, "--json").out)
    assert (drawn["kind"], drawn["why"]) == ("drawn", "drawn at random (seed 4)")


def test_jds_that_a_proposal_decides_otherwise_come_first(jdwork, run, tiny_workspace):
    changes = {"new_role.max": {"before": 0.2, "after": 1.0}}
    (tiny_workspace.runs / run / "tuning.json").write_text(json.dumps({"changes": changes}))
    (first, *_) = json.loads(jdwork("labels", "next", run, "--proposal", "--json").out)
    assert first["why"].startswith("the other settings say a new role; ")
    (tiny_workspace.runs / run / "tuning.json").write_text('{"changes": [1]}')
    assert "The proposal cannot be read" in jdwork("labels", "next", run, "--proposal").said


def test_they_can_wait_in_the_review_queue(jdwork, run):
    ids = next_ids(jdwork, run, "--count", 2)
    for _ in range(2):
        result = jdwork("labels", "next", run, "--count", 2, "--to-review")
        assert "2 JDs wait in the review queue" in result.said
    made = json.loads(jdwork("annotate", "list", "--format", "json").out)
    assert {one["jd_name"] for one in made} == set(ids)
    assert {one["kind"] for one in made} == {"review"}
    assert all(one["text"].startswith("to label: ") for one in made)
    assert len(made) == 2
    assert jdwork("review", "list").out.count("decision") == 2


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--setting", "b.margin"), "--setting b.margin has no value. Write it as b.margin=3.5."),
        (("--setting", "b.margin=x"), "'x' is no number."),
        (("--setting", "b.marge=3"), "There is no setting 'b.marge'. Did you mean 'b.margin'"),
        (("--setting", "embed.batch_size=3"), "a run cannot tune it"),
        (("--setting", "b.margin=-1"), "b.margin: "),
        (("--proposal",), "Nothing was tuned on this run yet. Run 'jdwork tune first' first."),
        (("--random", "--setting", "b.margin=3"), "drawn at random are drawn whatever other settings decide"),
        (("--count", 0), "greater than or equal to 1"),
    ],
)
def test_wrong_usage_of_next_is_told(jdwork, run, options, says):
    result = jdwork("labels", "next", run, *options)
    assert result.code == 2
    assert says in result.said
