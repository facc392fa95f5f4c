"""Executing a run: what the folder holds, and what a failure leaves."""

from __future__ import annotations

import itertools
import json
import os

import numpy as np
import pytest

from jdwork.decide import decide
from jdwork.errors import InputError, RunError
from jdwork.runs import (
    RunFolder,
    execute_run,
    explicit_run_folder,
    read_frame,
    read_inputs,
    read_manifest,
    read_signals,
)
from jdwork.text import JobDescription, RejectedRow
from tests.runs.making import ads, make_run, other_settings


def test_all_files_are_there_and_the_manifest_is_complete(tiny_pipeline, tmp_path):
    folder = make_run(tmp_path / "run", tiny_pipeline, name="nightly", parameters={"input": "ads.csv"})
    assert {path.name for path in folder.path.iterdir()} == {
        "manifest.json", "jds.parquet", "signals.parquet", "vectors.parquet", "decisions.parquet",
        "catalog.json", "config.toml", "centroids.safetensors", "metrics.json",
    }  # fmt: skip
    manifest = read_manifest(folder.manifest)
    assert (manifest.status, manifest.run_id, manifest.name) == ("complete", "run", "nightly")
    assert manifest.parameters == {"input": "ads.csv"}
    assert manifest.counts["jds"] == 8
    assert manifest.counts["labelled"] == 6
    assert {case for case in manifest.counts if case.startswith("case_")} == {
        "case_A", "case_B", "case_C", "case_D", "case_DOMAIN", "case_E", "case_REJECT",
    }  # fmt: skip
    assert manifest.counts["queued"] == read_frame(folder.decisions)["queued"].sum()


def test_metrics_are_those_of_the_decisions(tiny_pipeline, tmp_path):
    folder = make_run(tmp_path / "run", tiny_pipeline)
    frame = read_frame(folder.decisions)
    labelled = frame[frame["label"].notna()]
    metrics = json.loads(folder.metrics.read_text())
    assert metrics["labelled"] == len(labelled)
    assert metrics["accuracy"] == pytest.approx((labelled["role"] == labelled["label"]).mean(), abs=1e-4)


def test_without_labels_there_are_no_figures(tiny_pipeline, tmp_path):
    folder = make_run(tmp_path / "run", tiny_pipeline, [JobDescription(id="1", text="", title="Mason")])
    assert json.loads(folder.metrics.read_text()) == {"labelled": 0}


@pytest.mark.parametrize(
    "changes", [{}, {"b": {"margin": 0.0}}, {"accept": {"min_confidence": 0.9}}, {"new_role": {"max": 0.9}}]
)
def test_stored_signals_decide_as_the_run_did(tiny_pipeline, tmp_path, changes):
    pipeline = other_settings(tiny_pipeline, **changes)
    folder = make_run(tmp_path / "run", pipeline, ads(copies=3))
    table = read_signals(folder.signals, pipeline.snapshot)
    replayed = decide(table, pipeline.settings)
    stored = read_frame(folder.decisions).set_index("id").loc[list(table.ids)]
    roles = [None if role < 0 else pipeline.snapshot.roles[role].slug for role in replayed.role]
    assert [role if isinstance(role, str) else None for role in stored["role"]] == roles
    assert stored["queued"].tolist() == replayed.queued.tolist()
    chosen = stored["role"].notna().to_numpy()
    np.testing.assert_allclose(stored["confidence"][chosen], replayed.confidence[chosen], atol=5e-5)


def test_stored_signals_are_the_computed_ones_bit_by_bit(tiny_pipeline, tmp_path):
    folder = make_run(tmp_path / "run", tiny_pipeline)
    table = read_signals(folder.signals, tiny_pipeline.snapshot)
    for row, made in enumerate(tiny_pipeline.classify_batch(ads())):
        for name in ("roles", "domains", "kra", "title", "skill", "lexical", "passed"):
            np.testing.assert_array_equal(getattr(table, name)[row], getattr(made.signals, name)[0])


