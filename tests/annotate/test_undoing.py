"""Undo and redo: the log grows, what counts goes back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from jdwork.annotate import (
    comment,
    current_labels,
    draft_edit,
    list_annotations,
    redo,
    relabel,
    send_to_review,
    undo,
)
from jdwork.catalog.edits import AddRoleAlias, SetRoleSkill
from jdwork.database.engine import open_database
from jdwork.database.tables import AnnotationRow, LabelRow, ReviewDecisionRow, ReviewItemRow
from jdwork.errors import AnnotationError
from jdwork.review import Choices, approve, reject
from jdwork.review import undo as undo_review
from jdwork.text import JobDescription
from tests.record.factory import snapshot
from tests.review.making import baker

AD = JobDescription("ad-1", "Bakes bread at night.", "Night Baker")
OTHER = JobDescription("ad-2", "Serves guests.", "Waiter")


def label(bench, jd=AD):
    held = current_labels(bench.engine, [jd]).get(jd.content_hash)
    return held.label if held else None


def items(bench):
    with bench.engine.connect() as connection:
        query = select(ReviewItemRow.kind, ReviewItemRow.key, ReviewItemRow.status, ReviewItemRow.origin)
        return sorted(tuple(row) for row in connection.execute(query.add_columns(ReviewItemRow.seen)))


def test_undo_goes_back_step_by_step_and_redo_forth(bench):
    for role in ("baker", "waiter", "plumber"):
        relabel(bench.engine, AD, role, snapshot=bench.snapshot, by="Ada")
    seen = [label(bench)]
    for _ in range(3):
        undo(bench.engine, by="Ada")
        seen.append(label(bench))
    for _ in range(3):
        redo(bench.engine, by="Ada")
        seen.append(label(bench))
    assert seen == ["plumber", "waiter", "baker", None, "baker", "waiter", "plumber"]
    with pytest.raises(AnnotationError, match="Ada has undone nothing that could be done again"):
        redo(bench.engine, by="Ada")
    assert [one.kind for one in list_annotations(bench.engine)] == ["relabel"] * 3
    log = list_annotations(bench.engine, include_undone=True)
    assert len(log) == 9
    assert sum(one.undone for one in log) == 3  # the undos


def test_undo_out_of_order_leaves_the_later_label(bench):
    first = relabel(bench.engine, AD, "baker", snapshot=bench.snapshot, by="Ada")
    relabel(bench.engine, AD, "waiter", snapshot=bench.snapshot, by="Bob")
    made = undo(bench.engine, first.id, by="Bob")
    assert (label(bench), made.label, made.undoes) == ("waiter", "waiter", first.id)
    undo(bench.engine, by="Bob")
    assert label(bench) is None
    redo(bench.engine, first.id, by="Cyd")
    assert label(bench) == "baker"


def test_who_said_it_stays_when_others_take_back(bench):
    relabel(bench.engine, AD, "baker", snapshot=bench.snapshot, by="Ada", note="bread")
    second = relabel(bench.engine, AD, "waiter", snapshot=bench.snapshot, by="Bob")
    undo(bench.engine, second.id, by="Cyd", note="no guests")
    (held,) = current_labels(bench.engine).values()
    assert (held.label, held.by, held.note, held.source) == ("baker", "Ada", "bread", "annotation")
    assert list_annotations(bench.engine, kind="undo")[0].text == "no guests"


def test_undo_takes_the_latest_of_the_author_alone(bench):
    comment(bench.engine, AD, "one", by="Ada")
    comment(bench.engine, OTHER, "two", by="Ada")
    comment(bench.engine, AD, "three", by="Bob")
    undo(bench.engine, by="Ada")
    assert [one.text for one in list_annotations(bench.engine)] == ["three", "one"]
    undo(bench.engine, by="Ada")
    with pytest.raises(AnnotationError, match="Ada has said nothing that could be undone"):
        undo(bench.engine, by="Ada")


def test_undoing_twice_is_once_and_what_others_undid_is_told(bench):
    made = comment(bench.engine, AD, "one", by="Ada")
    first = undo(bench.engine, made.id, by="Ada")
    assert undo(bench.engine, made.id, by="Ada") == first
    with pytest.raises(AnnotationError, match=r"undone already, by Ada on .*annotate redo 1'"):
        undo(bench.engine, made.id, by="Bob")
    with pytest.raises(AnnotationError, match=r"no annotation 99.*annotate list --all"):
        undo(bench.engine, 99)
    undo(bench.engine, first.id)
    with pytest.raises(AnnotationError, match="Annotation 1 was not undone"):
        redo(bench.engine, made.id)


def test_approvals_and_annotations_undo_independently(bench):
    bench.see(baker(1, queued=True))
    jd = baker(1, queued=True).jd
    number = bench.item("decision")
    said = relabel(bench.engine, jd, "waiter", snapshot=bench.snapshot)
    approve(bench.engine, bench.snapshot, number, choices=Choices(role="plumber"))
    assert label(bench, jd) == "plumber"
    undo(bench.engine, said.id)
    assert label(bench, jd) == "plumber"
    undo_review(bench.engine, bench.snapshot, number)
    assert label(bench, jd) is None
    redo(bench.engine, said.id)
    assert label(bench, jd) == "waiter"


def test_an_item_that_only_the_analyst_wanted_leaves_the_queue(bench):
    send_to_review(bench.engine, AD, by="Ada")
    send_to_review(bench.engine, AD, by="Bob")
    held = items(bench)
    undo(bench.engine, by="Ada")
    assert items(bench) == held  # Bob still asks
    undo(bench.engine, by="Bob")
    assert items(bench) == []
    redo(bench.engine, by="Bob")
    assert items(bench) == held


@pytest.mark.parametrize("decide", [None, reject, approve])
def test_an_item_that_was_there_goes_back_to_where_it_was(bench, decide):
    record = baker(1, queued=True)
    bench.see(record)
    if decide is not None:
        decide(bench.engine, bench.snapshot, bench.item("decision"))
    before, said = items(bench), label(bench, record.jd)
    send_to_review(bench.engine, record.jd, by="Ada")
    assert items(bench) != before
    assert items(bench)[0][2] == "pending"
    undo(bench.engine, by="Ada")
    assert (items(bench), label(bench, record.jd)) == (before, said)
    redo(bench.engine, by="Ada")
    assert items(bench)[0][2] == "pending"
    undo(bench.engine, by="Ada")
    assert items(bench) == before
    if decide is approve:  # the review can still take its decision back
        undo_review(bench.engine, bench.snapshot, bench.item("decision"))
        assert label(bench, record.jd) is None


def test_what_a_reviewer_decided_meanwhile_stays(bench):
    send_to_review(bench.engine, AD, by="Ada")
    reject(bench.engine, bench.snapshot, bench.item("decision"))
    before = items(bench)
    undo(bench.engine, by="Ada")
    assert items(bench) == before


def test_a_draft_leaves_the_queue_unless_it_was_approved(bench):
    edit = AddRoleAlias("baker", "Bread Maestro")
    draft_edit(bench.engine, edit, by="Ada")
    undo(bench.engine, by="Ada")
    assert items(bench) == []
    made = redo(bench.engine, by="Ada")
    assert [one[:2] for one in items(bench)] == [("role_alias", "baker/bread maestro")]
    approve(bench.engine, bench.snapshot, bench.item("role_alias"))
    with pytest.raises(AnnotationError, match=r"The edit is approved.*'jdwork review undo \d+'"):
        undo(bench.engine, by="Ada")
    assert "Bread Maestro" in bench.snapshot.role("baker").aliases
    assert made.facts == {"of": "edit", "annotation": 1, "again": True}


def test_an_undone_draft_no_longer_tells_the_review_what_to_do(bench):
    bench.see(baker(1, skills=("wine-service",)))
    before = items(bench)
    draft_edit(bench.engine, SetRoleSkill("baker", "wine-service", 0.9), by="Ada")
    undo(bench.engine, by="Ada")
    assert items(bench) == before
    approve(bench.engine, bench.snapshot, bench.item("role_skill"))
    weights = {link.slug: link.weight for link in bench.snapshot.role("baker").skills}
    assert weights["wine-service"] < 0.9


def test_many_who_undo_at_once_each_take_one_thing_back(bench):
    for number in range(6):
        comment(bench.engine, AD, f"comment {number}", by="Ada")
    with ThreadPoolExecutor(3) as pool:
        undone = list(pool.map(lambda _: undo(bench.engine, by="Ada").undoes, range(6)))
    assert sorted(undone) == [1, 2, 3, 4, 5, 6]
    assert list_annotations(bench.engine) == []


ROLES = ("backend-engineer", "data-analyst", "nurse")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("say"), st.sampled_from(ROLES), st.sampled_from("AB")),
        st.tuples(st.just("undo"), st.integers(0, 20), st.sampled_from("AB")),
        st.tuples(st.just("redo"), st.none(), st.sampled_from("AB")),
        st.tuples(st.just("undo"), st.none(), st.sampled_from("AB")),
    ),
    max_size=14,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_the_label_is_what_the_log_says_and_no_row_is_lost(steps):
    engine, catalog = open_database("sqlite://"), snapshot()
    model: list[tuple[str, object]] = []  # (role, None) or (None, number of what it undoes)

    def counts(number):
        return not any(
            target == number and counts(each) for each, (_, target) in enumerate(model, 1) if each > number
        )

    try:
        for what, value, who in steps:
            before = everything(engine)
            try:
                if what == "say":
                    made = relabel(engine, AD, value, snapshot=catalog, by=who)
                elif what == "undo":
                    made = undo(engine, value, by=who)
                else:
                    made = redo(engine, by=who)
            except AnnotationError:
                assert everything(engine) == before
                continue
            after = everything(engine)
            assert [rows[: len(old)] for rows, old in zip(after, before, strict=True)] == list(before)
            if made.id > len(model):
                assert made.id == len(model) + 1
                model.append((made.label if made.kind == "relabel" else None, made.undoes))
            said = [
                role for number, (role, target) in enumerate(model, 1) if target is None and counts(number)
            ]
            held = current_labels(engine, [AD]).get(AD.content_hash)
            assert (held.label if held else None) == (said[-1] if said else None)
            # Whoever only reads the last row of the log reads the same.
            last = after[1][-1]
            assert last.role_slug == (said[-1] if said else None)
            undone = {one.id: one.undone for one in list_annotations(engine, include_undone=True)}
            assert undone == {number: not counts(number) for number in range(1, len(model) + 1)}
    finally:
        engine.dispose()


def everything(engine):
    tables = (AnnotationRow, LabelRow, ReviewDecisionRow)
    with engine.connect() as connection:
        return [
            connection.execute(select(*table.__table__.columns).order_by(table.__table__.c.id)).all()
            for table in tables
        ]
