"""The database's catalog is the files with the approved edits applied."""

from __future__ import annotations

import warnings
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, update

from jdwork.catalog import build_catalog, load_catalog_files, load_snapshot
from jdwork.catalog.applying import apply_edits
from jdwork.catalog.approved import ApprovedEdit, apply_approved, approved_digest, approved_edits
from jdwork.catalog.edits import (
    AddKra,
    AddRole,
    AddRoleAlias,
    AddSkill,
    DropKra,
    Merge,
    Rename,
    SetRoleSkill,
    edit_to_json,
)
from jdwork.catalog.snapshot import Role, Skill
from jdwork.database.columns import now
from jdwork.database.engine import open_database
from jdwork.database.tables import ReviewDecisionRow, ReviewItemRow
from jdwork.database.transactions import read_transaction, write_transaction
from jdwork.errors import JdworkWarning
from tests.catalog.tiny import edited, snapshots, write_catalog

PEEL = AddSkill(Skill(0, "peel", "Peel", "Craft", "Dough", ()))


@pytest.fixture
def engine(database_url):
    made = open_database(database_url)
    yield made
    made.dispose()


@pytest.fixture
def folder(tmp_path):
    return write_catalog(tmp_path / "catalog")


def decide(engine, key, *edits, verdict="approved", facts=None):
    """Put an item (again) with a decision about it; returns the item's key."""
    told = facts if facts is not None else {"edits": [edit_to_json(edit) for edit in edits]}
    with write_transaction(engine) as connection:
        item = connection.scalar(select(ReviewItemRow.id).where(ReviewItemRow.key == key))
        if item is None:
            values = {"kind": "new_skill", "key": key, "name": key.title(), "created_at": now()}
            item = connection.execute(insert(ReviewItemRow).returning(ReviewItemRow.id), values).scalar_one()
        connection.execute(update(ReviewItemRow).where(ReviewItemRow.id == item).values(status=verdict))
        connection.execute(
            insert(ReviewDecisionRow),
            {"item_id": item, "verdict": verdict, "decided_by": "me", "facts": told, "decided_at": now()},
        )
    return item


def held(engine):
    with read_transaction(engine) as connection:
        return approved_edits(connection)


def test_a_build_applies_what_was_approved_and_is_then_up_to_date(engine, folder, monkeypatch):
    build_catalog(folder, engine)
    decide(engine, "peel", PEEL, SetRoleSkill("baker", "peel", 0.3))
    assert build_catalog(folder, engine).changed
    found = load_snapshot(engine)
    assert found.skill("peel").display_name == "Peel"
    assert found == apply_edits(load_catalog_files(folder), [PEEL, SetRoleSkill("baker", "peel", 0.3)])
    monkeypatch.setattr("jdwork.catalog.build.load_catalog_files", lambda folder: pytest.fail("read again"))
    assert not build_catalog(folder, engine).changed


def test_what_is_taken_back_leaves_the_database(engine, folder):
    build_catalog(folder, engine)
    before = load_snapshot(engine)
    decide(engine, "peel", PEEL)
    build_catalog(folder, engine)
    decide(engine, "peel", verdict="pending")
    assert build_catalog(folder, engine).changed
    assert load_snapshot(engine) == before


def test_only_the_latest_decision_of_approved_items_counts_in_the_order_of_deciding(engine):
    decide(engine, "first", AddKra("baker", "One."))
    second = decide(engine, "second", AddKra("baker", "Two."))
    decide(engine, "label", facts={"edits": []})
    decide(engine, "no", AddKra("baker", "Three."), verdict="rejected")
    decide(engine, "out", AddKra("baker", "Four."), verdict="exported")
    decide(engine, "first", verdict="pending")
    first = decide(engine, "first", AddKra("baker", "Five."))
    assert [(one.item, one.edits) for one in held(engine)] == [
        (second, (AddKra("baker", "Two."),)),
        (first, (AddKra("baker", "Five."),)),
    ]
    assert approved_digest(held(engine)) not in ("", approved_digest(held(engine)[:1]))


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"edits": [edit_to_json(SetRoleSkill("backer", "oven"))]}, "Did you mean 'baker'"),
        ({"edits": [{"edit": "Explode"}]}, "no catalog edit 'Explode'"),
        ({"edits": [{"edit": "AddKra", "role": 1}]}, "malformed"),
        ({"edits": 5}, "not iterable"),
    ],
)
def test_what_does_not_fit_is_left_out_by_name_and_breaks_nothing(engine, folder, facts, why):
    item = decide(engine, "odd", facts=facts)
    decide(engine, "peel", PEEL)
    with pytest.warns(JdworkWarning, match=rf"review item {item} \(new_skill 'Odd'\) was left out") as told:
        report = build_catalog(folder, engine)
    assert why in str(told[0].message)
    assert [why in sentence for sentence in report.skipped] == [True]
    assert "peel" in load_snapshot(engine).skill_index
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert not build_catalog(folder, engine).changed


