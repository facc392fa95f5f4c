"""A stored run's decisions: explained out of the run's own folder, and checked against it."""

from __future__ import annotations

import dataclasses

import pytest

from jdwork.embed import HashingEncoder
from jdwork.errors import RunError
from jdwork.explain import explain_stored, find_jd
from jdwork.runs import read_frame
from jdwork.text import RejectedRow
from tests.runs.making import ads, make_run


@pytest.fixture(scope="module")
def run(tiny_pipeline, tmp_path_factory):
    inputs = [*ads(), RejectedRow(id="torn", reason="It is no JSON.", where="ads.jsonl:9")]
    return make_run(tmp_path_factory.mktemp("runs") / "first", tiny_pipeline, inputs)


def test_a_stored_decision_is_explained_as_it_was_made(run, tiny_pipeline, explained):
    told = explain_stored(run, "contradicted", tiny_pipeline.encoder)
    assert told.record.decision == explained["contradicted"].record.decision
    assert told.sources == explained["contradicted"].sources
    assert told.edits == explained["contradicted"].edits
    assert not any("decided otherwise" in note for note in told.notes)


def test_the_encoder_is_opened_only_for_a_jd_that_is_there(run):
    def never():
        raise AssertionError

    with pytest.raises(RunError, match=r"no JD 'bred'.*Did you mean 'bread'"):
        explain_stored(run, "bred", never)


def test_a_rival_can_be_named(run, tiny_pipeline):
    told = explain_stored(run, "bread", lambda: tiny_pipeline.encoder, against="waiter", changes="none")
    assert told.roles == ("baker", "waiter")


def test_a_row_that_could_not_be_read_is_told(run, tiny_pipeline):
    with pytest.raises(RunError, match=r"'torn' could not be read.*It is no JSON"):
        explain_stored(run, "torn", tiny_pipeline.encoder)


def test_another_encoder_is_refused(run):
    with pytest.raises(RunError, match=r"The run used encoder hashing.*Set the run's encoder"):
        explain_stored(run, "bread", HashingEncoder(32))


def test_a_decision_that_is_another_today_is_told(tiny_pipeline, tmp_path):
    folder = make_run(tmp_path / "old", tiny_pipeline, ads()[:2])
    frame = read_frame(folder.decisions)
    frame.loc[frame["id"] == "bread", ["role", "case"]] = ["waiter", "C"]
    frame.to_parquet(folder.decisions)
    told = explain_stored(folder, "bread", tiny_pipeline.encoder, changes="none")
    assert told.notes[0].startswith("The run decided otherwise: waiter by case C")
    assert told.roles[0] == "baker"


def test_centroids_of_another_catalog_are_refused(tiny_pipeline, tmp_path):
    from jdwork.runs.centroid_file import write_centroids
    from jdwork.signals import empty_centroids

    folder = make_run(tmp_path / "run", tiny_pipeline, ads()[:1])
    write_centroids(folder.centroids, empty_centroids(3, tiny_pipeline.encoder.dimension))
    with pytest.raises(RunError, match="centroids are not those"):
        explain_stored(folder, "bread", tiny_pipeline.encoder)


def test_a_jd_is_found_as_it_was_handed_in(run):
    assert find_jd(run, "vague") == dataclasses.replace(next(one for one in ads() if one.id == "vague"))
