"""The queue as people read it."""

from __future__ import annotations

import pytest

from jdwork.catalog.applying import apply_edits
from jdwork.catalog.edits import Merge, Rename
from jdwork.errors import CatalogError, ReviewError
from jdwork.review import count_items, list_items, reject
from tests.review.making import baker, new_role


def names(items):
    return [(item.kind, item.name, item.seen) for item in items]


def test_what_was_seen_most_comes_first_and_filters_narrow(bench):
    bench.see(
        baker(1, proposed=("Banneton", "Lame")),
        baker(2, proposed=("Banneton",)),
        baker(3, role="plumber", skills=("pipe-soldering",), proposed=("Flux",)),
        new_role(4, "Drone Pilot"),
    )
    snapshot = bench.snapshot

    def listed(**how):
        return names(list_items(bench.engine, snapshot, **how))

    assert listed() == [
        ("new_skill", "Banneton", 2),
        ("new_skill", "Lame", 1),
        ("new_skill", "Flux", 1),
        ("new_role", "Drone Pilot", 1),
    ]
    assert listed(kind="new_role") == [("new_role", "Drone Pilot", 1)]
    assert listed(search="LAM") == [("new_skill", "Lame", 1)]
    assert listed(search="%") == []
    assert listed(role="plumber") == [("new_skill", "Flux", 1)]
    assert listed(limit=1) == [("new_skill", "Banneton", 2)]
    assert [name for _, name, _ in listed(order="name")] == ["Banneton", "Drone Pilot", "Flux", "Lame"]
    assert listed(order="latest")[0] == ("new_role", "Drone Pilot", 1)
    assert listed(status="approved") == []
    assert count_items(bench.engine) == {"new_skill": {"pending": 3}, "new_role": {"pending": 1}}


def test_items_tell_when_they_were_seen_and_what_was_decided(bench):
    bench.see(baker(1, proposed=("Lame",)))
    bench.see(baker(2, proposed=("Lame",)))
    (item,) = list_items(bench.engine, bench.snapshot)
    assert item.first_seen < item.last_seen
    reject(bench.engine, bench.snapshot, item.id, by="Ada", note="a typo")
    (item,) = list_items(bench.engine, bench.snapshot, status="rejected")
    assert [(one.verdict, one.by, one.note) for one in item.decisions] == [("rejected", "Ada", "a typo")]
    assert list_items(bench.engine, bench.snapshot) == []


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"kind": "new_skil"}, "Did you mean 'new_skill'"),
        ({"status": "open"}, "no status 'open'"),
        ({"order": "best"}, "no order 'best'"),
    ],
)
def test_unknown_filters_are_refused(bench, how, said):
    with pytest.raises(ReviewError, match=said):
        list_items(bench.engine, bench.snapshot, **how)


def test_a_role_that_is_not_there_is_refused(bench):
    with pytest.raises(CatalogError, match="Did you mean 'baker'"):
        list_items(bench.engine, bench.snapshot, role="bakker")


def merged(bench, *edits):
    return apply_edits(bench.snapshot, edits)


def test_items_that_mean_the_same_after_a_merge_are_one_with_jds_counted_once(bench):
    strange = "Feeds the office cat at noon"
    bench.see(
        baker(1, skills=("wine-service",), strange=strange),
        baker(2, skills=("wine-service",), strange=strange),
        baker(2, role="pastry-chef", skills=("wine-service",), strange=strange, config="config-2"),
        baker(3, role="pastry-chef", skills=("wine-service",), strange=strange),
        baker(4, role="pastry-chef", skills=("oven-care", "wine-service"), strange=strange),
    )
    apart = list_items(bench.engine, bench.snapshot)
    assert [(item.key, item.seen) for item in apart if item.kind == "role_skill"] == [
        ("pastry-chef/wine-service", 3),
        ("baker/wine-service", 2),
    ]
    snapshot = merged(
        bench, Merge("role", "baker", "pastry-chef"), Rename("role", "pastry-chef", to="patissier")
    )
    together = list_items(bench.engine, snapshot)
    assert [(item.kind, item.key, item.seen) for item in together] == [
        ("new_kra", "patissier/feeds the office cat at noon", 4),
        ("role_skill", "patissier/wine-service", 4),
    ]
    assert {(len(item.ids), item.role) for item in together} == {(2, "patissier")}
    for slug in ("baker", "pastry-chef", "patissier"):
        assert list_items(bench.engine, snapshot, role=slug) == together
    # Taking the redirect away is all it needs to have them apart again.
    assert list_items(bench.engine, bench.snapshot) == apart


