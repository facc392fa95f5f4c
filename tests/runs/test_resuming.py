"""A run that is stopped goes on where it was, and comes to the same."""

from __future__ import annotations

import pytest

from jdwork.errors import RunError
from jdwork.pipeline import Pipeline
from jdwork.runs import RunFolder, execute_run, interrupted_run, read_manifest
from jdwork.runs.part_cache import PartCache
from jdwork.text import JobDescription
from tests.runs.making import ads, make_run, other_settings


class Stopped(Exception):  # noqa: N818 - stands for a kill
    """What ends a run in these tests."""


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch):
    monkeypatch.setattr("jdwork.runs.inputs.CHUNK", 2)


@pytest.fixture
def counted(tiny_pipeline, monkeypatch):
    """The ids of the JDs that are classified, in order."""
    seen: list[str] = []
    classify = Pipeline.classify_batch

    def watched(self, jds):
        seen.extend(jd.id for jd in jds)
        return classify(self, jds)

    monkeypatch.setattr(Pipeline, "classify_batch", watched)
    return seen


def stop_after(jds: int):
    def progress(done: int) -> None:
        if done >= jds:
            raise Stopped

    return progress


def outcome(folder: RunFolder):
    manifest = read_manifest(folder.manifest)
    assert manifest.status == "complete" and not folder.parts.exists()
    return manifest.files, manifest.input_hash, manifest.decisions_hash, manifest.counts


def test_what_was_worked_out_is_not_worked_out_again(tiny_pipeline, tmp_path, counted):
    whole = make_run(tmp_path / "whole", tiny_pipeline)
    folder = RunFolder(tmp_path / "run")
    with pytest.raises(Stopped):
        execute_run(ads(), tiny_pipeline, folder, progress=stop_after(4))
    assert interrupted_run(folder) is not None
    counted.clear()
    told: list[int] = []
    manifest = execute_run(ads(), tiny_pipeline, folder, resume=True, progress=told.append)
    assert counted == [jd.id for jd in ads()[4:]]
    assert told == [2, 4, 6, 8]
    assert manifest.resumed == 1
    assert outcome(folder) == outcome(whole)


@pytest.mark.parametrize("stop", [2, 4, 6, 8])
def test_stopped_anywhere_it_comes_to_the_same_files(tiny_pipeline, tmp_path, stop):
    whole = make_run(tmp_path / "whole", tiny_pipeline)
    folder = RunFolder(tmp_path / "run")
    with pytest.raises(Stopped):
        execute_run(ads(), tiny_pipeline, folder, progress=stop_after(stop))
    execute_run(ads(), tiny_pipeline, folder, resume=True)
    assert outcome(folder) == outcome(whole)


def test_a_damaged_part_is_made_again(tiny_pipeline, tmp_path, counted):
    whole = make_run(tmp_path / "whole", tiny_pipeline)
    folder = RunFolder(tmp_path / "run")
    with pytest.raises(Stopped):
        execute_run(ads(), tiny_pipeline, folder, progress=stop_after(6))
    folder.part(1).write_bytes(folder.part(1).read_bytes()[:-40])
    counted.clear()
    execute_run(ads(), tiny_pipeline, folder, resume=True)
    assert counted == [jd.id for jd in (*ads()[2:4], *ads()[6:])]
    assert outcome(folder) == outcome(whole)


def test_without_an_interrupted_run_it_begins(tiny_pipeline, tmp_path):
    folder = RunFolder(tmp_path / "run")
    assert execute_run(ads(), tiny_pipeline, folder, resume=True).resumed == 0
    before = outcome(folder)
    execute_run(ads(), tiny_pipeline, folder, resume=True)
    assert outcome(folder) == before


def test_without_resume_it_begins_anew(tiny_pipeline, tmp_path, counted):
    folder = RunFolder(tmp_path / "run")
    with pytest.raises(Stopped):
        execute_run(ads(), tiny_pipeline, folder, progress=stop_after(4))
    counted.clear()
    execute_run(ads()[4:], tiny_pipeline, folder)
    assert counted == [jd.id for jd in ads()[4:]]
    assert read_manifest(folder.manifest).counts["jds"] == 4


