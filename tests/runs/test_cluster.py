"""A Dask cluster comes to what one process comes to, whatever happens to its workers."""

from __future__ import annotations

import os
import signal

import pytest

from jdwork.errors import RunError
from jdwork.runs import RunFolder, execute_run, read_manifest
from jdwork.runs.cluster import OnDask
from jdwork.workbench import open_workbench
from tests.runs.making import ads

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.processes


@pytest.fixture
def pipeline(tiny_workspace):
    return open_workbench(tiny_workspace.root).pipeline


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch):
    monkeypatch.setattr("jdwork.runs.inputs.CHUNK", 5)


@pytest.fixture
def cluster(tmp_path):
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, local_directory=str(tmp_path / "dask")
    ) as started:
        yield started


def outcome(folder):
    manifest = read_manifest(folder.manifest)
    return manifest.status, manifest.files, manifest.decisions_hash, manifest.counts


@pytest.fixture
def whole(pipeline, tmp_path):
    folder = RunFolder(tmp_path / "whole")
    execute_run(ads(copies=8), pipeline, folder)
    return outcome(folder)


def test_a_cluster_of_its_own_writes_the_files_of_one_process(pipeline, tmp_path, whole):
    folder = RunFolder(tmp_path / "run")
    handed: list[str] = []
    execute_run(
        ads(copies=8), pipeline, folder, engine=OnDask(folder, workers=2),
        record=lambda records: handed.extend(made.jd.id for made in records),
    )  # fmt: skip
    assert outcome(folder) == whole
    assert handed == [jd.id for jd in ads(copies=8)]


def test_a_killed_worker_changes_nothing(pipeline, tmp_path, whole, cluster):
    folder = RunFolder(tmp_path / "run")
    killed: list[int] = []

    def kill_one(done):
        if done >= 10 and not killed:
            killed.append(next(iter(cluster.workers.values())).pid)
            os.kill(killed[0], signal.SIGKILL)

    engine = OnDask(folder, scheduler=cluster.scheduler_address)
    execute_run(ads(copies=8), pipeline, folder, engine=engine, progress=kill_one)
    assert killed and outcome(folder) == whole


def test_a_scheduler_that_is_not_there_is_told(pipeline, tmp_path, whole, monkeypatch):
    monkeypatch.setattr("jdwork.runs.cluster.CONNECT_SECONDS", 1)
    folder = RunFolder(tmp_path / "run")
    engine = OnDask(folder, scheduler="tcp://127.0.0.1:9")
    with pytest.raises(RunError, match=r"scheduler \(tcp://127.0.0.1:9\) cannot be reached.*--resume"):
        execute_run(ads(copies=8), pipeline, folder, engine=engine)
    execute_run(ads(copies=8), pipeline, folder, resume=True)
    assert outcome(folder) == whole


def test_a_scheduler_that_goes_away_is_told(pipeline, tmp_path, whole, cluster):
    folder = RunFolder(tmp_path / "run")

    def close(done):
        if done == 10:
            cluster.close()

    engine = OnDask(folder, scheduler=cluster.scheduler_address)
    with pytest.raises(RunError, match=r"went away.*--resume"):
        execute_run(ads(copies=8), pipeline, folder, engine=engine, progress=close)
    assert read_manifest(folder.manifest).status == "running"
    execute_run(ads(copies=8), pipeline, folder, resume=True)
    assert outcome(folder) == whole
