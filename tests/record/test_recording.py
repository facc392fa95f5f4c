from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select, text, update

from jdwork.database.tables import (
    CollisionLogRow,
    JdRow,
    RedirectRow,
    ReviewDecisionRow,
    ReviewItemRow,
    ReviewSightingRow,
    RoleRow,
    RunRow,
    SkillRow,
)
from jdwork.database.transactions import write_transaction
from jdwork.errors import DatabaseError, EncoderError
from jdwork.record import RunRecord, StageFiveUpdates, load_centroids, record, record_many, unrecord
from tests.details.factory import role_draft
from tests.record.detailed import detailed
from tests.record.factory import (
    DIMENSION,
    ENCODER,
    ROLES,
    SETTINGS,
    SKILLS,
    contents,
    copy_of,
    make_record,
    raw_contents,
    snapshot,
    template,
    unit,
)


@pytest.fixture(scope="module")
def seed_file(tmp_path_factory):
    return template(tmp_path_factory.mktemp("record"))


def store(engine, *records: RunRecord) -> list[StageFiveUpdates]:
    return [record(each, engine, settings=SETTINGS) for each in records]


def test_an_accepted_decision_moves_the_centroid_of_its_role(engine):
    updates = store(engine, make_record(1), make_record(2))
    assert [each.centroid_updated for each in updates] == [True, True]
    assert [each.centroid_n_after for each in updates] == [1, 2]
    centroids = load_centroids(engine, snapshot(), ENCODER, dimension=DIMENSION)
    mean = unit(1).astype(np.float64) + unit(2)
    np.testing.assert_allclose(centroids.vectors[0], mean / np.linalg.norm(mean), atol=1e-6)
    assert centroids.counts.tolist() == [2, 0, 0, 0]


@pytest.mark.parametrize(
    "change",
    [
        {"queued": True},
        {"confidence": SETTINGS.centroid.min_confidence - 0.001},
        {"role": None, "case": "E", "queued": True, "new_role_name": "Odd Job"},
        {"vector": np.zeros(DIMENSION, dtype=np.float32)},
    ],
    ids=["queued", "unsure", "new role", "no vector"],
)
def test_what_is_not_accepted_moves_no_centroid(engine, change):
    (updates,) = store(engine, make_record(1, **change))
    assert not updates.centroid_updated
    assert updates.centroid_n_after is None
    assert load_centroids(engine, snapshot(), ENCODER, dimension=DIMENSION).counts.sum() == 0


def test_confidence_at_the_threshold_counts(engine):
    (updates,) = store(engine, make_record(1, confidence=SETTINGS.centroid.min_confidence))
    assert updates.centroid_updated


def test_recording_again_returns_the_same_and_changes_nothing(engine):
    one = make_record(1, skills=("react",), proposed=("Zig",), alias_roles=ROLES[:2])
    (first,) = store(engine, one)
    before = raw_contents(engine)
    assert store(engine, one) == [first]
    assert raw_contents(engine) == before


def test_a_jd_counts_once_per_encoder_and_moves_when_it_is_reclassified(engine):
    store(engine, make_record(1), make_record(2))
    moved = store(engine, make_record(1, config="config-2", role="data-analyst"))[0]
    assert (moved.centroid_updated, moved.centroid_n_after) == (True, 1)
    centroids = load_centroids(engine, snapshot(), ENCODER, dimension=DIMENSION)
    assert centroids.counts.tolist() == [1, 0, 1, 0]
    np.testing.assert_allclose(centroids.vectors[0], unit(2), atol=1e-6)
    np.testing.assert_allclose(centroids.vectors[2], unit(1), atol=1e-6)


def test_a_run_that_confirms_the_role_leaves_the_centroid_alone(engine):
    (_, again) = store(engine, make_record(1), make_record(1, config="config-2"))
    assert (again.centroid_updated, again.centroid_n_after) == (False, 1)


