"""One review item per new role, whatever the order of recordings."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, update

from jdwork.config.settings import Settings
from jdwork.database.tables import ReviewDecisionRow, ReviewItemRow, RunRow
from jdwork.database.transactions import write_transaction
from jdwork.decide.model import Candidate
from jdwork.record import new_roles as module
from jdwork.record import record_many, settle_new_roles, unrecord
from jdwork.record.unknown import stored_unknown, unknown_from_record
from tests.record.factory import (
    SETTINGS,
    contents,
    copy_of,
    make_record,
    raw_contents,
    snapshot,
    template,
)

CATALOG = snapshot()
POTS = "Responsibilities:\n- Glaze stoneware pots before each firing.\n- Load stoneware into the kiln.\n"
SEALS = "Responsibilities:\n- Feed otters and seals at dawn.\n- Scrub the seal pool with long brushes.\n"
TITLES = {
    "pots": ("Kiln Glazer", "Pottery Glazer", "Glazer"),
    "seals": ("Seal Nurse", "Otter Nurse", "Seal Keeper"),
}
AXES = {"pots": (1.0, 0.1, 0, 0), "seals": (0, 0.1, 1.0, 0)}


def asks(number, kind="pots", title=None, **how):
    """The ``number``-th JD that no role fits, of one of two trades."""
    title = title if title is not None else TITLES[kind][number % 3]
    vector = np.array(AXES[kind], dtype=np.float32) + 0.05 * (number % 5)
    text = {"pots": POTS, "seals": SEALS}[kind] + f"Ad number {number}."
    return make_record(
        number, role=None, case="E", queued=True, confidence=0.9, new_role_name=title, title=title, text=text,
        skills=(), vector=vector / np.linalg.norm(vector), **how,
    )  # fmt: skip


@pytest.fixture(scope="module")
def seed_file(tmp_path_factory):
    return template(tmp_path_factory.mktemp("new-roles"))


def settle(engine, **new_role):
    chosen = Settings.model_validate({"new_role": new_role}) if new_role else SETTINGS
    return settle_new_roles(engine, CATALOG, settings=chosen)


def see(engine, *records):
    done = record_many(records, engine, settings=SETTINGS)
    settle(engine)
    return done


def items(engine):
    query = select(
        ReviewItemRow.id, ReviewItemRow.key, ReviewItemRow.name, ReviewItemRow.seen, ReviewItemRow.status
    ).where(ReviewItemRow.kind == "new_role")
    with engine.connect() as connection:
        return sorted(connection.execute(query.order_by(ReviewItemRow.key)).all(), key=lambda row: row.key)


def told(engine):
    return [(row.key, row.seen) for row in items(engine)]


def decide(engine, number, verdict="rejected"):
    with write_transaction(engine) as connection:
        row = {"item_id": number, "verdict": verdict, "decided_by": "me", "facts": {}}
        connection.execute(insert(ReviewDecisionRow), row)
        connection.execute(update(ReviewItemRow).where(ReviewItemRow.id == number).values(status=verdict))


def test_jds_of_one_trade_are_one_item_whatever_their_titles(engine):
    record_many([asks(number, kind) for number in range(3) for kind in TITLES], engine, settings=SETTINGS)
    assert len(items(engine)) == 6
    settled = settle(engine)
    assert (settled.items, settled.jds) == (2, 6)
    assert told(engine) == [("glazer", 3), ("seal nurse", 3)]
    assert len(settled.moved) == 4


def test_settling_again_writes_nothing(engine):
    see(engine, *(asks(number) for number in range(4)))
    before = raw_contents(engine)
    assert settle(engine).moved == {}
    assert raw_contents(engine) == before


def test_recording_the_same_batch_again_changes_nothing(engine):
    batch = [asks(number, kind) for number in range(3) for kind in TITLES]
    see(engine, *batch)
    before = raw_contents(engine)
    see(engine, *batch)
    assert raw_contents(engine) == before


def test_a_later_batch_adds_votes_and_keeps_the_item(engine):
    see(engine, asks(0), asks(3))
    (first,) = items(engine)
    see(engine, asks(1), asks(4), asks(7))
    (second,) = items(engine)
    assert (second.id, second.seen) == (first.id, 5)


def test_runs_know_the_item_that_they_count_under(engine):
    see(engine, asks(0), asks(3), asks(1))
    (item,) = items(engine)
    with engine.connect() as connection:
        updates = connection.scalars(select(RunRow.updates)).all()
    assert {one["queue_entry_id"] for one in updates} == {item.id}
    (again,) = see(engine, asks(1))
    assert again.queue_entry_id == item.id


@pytest.mark.parametrize("verdict", ["rejected", "approved", "exported"])
def test_what_was_decided_is_not_proposed_a_second_time(engine, verdict):
    see(engine, asks(0), asks(3))
    (first,) = items(engine)
    decide(engine, first.id, verdict)
    see(engine, asks(1), asks(4), asks(1, "seals"))
    decided = next(row for row in items(engine) if row.id == first.id)
    assert (decided.key, decided.seen, decided.status) == (first.key, 4, verdict)
    assert [(row.seen, row.status) for row in items(engine) if row.id != first.id] == [(1, "pending")]


def test_a_decision_taken_back_leaves_the_item_as_it_is(engine):
    see(engine, asks(0), asks(3))
    (first,) = items(engine)
    decide(engine, first.id)
    decide(engine, first.id, "pending")
    see(engine, asks(1))
    assert [(row.id, row.key, row.seen) for row in items(engine)] == [(first.id, first.key, 3)]


def test_another_trade_under_a_rejected_title_s_name_is_proposed_under_a_name_of_its_own(engine):
    see(engine, asks(0, title="Keeper"))
    decide(engine, items(engine)[0].id)
    see(engine, asks(1, "seals", title="Senior Pool Keeper"), asks(2, "seals", title="Keeper of Pools"))
    rejected, other = sorted(items(engine), key=lambda row: row.status, reverse=True)
    assert (rejected.key, rejected.seen, rejected.status) == ("keeper", 1, "rejected")
    assert other.seen == 2
    assert other.key != "keeper"


def test_clusters_that_swap_names_do_not_get_in_each_other_s_way(engine):
    # Under a strict distance each title is an item; later the titles' items trade their members.
    see(engine, asks(0, title="Pot Glazer"), asks(1, "seals", title="Seal Nurse"))
    with write_transaction(engine) as connection:
        one, two = (row.id for row in items(engine))
        for number, key in ((one, "swap"), (two, "pot glazer"), (one, "seal nurse")):
            connection.execute(update(ReviewItemRow).where(ReviewItemRow.id == number).values(key=key))
    settle(engine)
    assert [(row.id, row.key) for row in items(engine)] == [(one, "pot glazer"), (two, "seal nurse")]


def test_a_cluster_that_falls_apart_becomes_two_items(engine):
    see(engine, asks(0), asks(1))
    (whole,) = items(engine)
    settle(engine, cluster_distance=0.0)
    assert len(items(engine)) == 2
    assert whole.id in [row.id for row in items(engine)]
    settle(engine)
    assert [row.seen for row in items(engine)] == [2]


def test_two_clusters_of_one_title_are_two_items(engine):
    settle(engine)
    record_many([asks(0, title="Keeper"), asks(1, "seals", title="Keeper")], engine, settings=SETTINGS)
    settle(engine, cluster_distance=0.2)
    assert len({row.key for row in items(engine)}) == 2
    assert [row.seen for row in items(engine)] == [1, 1]


def test_a_jd_without_title_waits_too(engine):
    see(engine, asks(0, title=""), asks(3, title=""))
    (item,) = items(engine)
    assert item.seen == 2
    assert item.name


def test_a_title_full_of_markup_is_queued_as_plain_words(engine):
    see(engine, asks(0, title="<img src=x onerror=alert(1)><b>Kiln</b> Glazer\x1b[31m"))
    (item,) = items(engine)
    assert "Glazer" in item.name
    assert "<" not in item.name
    assert "\x1b" not in item.name


def test_vectors_of_another_encoder_are_left_aside(engine):
    other = asks(3)
    other = replace(
        other, provenance=replace(other.provenance, encoder_id="else"), vector=np.ones(7, dtype=np.float32)
    )
    see(engine, asks(0), asks(1), other)
    assert sum(row.seen for row in items(engine)) == 3


def test_a_queue_that_changes_meanwhile_is_planned_anew(engine, monkeypatch):
    record_many([asks(0)], engine, settings=SETTINGS)
    plan = module._plan
    late = [asks(1), asks(2), asks(4), asks(7)]

    def interrupted(connection, *rest):
        made = plan(connection, *rest)
        if late and connection.dialect.name != "sqlite":
            record_many([late.pop()], engine, settings=SETTINGS)
        elif late:
            connection.rollback()  # a reader that holds no snapshot lets writers in
            record_many([late.pop()], engine, settings=SETTINGS)
        return made

    monkeypatch.setattr(module, "_plan", interrupted)
    with monkeypatch.context() as patch:
        patch.setattr(module, "_ATTEMPTS", 6)
        settled = settle(engine)
    assert (settled.items, settled.jds) == (1, 5)


# PostgreSQL alone: in SQLite nobody writes while another does.
@pytest.mark.parametrize(
    "fresh_database", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
def test_a_name_that_somebody_queues_meanwhile_is_no_failure(engine, monkeypatch):
    see(engine, asks(0, title="Kiln Glazers"))
    with write_transaction(engine) as connection:
        connection.execute(update(ReviewItemRow).values(key="kiln glazers"))
    late = [asks(3, title="Kiln Glazer")]
    rename = module._Changes.items_for

    def interrupted(self, *rest):
        if late:
            record_many([late.pop()], engine, settings=SETTINGS)
        return rename(self, *rest)

    monkeypatch.setattr(module._Changes, "items_for", interrupted)
    assert settle(engine).jds == 2
    assert told(engine) == [("kiln glazer", 2)]


def test_undoing_a_run_takes_its_vote_out_of_the_cluster(engine):
    see(engine, asks(0), asks(3), asks(1))
    unrecord(asks(1).run_id, engine)
    settle(engine)
    assert [row.seen for row in items(engine)] == [2]
    for number in (0, 3):
        unrecord(asks(number).run_id, engine)
    assert items(engine) == []
    assert settle(engine).items == 0


SLOW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
SOME = st.tuples(st.integers(0, 8), st.sampled_from(sorted(TITLES)))


@SLOW
@given(data=st.data())
def test_order_repeats_and_the_size_of_batches_do_not_matter(seed_file, data):
    chosen = data.draw(st.lists(SOME, min_size=1, max_size=8, unique=True))
    records = [asks(number, kind) for number, kind in chosen]
    shuffled = [
        *data.draw(st.permutations(records)),
        *data.draw(st.lists(st.sampled_from(records), max_size=3)),
    ]
    cuts = sorted(data.draw(st.sets(st.integers(0, len(shuffled)), max_size=3)))
    one, other = copy_of(seed_file, "settle-a.sqlite"), copy_of(seed_file, "settle-b.sqlite")
    see(one, *records)
    for start, end in zip([0, *cuts], [*cuts, len(shuffled)], strict=True):
        see(other, *shuffled[start:end])
    assert contents(one) == contents(other)
    one.dispose()
    other.dispose()


@SLOW
@given(data=st.data())
def test_undoing_some_leaves_what_the_others_alone_would_have_left(seed_file, data):
    chosen = data.draw(st.lists(SOME, min_size=1, max_size=6, unique=True))
    records = [asks(number, kind) for number, kind in chosen]
    undone = data.draw(st.sets(st.sampled_from(range(len(records)))))
    full, part = copy_of(seed_file, "settle-c.sqlite"), copy_of(seed_file, "settle-d.sqlite")
    see(full, *records)
    for place in sorted(undone):
        assert unrecord(records[place].run_id, full)
    settle(full)
    see(part, *(one for place, one in enumerate(records) if place not in undone))
    assert contents(full) == contents(part)
    full.dispose()
    part.dispose()


def test_what_is_stored_of_a_jd_gives_it_back(engine):
    record = asks(0)
    candidates = (Candidate("nurse", -1.0, 0.7, 0), Candidate("data-analyst", -3.0, 0.3, -1))
    record = replace(record, decision=replace(record.decision, candidates=candidates))
    see(engine, record)
    from jdwork.record.waiting import waiting_jds

    with engine.connect() as connection:
        (read,) = waiting_jds(connection, [items(engine)[0].id])
    made = unknown_from_record(record)
    assert (read.key, read.title, read.said, read.fits, read.novelty) == (
        made.key, made.title, made.said, made.fits, made.novelty,
    )  # fmt: skip
    np.testing.assert_array_equal(read.vector, made.vector)
    assert [fit.slug for fit in read.fits] == ["nurse", "data-analyst"]
    assert read.said[0].text == "Glaze stoneware pots before each firing."


def test_rows_of_before_sentences_were_kept_are_read_anew():
    record = asks(0)
    made = stored_unknown(
        record.jd, name="Kiln Glazer", vector=None, decision=json.loads("{}"), detail={"skills": []}
    )
    assert [one.text for one in made.said][:2] == [
        "Glaze stoneware pots before each firing.",
        "Load stoneware into the kiln.",
    ]
    assert made.fits == ()