def test_how_the_input_is_cut_into_chunks_changes_no_decision(tiny_pipeline, tmp_path, monkeypatch):
    whole = make_run(tmp_path / "whole", tiny_pipeline)
    monkeypatch.setattr("jdwork.runs.inputs.CHUNK", 3)
    cut = make_run(tmp_path / "cut", tiny_pipeline)
    assert read_manifest(cut.manifest).decisions_hash == read_manifest(whole.manifest).decisions_hash


def test_an_unreadable_row_is_a_decision_with_its_reason(tiny_pipeline, tmp_path):
    where = "/somewhere/private/ads.csv:7"
    rows = [RejectedRow(id="7", reason="The row has neither text nor title.", where=where), *ads()]
    folder = make_run(tmp_path / "run", tiny_pipeline, rows)
    row = read_frame(folder.decisions).iloc[0]
    assert (row["id"], row["case"], row["queued"], list(row["candidates"])) == ("7", "REJECT", False, [])
    assert row["reason"] == "Not read (ads.csv:7): The row has neither text nor title."
    manifest = read_manifest(folder.manifest)
    assert (manifest.counts["jds"], manifest.counts["unreadable"]) == (9, 1)
    assert len(read_signals(folder.signals, tiny_pipeline.snapshot)) == 8


def test_only_unreadable_rows_make_a_run_too(tiny_pipeline, tmp_path):
    folder = make_run(
        tmp_path / "run", tiny_pipeline, [RejectedRow(id="1", reason="Broken.", where="x.csv:1")]
    )
    assert len(read_frame(folder.decisions)) == 1
    assert len(read_signals(folder.signals, tiny_pipeline.snapshot)) == 0


def test_what_was_stored_is_what_was_read(tiny_pipeline, tmp_path):
    rows = [*ads(), RejectedRow(id="bad", reason="Broken.", where="jds.parquet", label="baker")]
    folder = make_run(tmp_path / "run", tiny_pipeline, rows)
    assert list(read_inputs(folder)) == rows


def test_hostile_rows_do_not_break_the_files(tiny_pipeline, tmp_path):
    text = "We are hiring a baker \ud800 who kneads dough\x00 and shapes loaves before dawn every day. "
    rows = [
        JobDescription(id="same", text=text, title="\udfff Baker"),
        JobDescription(id="same", text=text * 20_000, title="Mason"),
        JobDescription(id="same", text="\x00" * 50, label="baker\ud800"),
        JobDescription(id="", text="", title=""),
    ]
    folder = make_run(tmp_path / "run", tiny_pipeline, rows)
    frame = read_frame(folder.decisions)
    assert frame["id"].tolist() == ["same", "same#2", "same#3", ""]
    assert frame["role"].tolist()[:2] == ["baker", "bricklayer"]
    assert len(read_signals(folder.signals, tiny_pipeline.snapshot)) == 4


def test_nothing_to_read_leaves_nothing_behind(tiny_pipeline, tmp_path):
    with pytest.raises(InputError, match="no JD in the input"):
        make_run(tmp_path / "run", tiny_pipeline, [])
    assert not (tmp_path / "run").exists()


def test_a_reader_that_fails_at_once_leaves_an_earlier_run_alone(tiny_pipeline, tmp_path):
    folder = make_run(tmp_path / "run", tiny_pipeline)
    before = {path.name: path.read_bytes() for path in folder.path.iterdir()}

    def broken():
        raise InputError("There is no such file.")
        yield

    with pytest.raises(InputError):
        make_run(tmp_path / "run", tiny_pipeline, broken())
    assert {path.name: path.read_bytes() for path in folder.path.iterdir()} == before


@pytest.mark.parametrize("error", [RuntimeError("cut"), KeyboardInterrupt()])
@pytest.mark.parametrize("earlier", [False, True])
def test_an_interrupted_run_stays_running_without_tables(
    tiny_pipeline, tmp_path, monkeypatch, error, earlier
):
    monkeypatch.setattr("jdwork.runs.inputs.CHUNK", 2)
    folder = RunFolder(tmp_path / "run")
    if earlier:
        make_run(folder.path, tiny_pipeline)

    def cut_off():
        yield from ads()[:5]
        raise error

    with pytest.raises(type(error)):
        execute_run(cut_off(), tiny_pipeline, folder)
    assert read_manifest(folder.manifest).status == "running"
    assert {path.name for path in folder.path.iterdir()} == {
        "manifest.json", "catalog.json", "config.toml", "centroids.safetensors", "parts",
    }  # fmt: skip
    assert [path.name for path in folder.parts.iterdir()] == ["000000.part", "000001.part"]


