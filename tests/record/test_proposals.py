from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.record.proposals import (
    MAX_SNIPPET,
    bounded_key,
    proposals,
    spelling_rank,
)
from tests.record.factory import SETTINGS, make_record


def proposed(record, role_slug="backend-engineer", role_skills=("python", "rest-api")):
    return proposals(record, settings=SETTINGS, role_slug=role_slug, passed_over=role_skills)


def keys(found):
    return [(each.kind, each.key) for each in found]


def test_an_accepted_decision_with_known_skills_asks_for_nothing():
    assert proposed(make_record(1)) == []


def test_a_rejected_jd_proposes_no_skills():
    rejected = make_record(1, role=None, case="REJECT", proposed=("Zig",))
    assert proposed(rejected, role_slug=None, role_skills=()) == []


def test_a_new_role_is_not_queued_a_second_time_as_a_doubtful_decision():
    record = make_record(1, role=None, case="E", queued=True, new_role_name="Sr. Drone Pilot")
    assert keys(proposed(record, role_slug=None)) == [("new_role", "drone pilot")]


def test_levels_and_places_in_a_title_do_not_make_another_new_role():
    names = ("Drone Pilot", "Senior Drone Pilot", "Drone Pilot - Remote")
    found = {
        keys(proposed(make_record(1, role=None, case="E", queued=True, new_role_name=name), role_slug=None))[
            0
        ]
        for name in names
    }
    assert found == {("new_role", "drone pilot")}


def test_one_phrase_in_two_spellings_is_one_proposal():
    assert keys(proposed(make_record(1, proposed=("ZIG", "Zig")))) == [("new_skill", "zig")]


def test_a_word_in_small_letters_is_not_asked_about_unless_a_model_named_it():
    from dataclasses import replace

    record = make_record(1, proposed=("Q7", "four", "event sourcing"))
    asked = [("new_skill", "q7"), ("new_skill", "event sourcing")]
    assert keys(proposed(record)) == asked
    named = tuple(replace(one, reason="named by the language model") for one in record.skills.proposed)
    told = replace(record, skills=replace(record.skills, proposed=named))
    assert ("new_skill", "four") in keys(proposed(told))


def test_sentences_like_a_kra_or_outside_the_duties_are_not_attached():
    from dataclasses import replace

    record = make_record(1, strange="Feeds the office cat")
    assert keys(proposed(record)) == [("new_kra", "backend-engineer/feeds the office cat")]
    perk = replace(record.document.sentences[0], section="perks")
    outside = replace(record, document=replace(record.document, sentences=(perk,)))
    assert proposed(outside) == []
    (signal,) = record.evidence.kra
    near = replace(signal.kra_matches[0], similarity=SETTINGS.kra.floor)
    close = replace(record, evidence=replace(record.evidence, kra=(replace(signal, kra_matches=(near,)),)))
    assert proposed(close) == []


@pytest.mark.parametrize(
    ("change", "alias"),
    [
        ({}, "server person"),
        ({"case": "DOMAIN"}, "server person"),
        ({"title": "Sr. Server Person (Remote)"}, "server person"),
        ({"case": "A", "alias_roles": ("backend-engineer",)}, None),
        ({"queued": True}, None),
        ({"confidence": SETTINGS.centroid.min_confidence - 0.01}, None),
        ({"title": None}, None),
        ({"title": "  "}, None),
        ({"title": "one two three four five six seven"}, None),
    ],
)
def test_the_own_title_of_a_sure_decision_may_become_an_alias(change, alias):
    found = proposed(make_record(1, **{"title": "Server Person", **change}))
    wanted = [("role_alias", f"backend-engineer/{alias}")] if alias else []
    assert [each for each in keys(found) if each[0] == "role_alias"] == wanted


def test_a_title_of_several_roles_is_proposed_once_whatever_its_level():
    found = [
        proposed(make_record(1, case="D", alias_roles=("nurse", "data-analyst"), title=title))
        for title in ("Ward Clerk", "Senior Ward Clerk")
    ]
    assert [keys(each) for each in found] == [[("collision", "ward clerk")]] * 2


@given(before=st.text(max_size=500), after=st.text(max_size=500))
def test_snippets_are_short_and_hold_the_mention(before, after):
    record = make_record(1, skills=(), proposed=("Qwxz",), text=f"{before} Qwxz {after}")
    (found,) = [each for each in proposed(record) if each.kind == "new_skill"]
    assert len(found.snippet) <= MAX_SNIPPET
    assert "Qwxz" in found.snippet


def test_a_mention_longer_than_a_snippet_is_cut():
    name = "X" * 1000
    (found,) = proposed(make_record(1, skills=(), proposed=(name,)))
    assert len(found.snippet) == MAX_SNIPPET
    assert len(found.key) <= 200


@given(st.text(max_size=400), st.text(max_size=400))
def test_bounded_keys_are_short_and_tell_texts_apart(one, other):
    assert len(bounded_key(one)) <= 200
    assert (bounded_key(one) == bounded_key(other)) == (one == other)


def test_mixed_case_is_the_nicest_spelling():
    assert sorted(["kafka", "KAFKA", "Kafka"], key=spelling_rank)[0] == "Kafka"
