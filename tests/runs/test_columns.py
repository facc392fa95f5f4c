"""Tables of a run folder: what they hold, what is refused, and how."""

from __future__ import annotations

import dataclasses
import json

import pytest

from jdwork.catalog import Redirect
from jdwork.catalog.canonical import with_hash
from jdwork.errors import RunError
from jdwork.pipeline import Pipeline
from jdwork.runs import read_frame, read_labelled_signals, read_signals
from jdwork.runs.columns import KEPT_CANDIDATES, decision_row, decision_rows
from jdwork.text import JobDescription, RejectedRow
from tests.runs.making import ads, make_run


def test_a_decision_has_at_least_five_candidates_best_first(tiny_pipeline):
    for made in tiny_pipeline.classify_batch(ads()):
        row = decision_row(made)
        if row["case"] != "REJECT":
            assert 5 <= len(row["candidates"]) <= KEPT_CANDIDATES
            assert row["probabilities"] == sorted(row["probabilities"], reverse=True)
            assert len(set(row["candidates"])) == len(row["candidates"])


def test_the_set_of_possible_roles_holds_the_chosen_one(tiny_pipeline):
    for made in tiny_pipeline.classify_batch(ads()):
        row = decision_row(made)
        assert 0 <= row["support"] <= 1
        if row["role"] is None:
            assert row["candidate_set"] == []
            continue
        assert row["role"] in row["candidate_set"]
        chance = {one.slug: one.probability for one in made.decision.candidates}
        least = tiny_pipeline.settings.calibration.set_threshold
        likely = [slug for slug in chance if chance[slug] >= least]
        assert set(row["candidate_set"]) == {*likely, row["role"]}
        assert row["candidate_set"] == sorted(row["candidate_set"], key=lambda slug: -chance[slug])


@pytest.mark.parametrize(
    ("label", "kept"),
    [
        ("baker", "baker"),
        ("bread-smith", "baker"),
        ("  Pastry  CHEF ", "pastry-chef"),
        ("oven hand", "oven hand"),
        ("astronaut", "astronaut"),
        (None, None),
    ],
)
def test_labels_are_kept_as_the_slugs_of_today(tiny_pipeline, label, kept):
    old = Redirect("role", "bread-smith", "baker")
    snapshot = dataclasses.replace(tiny_pipeline.snapshot, redirections=(old,))
    jd = JobDescription(id="1", text="", title="Mason", label=label)
    rejected = RejectedRow(id="2", reason="Broken.", where="x.csv:1", label=label)
    rows = decision_rows([rejected, jd], tiny_pipeline.classify_batch([jd]), snapshot)
    assert [(row["id"], row["label"]) for row in rows] == [("2", kept), ("1", kept)]


def test_a_label_under_an_old_slug_or_a_name_counts_as_right(tiny_pipeline, tmp_path):
    old = Redirect("role", "bread-smith", "baker")
    snapshot = dataclasses.replace(tiny_pipeline.snapshot, redirections=(old,))
    pipeline = Pipeline(with_hash(snapshot), tiny_pipeline.settings, tiny_pipeline.encoder)
    labels = {"bread": "bread-smith", "title-alone": "PLUMBER", "text-alone": "electrician"}
    given = [dataclasses.replace(jd, label=labels[jd.id]) for jd in ads() if jd.id in labels]
    folder = make_run(tmp_path / "run", pipeline, given)
    assert json.loads(folder.metrics.read_text())["accuracy"] == pytest.approx(2 / 3, abs=1e-4)
    assert read_frame(folder.jds)["label"].tolist() == list(labels.values()), "the input stays as it came"
    learned = read_labelled_signals(folder)
    index = pipeline.snapshot.role_index
    assert learned.gold.tolist() == [index["baker"], index["plumber"], index["electrician"]]


def test_signals_of_a_foreign_catalog_are_refused(tiny_pipeline, tmp_path):
    folder = make_run(tmp_path / "run", tiny_pipeline)
    snapshot = dataclasses.replace(tiny_pipeline.snapshot, roles=tiny_pipeline.snapshot.roles[1:])
    with pytest.raises(RunError, match=r"roles that the catalog lacks: .*catalog\.json of the same run"):
        read_signals(folder.signals, snapshot)


def test_a_missing_table_is_told(tiny_pipeline, tmp_path):
    with pytest.raises(RunError, match=r"lacks decisions\.parquet"):
        read_frame(tmp_path / "decisions.parquet")


def test_a_damaged_table_is_told(tmp_path):
    (tmp_path / "signals.parquet").write_bytes(b"PAR1 but no more")
    with pytest.raises(RunError, match=r"signals\.parquet cannot be read"):
        read_frame(tmp_path / "signals.parquet")


def test_some_columns_alone_can_be_read(tiny_pipeline, tmp_path):
    folder = make_run(tmp_path / "run", tiny_pipeline)
    assert list(read_frame(folder.decisions, ["id", "case"]).columns) == ["id", "case"]
