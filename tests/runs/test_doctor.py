"""What is wrong with a run folder is found, and what can be mended is as it was."""

from __future__ import annotations

import json

import pytest

from jdwork.errors import RunError
from jdwork.runs import RunFolder, execute_run, read_manifest
from jdwork.runs.doctor import examine_run, examine_runs, mend
from jdwork.workbench import open_workbench
from tests.runs.making import ads, make_run


@pytest.fixture
def pipeline(tiny_workspace):
    return open_workbench(tiny_workspace.root).pipeline


@pytest.fixture
def folder(pipeline, tmp_path):
    return make_run(tmp_path / "runs" / "run", pipeline)


def content(folder):
    return {path.name: path.read_bytes() for path in folder.path.iterdir() if path.is_file()}


def test_nothing_is_wrong_with_a_complete_run(folder):
    assert examine_run(folder) == []
    assert examine_runs(folder.path.parent) == []


@pytest.mark.parametrize("name", ["decisions.parquet", "signals.parquet", "vectors.parquet", "metrics.json"])
@pytest.mark.parametrize("damage", ["missing", "cut", "changed"])
def test_what_follows_from_the_rest_is_made_again(folder, name, damage):
    before = content(folder)
    path = folder.path / name
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(before[name][:-5] + (b"" if damage == "cut" else b"xxxxx"))
    (finding,) = examine_run(folder)
    said = "is missing" if damage == "missing" else "is not what the run wrote"
    assert finding.mendable and finding.problem == f"{name} {said}"
    assert mend(finding) == f"made again: {name} (every decision as before)"
    assert content(folder) == before
    assert examine_run(folder) == []


@pytest.mark.parametrize("name", ["jds.parquet", "catalog.json", "config.toml", "centroids.safetensors"])
def test_what_a_run_was_made_of_cannot_be_made_again(folder, name):
    (folder.path / name).write_bytes(b"?")
    before = content(folder)
    (finding,) = examine_run(folder)
    assert not finding.mendable and f"{name} cannot be made again" in finding.remedy
    with pytest.raises(RunError, match="This cannot be mended"):
        mend(finding)
    assert content(folder) == before


def test_what_comes_to_something_else_is_left_alone(folder):
    manifest = read_manifest(folder.manifest)
    body = json.loads(folder.manifest.read_text())
    folder.manifest.write_text(json.dumps({**body, "decisions_hash": "0" * 64}))
    folder.signals.write_bytes(b"")
    before = content(folder)
    (finding,) = examine_run(folder)
    with pytest.raises(RunError, match=r"decides otherwise: nothing was changed"):
        mend(finding)
    assert content(folder) == before and manifest.status == "complete"


def test_an_interrupted_run_is_told_with_how_to_go_on(pipeline, tmp_path, monkeypatch):
    monkeypatch.setattr("jdwork.runs.inputs.CHUNK", 2)
    folder = RunFolder(tmp_path / "run")

    def stop(done):
        if done == 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        execute_run(ads(), pipeline, folder, progress=stop)
    folder.part(1).write_bytes(b"damaged")
    (finding,) = examine_run(folder)
    assert finding.problem == "never finished; 3 parts are worked out, 1 of them damaged"
    assert "--resume goes on with it" in finding.remedy and not finding.mendable


def test_what_a_killed_write_left_is_removed(folder):
    before = content(folder)
    (folder.path / ".jds.parquet.part").write_bytes(b"half")
    folder.parts.mkdir()
    folder.part(0).write_bytes(b"left")
    found = examine_run(folder)
    assert [finding.mendable for finding in found] == [True, True]
    assert mend(found[0]) == "removed .jds.parquet.part; removed its parts"
    assert content(folder) == before and not folder.parts.exists()
    assert mend(found[1]) == ""


def test_a_manifest_that_cannot_be_read_is_told(folder):
    folder.manifest.write_text("{")
    (finding,) = examine_run(folder)
    assert "manifest cannot be read" in finding.problem and not finding.mendable
