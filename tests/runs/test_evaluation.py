"""Evaluating run folders: the run's own figures, labels brought along, copies, what is wrong with labels."""

from __future__ import annotations

import json
import shutil
import warnings
from dataclasses import replace

import pytest
from sklearn.metrics import roc_auc_score

from jdwork.errors import JdworkWarning, RunError
from jdwork.runs import (
    RunFolder,
    compare_runs,
    copies_in,
    evaluate_run,
    read_frame,
    read_labelled_decisions,
    write_evaluation,
)
from jdwork.text import RejectedRow
from tests.runs.making import ads, make_run, other_settings

FIGURES = ("accuracy", "macro_f1", "top5", "ece", "coverage_at_95")


@pytest.fixture(scope="module")
def run(tiny_pipeline, tmp_path_factory):
    return make_run(tmp_path_factory.mktemp("evaluated") / "run", tiny_pipeline)


def test_the_figures_are_those_of_the_runs_metrics(run):
    body = json.loads(run.metrics.read_text())
    found = evaluate_run(run, resamples=100)
    assert found.n == body["labelled"]
    assert {name: round(found.figures[name].value, 4) for name in FIGURES} == {
        name: body[name] for name in FIGURES
    }


def test_rows_that_could_not_be_read_count_as_wrong(tiny_pipeline, tmp_path):
    rejected = RejectedRow(id="bad", reason="Broken.", where="x", label="baker")
    folder = make_run(tmp_path / "run", tiny_pipeline, [rejected, *ads()])
    found = evaluate_run(folder, resamples=100)
    assert found.n == json.loads(folder.metrics.read_text())["labelled"]
    assert any(pair.label == "baker" and pair.role is None for pair in found.confusions)


def test_copies_are_found_by_text_or_else_by_title(tiny_pipeline, tmp_path):
    folder = make_run(tmp_path / "run", tiny_pipeline, ads(3))
    ids = read_frame(folder.decisions, ["id"])["id"].tolist()
    groups = copies_in(folder, ids)
    assert len(set(groups.values())) == len(ads())
    assert groups["bread-0"] == groups["bread-2"] != groups["vague-0"]
    assert groups["title-alone-0"] == groups["title-alone-1"]
    labelled = sum(jd.label is not None for jd in ads())
    assert evaluate_run(folder, resamples=100).groups == labelled
    assert evaluate_run(folder, copies=False, resamples=100).groups == 3 * labelled


def test_labels_can_be_brought_by_slug_or_name(run):
    found = read_labelled_decisions(run, labels={"bread": "Baker", "foreign": "waiter"})
    assert [(found.ids[row], found.names[found.gold[row]]) for row in range(len(found))] == [
        ("bread", "baker"),
        ("foreign", "waiter"),
    ]


def test_labels_for_jds_that_the_run_lacks_are_told(run):
    with pytest.warns(JdworkWarning, match="1 of 2 labels belong to no JD"):
        assert len(read_labelled_decisions(run, labels={"bread": "baker", "elsewhere": "mason"})) == 1
    with pytest.raises(RunError, match=r"None of the 1 labels.*'elsewhere'.*'bread'.*--id-field"):
        read_labelled_decisions(run, labels={"elsewhere": "baker"})


def test_labels_that_are_no_roles_are_told_with_counts_and_count_as_wrong(tiny_pipeline, tmp_path):
    inputs = [replace(jd, label="backer") if jd.id in ("bread", "vague") else jd for jd in ads()]
    folder = make_run(tmp_path / "run", tiny_pipeline, inputs)
    with pytest.warns(
        JdworkWarning, match=r"2 of 6 JDs .*count as wrong: 'backer' \(2\)\. Did you mean 'baker'"
    ):
        found = evaluate_run(folder, resamples=100)
    assert sum(pair.n for pair in found.confusions if pair.label == "backer") == 2


@pytest.fixture(scope="module")
def partly_unknown(tiny_pipeline, tmp_path_factory):
    """A run in which two of the six labels are no roles."""
    inputs = [replace(jd, label="astronaut") if jd.id in ("bread", "vague") else jd for jd in ads()]
    return make_run(tmp_path_factory.mktemp("unknown") / "run", tiny_pipeline, inputs)


