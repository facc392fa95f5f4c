"""What speaks for an item."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select

from jdwork.catalog.applying import apply_edits
from jdwork.catalog.edits import Merge
from jdwork.database.tables import JdRow, LabelRow
from jdwork.database.transactions import write_transaction
from jdwork.errors import ReviewError
from jdwork.review import show_item
from tests.review.making import baker, new_role


def shown(bench, kind, name=None, snapshot=None):
    return show_item(bench.engine, snapshot or bench.snapshot, bench.item(kind, name))


def test_sightings_tell_the_run_the_jd_its_role_and_the_words(bench):
    bench.see(baker(1, proposed=("Banneton",), title="Loaf Maker"), baker(2, proposed=("Banneton",)))
    found = shown(bench, "new_skill")
    assert found.item.seen == 2
    latest, first = found.evidence.sightings
    assert (latest.jd_name, first.jd_name, first.title) == ("jd-2", "jd-1", "Loaf Maker")
    assert first.snippet == "Job 1. sourdough Banneton"
    assert first.snippet[first.start : first.end] == "Banneton"
    assert (first.role, first.confidence, first.queued, first.label) == ("baker", 0.95, False, None)
    assert found.evidence.roles == {"baker": 2}
    assert found.evidence.role_sizes == {"baker": 2}
    assert found.evidence.skills == {"sourdough": 2}


def test_a_jd_counts_once_as_its_latest_run_sees_it(bench):
    bench.see(
        baker(1, proposed=("Lame",), text="sourdough, Lame, LAME"),
        baker(1, role="waiter", proposed=("LAME",), text="sourdough, Lame, LAME", config="config-2"),
        baker(2, proposed=("Lame",), queued=True),
    )
    evidence = shown(bench, "new_skill").evidence
    assert evidence.spellings == {"Lame": 1, "LAME": 1}
    assert evidence.roles == {"waiter": 1}


def test_a_person_s_label_counts_before_the_file_s(bench):
    bench.see(baker(1, proposed=("Lame",)))
    with write_transaction(bench.engine) as connection:
        jd = connection.scalar(select(JdRow.id))
        for verdict, role in (("role", "waiter"), ("unsure", None), ("role", "plumber")):
            row = {"jd_id": jd, "verdict": verdict, "role_slug": role, "labelled_by": "me"}
            connection.execute(insert(LabelRow), row)
    assert shown(bench, "new_skill").evidence.sightings[0].label == "plumber"


def test_roles_are_followed_through_a_merge(bench):
    bench.see(baker(1, proposed=("Lame",)), baker(2, role="pastry-chef", proposed=("Lame",)))
    snapshot = apply_edits(bench.snapshot, [Merge("role", "baker", "pastry-chef")])
    evidence = shown(bench, "new_skill", snapshot=snapshot).evidence
    assert evidence.roles == {"pastry-chef": 2}
    assert evidence.role_sizes == {"pastry-chef": 2}
    assert {one.role for one in evidence.sightings} == {"pastry-chef"}


def test_a_collision_tells_who_carries_the_title_and_who_got_it(bench):
    two = ("baker", "pastry-chef")
    bench.see(
        *(baker(number, case="D", alias_roles=two, title="Oven Hand") for number in range(3)),
        baker(4, case="D", alias_roles=two, role="pastry-chef", skills=(), title="Senior Oven Hand"),
    )
    found = shown(bench, "collision")
    assert (found.item.name, found.item.seen) == ("Oven Hand", 4)
    assert found.evidence.carriers == two
    assert found.evidence.chosen == {"baker": 3, "pastry-chef": 1}


def test_entries_that_read_alike_are_named(bench):
    bench.see(baker(1, proposed=("Pipe Solder",)), new_role(2, "Bread Bakers"))
    assert [one.slug for one in shown(bench, "new_skill").evidence.similar] == ["pipe-soldering"]
    assert shown(bench, "new_role").evidence.similar[0].slug == "baker"


def test_duties_of_a_new_role_come_from_its_ads(bench):
    bench.see(new_role(1, "Drone Pilot", duties=("Flies drones over wide fields", "Short")))
    assert shown(bench, "new_role").evidence.duties == ((0, "Flies drones over wide fields"),)


def test_a_new_role_is_described_with_its_jds_and_near_roles(bench):
    duties = ("Flies drones over wide fields", "Writes reports of every drone flight")
    bench.see(
        new_role(1, "Drone Pilot", duties=duties, skills=("oven-care",)),
        new_role(2, "Senior Drone Pilot", duties=duties[:1]),
        new_role(3, "Otter Nurse", duties=("Feeds the otters at noon every day",)),
    )
    proposal = shown(bench, "new_role", "Drone Pilot").evidence.proposal
    assert (proposal.name, proposal.n, proposal.titles) == ("Drone Pilot", 2, {"drone pilot": 2})
    assert proposal.skills == {"oven-care": 1}
    assert [role.slug for role in proposal.nearest] == ["baker"]
    assert (proposal.duties[0].text, proposal.duties[0].jds) == (duties[0], 2)
    texts = {f"jd-{n}": new_role(n, "x", duties=duties[: 3 - n]).jd.text for n in (1, 2)}
    first = proposal.duties[0]
    assert texts[first.jd].replace("oven-care", "")[first.start : first.end] == duties[0]
    assert not {"otters", "noon"} & set(" ".join(proposal.terms).split())


def test_other_kinds_have_no_proposal(bench):
    bench.see(baker(1, proposed=("Lame",)))
    assert shown(bench, "new_skill").evidence.proposal is None


def test_an_unknown_number_is_told(bench):
    with pytest.raises(ReviewError, match=r"no review item 99.*review list"):
        show_item(bench.engine, bench.snapshot, 99)
