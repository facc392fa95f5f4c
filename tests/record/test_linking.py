"""Storing details: what is linked, what waits for a person, what is told of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import delete, event, select, text, update

from jdwork.database.tables import (
    LlmCallRow,
    ReviewItemRow,
    ReviewSightingRow,
    RunRow,
    SkillDimensionRow,
    SkillEnrichmentRow,
)
from jdwork.database.transactions import write_transaction
from jdwork.enrich import v3_run_id
from jdwork.enrich.model import SettledDimensions
from jdwork.record import RunRecord, recorded, settled_dimensions, unrecord
from jdwork.record.detail_proposals import MAX_ITEMS
from tests.record.detailed import detailed, new_role_record, rich_record
from tests.record.factory import SETTINGS, contents, make_record, raw_contents


def store(engine, *records: RunRecord) -> list[RunRecord]:
    return recorded(records, engine, settings=SETTINGS)


def outcomes(record: RunRecord) -> dict[tuple[str, str], object]:
    return {(one.term, one.dimension): one for one in record.linked.outcomes}


def queue(engine, kind: str) -> dict[str, object]:
    with engine.connect() as connection:
        rows = connection.execute(select(ReviewItemRow).where(ReviewItemRow.kind == kind)).all()
    return {row.key: row for row in rows}


def decide_item(engine, kind: str, status: str) -> None:
    with write_transaction(engine) as connection:
        connection.execute(update(ReviewItemRow).where(ReviewItemRow.kind == kind).values(status=status))


def test_links_of_the_catalog_hold_and_nothing_is_made(engine):
    (made,) = store(engine, detailed(make_record(1)))
    found = outcomes(made)
    assert [(one.skill_dimension_holds, one.skill_dimension_made) for one in found.values()] == [
        (True, False)
    ] * 2
    services, pages = found["Python", "services"], found["Python", "pages"]
    assert (services.skill_id, services.dimension_id, services.skipped_reason) == (0, 60, None)
    assert services.role_dimension_holds
    assert services.line == "Existing dimension (library) · Role↔dimension exists"
    assert not pages.role_dimension_holds
    assert pages.line == (
        "Existing dimension (library) · Role↔dimension skipped (dimension not under chosen role)"
    )
    assert made.linked.artifacts == ()
    assert queue(engine, "skill_dimension") == {}


def test_a_link_that_left_the_catalog_does_not_hold(engine):
    with write_transaction(engine) as connection:
        connection.execute(delete(SkillDimensionRow))
    (made,) = store(engine, detailed(make_record(1)))
    one = outcomes(made)["Python", "services"]
    assert (one.skill_dimension_holds, one.skipped_reason) == (False, "the catalog no longer links the two")


def test_proposed_dimensions_wait_in_the_queue(engine):
    (made,) = store(engine, rich_record())
    one = outcomes(made)["Zig", "services"]
    assert (one.skill_id, one.dimension_id, one.skipped_reason) == (None, 60, None)
    assert (one.skill_dimension_holds, one.skill_dimension_made) == (True, True)
    assert one.line == "Proposed dimension (waits for review) · Role↔dimension exists"
    items = queue(engine, "skill_dimension")
    assert set(items) == {"zig/services", "zig/pages", "odin/services", "odin/pages"}
    item = items["zig/services"]
    assert (item.name, item.seen, item.dimension_id, item.skill_id) == ("Zig · Services", 1, 200, None)
    with engine.connect() as connection:
        assert connection.scalars(select(SkillDimensionRow.source)).all() == ["catalog"] * 4
        sighting = connection.execute(
            select(ReviewSightingRow).where(ReviewSightingRow.item_id == item.id)
        ).one()
    assert sighting.snippet == "near services"


def test_only_the_first_run_that_hands_a_link_in_counts_it(engine):
    first, second = store(engine, rich_record(1), rich_record(2))
    assert sum(one.skill_dimension_made for one in first.linked.outcomes) == 4
    assert sum(one.skill_dimension_made for one in second.linked.outcomes) == 0
    assert (first.linked.new_skills, second.linked.new_skills) == (2, 0)
    assert queue(engine, "skill_dimension")["zig/pages"].seen == 2


def test_what_people_decided_about_a_link_is_told(engine):
    store(engine, rich_record(1))
    decide_item(engine, "skill_dimension", "approved")
    (approved,) = store(engine, rich_record(2))
    one = outcomes(approved)["Zig", "pages"]
    assert (one.skill_dimension_holds, one.line.split(" · ")[0]) == (True, "Dimension approved by a reviewer")
    decide_item(engine, "skill_dimension", "rejected")
    (rejected,) = store(engine, rich_record(3))
    one = outcomes(rejected)["Zig", "pages"]
    assert (one.skill_dimension_holds, one.skipped_reason) == (False, "a reviewer refused the link")


def test_new_spellings_and_other_names_wait_for_review(engine):
    (made,) = store(engine, rich_record())
    items = queue(engine, "skill_alias")
    assert set(items) == {"python/python language", "python/cpython"}
    assert {(term, skill) for term, skill, _ in made.linked.aliases} == {
        ("Python Language", "python"), ("CPython", "python"),
    }  # fmt: skip
    assert {number for _, _, number in made.linked.aliases} == {row.id for row in items.values()}
    assert {row.skill_id for row in items.values()} == {10}
    decide_item(engine, "skill_alias", "rejected")
    (later,) = store(engine, rich_record(2))
    assert later.linked.aliases == ()


def test_artifacts_name_what_waits_with_its_review_item(engine):
    (made,) = store(engine, rich_record())
    told = {(kind, detail): number for kind, detail, number in made.linked.artifacts}
    assert told["skill_dimension_proposed", "zig → pages"] == queue(engine, "skill_dimension")["zig/pages"].id
    described = "Zig (type=All subtype=Things nature=TOOL lifespan=LONG)"
    assert told["canonical_skill_proposed", described] == queue(engine, "new_skill")["zig"].id
    assert ("skill_alias_proposed", "CPython → python") in told
    assert len(told) == 2 + 2 + 4


def test_a_new_role_s_dimensions_are_queued_with_it(engine):
    (made,) = store(engine, new_role_record())
    found = outcomes(made)
    assert found["Zig", "services"].line.endswith("Role↔dimension waits with the new role")
    assert (found["Zig", "services"].role_dimension_holds, found["Zig", "pages"].role_dimension_holds) == (
        True, False,
    )  # fmt: skip
    assert sum(one.role_dimension_made for one in made.linked.outcomes) == 1
    item = queue(engine, "role_dimension")["drone-pilot/services"]
    assert (item.name, item.role_id, item.dimension_id) == ("Drone Pilot · Services", None, 200)
    assert (
        "role_proposed",
        "Drone Pilot (drone-pilot)",
        made.updates.queue_entry_id,
    ) in made.linked.artifacts


def test_the_v3_step_has_an_id_once_its_details_are_stored(engine):
    plain_record = make_record(1, role=None, case="E", queued=True, new_role_name="Drone Pilot")
    (bare,) = store(engine, plain_record)
    assert (bare.updates.v3_pipeline_triggered, bare.updates.v3_run_id, bare.linked) == (True, None, None)
    (worked_out,) = store(engine, detailed(plain_record))
    assert worked_out.updates.v3_run_id == v3_run_id(plain_record.run_id, "drone-pilot")
    (again,) = store(engine, plain_record)
    assert again.updates == worked_out.updates
    (drafted,) = store(engine, new_role_record(2))
    assert drafted.updates.v3_run_id == "v3 of 2"


def test_known_roles_trigger_no_v3_step(engine):
    (made,) = store(engine, rich_record())
    assert made.updates.v3_run_id is None


def test_what_is_known_of_a_new_skill_is_kept_per_run(engine):
    one, _ = store(engine, rich_record(1), rich_record(2))
    with engine.connect() as connection:
        rows = connection.execute(
            select(SkillEnrichmentRow).where(SkillEnrichmentRow.run_id == one.run_id)
        ).all()
    told = {row.name_key: row for row in rows}
    assert set(told) == {"zig", "odin", "cpython"}
    assert (told["zig"].outcome, told["zig"].producer, told["zig"].skill_id) == (
        "keep",
        "jdwork 0.1 (rules)",
        None,
    )
    assert (told["cpython"].outcome, told["cpython"].skill_id) == ("merge", 10)
    assert told["zig"].facts["enrichment"]["maturity"] == "young"


def test_the_ledger_is_stored_with_the_run_once(engine):
    record = rich_record()
    store(engine, record, record)
    with engine.connect() as connection:
        rows = connection.execute(select(LlmCallRow).order_by(LlmCallRow.id)).all()
    assert [row.purpose for row in rows] == ["parse", "new_skill", "new_skill"]
    assert {(row.prompt_tokens, row.cost_usd, row.outcome) for row in rows} == {(100, 0.001, "ok")}


def test_two_runs_may_share_a_question(engine):
    one, other = rich_record(1), rich_record(1, config="config-2")
    assert [call.call_id for call in one.calls] == [call.call_id for call in other.calls]
    store(engine, one, other)
    with engine.connect() as connection:
        assert len(connection.execute(select(LlmCallRow)).all()) == 2 * len(one.calls)


def test_details_may_come_later_and_leave_what_they_would_have_left_at_once(little_database):
    whole, late = little_database(), little_database()
    for record in (rich_record(1), new_role_record(2)):
        bare = replace(record, details=None, calls=record.calls[:1])
        (at_once,) = store(whole, record)
        (first,) = store(late, bare)
        (second,) = store(late, record)
        assert first.linked is None
        # A server may leave numbers out.
        assert replace(second.updates, queue_entry_id=None) == replace(at_once.updates, queue_entry_id=None)
        assert [one.line for one in second.linked.outcomes] == [one.line for one in at_once.linked.outcomes]
        assert second.linked.new_skills == at_once.linked.new_skills
    assert contents(late) == contents(whole)


def test_notes_of_late_details_are_kept(engine):
    record = replace(rich_record(), notes=("one", "two"))
    store(engine, replace(record, details=None, notes=("one",)), record)
    with engine.connect() as connection:
        assert connection.execute(select(RunRow.detail)).scalar_one()["notes"] == ["one", "two"]


def test_recording_again_returns_the_same_and_changes_nothing(engine):
    record = rich_record()
    (first,) = store(engine, record)
    before = raw_contents(engine)
    (second,) = store(engine, record)
    assert (second.linked, second.updates, second.details) == (first.linked, first.updates, first.details)
    (bare,) = store(engine, replace(record, details=None))
    assert (bare.linked, bare.updates) == (first.linked, first.updates)
    assert raw_contents(engine) == before


def test_other_details_come_too_late_and_the_stored_ones_are_returned(engine):
    record = rich_record()
    (first,) = store(engine, record)
    other = detailed(replace(record, details=None, calls=()), new=("Ada",))
    (second,) = store(engine, other)
    assert (second.details, second.calls, second.linked) == (first.details, first.calls, first.linked)


def test_undoing_takes_every_row_away(engine):
    store(engine, rich_record(2))
    before = raw_contents(engine)
    for record in (rich_record(1), new_role_record(3)):
        store(engine, record)
        assert raw_contents(engine) != before
        assert unrecord(record.run_id, engine)
        assert raw_contents(engine) == before


def test_details_without_a_role_and_without_skills_are_stored(engine):
    record = replace(make_record(1, case="REJECT", role=None, skills=()))
    rejected = detailed(record)
    (made,) = store(engine, replace(rejected, details=replace(rejected.details, resolution="rejected")))
    assert made.linked.outcomes == ()


def test_one_run_makes_a_bounded_number_of_items(engine):
    names = [f"Tool {number:03}" for number in range(150)]
    (made,) = store(engine, detailed(make_record(1), new=names, asks=False))
    with engine.connect() as connection:
        assert len(connection.execute(select(ReviewItemRow)).all()) == MAX_ITEMS
    last = made.linked.outcomes[-1]
    assert (last.skill_dimension_holds, last.skipped_reason) == (False, "more than 200 items in one run")


def test_dying_at_any_statement_leaves_nothing_behind(little_database):
    record = rich_record()
    rehearsal = little_database()
    total = 0

    def tick(*_):
        nonlocal total
        total += 1

    event.listen(rehearsal, "before_cursor_execute", tick)
    store(rehearsal, record)
    event.remove(rehearsal, "before_cursor_execute", tick)
    engine = little_database()
    before = raw_contents(engine)
    for fatal in range(1, total + 1):
        left = fatal

        def die(*_):
            nonlocal left
            left -= 1
            if left == 0:
                raise KeyboardInterrupt

        event.listen(engine, "before_cursor_execute", die)
        with pytest.raises(KeyboardInterrupt):
            store(engine, record)
        event.remove(engine, "before_cursor_execute", die)
        assert raw_contents(engine) == before
    store(engine, record)
    assert contents(engine) == contents(rehearsal)


class TestSettledDimensions:
    def test_nothing_is_settled_before_somebody_decides(self, engine):
        store(engine, rich_record())
        assert settled_dimensions(engine) == SettledDimensions({}, {})

    def test_approved_and_exported_links_are_locked_rejected_ones_refused(self, engine):
        store(engine, rich_record())
        with write_transaction(engine) as connection:
            for key, status in (
                ("zig/services", "approved"), ("zig/pages", "exported"), ("odin/pages", "rejected"),
            ):  # fmt: skip
                connection.execute(
                    text("UPDATE review_item SET status = :status WHERE key = :key"),
                    {"status": status, "key": key},
                )
            inside = settled_dimensions(connection)
        assert (
            settled_dimensions(engine)
            == inside
            == SettledDimensions(locked={"zig": ("pages", "services")}, refused={"odin": ("pages",)})
        )


def test_details_that_come_later_are_stored_and_undone_with_the_run(engine):
    untouched = raw_contents(engine)
    record = rich_record(1)
    bare = replace(record, details=None, calls=())
    store(engine, bare)
    (made,) = store(engine, record)
    assert made.linked.new_skills == 2
    with engine.connect() as connection:
        row = connection.execute(select(RunRow.details, RunRow.linked)).one()
    assert (row.details["resolution"], row.linked["new_skills"]) == ("in_db", 2)
    unrecord(record.run_id, engine)
    assert raw_contents(engine) == untouched
