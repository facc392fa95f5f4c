"""tune: what it prints and keeps, when it writes, wrong usage."""

from __future__ import annotations

import json

import pytest

from jdwork.config import Settings, load_settings, read_history, write_settings
from jdwork.tune.proposal import propose_promise
from tests.tiny_workspace import write_ads
from tests.tune.labelled_run import labelled_run
from tests.tune.planted import planted


@pytest.fixture
def run(jdwork, tmp_path, tiny_workspace):
    folder = tiny_workspace.runs / "first"
    ads = write_ads(tmp_path / "ads.jsonl")
    assert jdwork("batch", ads, "--out", folder, "--label-field", "label").code == 0
    return folder


def test_a_proposal_is_printed_and_kept(jdwork, run, tiny_workspace):
    before = tiny_workspace.config.read_bytes()
    result = jdwork("tune", "first", "--trials", 3)
    assert result.code == 0
    assert "not tuned on" in result.said
    assert json.loads((run / "tuning.json").read_text())["objective"].startswith("the share of JDs")
    assert tiny_workspace.config.read_bytes() == before


def test_json_is_what_the_file_holds(jdwork, run):
    result = jdwork("tune", "first", "--trials", 0, "--dials", "new_role.max", "--json")
    assert json.loads(result.out) == json.loads((run / "tuning.json").read_text())


def test_six_jds_show_too_little_to_be_written(jdwork, run, tiny_workspace):
    before = tiny_workspace.config.read_bytes()
    result = jdwork("tune", "first", "--objective", "guarantee", "--most-wrong", 0.01, "--write")
    assert "No setting can promise" in result.said
    assert "Nothing was written" in result.said
    assert tiny_workspace.config.read_bytes() == before


def test_what_the_guard_objects_to_is_written_only_by_force(jdwork, run, tiny_workspace, tmp_path):
    # Labels of the wrong JDs: it would be best to accept none, and it is not to be believed.
    ads = [json.loads(line) for line in (tmp_path / "ads.jsonl").read_text().splitlines()]
    turned = [*ads[1:], ads[0]]
    labels = tmp_path / "labels.csv"
    lines = [f"{ad['id']},{other['label']}\n" for ad, other in zip(ads, turned, strict=True)]
    labels.write_text("id,role\n" + "".join(lines))
    wanted = ["tune", "first", "--objective", "cost", "--trials", 0, "--labels", labels]
    before = tiny_workspace.config.read_bytes()
    result = jdwork(*wanted, "--write")
    assert result.code == 1
    assert "Not written. --force" in result.said
    assert tiny_workspace.config.read_bytes() == before
    forced = jdwork(*wanted, "--write", "--force")
    assert forced.code == 0
    assert "Overridden: " in forced.said
    assert tiny_workspace.config.read_bytes() != before
    assert jdwork("config", "rollback").code == 0
    assert tiny_workspace.config.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("first", "--objective", "acuracy"), "There is no objective 'acuracy'."),
        (("first", "--dials", "b.marge"), "There is no setting 'b.marge'."),
        (("first", "--dials", "embed.batch_size"), "a run cannot tune it"),
        (("first", "--precision", 0.9), "--precision is for the objective 'coverage'"),
        (("first", "--objective", "coverage", "--precision", 2), "A precision of 2 cannot be"),
        (("first", "--objective", "cost", "--review", 20), "A look costs 20"),
        (("first", "--objective", "guarantee", "--most-wrong", 2), "'2' is no share of wrong decisions"),
        (("first", "--most-wrong", 0.2), "--most-wrong is for the objective 'guarantee'"),
        (("first", "--hold-back", 0.2), "--hold-back is for --setting"),
        (("first", "--setting", "b.margin"), "--setting b.margin has no value"),
        (("first", "--setting", "b.margin=x"), "'x' is no number"),
        (("first", "--setting", "b.marge=1"), "There is no setting 'b.marge'"),
        (("first", "--setting", "b.margin=1"), "6 different labelled JDs are too few"),
        (("nowhere",), "nowhere"),
    ],
)
def test_wrong_usage_is_told(jdwork, run, arguments, says):
    result = jdwork("tune", *arguments)
    assert result.code == 2
    assert says in result.said


