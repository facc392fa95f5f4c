"""Names of technologies: makers, abbreviations, merged spellings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.catalog.importing.technology import Technologies


def add(found, name, *occupations, kind="Drawing software", code="43232102"):
    for occupation in occupations or ("o1",):
        found.add(occupation, name, code, kind, hot=False, in_demand=False)


def skills(found, plain=()):
    return {skill.slug: skill for some in found.skills(plain).values() for skill in some}


def texts(skill):
    return [alias.text for alias in skill.aliases]


@pytest.fixture
def acme():
    found = Technologies()
    for product in ("Zibble", "Quorx", "Paint", "Vexil Pro", "Blorb"):
        add(found, f"Acme {product}", "o1")
    for number in range(2, 10):
        add(found, "Pen", f"o{number}")
    return found


def test_the_maker_s_name_may_be_left_off(acme):
    made = skills(acme, {"paint"})
    assert texts(made["acme-zibble"]) == ["Zibble"]
    assert texts(made["acme-vexil-pro"]) == ["Vexil Pro"]
    assert texts(made["acme-paint"]) == []


def test_a_plain_word_alone_stands_for_a_product_that_many_use(acme):
    for number in range(2, 5):
        add(acme, "Acme Paint", f"o{number}")
    (alias,) = skills(acme, {"paint"})["acme-paint"].aliases
    assert (alias.text, alias.match) == ("Paint", "CONTEXT")


def test_a_product_name_of_two_makers_goes_to_the_one_more_use(acme):
    for product in ("Alpha", "Beta", "Gamma", "Delta"):
        add(acme, f"Bolt {product}")
    add(acme, "Bolt Quorx", "o1", "o2")
    made = skills(acme)
    assert texts(made["bolt-quorx"]) == ["Quorx"]
    assert texts(made["acme-quorx"]) == []


def test_generic_endings_go_where_a_name_is_left():
    found = Technologies()
    add(found, "Zibble software")
    add(found, "Email software")
    made = skills(found, {"email"})
    assert texts(made["zibble-software"]) == ["Zibble"]
    assert texts(made["email-software"]) == []


def test_abbreviations_are_found_with_their_words():
    found = Technologies()
    add(found, "Hyper sketch language HSL software")
    made = skills(found)["hyper-sketch-language-hsl-software"]
    assert [(alias.text, alias.type) for alias in made.aliases] == [
        ("HSL", "ABBREVIATION"),
        ("Hyper sketch language", "SYNONYM"),
    ]


def test_two_spellings_of_one_slug_are_one_skill():
    found = Technologies()
    add(found, "Draw-It")
    add(found, "Draw It")
    made = skills(found)
    assert list(made) == ["draw-it"]


def test_unknown_commodities_have_a_home():
    found = Technologies()
    add(found, "Zibble", code="")
    assert list(found.skills(())) == ["Other Technology"]


@given(st.dictionaries(st.sampled_from("abcdef"), st.sets(st.sampled_from("uvwxyz"), min_size=1), min_size=1))
def test_weights_lie_in_range_and_fall_with_use(uses):
    found = Technologies()
    for name, occupations in uses.items():
        add(found, name, *occupations)
    weights = found.weights()
    for some in weights.values():
        assert all(0 < weight <= 1 for weight in some.values())
        counts = [len(uses[slug]) for slug in some]
        assert counts == sorted(counts)
