"""Several processes come to what one comes to, whatever happens to them."""

from __future__ import annotations

import multiprocessing
import os
import signal

import pytest

from jdwork.errors import RunError
from jdwork.runs import RunFolder, execute_run, read_manifest
from jdwork.runs.processes import MOST_DEATHS, SeveralProcesses, default_processes
from jdwork.workbench import open_workbench
from tests.runs.making import ads

pytestmark = pytest.mark.processes


@pytest.fixture
def pipeline(tiny_workspace):
    return open_workbench(tiny_workspace.root).pipeline


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch):
    monkeypatch.setattr("jdwork.runs.inputs.CHUNK", 5)


def run(folder, pipeline, *, processes, progress=None, record=None, jds=None):
    engine = SeveralProcesses(folder, state=None, processes=processes)
    execute_run(
        jds or ads(copies=6), pipeline, folder, engine=engine if processes > 1 else None,
        progress=progress, record=record,
    )  # fmt: skip
    manifest = read_manifest(folder.manifest)
    return manifest.files, manifest.decisions_hash, manifest.counts


def die(job):
    """Stands for work that the system ends."""
    os.kill(os.getpid(), signal.SIGKILL)


def workers():
    return [each for each in multiprocessing.active_children() if each.is_alive()]


def test_two_processes_write_the_files_of_one_and_hand_records_over_in_order(pipeline, tmp_path):
    handed: list[str] = []
    ids: list[list[str]] = []

    def record(records):
        ids[-1] += [made.run_id for made in records]
        handed.extend(made.jd.id for made in records)

    outcomes = []
    for processes in (1, 2):
        ids.append([])
        folder = RunFolder(tmp_path / str(processes))
        outcomes.append(run(folder, pipeline, processes=processes, record=record))
    assert outcomes[0] == outcomes[1]
    assert ids[0] == ids[1]
    assert handed == 2 * [jd.id for jd in ads(copies=6)]
    assert not workers()


def test_a_killed_process_changes_nothing(pipeline, tmp_path):
    whole = run(RunFolder(tmp_path / "whole"), pipeline, processes=1)
    killed = []

    def kill_one(done):
        if done >= 10 and not killed:
            killed.append(workers()[0].pid)
            os.kill(killed[0], signal.SIGKILL)

    assert run(RunFolder(tmp_path / "run"), pipeline, processes=2, progress=kill_one) == whole
    assert killed and not workers()


def test_processes_that_keep_dying_end_the_run_with_what_to_do(pipeline, tmp_path, monkeypatch):
    folder = RunFolder(tmp_path / "run")
    monkeypatch.setattr("jdwork.runs.processes._work", die)
    with pytest.raises(RunError, match=rf"died {MOST_DEATHS + 1} times in a row.*--workers 1 --resume"):
        run(folder, pipeline, processes=2)
    assert read_manifest(folder.manifest).status == "running"
    assert not workers()


def test_an_interrupted_run_leaves_no_process_and_goes_on(pipeline, tmp_path):
    whole = run(RunFolder(tmp_path / "whole"), pipeline, processes=1)
    folder = RunFolder(tmp_path / "run")

    def interrupt(done):
        if done >= 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(folder, pipeline, processes=2, progress=interrupt)
    assert not workers()
    engine = SeveralProcesses(folder, state=None, processes=2)
    execute_run(ads(copies=6), pipeline, folder, engine=engine, resume=True)
    manifest = read_manifest(folder.manifest)
    assert (manifest.files, manifest.decisions_hash, manifest.counts) == whole


def test_by_default_there_is_a_process_for_each_core():
    assert default_processes() == len(os.sched_getaffinity(0))