def test_another_input_is_refused_and_nothing_is_lost(tiny_pipeline, tmp_path):
    folder = RunFolder(tmp_path / "run")
    with pytest.raises(Stopped):
        execute_run(ads(), tiny_pipeline, folder, progress=stop_after(4))
    changed = [*ads()[:3], JobDescription(id="other", text="Something else."), *ads()[4:]]
    with pytest.raises(RunError, match=r"not the one that the run began with: rows of part 2"):
        execute_run(changed, tiny_pipeline, folder, resume=True)
    execute_run(ads(), tiny_pipeline, folder, resume=True)
    assert outcome(folder) == outcome(make_run(tmp_path / "whole", tiny_pipeline))


def test_other_settings_are_refused(tiny_pipeline, tmp_path):
    folder = RunFolder(tmp_path / "run")
    with pytest.raises(Stopped):
        execute_run(ads(), tiny_pipeline, folder, progress=stop_after(4))
    other = other_settings(tiny_pipeline, accept={"min_confidence": 0.9})
    with pytest.raises(RunError, match=r"begun with another settings.*without --resume"):
        execute_run(ads(), other, folder, resume=True)


def test_what_is_recorded_is_not_handed_over_again(tiny_pipeline, tmp_path):
    folder = RunFolder(tmp_path / "run")
    handed: list[str] = []
    stored: set[str] = set()

    def record(records):
        handed.extend(made.jd.id for made in records)
        stored.update(made.run_id for made in records)

    with pytest.raises(Stopped):
        execute_run(ads(), tiny_pipeline, folder, record=record, progress=stop_after(4))
    handed.clear()
    execute_run(ads(), tiny_pipeline, folder, record=record, recorded=stored.intersection, resume=True)
    assert handed == [jd.id for jd in ads()[4:]]


def test_a_part_that_was_not_recorded_is_handed_over_after_all(tiny_pipeline, tmp_path):
    folder = RunFolder(tmp_path / "run")
    handed: list[str] = []

    def fail(records):
        raise Stopped

    with pytest.raises(Stopped):
        execute_run(ads(), tiny_pipeline, folder, record=fail)
    assert folder.part(0).exists()
    execute_run(
        ads(), tiny_pipeline, folder, resume=True, recorded=lambda ids: set(),
        record=lambda records: handed.extend(made.jd.id for made in records),
    )  # fmt: skip
    assert handed == [jd.id for jd in ads()]


def test_bodies_that_tell_of_recording_are_whole_after_a_stop(tiny_pipeline, tmp_path):
    def detail(records):
        return tiny_pipeline.detail(records)

    stored: set[str] = set()

    def record(records):
        stored.update(made.run_id for made in records)

    options = {"detail": detail, "record": record, "recorded": stored.intersection}
    whole = make_run(tmp_path / "whole", tiny_pipeline, **options)
    folder = RunFolder(tmp_path / "run")
    stored.clear()
    with pytest.raises(Stopped):
        execute_run(ads(), tiny_pipeline, folder, **options, progress=stop_after(4))
    folder.part_bodies(1).unlink()  # as if it had been stopped between recording and telling
    execute_run(ads(), tiny_pipeline, folder, **options, resume=True)
    assert folder.bodies.read_bytes() == whole.bodies.read_bytes()
    assert len(folder.bodies.read_text().splitlines()) == 8


def test_the_same_jds_under_the_same_conditions_are_not_worked_out_twice(tiny_pipeline, tmp_path, counted):
    cache = PartCache(tmp_path / "cache")
    first = make_run(tmp_path / "first", tiny_pipeline, cache=cache)
    counted.clear()
    again = make_run(tmp_path / "again", tiny_pipeline, cache=cache)
    assert counted == []
    assert outcome(again) == outcome(first)
    make_run(tmp_path / "other", other_settings(tiny_pipeline, accept={"min_confidence": 0.9}), cache=cache)
    assert len(counted) == 8
    counted.clear()
    make_run(tmp_path / "changed", tiny_pipeline, [*ads()[:3], *ads()[4:]], cache=cache)
    assert counted == [ads()[2].id, *(jd.id for jd in ads()[4:])]