def test_a_later_doubtful_run_does_not_take_an_accepted_jd_away(engine):
    store(engine, make_record(1), make_record(1, config="config-2", role="nurse", queued=True))
    counts = load_centroids(engine, snapshot(), ENCODER, dimension=DIMENSION).counts
    assert counts.tolist() == [1, 0, 0, 0]


def test_a_doubtful_decision_is_queued_once_per_jd(engine):
    first, second = store(
        engine,
        make_record(1, queued=True, title="Backend Developer"),
        make_record(1, queued=True, config="config-2", role="nurse", title="Backend Developer"),
    )
    assert first.queue_entry_id == second.queue_entry_id is not None
    with engine.connect() as connection:
        item = connection.execute(select(ReviewItemRow)).one()
        sightings = connection.execute(select(ReviewSightingRow)).all()
    assert (item.kind, item.name, item.status, item.seen) == ("decision", "Backend Developer", "pending", 1)
    assert [each.snippet for each in sightings] == ["because C", "because C"]


def test_a_new_role_is_one_item_however_its_title_is_spelt(engine):
    updates = store(
        engine,
        make_record(1, role=None, case="E", queued=True, new_role_name="Drone Pilot"),
        make_record(2, role=None, case="E", queued=True, new_role_name="DRONE PILOT"),
        make_record(2, role=None, case="E", queued=True, new_role_name="drone pilot", config="config-2"),
    )
    assert len({each.queue_entry_id for each in updates}) == 1
    assert updates[0].v3_pipeline_triggered
    assert updates[0].v3_role_slug == "drone-pilot"
    assert updates[0].v3_run_id is None
    with engine.connect() as connection:
        item = connection.execute(select(ReviewItemRow)).one()
    assert (item.kind, item.key, item.name, item.seen) == ("new_role", "drone pilot", "Drone Pilot", 2)


def test_skills_that_the_role_lacks_are_attached_primary_ones_first(engine):
    (updates,) = store(engine, make_record(1, skills=("python", "excel", "sql", "react"), primary=("react",)))
    assert [skill.skill_name for skill in updates.new_skills_attached] == ["React", "Excel", "Sql"]
    first = updates.new_skills_attached[0]
    assert (first.is_primary, first.role_slug, first.status) == (True, "backend-engineer", "pending")
    assert first.role_display_name == "Backend Engineer"
    with engine.connect() as connection:
        item = connection.execute(select(ReviewItemRow).where(ReviewItemRow.id == first.queue_id)).one()
        seen = connection.execute(
            select(ReviewSightingRow).where(ReviewSightingRow.item_id == first.queue_id)
        ).one()
    assert item.key == "backend-engineer/react"
    assert (
        make_record(1, skills=("python", "excel", "sql", "react")).jd.text[seen.span_start : seen.span_end]
        == "react"
    )
    assert "react" in seen.snippet


@pytest.mark.parametrize("nature", ["SOFT_SKILL", "NATURAL_LANGUAGE"])
def test_skills_that_any_role_asks_for_are_not_attached(engine, nature):
    with write_transaction(engine) as connection:
        connection.execute(update(SkillRow).where(SkillRow.slug == "excel").values(nature=nature))
    (updates,) = store(engine, make_record(1, skills=("excel", "react")))
    assert [skill.skill_name for skill in updates.new_skills_attached] == ["React"]


def test_a_doubtful_role_collects_no_skills(engine):
    (updates,) = store(engine, make_record(1, skills=("react",), queued=True))
    assert updates.new_skills_attached == ()


def test_at_most_twenty_skills_of_each_kind_are_proposed(engine):
    names = [f"skill-{number:02}" for number in range(30)]
    (updates,) = store(
        engine, make_record(1, skills=names, primary=names[-1:], proposed=[f"New{n:02}" for n in range(30)])
    )
    assert len(updates.new_skills_attached) == 20
    assert updates.new_skills_attached[0].skill_name == "Skill-29"
    with engine.connect() as connection:
        kinds = connection.execute(select(ReviewItemRow.kind)).scalars().all()
    assert kinds.count("new_skill") == 20


