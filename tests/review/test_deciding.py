"""Approve, reject, take back."""

from __future__ import annotations

import pytest
from sqlalchemy import func, insert, select

from jdwork.catalog.applying import apply_edits
from jdwork.catalog.edits import Merge
from jdwork.catalog.journal import edit_files, undo_edit
from jdwork.database.tables import JdRow, LabelRow, ReviewDecisionRow
from jdwork.database.transactions import write_transaction
from jdwork.errors import CatalogError, ReviewError
from jdwork.review import Choices, approve, list_items, preview, reject, show_item, undo
from tests.review.making import baker


def decisions(bench):
    with bench.engine.connect() as connection:
        query = select(ReviewDecisionRow.item_id, ReviewDecisionRow.verdict, ReviewDecisionRow.decided_by)
        return [tuple(row) for row in connection.execute(query.order_by(ReviewDecisionRow.id))]


def labels(bench):
    with bench.engine.connect() as connection:
        query = select(LabelRow.verdict, LabelRow.role_slug, LabelRow.labelled_by).order_by(LabelRow.id)
        return [tuple(row) for row in connection.execute(query)]


def test_approving_changes_the_database_s_catalog_and_not_the_files(bench):
    bench.see(baker(1, skills=("wine-service",)))
    before, number = bench.files, bench.item("role_skill")
    done = approve(bench.engine, bench.snapshot, number, by="Ada", note="pairs bread and wine")
    (outcome,) = done.outcomes
    assert (outcome.changed, outcome.status, bench.status(number)) == (True, "approved", "approved")
    assert done.content_hash == bench.snapshot.content_hash != before.content_hash
    assert "wine-service" in [link.slug for link in bench.snapshot.role("baker").skills]
    assert bench.files == before
    bench.build()
    assert bench.snapshot.content_hash == done.content_hash
    assert decisions(bench) == [(number, "approved", "Ada")]
    later = show_item(bench.engine, bench.snapshot, number)
    assert later.item.decisions[0].note == "pairs bread and wine"


@pytest.mark.parametrize("rebuild", [True, False])
def test_with_and_without_the_files_at_hand_the_catalog_is_the_same(bench, rebuild):
    bench.see(baker(1, proposed=("Banneton",)))
    done = approve(
        bench.engine, bench.snapshot, bench.item("new_skill"), catalog=bench.catalog if rebuild else None
    )
    assert done.content_hash == bench.snapshot.content_hash
    bench.build(force=True)
    assert done.content_hash == bench.snapshot.content_hash


def test_approving_twice_is_once(bench):
    bench.see(baker(1, proposed=("Banneton",)))
    number = bench.item("new_skill")
    first = approve(bench.engine, bench.snapshot, number)
    again = approve(bench.engine, bench.snapshot, [number, number])
    assert again.content_hash == first.content_hash
    assert [(one.changed, one.notes) for one in again.outcomes] == [(False, ("It is approved already.",))]
    assert len(decisions(bench)) == 1


def test_several_are_approved_together_or_not_at_all(bench):
    bench.see(baker(1, skills=("wine-service",), proposed=("Lame", "LAME-")))
    numbers = [item.id for item in list_items(bench.engine, bench.snapshot)]
    with pytest.raises(ReviewError, match=r"already a skill 'lame'.*--as-alias-of lame"):
        approve(bench.engine, bench.snapshot, numbers)
    assert decisions(bench) == []
    assert len(list_items(bench.engine, bench.snapshot)) == 3
    approve(bench.engine, bench.snapshot, [bench.item("role_skill"), bench.item("new_skill", "Lame")])
    assert len(decisions(bench)) == 2