def test_a_folder_with_an_earlier_run_is_replaced(tiny_pipeline, tmp_path):
    first = make_run(tmp_path / "run", tiny_pipeline)
    (first.path / ".jds.parquet.part").write_text("left by a kill")
    again = explicit_run_folder(tmp_path / "run")
    manifest = execute_run(ads()[:2], tiny_pipeline, again)
    assert manifest.status == "complete"
    assert read_frame(again.decisions)["id"].tolist() == ["bread", "title-alone"]
    assert not list(again.path.glob(".*"))


def test_a_full_disk_is_told_and_costs_nothing_that_was_done(tiny_pipeline, tmp_path, monkeypatch):
    monkeypatch.setattr("jdwork.runs.inputs.CHUNK", 3)
    whole = read_manifest(make_run(tmp_path / "whole", tiny_pipeline).manifest)
    sync, room = os.fsync, 0

    def fill_up(descriptor: int) -> None:
        nonlocal room
        room -= 1
        if room < 0:
            raise OSError(28, "No space left on device")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", fill_up)
    for room_at_first in itertools.count():
        folder, room = RunFolder(tmp_path / f"run{room_at_first}"), room_at_first
        try:
            execute_run(ads(), tiny_pipeline, folder)
        except RunError as error:
            assert "No space left on device" in str(error) and "Check free space" in str(error)
        else:
            break
        assert not list(folder.path.glob(".*"))
        assert not folder.manifest.exists() or read_manifest(folder.manifest).status == "running"
        room = 1000
        again = execute_run(ads(), tiny_pipeline, folder, resume=True)
        assert (again.files, again.decisions_hash) == (whole.files, whole.decisions_hash)
    assert room_at_first > 10


def test_records_are_handed_over_chunk_by_chunk(tiny_pipeline, tmp_path, monkeypatch):
    monkeypatch.setattr("jdwork.runs.inputs.CHUNK", 3)
    handed, told = [], []
    make_run(tmp_path / "run", tiny_pipeline, record=handed.append, progress=told.append)
    assert [[made.jd.id for made in chunk] for chunk in handed] == [
        [jd.id for jd in ads()[first : first + 3]] for first in (0, 3, 6)
    ]
    assert told == [3, 6, 8]


def test_the_same_run_has_the_same_hashes(tiny_pipeline, tmp_path):
    one, two = (read_manifest(make_run(tmp_path / name, tiny_pipeline).manifest) for name in "ab")
    assert (one.input_hash, one.decisions_hash, one.files) == (two.input_hash, two.decisions_hash, two.files)


def test_two_runs_in_one_folder_at_once_are_refused_and_the_first_goes_on(tiny_pipeline, tmp_path):
    folder = RunFolder(tmp_path / "run")
    refused = []

    def try_another(_):
        with pytest.raises(RunError, match=r"Another process is executing a run in this folder.*--out") as error:
            make_run(folder.path, tiny_pipeline)
        refused.append(error.value)

    execute_run(ads(), tiny_pipeline, folder, progress=try_another)
    assert refused
    assert read_manifest(folder.manifest).status == "complete"
    assert not folder.lock.exists()


def test_a_lock_that_a_killed_run_left_is_none(tiny_pipeline, tmp_path):
    folder = RunFolder(tmp_path / "run")
    folder.path.mkdir()
    folder.lock.touch()
    make_run(explicit_run_folder(folder.path).path, tiny_pipeline)
    assert not folder.lock.exists()


def test_after_an_error_the_folder_is_free(tiny_pipeline, tmp_path):
    folder = RunFolder(tmp_path / "run")

    def stop(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        execute_run(ads(), tiny_pipeline, folder, progress=stop)
    execute_run(ads(), tiny_pipeline, folder, resume=True)