def test_labels_may_come_from_a_file(jdwork, run, tmp_path):
    labels = tmp_path / "labels.csv"
    ids = [json.loads(line)["id"] for line in (tmp_path / "ads.jsonl").read_text().splitlines()]
    labels.write_text("id,role\n" + "".join(f"{one},new_role\n" for one in ids))
    result = jdwork("tune", "first", "--labels", labels, "--trials", 0, "--dials", "new_role.max", "--json")
    assert result.code == 0
    assert json.loads(result.out)["n"] == len(ids)


def tuned(jdwork, *options):
    result = jdwork("tune", "first", "--trials", 0, "--dials", "new_role.max", "--json", *options)
    assert result.code == 0, result.said
    return json.loads(result.out), result


def test_relabelling_a_jd_changes_what_is_tuned_on(jdwork, run):
    plain, _ = tuned(jdwork)
    same, _ = tuned(jdwork, "--annotated")
    assert same["data_hash"] == plain["data_hash"]
    assert same["labels"] == {"of": {"the run": plain["n"]}, "overruled": [], "left_out": [], "disputed": []}
    assert "labels" not in plain
    jdwork("annotate", "relabel", "first", "bread", "waiter", "--by", "Ada")
    relabelled, result = tuned(jdwork, "--annotated")
    assert relabelled["data_hash"] != plain["data_hash"]
    assert relabelled["unseen"]["before"]["value"] < plain["unseen"]["before"]["value"]
    assert relabelled["labels"]["of"] == {"the run": plain["n"] - 1, "Ada": 1}
    assert relabelled["labels"]["overruled"] == ["bread"]
    assert f"Labels: {plain['n'] - 1} of the run, 1 of Ada. 1 replaces the run's." in result.err
    assert tuned(jdwork)[0]["data_hash"] == plain["data_hash"]


def test_what_is_called_no_jd_is_left_out_and_disputes_are_told(jdwork, run, tmp_path):
    plain, _ = tuned(jdwork)
    jdwork("annotate", "relabel", "first", "bread", "--verdict", "not_a_jd", "--by", "Ada")
    labels = tmp_path / "labels.csv"
    labels.write_text("id,role,by,at\nvague,baker,Bob,2026-01-01\nvague,waiter,Ada,2026-01-02\n")
    assert jdwork("labels", "import", labels, "--run", "first", "--source", "vendor").code == 0
    found, result = tuned(jdwork, "--annotated")
    assert found["n"] == plain["n"] - 1
    assert found["labels"]["of"]["Ada (vendor)"] == 1
    assert found["labels"]["left_out"] == ["bread"]
    assert found["labels"]["disputed"] == ["vague"]
    assert "1 JD is left out: people call it none, or are unsure." in result.err
    assert "1 JD is disputed; the label in force counts." in result.err


def test_labels_come_from_one_place(jdwork, run, tmp_path):
    labels = tmp_path / "labels.csv"
    labels.write_text("id,role\nbread,baker\n")
    result = jdwork("tune", "first", "--labels", labels, "--annotated")
    assert result.code == 2
    assert "or from the analysts and the run: not from both." in result.said
    assert "'jdwork labels import labels.csv'" in result.said