def test_what_does_not_exist_was_rejected_or_holds_already_is_told(bench):
    bench.see(baker(1, skills=("wine-service",), proposed=("Lame", "SOURDOUGH")))
    with pytest.raises(ReviewError, match="no review item 99"):
        approve(bench.engine, bench.snapshot, [99])
    with pytest.raises(ReviewError, match="No review item was named"):
        approve(bench.engine, bench.snapshot, [])
    number = bench.item("new_skill", "Lame")
    reject(bench.engine, bench.snapshot, number, by="Ada")
    with pytest.raises(ReviewError, match=rf"rejected, by Ada on \d{{4}}.*jdwork review undo {number}"):
        approve(bench.engine, bench.snapshot, number)
    held = bench.item("new_skill", "SOURDOUGH")
    with pytest.raises(
        ReviewError, match=rf"nothing to approve.*already, as sourdough.*review reject {held}"
    ):
        approve(bench.engine, bench.snapshot, held)


def test_an_edit_that_no_longer_fits_names_the_item_and_stores_nothing(bench):
    bench.see(baker(1, role="waiter", skills=("sourdough",)))
    number = bench.item("role_skill")
    seen = bench.snapshot
    (bench.catalog / "roles/kitchen/waiter.yaml").unlink()
    bench.build()
    # The reviewer still looks at the catalog from before; the database's own is what counts.
    with pytest.raises(CatalogError, match="There is no role 'waiter'"):
        approve(bench.engine, seen, number)
    assert decisions(bench) == []


def test_a_value_that_files_cannot_hold_is_refused_at_once(bench):
    bench.see(baker(1, strange="Feeds the office cat"))
    with pytest.raises(CatalogError, match="No catalog file can hold this"):
        approve(bench.engine, bench.snapshot, bench.item("new_kra"), choices=Choices(text="x" * 5000))
    assert decisions(bench) == []


def test_a_choice_for_one_item_is_refused_for_several(bench):
    bench.see(baker(1, proposed=("Lame", "Banneton")))
    numbers = [item.id for item in list_items(bench.engine, bench.snapshot)]
    with pytest.raises(ReviewError, match="'name' is about one item, but 2 are named"):
        approve(bench.engine, bench.snapshot, numbers, choices=Choices(name="X"))


def test_a_preview_shows_the_change_and_stores_nothing(bench):
    bench.see(baker(1, proposed=("Lame",)))
    number = bench.item("new_skill")
    plan = preview(bench.engine, bench.snapshot, number)
    assert "lame" in plan.after.skill_index
    assert (plan.before, bench.status(number), decisions(bench)) == (bench.snapshot, "pending", [])
    assert approve(bench.engine, bench.snapshot, number).content_hash == plan.after.content_hash


def test_rejecting_twice_is_once_and_what_is_approved_is_not_rejected(bench):
    bench.see(baker(1, proposed=("Lame", "Banneton")))
    number, other = bench.item("new_skill", "Lame"), bench.item("new_skill", "Banneton")
    assert reject(bench.engine, bench.snapshot, number).outcomes[0].changed
    assert not reject(bench.engine, bench.snapshot, number).outcomes[0].changed
    approve(bench.engine, bench.snapshot, other)
    with pytest.raises(ReviewError, match=rf"is approved, by .* undo {other}"):
        reject(bench.engine, bench.snapshot, other)


@pytest.mark.parametrize("rebuild", [True, False])
def test_taking_back_an_approval_takes_its_edits_back(bench, rebuild):
    bench.see(baker(1, proposed=("Lame",)))
    before, number = bench.snapshot, bench.item("new_skill")
    approve(bench.engine, before, number)
    done = undo(bench.engine, bench.snapshot, number, by="Bob", catalog=bench.catalog if rebuild else None)
    assert done.content_hash == (before.content_hash if rebuild else "")
    bench.build()
    assert bench.snapshot == before
    assert [verdict for _, verdict, _ in decisions(bench)] == ["approved", "pending"]
    assert [item.status for item in list_items(bench.engine, before)] == ["pending"]
    with pytest.raises(ReviewError, match="Nothing was decided"):
        undo(bench.engine, before, number)
    approve(bench.engine, before, number, choices=Choices(name="Bread Lame"))
    assert "bread-lame" in bench.snapshot.skill_index


