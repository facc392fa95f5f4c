"""Labels that analysts gave, for the JDs of a run."""

from __future__ import annotations

import pytest

from jdwork.annotate import relabel, undo
from jdwork.database.engine import open_database
from jdwork.errors import RunError
from jdwork.runs import evaluate_run, read_frame
from jdwork.runs.annotated import analyst_labels, annotated_labels, content_hashes
from jdwork.text import JobDescription, RejectedRow
from tests.runs.making import ads, make_run


@pytest.fixture
def run(tiny_pipeline, tmp_path):
    broken = RejectedRow(id="broken", reason="Broken.", where="x", label="baker")
    odd = JobDescription("odd", "Half \ud800 a sign.", "N\x00L", label="baker")
    return make_run(tmp_path / "run", tiny_pipeline, [*ads(2), broken, odd])


@pytest.fixture
def engine(sqlite_url):
    made = open_database(sqlite_url)
    yield made
    made.dispose()


def stored(run, name):
    """A JD as the run holds it."""
    frame = read_frame(run.jds).set_index("id")
    row = frame.loc[name]
    return JobDescription(name, row["text"], row["title"] if isinstance(row["title"], str) else None)


def test_hashes_are_those_of_the_jds_as_the_run_holds_them(run):
    hashes = content_hashes(run)
    assert "broken" not in hashes
    assert hashes["bread-0"] == hashes["bread-1"] == ads()[0].content_hash
    assert hashes["odd"] == stored(run, "odd").content_hash
    assert len(hashes) == 2 * len(ads()) + 1


def test_a_label_counts_for_every_copy_of_its_jd(run, engine, tiny_pipeline):
    assert annotated_labels(run, engine) == {}
    say = {"snapshot": tiny_pipeline.snapshot, "by": "Ada"}
    relabel(engine, stored(run, "bread-1"), "waiter", **say)
    relabel(engine, stored(run, "odd"), None, verdict="not_a_jd", **say)
    relabel(engine, stored(run, "vague-0"), None, verdict="new_role", **say)
    said = {"bread-0": "waiter", "bread-1": "waiter", "vague-0": "new_role", "vague-1": "new_role"}
    assert annotated_labels(run, engine) == said
    own = annotated_labels(run, engine, with_own=True)
    assert said.items() <= own.items()
    assert own["title-alone-0"] == "plumber"
    assert "odd" not in own  # its own label does not count either
    undo(engine, by="Ada")
    undo(engine, by="Ada")
    assert annotated_labels(run, engine, with_own=True)["odd"] == "baker"


def test_an_evaluation_takes_them(run, engine, tiny_pipeline):
    own = annotated_labels(run, engine, with_own=True)
    before = evaluate_run(run, labels=own, resamples=100).figures["accuracy"].value
    assert before == evaluate_run(run, resamples=100).figures["accuracy"].value
    relabel(engine, stored(run, "bread-0"), "waiter", snapshot=tiny_pipeline.snapshot)
    after = evaluate_run(run, labels=annotated_labels(run, engine, with_own=True), resamples=100)
    assert after.figures["accuracy"].value == pytest.approx(before - 2 / after.n)


def test_a_folder_without_jds_is_told(run, engine):
    run.jds.unlink()
    with pytest.raises(RunError, match=r"lacks jds\.parquet"):
        annotated_labels(run, engine)


def test_it_is_told_whom_labels_are_of(run, engine, tiny_pipeline):
    snapshot, plain = tiny_pipeline.snapshot, analyst_labels(run, engine)
    assert plain.labels == annotated_labels(run, engine, with_own=True)
    read = len(set(plain.labels) & set(content_hashes(run)))  # without the row that cannot be read
    assert plain.of == {"the run": read}
    assert plain.in_words() == f"Labels: {read} of the run."
    relabel(engine, stored(run, "bread-0"), "waiter", snapshot=snapshot, by="Ada")
    relabel(engine, stored(run, "bread-0"), "plumber", snapshot=snapshot, by="Bob [x]")
    relabel(engine, stored(run, "foreign-0"), "baker", snapshot=snapshot, by="Ada")
    relabel(engine, stored(run, "title-alone-0"), None, verdict="unsure", snapshot=snapshot, by="Ada")
    found = analyst_labels(run, engine)
    assert found.labels == annotated_labels(run, engine, with_own=True)
    # What is said of a JD holds for the row of the same words.
    assert found.overruled == found.disputed == ("bread-0", "bread-1")
    assert {name for name, label in found.labels.items() if label == "baker"} >= {"foreign-0", "foreign-1"}
    assert found.left_out == ("title-alone-0", "title-alone-1")
    assert found.of == {"the run": read - 4, "Bob [x]": 2, "Ada": 2}
    assert found.in_words() == (
        f"Labels: {read - 4} of the run, 2 of Bob [x], 2 of Ada. 2 replace the run's. 2 JDs are left out: "
        "people call them none, or are unsure. 2 JDs are disputed; the labels in force count."
    )
    assert found.to_dict() == {
        "of": found.of,
        "overruled": ["bread-0", "bread-1"],
        "left_out": ["title-alone-0", "title-alone-1"],
        "disputed": ["bread-0", "bread-1"],
    }