def test_a_promise_says_what_it_rests_on(jdwork, run, tmp_path, monkeypatch):
    made = propose_promise(planted(2000), Settings(), most_wrong=0.5)
    monkeypatch.setattr("jdwork.tune.request.propose_promise", lambda *args, **options: made)
    result = jdwork("tune", "first", "--objective", "guarantee", "--most-wrong", 0.5)
    assert result.code == 0
    assert "not tuned on" not in result.said
    promise = made.promise
    for part in (
        "50.0%, of the next 2,000 JDs",
        "95%",
        f"{promise.threshold:.4f}",
        f"{promise.coverage:.1%} of the different ones: it rests on these {promise.n:,}",
        f"{promise.wrong:,} ({promise.wrong / promise.n:.1%})",
        f"{made.unseen_before.value:.1%} of them",
        "newly queued.",
    ):
        assert part in result.said


def test_where_there_is_no_promise_it_says_what_stands_in_its_way(jdwork, run):
    result = jdwork("tune", "first", "--objective", "guarantee", "--most-wrong", 0.2)
    assert result.code == 0
    assert "not tuned on" not in result.said
    assert "none keeps it" in result.said
    body = json.loads((run / "tuning.json").read_text())
    assert f"{body['promise']['needed']:,}, without an error" in result.said
    assert f"about {body['labels_that_would_do']:,} like these" in result.said
    assert body["labels_that_would_do"] >= body["promise"]["needed"]
    # Said once, not again among what speaks against it.
    assert result.said.count("No setting can promise") == 1


def test_too_many_errors_are_told_with_the_least_that_could_be_promised(jdwork, run, monkeypatch):
    made = propose_promise(planted(300), Settings(), most_wrong=0.05)
    monkeypatch.setattr("jdwork.tune.request.propose_promise", lambda *args, **options: made)
    monkeypatch.setattr("jdwork.tune.request.labels_that_would_do", lambda *args, **options: None)
    result = jdwork("tune", "first", "--objective", "guarantee")
    assert made.promise.nearest < 1
    assert f"{made.promise.nearest:.1%} wrong" in result.said
    assert "more than 16 times these, if any" in result.said


def test_promises_on_what_analysts_picked_are_not_for_all(jdwork, run):
    wanted = ("tune", "first", "--objective", "guarantee", "--annotated")
    assert "not where analysts picked the hard ones" not in jdwork(*wanted).said
    jdwork("annotate", "relabel", "first", "bread", "baker")
    assert "not where analysts picked the hard ones" in jdwork(*wanted).said


@pytest.mark.parametrize("force", [(), ("--force",)])
def test_what_another_session_writes_during_the_search_stays(jdwork, run, tiny_workspace, monkeypatch, force):
    made = propose_promise(planted(2000), Settings(), most_wrong=0.5)

    def meanwhile(*args, **options):
        write_settings(tiny_workspace.config, {"b.margin": 3.25}, reason="another session")
        return made

    monkeypatch.setattr("jdwork.tune.request.propose_promise", meanwhile)
    result = jdwork("tune", "first", "--objective", "guarantee", "--write", *force)
    assert result.code == 2
    assert "The settings file changed since the new values were worked out." in result.said
    settings = load_settings(tiny_workspace.config)
    assert (settings.b.margin, settings.accept.min_confidence) == (3.25, 0.5)
    assert [entry.reason for entry in read_history(tiny_workspace.config)] == ["another session"]


def test_values_of_ones_own_are_judged_on_jds_held_back(jdwork, tiny_workspace):
    labelled_run(tiny_workspace)
    settings = ("--setting", "new_role.max=0.9", "--setting", "new_role.max_with_model=0.9")
    before = tiny_workspace.config.read_bytes()
    worse = jdwork("tune", "labelled", *settings, "--write")
    assert worse.code == 1
    assert "held back" in worse.said
    assert "Against it" in worse.said
    assert tiny_workspace.config.read_bytes() == before
    assert jdwork("tune", "labelled", *settings, "--write", "--force").code == 0
    back = ("--setting", "new_role.max=0.1", "--setting", "new_role.max_with_model=0.1")
    better = jdwork("tune", "labelled", *back, "--write")
    assert better.code == 0, better.said
    assert "Nothing speaks against writing it" in better.said
    assert "set by hand" in jdwork("config", "history").said
