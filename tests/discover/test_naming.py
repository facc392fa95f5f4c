"""Names for clusters: typical, clean, and nobody else's."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdwork.catalog.slug import is_slug
from jdwork.discover.naming import MAX_NAME, display_name, known_names, name_cluster, plain_title
from tests.record.factory import snapshot

KNOWN = known_names(snapshot())
NO_TERMS = tuple


def named(*titles, terms=(), known=KNOWN, **how):
    return name_cluster(titles, lambda: terms, known, **how)


def test_levels_plurals_and_noise_are_no_part_of_a_name():
    name = named("Senior Kiln Glazers (m/f/d)", "Kiln Glazer - Remote", "KILN GLAZER")
    assert named("Kiln Glazers").text == "Kiln Glazer"
    assert (name.text, name.normal, name.slug, name.looks_like) == (
        "Kiln Glazer",
        "kiln glazer",
        "kiln-glazer",
        None,
    )


def test_the_plain_title_stands_for_its_sorts():
    assert named("Glazer", "Kiln Glazer", "Roof Glazer", "Pot Glazer").normal == "glazer"
    assert named("Kiln Glazer", "Kiln Glazer Night", "Old Kiln Glazer", "Potter").normal == "kiln glazer"


def test_without_a_plain_one_the_title_most_like_the_others_does():
    assert named("Reef Planter", "Coral Planter", "Coral Reef Diver").normal == "coral planter"


def test_a_title_that_names_no_trade_gets_a_telling_word():
    assert named("Operator", "Operator", terms=("kiln",)).text == "Kiln Operator"
    assert named("Operator").text == "Operator"


def test_without_titles_the_telling_words_name_it():
    assert named("", "", terms=("ash glaze", "stoneware")).text == "Ash Glaze"
    assert named("", "!!!").slug == "unnamed-role"


def test_a_title_of_many_words_is_a_sentence_and_names_nothing():
    said = "we look for somebody who fires pots glazes tiles and sings all day"
    assert named(said, terms=("stoneware",)).text == "Stoneware"


def test_what_a_role_carries_is_told_not_proposed():
    assert named("Senior Data Analyst", "Data Analyst").looks_like == "data-analyst"
    mixed = named("Data Analyst", "Data Analyst", "Data Wizard")
    assert (mixed.looks_like, mixed.normal) == ("data-analyst", "data analyst")
    assert named("Data Analyst", "Kiln Glazer", "Kiln Glazer").looks_like is None


def test_a_name_that_another_cluster_has_is_avoided():
    name = named("Kiln Glazer", terms=("kiln", "stoneware"), avoid=frozenset({"kiln glazer"}))
    assert name.normal == "stoneware kiln glazer"


@pytest.mark.parametrize(
    "title",
    [
        "<img src=x onerror=alert(1)>Kiln Glazer",
        "<b>Kiln</b> Glazer<script>alert('x')</script>",
        "Kiln\u202e Glazer\x1b[31m",
    ],
)
def test_markup_in_a_title_does_not_reach_the_name(title):
    name = named(title)
    assert "glazer" in name.normal
    for sign in ("<", ">", "\x1b", "\u202e"):
        assert sign not in name.text
    assert is_slug(name.slug)


def test_a_title_of_any_length_is_bounded():
    assert len(plain_title("glazer " * 100_000)) <= MAX_NAME
    assert len(named("kilnglazer" * 10_000).text) <= MAX_NAME


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=40), max_size=4))
def test_any_titles_give_a_name_and_a_slug(titles):
    name = named(*titles)
    assert name.text
    assert name.slug == "" or is_slug(name.slug)
    assert name.text == " ".join(name.text.split())


def test_the_commonest_spelling_is_shown_and_shouting_is_not():
    spelt = {"KILN GLAZER": 5, "Kiln glazer": 2, "kiln glazer": 9}
    assert display_name("kiln glazer", spelt) == "Kiln Glazer"
    assert display_name("qa engineer", {"QA engineer": 1}) == "QA Engineer"
    assert display_name("kiln glazer", {}) == "Kiln Glazer"