def test_unknown_skills_are_counted_by_jd_under_their_nicest_spelling(engine):
    store(
        engine,
        make_record(1, proposed=("KAFKA",)),
        make_record(2, proposed=("Kafka",)),
        make_record(3, proposed=("KAFKA",)),
    )
    with engine.connect() as connection:
        item = connection.execute(select(ReviewItemRow)).one()
    assert (item.kind, item.key, item.name, item.seen) == ("new_skill", "kafka", "Kafka", 3)


def test_a_duty_unlike_every_kra_of_the_role_is_attached(engine):
    sentence = "Feeds the office cat twice a day"
    (updates,) = store(engine, make_record(1, strange=sentence))
    assert updates.new_kra_attached == sentence


def test_what_a_person_has_rejected_is_not_attached_again(engine):
    (first,) = store(engine, make_record(1, skills=("react",)))
    with write_transaction(engine) as connection:
        connection.execute(text("UPDATE review_item SET status = 'rejected'"))
    (second,) = store(engine, make_record(2, skills=("react",)))
    assert first.new_skills_attached
    assert second.new_skills_attached == ()
    with engine.connect() as connection:
        item = connection.execute(select(ReviewItemRow)).one()
    assert (item.status, item.seen) == ("rejected", 2)


def test_a_collision_is_logged_once_per_run(engine):
    one = make_record(1, case="D", alias_roles=ROLES[:3])
    first, again = store(engine, one, one)
    assert first.collision_log_id == again.collision_log_id is not None
    with engine.connect() as connection:
        row = connection.execute(select(CollisionLogRow)).one()
    assert (row.title, row.role_slugs, row.chosen_slug) == (
        "Backend Developer",
        list(ROLES[:3]),
        "backend-engineer",
    )


def test_one_alias_role_is_no_collision(engine):
    (updates,) = store(engine, make_record(1, case="A", alias_roles=ROLES[:1]))
    assert updates.collision_log_id is None


def test_text_with_characters_that_databases_refuse_comes_back_whole(engine):
    nasty = "before \x00 between \ud800 after \ufffe0000 end"
    store(engine, make_record(1, text=nasty, title="T\x00itle", queued=True, skills=()))
    with engine.connect() as connection:
        row = connection.execute(select(JdRow)).one()
        item = connection.execute(select(ReviewItemRow)).one()
    assert (row.text, row.title, item.name) == (nasty, "T\x00itle", "T\x00itle")
    engine.dispose()


def test_the_run_keeps_what_is_needed_to_show_it_again(engine):
    one = make_record(1, proposed=("Zig",))
    store(engine, one)
    with engine.connect() as connection:
        row = connection.execute(select(RunRow)).one()
    assert row.decision["role"] == "backend-engineer"
    assert row.detail["nano_parsed"]["JD_type"] == "pass"
    assert row.detail["skills"][0]["slug"] == "python"
    assert row.detail["proposed_skills"][0]["name"] == "Zig"
    assert (row.jd_name, row.config_hash, row.encoder_id) == ("jd-1", "config-1", ENCODER)


def test_a_role_that_was_renamed_is_found_through_its_redirect(engine):
    with write_transaction(engine) as connection:
        values = {
            "kind": "role",
            "position": 0,
            "old_slug": "backend-developer",
            "target_slug": "backend-engineer",
        }
        connection.execute(RedirectRow.__table__.insert(), values)
    store(engine, make_record(1, role="backend-developer"))
    assert load_centroids(engine, snapshot(), ENCODER, dimension=DIMENSION).counts.tolist() == [1, 0, 0, 0]


def test_an_unknown_role_says_to_build_the_catalog(engine):
    before = raw_contents(engine)
    with pytest.raises(DatabaseError, match=r"has no role 'astronaut'.*jdwork catalog build"):
        store(engine, make_record(1, role="astronaut"))
    assert raw_contents(engine) == before


def test_one_run_id_for_two_jds_is_refused(engine):
    from dataclasses import replace

    store(engine, make_record(1), make_record(2))
    swapped = replace(make_record(2, config="config-9"), run_id=make_record(1).run_id)
    with pytest.raises(DatabaseError, match="was recorded for another JD"):
        store(engine, swapped)


