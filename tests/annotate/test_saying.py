"""Saying what one thinks of a decision."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from sqlalchemy import func, select

from jdwork.annotate import comment, current_labels, draft_edit, list_annotations, relabel, send_to_review
from jdwork.catalog.edits import AddKra, AddRoleAlias, AddSkillAlias, DropKra, SetRoleSkill
from jdwork.database.tables import AnnotationRow, JdRow, LabelRow, ReviewItemRow
from jdwork.errors import AnnotationError, CatalogError
from jdwork.record import unrecord
from jdwork.review import approve, list_items, reject, show_item
from jdwork.text import JobDescription
from tests.review.making import baker

AD = JobDescription("ad-1", "Bakes bread at night.", "Night Baker")


def count(bench, table):
    with bench.engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(table))


def test_a_jd_that_was_never_recorded_can_be_relabelled(bench):
    made = relabel(
        bench.engine, AD, "pastry-chef", snapshot=bench.snapshot, run="r1", note="cakes\nonly", by="Ada"
    )
    assert (made.kind, made.jd_hash, made.jd_name, made.run) == ("relabel", AD.content_hash, "ad-1", "r1")
    assert (made.label, made.text, made.by, made.undone) == ("pastry-chef", "cakes only", "Ada", False)
    assert made.facts == {"verdict": "role"}
    (held,) = current_labels(bench.engine, [AD]).values()
    assert (held.label, held.verdict, held.by, held.note) == ("pastry-chef", "role", "Ada", "cakes only")
    assert (held.source, held.at) == ("annotation", made.at)
    with bench.engine.connect() as connection:
        assert connection.execute(select(JdRow.title, JdRow.text)).one() == (AD.title, AD.text)


@pytest.mark.parametrize("name", ["pastry-chef", "Pastry Chef", " pastry chef "])
def test_a_role_goes_by_slug_or_name(bench, name):
    assert relabel(bench.engine, AD, name, snapshot=bench.snapshot).label == "pastry-chef"


def test_an_unknown_role_is_refused_with_what_is_near(bench):
    with pytest.raises(CatalogError, match=r"pastry-chief.*Did you mean 'pastry-chef'"):
        relabel(bench.engine, AD, "pastry-chief", snapshot=bench.snapshot)
    assert count(bench, JdRow) == 0


@pytest.mark.parametrize("verdict", ["new_role", "not_a_jd", "unsure"])
def test_other_verdicts_go_with_no_role(bench, verdict):
    made = relabel(bench.engine, AD, None, snapshot=bench.snapshot, verdict=verdict)
    assert (made.label, made.facts["verdict"]) == (None, verdict)
    assert current_labels(bench.engine, [AD])[AD.content_hash].verdict == verdict
    with pytest.raises(AnnotationError, match="goes with no role, but 'baker' was named"):
        relabel(bench.engine, AD, "baker", snapshot=bench.snapshot, verdict=verdict)


def test_a_label_can_be_withdrawn(bench):
    relabel(bench.engine, AD, "baker", snapshot=bench.snapshot)
    relabel(bench.engine, AD, None, snapshot=bench.snapshot, verdict="withdrawn")
    again = relabel(bench.engine, AD, None, snapshot=bench.snapshot, verdict="withdrawn")
    assert current_labels(bench.engine, [AD]) == {}
    assert again.id == 2


def test_verdicts_that_do_not_exist_and_missing_roles_are_told(bench):
    with pytest.raises(AnnotationError, match=r"no verdict 'unsur'. Did you mean 'unsure'"):
        relabel(bench.engine, AD, None, snapshot=bench.snapshot, verdict="unsur")
    for nothing in (None, " "):
        with pytest.raises(AnnotationError, match="No role was named"):
            relabel(bench.engine, AD, nothing, snapshot=bench.snapshot)


def test_saying_the_same_again_adds_nothing(bench):
    say = {"snapshot": bench.snapshot, "run": "r1"}
    first = relabel(bench.engine, AD, "baker", by="Ada", **say)
    comment(bench.engine, AD, "hm", by="Ada")
    assert relabel(bench.engine, AD, "Baker", by="Ada", **say) == first
    assert count(bench, LabelRow) == 1
    # Somebody else, another role in between, or other words: that says something.
    others = [
        relabel(bench.engine, AD, "baker", by="Bob", **say),
        relabel(bench.engine, AD, "baker", by="Ada", **say),
        relabel(bench.engine, AD, "baker", by="Ada", note="sure", **say),
        relabel(bench.engine, AD, "waiter", by="Ada", **say),
        relabel(bench.engine, AD, "baker", by="Ada", **say),
    ]
    assert len({one.id for one in [first, *others]}) == 6


def test_comments_are_kept_as_they_are_written(bench):
    text = "<b>No</b> \u202ebaker\x00 & half \ud800:\nsee line 3  "
    made = comment(bench.engine, AD, text, run="r1", by="Ada")
    assert made.text == "<b>No</b> \u202ebaker  & half \ufffd\ufffd\ufffd:\nsee line 3"
    assert comment(bench.engine, AD, text, run="r1", by="Ada").id == made.id
    assert comment(bench.engine, AD, "other", run="r1", by="Ada").id != made.id
    assert comment(bench.engine, AD, text, run="r1", by="Ada").id != made.id
    assert [one.text for one in list_annotations(bench.engine, jd=AD)][1] == "other"


def test_empty_and_endless_comments_are_refused(bench):
    for nothing in ("", " \n\x00", "\u200b"):
        with pytest.raises(AnnotationError, match="no visible character"):
            comment(bench.engine, AD, nothing)
    with pytest.raises(AnnotationError, match=r"10,001 characters. At most 10,000"):
        comment(bench.engine, AD, "x" * 10_001)
    with pytest.raises(AnnotationError, match="note has 2,001"):
        relabel(bench.engine, AD, "baker", snapshot=bench.snapshot, note="x" * 2_001)
    assert count(bench, AnnotationRow) == 0


def test_a_jd_from_a_damaged_file_can_be_annotated(bench):
    odd = JobDescription("id\ud800\x00", "half \udc00 and \x00 nothing", "t\x00")
    made = relabel(bench.engine, odd, "baker", snapshot=bench.snapshot)
    assert made.jd_hash == odd.content_hash
    assert list_annotations(bench.engine, jd=odd) == [made]
    send_to_review(bench.engine, odd)
    assert current_labels(bench.engine, [odd])[odd.content_hash].label == "baker"


def test_the_log_and_its_jd_outlive_the_run(bench):
    record = baker(1)
    bench.see(record)
    comment(bench.engine, record.jd, "hm")
    unrecord(record.run_id, bench.engine)
    assert [one.jd_hash for one in list_annotations(bench.engine)] == [record.jd.content_hash]


def test_a_jd_sent_to_review_waits_there_and_can_be_decided(bench):
    made = send_to_review(bench.engine, AD, note="looks odd", by="Ada")
    (item,) = list_items(bench.engine, bench.snapshot)
    assert (item.id, item.kind, item.name, item.seen) == (
        made.facts["item"]["id"], "decision", "Night Baker", 0,
    )  # fmt: skip
    assert send_to_review(bench.engine, AD, note="looks odd", by="Ada") == made
    assert send_to_review(bench.engine, AD, note="me too", by="Bob").id != made.id
    assert len(list_items(bench.engine, bench.snapshot)) == 1
    from jdwork.review import Choices

    approve(bench.engine, bench.snapshot, item.id, by="Cyd", choices=Choices(role="baker"))
    held = current_labels(bench.engine, [AD])[AD.content_hash]
    assert (held.label, held.by, held.source) == ("baker", "Cyd", "review")


def test_a_run_that_sees_the_same_jd_later_joins_the_item(bench):
    record = baker(1, queued=True)
    send_to_review(bench.engine, record.jd)
    bench.see(record)
    (item,) = list_items(bench.engine, bench.snapshot)
    assert item.seen == 1
    unrecord(record.run_id, bench.engine)
    assert [one.seen for one in list_items(bench.engine, bench.snapshot)] == [0]


def test_a_rejected_item_is_reopened(bench):
    record = baker(1, queued=True)
    bench.see(record)
    number = bench.item("decision")
    reject(bench.engine, bench.snapshot, number)
    send_to_review(bench.engine, record.jd, by="Ada", note="really")
    assert bench.status(number) == "pending"
    last = show_item(bench.engine, bench.snapshot, number).item.decisions[-1]
    assert (last.verdict, last.by, last.note) == ("pending", "Ada", "really")


DRAFTS = [
    (AddRoleAlias("baker", "Bread Maestro"), "role_alias", lambda role: "Bread Maestro" in role.aliases),
    (AddKra("baker", "Shapes loaves by hand"), "new_kra", lambda role: "Shapes loaves by hand" in role.kras),
    (
        SetRoleSkill("baker", "wine-service", 0.35),
        "role_skill",
        lambda role: any(link.slug == "wine-service" and link.weight == 0.35 for link in role.skills),
    ),
]


@pytest.mark.parametrize(
    ("edit", "kind", "holds"), DRAFTS, ids=lambda one: one if isinstance(one, str) else ""
)
def test_a_drafted_edit_is_what_approving_does(bench, edit, kind, holds):
    before = bench.snapshot
    made = draft_edit(bench.engine, edit, jd=AD, run="r1", note="as in this ad", by="Ada", snapshot=before)
    assert draft_edit(bench.engine, edit, jd=AD, run="r1", note="as in this ad", by="Ada") == made
    assert bench.snapshot.content_hash == before.content_hash
    (item,) = list_items(bench.engine, before)
    assert (item.kind, item.role, item.id) == (kind, "baker", made.facts["item"]["id"])
    approve(bench.engine, before, item.id)
    assert holds(bench.snapshot.role("baker"))
    with pytest.raises(AnnotationError, match="This edit is approved already"):
        draft_edit(bench.engine, edit, by="Bob")
    with pytest.raises(AnnotationError, match="holds this already"):
        draft_edit(bench.engine, edit, by="Bob", snapshot=bench.snapshot)


def test_a_weight_drafted_anew_changes_the_one_that_is_there(bench):
    held = bench.snapshot.role("baker").skills[0]
    draft_edit(bench.engine, SetRoleSkill("baker", held.slug, 0.15))
    approve(bench.engine, bench.snapshot, bench.item("role_skill"))
    assert next(link.weight for link in bench.snapshot.role("baker").skills if link.slug == held.slug) == 0.15


def test_an_edit_meets_what_runs_noticed(bench):
    bench.see(baker(1, skills=("wine-service",)))
    number = bench.item("role_skill")
    made = draft_edit(bench.engine, SetRoleSkill("baker", "wine-service", 0.8))
    assert made.facts["item"]["id"] == number
    approve(bench.engine, bench.snapshot, number)
    assert (
        next(link.weight for link in bench.snapshot.role("baker").skills if link.slug == "wine-service")
        == 0.8
    )


@pytest.mark.parametrize(
    ("edit", "error", "said"),
    [
        (AddRoleAlias("bakr", "x"), CatalogError, "no role 'bakr' in the catalog. Did you mean 'baker'"),
        (SetRoleSkill("baker", "wine-servic"), CatalogError, "no skill 'wine-servic'.*mean 'wine-service'"),
        (SetRoleSkill("baker", "wine-service", 1.5), AnnotationError, "weight 1.5 is out of range"),
        (AddKra("baker", " \x00"), AnnotationError, "KRA has no visible"),
        (AddKra("baker", "x" * 301), AnnotationError, "KRA has 301 characters. At most 300"),
        (DropKra("baker", "x"), AnnotationError, "DropKra cannot be drafted"),
        (AddSkillAlias("sourdough", "x"), AnnotationError, "AddSkillAlias cannot be drafted"),
    ],
)  # fmt: skip
def test_what_cannot_be_drafted_is_told(bench, edit, error, said):
    with pytest.raises(error, match=said):
        draft_edit(bench.engine, edit)
    assert count(bench, ReviewItemRow) == count(bench, AnnotationRow) == 0


def test_many_who_say_the_same_at_once_say_it_once_each(bench):
    snapshot = bench.snapshot

    def say(number):
        relabel(bench.engine, AD, "baker", snapshot=snapshot, by=f"u{number % 2}")
        send_to_review(bench.engine, AD, by=f"u{number % 2}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(say, range(8)))
    assert count(bench, JdRow) == count(bench, ReviewItemRow) == 1
    kinds = [one.kind for one in list_annotations(bench.engine)]
    assert kinds.count("review") == 2
    # Two who contradict each other by turns each speak again; nobody repeats the word in force.
    said = [one.by for one in list_annotations(bench.engine, kind="relabel")]
    assert all(one != other for one, other in pairwise(said))