def test_unknown_roles_get_figures_of_their_own_from_the_runs_support(partly_unknown):
    with pytest.warns(JdworkWarning, match="2 of 6 JDs"):
        found = evaluate_run(partly_unknown, resamples=100)
    frame = read_frame(partly_unknown.decisions)
    frame = frame[frame["label"].notna() & (frame["case"] != "REJECT")]
    unknown = frame["label"] == "astronaut"
    assert (found.unknown.known, found.unknown.unknown) == (4, 2)
    assert found.unknown.auroc.value == pytest.approx(roc_auc_score(~unknown, frame["support"]))
    assert found.unknown.detected.value == (frame["case"][unknown] == "E").mean()
    assert found.unknown.lost.value == (frame["case"][~unknown] == "E").mean()
    assert found.unknown.accuracy.value * 4 == pytest.approx(found.figures["accuracy"].value * 6)


def test_a_run_whose_labels_are_all_roles_has_no_such_figures(run):
    found = evaluate_run(run, resamples=100)
    assert (found.unknown, found.unknown_note) == (None, None)


def test_a_run_of_before_support_says_so_instead(partly_unknown, tmp_path):
    folder = RunFolder(tmp_path / "old")
    shutil.copytree(partly_unknown.path, folder.path)
    read_frame(folder.decisions).drop(columns="support").to_parquet(folder.decisions)
    with pytest.warns(JdworkWarning, match="2 of 6 JDs"):
        found = evaluate_run(folder, resamples=100)
    assert found.unknown is None
    assert "6 decisions hold no support" in found.unknown_note
    body = write_evaluation(folder, found)
    assert (body["unknown"], body["unknown_note"]) == (None, found.unknown_note)


def test_missing_decisions_are_told(run, tmp_path):
    folder = RunFolder(tmp_path / "cut")
    shutil.copytree(run.path, folder.path)
    folder.decisions.unlink()
    with pytest.raises(RunError, match=r"lacks decisions\.parquet"):
        evaluate_run(folder)


def test_only_labels_that_are_no_roles_are_an_error(run):
    with pytest.raises(RunError, match=r"No label is a role.*'astronaut' \(1\).*slugs or names"):
        read_labelled_decisions(run, labels={"bread": "astronaut"})


def test_a_run_without_labels_says_which_field_was_looked_for(tiny_pipeline, tmp_path):
    bare = [replace(jd, label=None) for jd in ads()]
    folder = make_run(tmp_path / "one", tiny_pipeline, bare)
    with pytest.raises(RunError, match=r"has no labels: it was made without.*--labels FILE"):
        evaluate_run(folder)
    folder = make_run(tmp_path / "two", tiny_pipeline, bare, parameters={"label_field": "gold"})
    with pytest.raises(RunError, match="No JD of this run has a label in the field 'gold'"):
        evaluate_run(folder)


def test_a_run_that_never_finished_is_told(run, tmp_path):
    folder = type(run)(tmp_path / "cut")
    folder.path.mkdir()
    body = json.loads(run.manifest.read_text()) | {"status": "running"}
    folder.manifest.write_text(json.dumps(body))
    with pytest.raises(RunError, match="never finished"):
        evaluate_run(folder)


def test_two_runs_are_compared_jd_by_jd(tiny_pipeline, run, tmp_path):
    timid = make_run(tmp_path / "timid", other_settings(tiny_pipeline, new_role={"max": 1.0}))
    found = compare_runs(run, timid, resamples=100)
    right = {
        name: dict(zip(frame["id"], frame["role"] == frame["label"], strict=True))
        for name, frame in ((folder.path.name, read_frame(folder.decisions)) for folder in (run, timid))
    }
    broken = [name for name, ok in right["run"].items() if ok and not right["timid"][name]]
    assert broken
    assert [change.id for change in found.broken] == sorted(broken)
    assert found.differences["accuracy"].value == pytest.approx(-len(broken) / found.n)


def test_what_is_written_can_be_read_and_goes_with_the_run(tiny_pipeline, tmp_path):
    folder = make_run(tmp_path / "run", tiny_pipeline)
    evaluation = evaluate_run(folder, resamples=100)
    body = write_evaluation(
        folder,
        evaluation,
        labels="gold.csv",
        against=("earlier", compare_runs(folder, folder, resamples=100)),
    )
    assert json.loads(folder.evaluation.read_text()) == body
    assert (body["run"], body["labels"], body["against"]["run"]) == ("run", "gold.csv", "earlier")
    # A run made anew in the folder has not been evaluated.
    make_run(folder.path, tiny_pipeline)
    assert not folder.evaluation.exists()


def test_evaluating_leaves_the_run_as_it_verifies(tiny_pipeline, tmp_path):
    from jdwork.runs import verify_run

    folder = make_run(tmp_path / "run", tiny_pipeline)
    write_evaluation(folder, evaluate_run(folder, resamples=100))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert verify_run(folder, tiny_pipeline.encoder).identical