def test_a_vector_that_is_not_a_number_is_refused(engine):
    with pytest.raises(EncoderError, match="not a number"):
        store(engine, make_record(1, vector=np.array([np.nan, 0, 0, 1], dtype=np.float32)))


def test_an_encoder_that_changes_its_length_under_one_id_is_refused(engine):
    store(engine, make_record(1))
    with pytest.raises(EncoderError, match=r"length 3, .* length 4"):
        store(engine, make_record(2, vector=np.array([1, 0, 0], dtype=np.float32)))


def test_record_many_equals_one_by_one_and_tells_its_progress(little_database):
    records = [make_record(number, skills=("react",), proposed=(f"New{number % 3}",)) for number in range(40)]
    one, many = little_database(), little_database()
    told: list[int] = []
    assert record_many(iter(records), many, settings=SETTINGS, progress=told.append) == store(one, *records)
    assert contents(one) == contents(many)
    assert told == ([32, 40] if many.dialect.name == "sqlite" else list(range(1, 41)))


def statements_of(engine, action) -> int:
    """Count the statements that an action runs."""
    count = 0

    def tick(*_):
        nonlocal count
        count += 1

    event.listen(engine, "before_cursor_execute", tick)
    action()
    event.remove(engine, "before_cursor_execute", tick)
    return count


def test_dying_at_any_statement_leaves_nothing_behind(little_database):
    rich = make_record(
        1, skills=("react",), proposed=("Zig",), alias_roles=ROLES[:2], strange="Feeds the office cat"
    )
    rehearsal = little_database()
    total = statements_of(rehearsal, lambda: store(rehearsal, rich))
    assert total > 10
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
            store(engine, rich)
        event.remove(engine, "before_cursor_execute", die)
        assert raw_contents(engine) == before
    store(engine, rich)
    assert contents(engine) == contents(rehearsal)


JDS = st.integers(0, 2)


@st.composite
def cases(draw, jd=JDS):
    new_role = draw(st.sampled_from([False, False, False, True]))
    made = make_record(
        draw(jd),
        config=draw(st.sampled_from(["config-1", "config-2", "config-3"])),
        role=None if new_role else draw(st.sampled_from(ROLES)),
        case="E" if new_role else "D",
        queued=new_role or draw(st.sampled_from([False, False, True])),
        confidence=draw(st.sampled_from([0.3, 0.8, 0.9, 0.99])),
        skills=SKILLS,
        proposed=draw(st.lists(st.sampled_from(["zig", "ZIG", "Zig", "COBOL", "Cobol"]), unique=True)),
        new_role_name=draw(st.sampled_from(["Drone Pilot", "drone pilot"])) if new_role else None,
        alias_roles=draw(st.sampled_from([(), ROLES[:2]])),
        vector=unit(draw(st.integers(0, 3))),
    )
    if draw(st.booleans()):
        return made
    return detailed(
        made,
        new=draw(st.lists(st.sampled_from(["Zig", "ZIG", "Odin"]), unique=True)),
        merged=draw(st.sampled_from([(), ("CPython",)])),
        spellings=draw(st.sampled_from([(), ("Python Language",)])),
        draft=role_draft() if new_role and draw(st.booleans()) else None,
    )


def unique_runs(records):
    return list({each.run_id: each for each in reversed(records)}.values())[::-1]


SLOW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@SLOW
@given(data=st.data())
def test_the_order_of_recording_and_repeats_do_not_matter(seed_file, data):
    jds = data.draw(st.lists(st.integers(0, 30), min_size=1, max_size=8, unique=True))
    records = [data.draw(cases(jd=st.just(number))) for number in jds]
    shuffled = data.draw(st.permutations(records))
    repeats = data.draw(st.lists(st.sampled_from(records), max_size=4))
    one, other = copy_of(seed_file, "order-a.sqlite"), copy_of(seed_file, "order-b.sqlite")
    store(one, *records)
    store(other, *shuffled, *repeats)
    assert contents(one) == contents(other)
    first, second = (load_centroids(each, snapshot(), ENCODER, dimension=DIMENSION) for each in (one, other))
    assert first.content_hash == second.content_hash
    one.dispose()
    other.dispose()


