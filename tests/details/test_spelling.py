from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.details import CatalogLinks
from jdwork.details.spelling import KNOWN, alias_detail, reason_to_skip
from tests.details.factory import SNAPSHOT

LINKS = CatalogLinks(SNAPSHOT)


@pytest.mark.parametrize(
    ("skill", "spelling", "reason"),
    [
        ("rest-api", "REST API", KNOWN),
        ("rest-api", "rest api", "differs from the alias 'REST API' in letter case only"),
        ("node-js", "Node JS", "differs from the alias 'Node.js' in spaces or signs only"),
        ("rest-api", "RESTful APIs", "differs from the alias 'RESTful API' in number only"),
        ("java", "Java 17", "names a version of 'Java'"),
        ("java", "java8", "names a version of 'Java'"),
        ("c-plus-plus", "C++ 17", "names a version of 'C++'"),
        ("go", "C", "is an alias of C"),
        ("java", "JV", "shorter than 3 letters"),
        ("java", "J" * 61, "longer than 60 characters"),
    ],
)
def test_why_a_spelling_is_not_kept(skill, spelling, reason):
    assert reason_to_skip(spelling, SNAPSHOT.skill(skill), LINKS) == reason


@pytest.mark.parametrize(
    ("skill", "spelling"),
    [("kafka", "Kafka Streaming"), ("java", "Java SE"), ("c", "ANSI C"), ("rest-api", "REST interface")],
)
def test_another_wording_is_kept(skill, spelling):
    assert reason_to_skip(spelling, SNAPSHOT.skill(skill), LINKS) is None


def test_c_and_c_plus_plus_are_two_names():
    assert reason_to_skip("C++", SNAPSHOT.skill("c"), LINKS) == "is an alias of C++"


def test_the_first_spelling_worth_keeping_goes_before_known_ones():
    told = alias_detail("Apache Kafka", SNAPSHOT.skill("kafka"), ["Kafka", "Kafka Mesh", "Kafka Bus"], LINKS)
    assert (told.term, told.known_alias, told.skipped_reason) == ("Kafka Mesh", None, None)


def test_a_known_spelling_is_told_with_the_id_of_its_alias():
    told = alias_detail("Apache Kafka", SNAPSHOT.skill("kafka"), ["Kafka"], LINKS)
    assert (told.term, told.known_alias, told.known_alias_id, told.skipped_reason) == (
        "Apache Kafka", "Kafka", 41, KNOWN,
    )  # fmt: skip


def test_a_skill_that_only_the_title_names_is_met_by_its_alias():
    told = alias_detail("Java", SNAPSHOT.skill("java"), [], LINKS, alias="Java")
    assert (told.known_alias, told.skipped_reason) == ("Java", KNOWN)


def test_markup_is_no_part_of_a_spelling():
    told = alias_detail("Java", SNAPSHOT.skill("java"), ["Java &amp; friends"], LINKS)
    assert told.term == "Java & friends"


@given(st.lists(st.text(), max_size=3), st.sampled_from([one.slug for one in SNAPSHOT.skills]))
def test_a_spelling_is_either_known_or_new(spellings, slug):
    told = alias_detail("term", SNAPSHOT.skill(slug), spellings, LINKS)
    assert (told.known_alias is None) == (told.skipped_reason is None) == (told.known_alias_id is None)
