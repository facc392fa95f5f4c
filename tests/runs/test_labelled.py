"""Signals of a run with their labels."""

from __future__ import annotations

from jdwork.runs import read_labelled_signals
from jdwork.text import RejectedRow
from tests.runs.making import ads, make_run


def test_each_row_has_the_position_of_its_label(tiny_pipeline, tmp_path):
    rows = [RejectedRow(id="bad", reason="Broken.", where="x", label="baker"), *ads()]
    found = read_labelled_signals(make_run(tmp_path / "run", tiny_pipeline, rows))
    labels = {jd.id: jd.label for jd in ads()}
    assert found.table.ids == tuple(labels)
    index = tiny_pipeline.snapshot.role_index
    assert found.gold.tolist() == [index.get(labels[name], -1) for name in found.table.ids]
    assert found.name == "run"