@SLOW
@given(data=st.data())
def test_undoing_some_runs_leaves_what_the_others_alone_would_have_left(seed_file, data):
    records = unique_runs(data.draw(st.lists(cases(), min_size=1, max_size=8)))
    undone = {each.run_id for each in data.draw(st.lists(st.sampled_from(records)))}
    full, part = copy_of(seed_file, "undo-a.sqlite"), copy_of(seed_file, "undo-b.sqlite")
    store(full, *records)
    for run_id in data.draw(st.permutations(sorted(undone))):
        assert unrecord(run_id, full)
    store(part, *[each for each in records if each.run_id not in undone])
    assert contents(full) == contents(part)
    full.dispose()
    part.dispose()


@SLOW
@given(before=st.lists(cases(), max_size=4), last=cases())
def test_record_then_unrecord_leaves_every_row_as_it_was(seed_file, before, last):
    engine = copy_of(seed_file, "there-and-back.sqlite")
    before = [each for each in unique_runs(before) if each.run_id != last.run_id]
    store(engine, *before)
    untouched = raw_contents(engine)
    store(engine, last)
    assert raw_contents(engine) != untouched
    assert unrecord(last.run_id, engine)
    assert raw_contents(engine) == untouched
    engine.dispose()


def test_undoing_the_latest_run_brings_back_what_the_one_before_said(engine):
    store(engine, make_record(1), make_record(1, config="config-2", role="nurse", queued=True))
    before = contents(engine)
    last = make_record(1, config="config-3", role="data-analyst")
    store(engine, last)
    assert load_centroids(engine, snapshot(), ENCODER, dimension=DIMENSION).counts.tolist() == [0, 0, 1, 0]
    unrecord(last.run_id, engine)
    assert contents(engine) == before
    assert load_centroids(engine, snapshot(), ENCODER, dimension=DIMENSION).counts.tolist() == [1, 0, 0, 0]


def test_undoing_brings_back_the_spelling_that_is_left(engine):
    store(engine, make_record(1, proposed=("KAFKA",)), make_record(2, proposed=("Kafka",)))
    unrecord(make_record(2, proposed=("Kafka",)).run_id, engine)
    with engine.connect() as connection:
        item = connection.execute(select(ReviewItemRow)).one()
    assert (item.name, item.seen) == ("KAFKA", 1)


def test_undoing_what_was_never_recorded_says_so(engine):
    assert unrecord("no-such-run", engine) is False


def test_undoing_keeps_what_a_person_decided(engine):
    (updates,) = store(engine, make_record(1, skills=("react",)))
    queue_id = updates.new_skills_attached[0].queue_id
    with write_transaction(engine) as connection:
        connection.execute(
            ReviewDecisionRow.__table__.insert(),
            {"item_id": queue_id, "verdict": "approved", "decided_by": "someone", "facts": {}},
        )
    unrecord(make_record(1, skills=("react",)).run_id, engine)
    with engine.connect() as connection:
        item = connection.execute(select(ReviewItemRow)).one()
        assert (item.id, item.seen) == (queue_id, 0)
        assert connection.execute(select(RunRow)).all() == []


def test_undoing_keeps_a_labelled_jd(engine):
    store(engine, make_record(1))
    with write_transaction(engine) as connection:
        from jdwork.database.tables import LabelRow

        jd_id = connection.execute(select(JdRow.id)).scalar_one()
        values = {"jd_id": jd_id, "role_slug": "nurse", "labelled_by": "someone"}
        connection.execute(LabelRow.__table__.insert(), values)
    unrecord(make_record(1).run_id, engine)
    with engine.connect() as connection:
        assert connection.execute(select(JdRow)).one().id == jd_id
        assert connection.execute(select(RoleRow)).all()
