"""Verifying a run: identical when untouched, and every tampering is told."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from jdwork.embed import HashingEncoder
from jdwork.errors import ConfigError, RunError
from jdwork.runs import open_settings, open_snapshot, read_inputs, verify_run
from jdwork.text import RejectedRow
from tests.runs.making import ads, make_run


@pytest.fixture
def run(tiny_pipeline, tmp_path):
    rows = [*ads(), RejectedRow(id="bad", reason="Broken.", where="ads.csv:9", label="baker")]
    return make_run(tmp_path / "run", tiny_pipeline, rows)


def rewrite(path, column, value, row=0):
    """Change one cell of a Parquet file."""
    table = pq.read_table(path)
    cells = table[column].to_pylist()
    cells[row] = value
    position = table.schema.get_field_index(column)
    pq.write_table(table.set_column(position, column, pa.array(cells, table.schema.field(column).type)), path)


def test_an_untouched_run_is_identical(run, tiny_pipeline):
    told = []
    report = verify_run(run, tiny_pipeline.encoder, progress=told.append)
    assert report.identical
    assert (report.n, report.n_differing, report.problems) == (9, 0, ())
    assert told == [9]


def test_the_environment_has_no_say(run, tiny_pipeline, monkeypatch):
    monkeypatch.setenv("JDWORK_B__MARGIN", "0.5")
    monkeypatch.setenv("JDWORK_ACCEPT__MIN_CONFIDENCE", "1")
    assert open_settings(run) == tiny_pipeline.settings
    assert verify_run(run, tiny_pipeline.encoder).identical


def test_the_catalog_reads_back(run, tiny_pipeline):
    assert open_snapshot(run) == tiny_pipeline.snapshot


@pytest.mark.parametrize(
    ("column", "value"), [("role", "mason"), ("case", "B"), ("queued", True), ("confidence", 0.25)]
)
def test_a_changed_decision_is_told(run, tiny_pipeline, column, value):
    rewrite(run.decisions, column, value)
    report = verify_run(run, tiny_pipeline.encoder)
    assert not report.identical
    assert report.differing == ("bread",)
    assert report.problems == ("decisions.parquet is not what the run decided",)


def test_a_changed_text_is_told(run, tiny_pipeline):
    rewrite(run.jds, "text", "We are looking for a waiter who takes orders and carries plates to tables.")
    report = verify_run(run, tiny_pipeline.encoder)
    assert report.differing == ("bread",)
    assert report.problems == ("jds.parquet is not the input that the run read",)


def test_a_changed_reason_of_an_unreadable_row_is_told(run, tiny_pipeline):
    rewrite(run.jds, "unreadable", "Other.", row=8)
    assert verify_run(run, tiny_pipeline.encoder).problems == (
        "jds.parquet is not the input that the run read",
    )


def test_a_removed_row_is_told(run, tiny_pipeline):
    pq.write_table(pq.read_table(run.jds).slice(1), run.jds)
    report = verify_run(run, tiny_pipeline.encoder)
    assert not report.identical
    assert any("decisions" in problem or "jds" in problem for problem in report.problems)


def test_a_changed_label_is_told(run, tiny_pipeline):
    rewrite(run.decisions, "label", "waiter")
    report = verify_run(run, tiny_pipeline.encoder)
    assert report.problems == ("decisions.parquet was changed after the run wrote it",)


def test_changed_signals_are_told(run, tiny_pipeline):
    table = pq.read_table(run.signals)
    raised = pc.add(table["kra"], pa.scalar(0.1, pa.float32()))
    pq.write_table(table.set_column(table.schema.get_field_index("kra"), "kra", raised), run.signals)
    assert verify_run(run, tiny_pipeline.encoder).problems == (
        "signals.parquet was changed after the run wrote it",
    )


def test_a_changed_setting_is_told(run, tiny_pipeline):
    text = run.config.read_text()
    assert "margin = 4.0" in text
    run.config.write_text(text.replace("margin = 4.0", "margin = 0.0"))
    report = verify_run(run, tiny_pipeline.encoder)
    assert report.problems == ("config.toml is not the configuration that the run used",)


def test_a_broken_setting_is_an_error_with_its_place(run, tiny_pipeline):
    run.config.write_text(run.config.read_text().replace("margin = 4.0", "margin = true story"))
    with pytest.raises(ConfigError, match=r"config\.toml"):
        verify_run(run, tiny_pipeline.encoder)


def test_a_changed_catalog_is_an_error_with_its_place(run, tiny_pipeline):
    run.catalog.write_bytes(run.catalog.read_bytes().replace(b"Fires the oven", b"Fears the oven"))
    with pytest.raises(RunError, match=r"catalog\.json: The catalog JSON was changed"):
        verify_run(run, tiny_pipeline.encoder)


def test_a_consistent_other_catalog_is_told(run, tiny_pipeline):
    from jdwork.catalog import content_hash, snapshot_from_json

    body = json.loads(run.catalog.read_bytes())
    body["roles"][0]["description"] = "Another."
    body["content_hash"] = ""
    loose = snapshot_from_json(json.dumps(body).encode())
    body["content_hash"] = content_hash(loose)
    run.catalog.write_text(json.dumps(body))
    assert (
        "catalog.json is not the catalog that the run used" in verify_run(run, tiny_pipeline.encoder).problems
    )


def test_changed_centroids_are_told(run, tiny_pipeline):
    import numpy as np

    from jdwork.runs.centroid_file import write_centroids
    from jdwork.signals import Centroids

    size = tiny_pipeline.centroids.vectors.shape
    write_centroids(run.centroids, Centroids(np.ones(size, np.float32), np.full(size[0], 9)))
    assert (
        "centroids.safetensors does not hold the centroids that the run used"
        in verify_run(run, tiny_pipeline.encoder).problems
    )
    write_centroids(run.centroids, Centroids(np.ones((2, 3), np.float32), np.full(2, 9)))
    with pytest.raises(RunError, match="not those of the catalog and encoder"):
        verify_run(run, tiny_pipeline.encoder)


def test_another_version_of_the_code_is_told(run, tiny_pipeline):
    body = json.loads(run.manifest.read_text())
    body["code_version"] = "0.0.1"
    run.manifest.write_text(json.dumps(body))
    assert "made by jdwork 0.0.1" in verify_run(run, tiny_pipeline.encoder).problems[0]


@pytest.mark.parametrize(
    "name", ["jds.parquet", "decisions.parquet", "catalog.json", "config.toml", "centroids.safetensors"]
)
@pytest.mark.parametrize("damage", ["missing", "empty", "cut"])
def test_a_damaged_file_is_an_error_naming_it(run, tiny_pipeline, name, damage):
    path = run.path / name
    content = path.read_bytes()
    path.unlink()
    if damage != "missing":
        path.write_bytes(b"" if damage == "empty" else content[: len(content) // 2])
    if name == "config.toml" and damage != "missing":  # what is left is valid, and means something else
        problems = verify_run(run, HashingEncoder(64)).problems
        assert len(problems) == 1
        assert problems[0].startswith("config.toml ")
        return
    with pytest.raises((RunError, ConfigError)) as caught:
        verify_run(run, tiny_pipeline.encoder)
    assert name in str(caught.value)


def test_missing_signals_are_told(run, tiny_pipeline):
    run.signals.unlink()
    assert verify_run(run, tiny_pipeline.encoder).problems == ("signals.parquet is missing",)


def test_another_encoder_is_an_error(run):
    with pytest.raises(RunError, match=r"used encoder hashing-64, this is hashing-32.*\[embed\]"):
        verify_run(run, HashingEncoder(32))


def test_a_run_that_never_finished_cannot_be_verified(run, tiny_pipeline):
    body = json.loads(run.manifest.read_text())
    body["status"] = "running"
    run.manifest.write_text(json.dumps(body))
    with pytest.raises(RunError, match="never finished"):
        verify_run(run, tiny_pipeline.encoder)


def test_a_jds_file_without_its_columns_is_an_error(run):
    pq.write_table(pq.read_table(run.jds).drop_columns(["title", "label"]), run.jds)
    with pytest.raises(RunError, match="lacks the columns label, title"):
        list(read_inputs(run))
