"""Tables of a run folder: what is refused, and how."""

from __future__ import annotations

import dataclasses

import pytest

from jdwork.errors import RunError
from jdwork.runs import read_frame, read_signals
from jdwork.runs.columns import KEPT_CANDIDATES, decision_row
from tests.runs.making import ads, make_run


def test_a_decision_has_at_least_five_candidates_best_first(tiny_pipeline):
    for made in tiny_pipeline.classify_batch(ads()):
        row = decision_row(made)
        if row["case"] != "REJECT":
            assert 5 <= len(row["candidates"]) <= KEPT_CANDIDATES
            assert row["probabilities"] == sorted(row["probabilities"], reverse=True)
            assert len(set(row["candidates"])) == len(row["candidates"])


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
