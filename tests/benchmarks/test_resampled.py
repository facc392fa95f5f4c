"""The large run of the benchmark is a run like any other."""

from __future__ import annotations

import pytest

from jdwork.errors import RunError
from jdwork.runs import RunFolder, execute_run, list_runs, read_frame, read_inputs, read_manifest
from jdwork.runs.columns import read_signals
from jdwork.runs.files import file_hashes
from jdwork.runs.vectors import read_vectors
from jdwork.text import JobDescription
from tests.benchmarks.resampled import write_resampled_run
from tests.tiny_workspace import ADS

WRITTEN = [ad for ad in ADS if ad.get("text")]


@pytest.fixture
def source(tiny_pipeline, tmp_path):
    jds = [
        JobDescription(id=str(place), title=ad.get("title"), text=ad["text"], label=ad.get("label"))
        for place, ad in enumerate(WRITTEN)
    ]
    folder = RunFolder(tmp_path / "runs" / "source")
    execute_run(jds, tiny_pipeline, folder, name="source")
    return folder


def test_every_reader_accepts_it(source, tiny_pipeline, tmp_path):
    made = write_resampled_run(source, RunFolder(tmp_path / "runs" / "large"), jds=50)
    manifest = read_manifest(made.manifest)
    assert manifest.files == file_hashes(made)
    assert manifest.counts["jds"] == 50
    decisions = read_frame(made.decisions)
    inputs = list(read_inputs(made))
    assert decisions["id"].is_unique
    assert [one.id for one in inputs] == decisions["id"].tolist() == list(read_vectors(made.vectors))
    assert len({one.content_hash for one in inputs}) == 50
    assert set(read_signals(made.signals, tiny_pipeline.snapshot).ids) <= set(decisions["id"])
    assert "large" in list_runs(tmp_path / "runs")["run"].tolist()


def test_each_jd_is_drawn_about_equally_often(source, tmp_path):
    made = write_resampled_run(source, RunFolder(tmp_path / "runs" / "large"), jds=3 * len(WRITTEN))
    first = [one.text.splitlines()[0] for one in read_inputs(made)]
    assert all(first.count(ad["text"].splitlines()[0]) >= 3 for ad in WRITTEN)


def test_a_run_that_was_cut_off_is_not_drawn_from(source, tmp_path):
    path = source.manifest
    path.write_text(path.read_text().replace('"complete"', '"running"'))
    with pytest.raises(RunError, match="cannot be drawn from"):
        write_resampled_run(source, RunFolder(tmp_path / "large"), jds=3)
