"""Which JDs of a run to label next: its own labels, analysts' labels, copies and vectors play their part."""

from __future__ import annotations

import pytest

from jdwork.annotate import relabel
from jdwork.config import Settings
from jdwork.database.engine import open_database
from jdwork.errors import RunError
from jdwork.runs import read_inputs
from jdwork.runs.next_labels import jds_to_label
from jdwork.text import JobDescription
from tests.runs.making import ads, make_run


@pytest.fixture
def engine(sqlite_url):
    made = open_database(sqlite_url)
    yield made
    made.dispose()


def unlabelled(copies=1):
    return [JobDescription(jd.id, jd.text, jd.title) for jd in ads(copies)]


@pytest.fixture
def run(tiny_pipeline, tmp_path):
    """No JD of it has a label, and each came three times."""
    return make_run(tmp_path / "run", tiny_pipeline, unlabelled(3))


def stems(found):
    return [one.id.rsplit("-", 1)[0] for one in found]


def test_each_jd_is_listed_once_whatever_its_copies(run):
    found = jds_to_label(run, Settings(), count=100)
    assert len(set(stems(found))) == len(found) >= 4
    titles = {jd.id: jd.title for jd in read_inputs(run)}
    assert [one.title for one in found] == [titles[one.id] for one in found]


def test_what_analysts_labelled_is_left_out_with_its_copies(run, engine, tiny_pipeline):
    before = jds_to_label(run, Settings(), engine=engine, count=100)
    jds = {jd.id: jd for jd in read_inputs(run)}
    relabel(engine, jds[before[0].id], None, verdict="not_a_jd", snapshot=tiny_pipeline.snapshot)
    after = jds_to_label(run, Settings(), engine=engine, count=100)
    assert set(stems(before)) - set(stems(after)) == {stems(before)[0]}
    assert jds_to_label(run, Settings(), count=100) == before


def test_labels_of_the_run_count(tiny_pipeline, tmp_path):
    run = make_run(tmp_path / "labelled", tiny_pipeline, ads())
    own = {jd.id for jd in ads() if jd.label}
    assert not own & {one.id for one in jds_to_label(run, Settings(), count=100)}


def test_a_draw_is_of_the_same_jds(run):
    drawn = jds_to_label(run, Settings(), count=100, draw=1)
    assert set(stems(drawn)) == set(stems(jds_to_label(run, Settings(), count=100)))
    assert drawn[0].why == "drawn at random (seed 1)"


def test_a_run_of_before_vectors_were_kept_will_do(run):
    before = jds_to_label(run, Settings(), count=100)
    run.vectors.unlink()
    assert set(stems(jds_to_label(run, Settings(), count=100))) == set(stems(before))


def test_damaged_vectors_are_told(run):
    run.vectors.write_bytes(b"no parquet")
    with pytest.raises(RunError, match=r"vectors\.parquet cannot be read.*or remove the file to do without"):
        jds_to_label(run, Settings())
