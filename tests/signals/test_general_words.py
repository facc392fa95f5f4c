"""Names that normalising shortens to a general word do not claim every title that ends in it."""

from __future__ import annotations

import dataclasses

import pytest

from jdwork.signals.title import GENERAL_WORD, build_title_index
from tests.signals.trades import trades


@pytest.fixture
def engineers():
    snapshot = trades()
    first = snapshot.roles[0]
    kinds = [
        dataclasses.replace(
            first,
            id=100 + n,
            slug=f"kind-{n}",
            display_name=f"Kind{n} Engineer",
            aliases=(f"Kind{n} Engineer",),
        )
        for n in range(GENERAL_WORD + 1)
    ]
    contract = dataclasses.replace(
        first, id=99, slug="contract", display_name="Contract Engineer", aliases=("Contract Engineer",)
    )
    return dataclasses.replace(snapshot, roles=(contract, *kinds))


def test_a_shortened_name_carries_no_title(engineers):
    index = build_title_index(engineers)
    assert index.match("Rocket Engineer").carried == ()
    assert index.match("Kind3 Engineer").carried == ((4, "kind3 engineer"),)


def test_a_word_that_was_given_as_an_alias_does(engineers):
    plain = dataclasses.replace(engineers.roles[0], aliases=("Contract Engineer", "Engineer"))
    index = build_title_index(dataclasses.replace(engineers, roles=(plain, *engineers.roles[1:])))
    assert index.match("Rocket Engineer").carried == ((0, "engineer"),)


def test_where_few_names_end_in_the_word_it_says_enough(engineers):
    few = dataclasses.replace(engineers, roles=engineers.roles[:5])
    assert build_title_index(few).match("Rocket Engineer").carried == ((0, "engineer"),)
