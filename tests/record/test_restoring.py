"""A recorded run comes back from the database as it was."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from jdwork.catalog import build_catalog
from jdwork.config import Settings
from jdwork.database.engine import open_database
from jdwork.database.tables import RunRow
from jdwork.database.transactions import write_transaction
from jdwork.details import DetailJob, extract
from jdwork.errors import DatabaseError
from jdwork.llm import Message
from jdwork.record import RunRecord, recorded, restore_record
from jdwork.signals import SIGNALS
from jdwork.text import JobDescription
from tests.details.factory import LookOrchestrator, model_call
from tests.record.detailed import new_role_record, rich_record
from tests.record.factory import SETTINGS, copy_of, make_record, snapshot, template
from tests.tiny_workspace import write_tiny_catalog

PLAIN = [
    each.name for each in fields(RunRecord) if each.name not in {"signals", "vector", "timings", "document"}
]


def same(restored: RunRecord, stored: RunRecord, *, document: bool = True) -> None:
    """Equal in every field but the timings."""
    for name in PLAIN:
        assert getattr(restored, name) == getattr(stored, name), name
    if document:
        assert restored.document == stored.document
    np.testing.assert_array_equal(restored.vector, stored.vector)
    assert restored.vector.dtype == stored.vector.dtype
    assert restored.signals.ids == stored.signals.ids
    for name in ("passed", "roles", "domains", *SIGNALS):
        ours, theirs = getattr(restored.signals, name), getattr(stored.signals, name)
        np.testing.assert_array_equal(ours, theirs, err_msg=name)
        assert ours.dtype == theirs.dtype, name


@pytest.fixture(scope="module")
def seed_file(tmp_path_factory):
    return template(tmp_path_factory.mktemp("restoring"))


CATALOG = replace(snapshot(), content_hash=make_record().provenance.catalog_hash)


def there_and_back(engine, record: RunRecord) -> tuple[RunRecord, RunRecord]:
    (stored,) = recorded([record], engine, settings=SETTINGS)
    return restore_record(engine, record.run_id, settings=SETTINGS, snapshot=CATALOG), stored


@pytest.mark.parametrize("make", [make_record, rich_record, new_role_record])
def test_a_record_comes_back_whole(engine, make):
    same(*there_and_back(engine, make(1)), document=False)


def test_so_it_does_whatever_its_text(engine):
    nasty = "before \x00 between \ud800 after zig"
    record = rich_record(1, text=nasty, title="T\x00\udfff")
    jd = replace(record.jd, id="i\x00d", date="2024-05-01", label="baker")
    call = replace(model_call("x", "s"), messages=(Message("user", nasty),), answer={"\ud800": "\x00"})
    record = replace(record, jd=jd, notes=("\ud800 \x00",), calls=(call,))
    same(*there_and_back(engine, record), document=False)
    engine.dispose()


numbers = st.floats(width=32, allow_nan=False, allow_infinity=False)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_signals_come_back_to_the_last_bit(seed_file, data):
    record = rich_record(data.draw(st.integers(0, 99)))
    width = data.draw(st.integers(0, 5))
    row = st.lists(numbers, min_size=width, max_size=width)
    roles = sorted(data.draw(st.sets(st.integers(-1, 9), min_size=width, max_size=width)))
    table = replace(
        record.signals,
        passed=np.array([data.draw(st.booleans())]),
        roles=np.array([roles], np.int32).reshape(1, width),
        domains=np.zeros((1, width), np.int32),
        **{name: np.array([data.draw(row)], np.float32).reshape(1, width) for name in SIGNALS},
    )
    engine = copy_of(seed_file, "bits.sqlite")
    (stored,) = recorded([replace(record, signals=table)], engine, settings=SETTINGS)
    same(restore_record(engine, record.run_id, settings=SETTINGS, snapshot=CATALOG), stored, document=False)
    engine.dispose()


@pytest.fixture(scope="module")
def tiny(tmp_path_factory, tiny_pipeline):
    """The tiny catalog in a database, and the classifier over it."""
    folder = tmp_path_factory.mktemp("tiny-restoring")
    engine = open_database(f"sqlite:///{folder / 'jdwork.sqlite'}")
    build_catalog(write_tiny_catalog(folder / "catalog"), engine)
    yield engine, tiny_pipeline
    engine.dispose()


WORDS = (
    "Baker", "kneads dough", "fires the oven", "sourdough", "wine service", "Zorblatt kits", "fits pipes",
    "\n- ", "\nRequirements:\n", "3 years", "20 LPA", "we are a company", "not required",
)  # fmt: skip


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    words=st.lists(st.sampled_from(WORDS), max_size=14),
    title=st.sampled_from([None, "Baker", "Oven Hand", "Drone Pilot"]),
    details=st.booleans(),
)
def test_whatever_is_classified_comes_back(tiny, words, title, details):
    engine, pipeline = tiny
    record = pipeline.classify(JobDescription("one", " ".join(words), title))
    if details:
        job = DetailJob(
            record.jd.content_hash, record.run_id, record.jd.text, record.skills, record.new_terms,
            record.decision, document=record.document,
        )  # fmt: skip
        ((worked_out, calls),) = extract([job], pipeline.snapshot, LookOrchestrator(asks=True))
        record = replace(record, details=worked_out, calls=calls)
    (stored,) = recorded([record], engine, settings=pipeline.settings)
    restored = restore_record(engine, record.run_id, settings=pipeline.settings, snapshot=pipeline.snapshot)
    if not details and restored.details is not None:
        restored = replace(
            restored, details=None, calls=()
        )  # an earlier example recorded the same run with them
    same(restored, stored)


def test_a_run_of_another_catalog_keeps_the_candidates_that_are_left(tiny):
    engine, pipeline = tiny
    record = pipeline.classify(JobDescription("one", "Kneads dough and fires the oven before dawn.", "Baker"))
    recorded([record], engine, settings=pipeline.settings)
    roles = [role for role in pipeline.snapshot.roles if role.slug != "waiter"]
    other = replace(pipeline.snapshot, roles=tuple(roles[::-1]), content_hash="other")
    restored = restore_record(engine, record.run_id, settings=pipeline.settings, snapshot=other)
    left = {
        candidate.slug: int(restored.signals.roles[0, candidate.column])
        for candidate in record.decision.candidates
    }
    assert left.pop("waiter") == -1
    assert {slug: other.roles[place].slug for slug, place in left.items()} == {slug: slug for slug in left}
    np.testing.assert_array_equal(restored.signals.kra, record.signals.kra)


def test_an_unknown_run_is_an_error_that_says_what_to_do(engine):
    with pytest.raises(DatabaseError, match=r"No run 'nope' was recorded\..*record=True"):
        restore_record(engine, "nope", settings=Settings(), snapshot=snapshot())


def test_rows_of_before_signals_were_kept_are_read(engine):
    record = make_record(1)
    recorded([record], engine, settings=SETTINGS)
    kept = (
        "nano_parsed",
        "fail_reason",
        "parser",
        "evidence",
        "chosen",
        "skills",
        "proposed_skills",
        "notes",
    )
    with write_transaction(engine) as connection:
        detail = connection.execute(select(RunRow.detail)).scalar_one()
        old = {name: value for name, value in detail.items() if name in kept}
        connection.execute(update(RunRow).values(detail=old))
    restored = restore_record(engine, record.run_id, settings=SETTINGS, snapshot=snapshot())
    assert (restored.decision, restored.skills.found) == (record.decision, record.skills.found)
    assert restored.signals.roles.shape == restored.signals.kra.shape == (1, 0)
    assert bool(restored.signals.passed[0])


def test_a_damaged_row_is_an_error_that_names_the_run(engine):
    record = make_record(1)
    recorded([record], engine, settings=SETTINGS)
    with write_transaction(engine) as connection:
        connection.execute(update(RunRow).values(detail={}))
    with pytest.raises(
        DatabaseError, match=rf"run '{record.run_id}' cannot be read: KeyError.*classify its JD again"
    ):
        restore_record(engine, record.run_id, settings=SETTINGS, snapshot=snapshot())