def test_an_item_is_applied_whole_or_not_at_all(tmp_path):
    files = load_catalog_files(write_catalog(tmp_path))
    item = ApprovedEdit(1, "new_skill", "x", (PEEL, SetRoleSkill("nobody", "peel")))
    applied = apply_approved(files, [item])
    assert applied.snapshot == files
    assert applied.items == ()


def test_an_item_that_needs_a_later_one_is_applied_after_it(tmp_path):
    files = load_catalog_files(write_catalog(tmp_path))
    link = ApprovedEdit(1, "role_skill", "baker/peel", (SetRoleSkill("baker", "peel", 0.3),))
    skill = ApprovedEdit(2, "new_skill", "peel", (PEEL,))
    applied = apply_approved(files, [link, skill])
    assert [one.item for one in applied.items] == [2, 1]
    assert applied.skipped == ()


def test_edits_follow_a_merge_made_after_they_were_approved(tmp_path):
    files = load_catalog_files(write_catalog(tmp_path))
    merged = apply_edits(files, [Merge("role", "waiter", "baker")])
    item = ApprovedEdit(1, "role_alias", "waiter/x", (AddRoleAlias("waiter", "steward"),))
    assert "steward" in apply_approved(merged, [item]).snapshot.role("baker").aliases


def test_a_change_of_the_files_is_seen_together_with_the_approved(engine, folder):
    decide(engine, "peel", PEEL)
    build_catalog(folder, engine)
    write_catalog(folder, edited("roles/kitchen/baker.yaml", "name: Baker", "name: Master Baker"))
    build_catalog(folder, engine)
    found = load_snapshot(engine)
    assert (found.role("baker").display_name, "peel" in found.skill_index) == ("Master Baker", True)


SLUGS = st.sampled_from(["r1", "r2", "new"])
TEXTS = st.sampled_from(["One.", "Two.", "Three."])
EDITS = st.one_of(
    st.builds(AddKra, SLUGS, TEXTS),
    st.builds(DropKra, SLUGS, TEXTS),
    st.builds(AddRoleAlias, SLUGS, TEXTS),
    st.builds(SetRoleSkill, SLUGS, st.sampled_from(["s1", "fresh"]), st.sampled_from([0.2, 0.7])),
    st.builds(lambda name: AddSkill(Skill(0, "fresh", name, "Tools", "Any", ())), TEXTS),
    st.builds(lambda kra: AddRole(Role(0, "new", "New", "p", "Trades", "x", (), (kra,), (), ())), TEXTS),
    st.builds(lambda old, new: Merge("role", old, new), SLUGS, SLUGS),
    st.builds(lambda old: Rename("role", old, to="other"), SLUGS),
)


@settings(max_examples=150, deadline=None)
@given(snapshot=snapshots(), wanted=st.lists(st.lists(EDITS, max_size=3).map(tuple), max_size=5))
def test_every_item_is_either_in_or_named_and_those_left_out_still_do_not_fit(snapshot, wanted):
    items = [ApprovedEdit(number, "new_skill", str(number), edits) for number, edits in enumerate(wanted)]
    applied = apply_approved(snapshot, items)
    left = [one for one in items if one not in applied.items]
    assert len(applied.skipped) == len(left)
    again = apply_edits(snapshot, [edit for one in applied.items for edit in one.edits])
    assert applied.snapshot == (again if applied.items else snapshot)
    # What was left out stays out once the others are in the files: exporting them changes nothing.
    assert apply_approved(applied.snapshot, left).items == ()
    assert apply_approved(replace(applied.snapshot, content_hash=""), []).snapshot == applied.snapshot