def test_long_sentences_are_one_item_after_a_merge_too(bench):
    strange = "Feeds the office cat " + "and the goldfish " * 13
    bench.see(baker(1, strange=strange), baker(2, role="waiter", skills=(), strange=strange))
    found = list_items(bench.engine, merged(bench, Merge("role", "waiter", "baker")), kind="new_kra")
    assert [(item.role, item.seen, len(item.ids)) for item in found] == [("baker", 2, 2)]


def test_skills_are_followed_as_well(bench):
    bench.see(baker(1, skills=("wine-service",)), baker(2, skills=("fault-finding",)))
    snapshot = merged(bench, Merge("skill", "fault-finding", "wine-service"))
    assert [(item.key, item.skill, item.seen) for item in list_items(bench.engine, snapshot)] == [
        ("baker/wine-service", "wine-service", 2)
    ]


def test_what_was_decided_about_either_holds_for_both(bench):
    bench.see(
        baker(1, skills=("wine-service",)), baker(2, role="pastry-chef", skills=("oven-care", "wine-service"))
    )
    first = next(
        item.id for item in list_items(bench.engine, bench.snapshot) if item.key == "baker/wine-service"
    )
    reject(bench.engine, bench.snapshot, first)
    snapshot = merged(bench, Merge("role", "baker", "pastry-chef"))
    assert list_items(bench.engine, snapshot) == []
    (gone,) = list_items(bench.engine, snapshot, status="rejected")
    assert (gone.key, gone.seen) == ("pastry-chef/wine-service", 2)


def test_the_limit_holds_where_merged_rows_are_among_the_first(bench):
    bench.see(
        *(baker(number, skills=("wine-service",), proposed=(f"Tool{number}",)) for number in range(4)),
        *(baker(number, role="waiter", skills=("fault-finding",)) for number in range(4, 7)),
        baker(8, role="pastry-chef", skills=("wine-service",)),
    )
    snapshot = merged(bench, Merge("role", "baker", "pastry-chef"))
    whole = list_items(bench.engine, snapshot)
    for limit in range(1, len(whole) + 1):
        assert list_items(bench.engine, snapshot, limit=limit) == whole[:limit]


def test_names_that_sql_would_read_as_patterns_are_plain_text(bench):
    bench.see(baker(1, proposed=("100%", "A_B", "AxB", "O'Neil", 'q"uote', "back\\slash")))
    for search in ("100%", "A_B", "O'Neil", 'q"uote', "back\\slash"):
        found = list_items(bench.engine, bench.snapshot, search=search)
        assert [item.name for item in found] == [search]


def test_new_roles_that_few_ask_for_can_wait_unlisted(bench):
    bench.see(
        new_role(1, "Drone Pilot"),
        new_role(2, "Drone Pilot"),
        new_role(3, "Otter Nurse"),
        baker(4, proposed=("Lame",)),
    )
    names = {item.name for item in list_items(bench.engine, bench.snapshot, least_jds=2)}
    assert "Drone Pilot" in names
    assert "Lame" in names
    assert "Otter Nurse" not in names
    alone = bench.item("new_role", "Otter Nurse")
    reject(bench.engine, bench.snapshot, alone)
    decided = list_items(bench.engine, bench.snapshot, status="rejected", least_jds=2)
    assert [item.id for item in decided] == [alone]