def test_a_decision_becomes_a_label_and_taking_it_back_says_again_what_was_said_before(bench):
    bench.see(baker(1, queued=True))
    number = bench.item("decision")
    approve(bench.engine, bench.snapshot, number, by="Ada", choices=Choices(role="waiter"))
    assert labels(bench) == [("role", "waiter", "Ada")]
    undo(bench.engine, bench.snapshot, number, by="Bob")
    assert labels(bench)[-1] == ("withdrawn", None, "Bob")
    with write_transaction(bench.engine) as connection:
        jd = connection.scalar(select(JdRow.id))
        row = {"jd_id": jd, "verdict": "role", "role_slug": "plumber", "labelled_by": "me"}
        connection.execute(insert(LabelRow), row)
    approve(bench.engine, bench.snapshot, number, by="Ada")
    undo(bench.engine, bench.snapshot, number, by="Bob")
    assert labels(bench)[-2:] == [("role", "baker", "Ada"), ("role", "plumber", "Bob")]


def test_a_role_merged_between_seeing_and_approving_gets_it_under_its_new_name(bench):
    bench.see(baker(1, skills=("wine-service",)), baker(2, role="pastry-chef", skills=("wine-service",)))
    seen = bench.snapshot
    edit_files(bench.catalog, [Merge("role", "baker", "pastry-chef")], journal=bench.journal, what="merge")
    bench.build()
    (item,) = list_items(bench.engine, bench.snapshot)
    assert (item.seen, len(item.ids)) == (2, 2)
    # Whichever row is named, and although the reviewer's catalog is from before the merge:
    approve(bench.engine, seen, max(item.ids))
    assert "wine-service" in [link.slug for link in bench.snapshot.role("pastry-chef").skills]
    assert list_items(bench.engine, bench.snapshot) == []
    # With the merge taken back, each of the two roles has what was approved for bench.
    undo_edit(bench.catalog, journal=bench.journal)
    bench.build()
    for slug in ("baker", "pastry-chef"):
        assert "wine-service" in [link.slug for link in bench.snapshot.role(slug).skills]


def test_names_from_ads_stay_data(bench):
    names = ("<b>Lame</b>", "- [x]: {y}", "#lame", 'O\'Neil "q"', "a: b\nc: d", "Bel\x07l")
    bench.see(baker(1, proposed=names))
    numbers = [item.id for item in list_items(bench.engine, bench.snapshot)]
    assert len(numbers) == len(names)
    approve(bench.engine, bench.snapshot, numbers)
    found = {skill.display_name for skill in bench.snapshot.skills}
    assert {"<b>Lame</b>", "- [x]: {y}", "#lame", 'O\'Neil "q"', "a: b c: d", "Bel l"} <= found


def test_a_failure_while_storing_leaves_nothing(bench, monkeypatch):
    bench.see(baker(1, queued=True), baker(2, proposed=("Lame",)))
    numbers = [item.id for item in list_items(bench.engine, bench.snapshot)]

    def fail(*args, **how):
        raise RuntimeError("cut short")

    monkeypatch.setattr("jdwork.review.verdicts.store_verdict", fail)
    with pytest.raises(RuntimeError):
        approve(bench.engine, bench.snapshot, numbers)
    with bench.engine.connect() as connection:
        assert connection.scalar(select(func.count(LabelRow.id))) == 0
        assert connection.scalar(select(func.count(ReviewDecisionRow.id))) == 0


def test_two_reviewers_at_once_decide_once(bench):
    from concurrent.futures import ThreadPoolExecutor

    bench.see(baker(1, proposed=("Lame",)))
    number, snapshot = bench.item("new_skill"), bench.snapshot
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda who: approve(bench.engine, snapshot, number, by=who), "abcd"))
    assert sum(one.outcomes[0].changed for one in done) == 1
    assert len(decisions(bench)) == 1
    bench.build()
    assert "lame" in bench.snapshot.skill_index


def test_the_reviewer_s_snapshot_need_not_be_fresh(bench):
    bench.see(baker(1, proposed=("Lame", "Banneton")))
    stale = bench.snapshot
    approve(bench.engine, stale, bench.item("new_skill", "Lame"))
    approve(bench.engine, stale, bench.item("new_skill", "Banneton"))
    assert {"lame", "banneton"} <= set(bench.snapshot.skill_index)
    assert apply_edits(stale, []).content_hash == stale.content_hash
