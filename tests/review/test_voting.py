"""Votes, weights, and sentences that stand for others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.review.voting import elected, representative, role_weight


@pytest.mark.parametrize(
    ("seen", "jds", "weight"), [(1, 1, 0.3), (1, 100, 0.2), (50, 100, 0.4), (1000, 1000, 0.6), (5, 0, 0.6)]
)
def test_a_weight_grows_with_the_share_of_jds(seen, jds, weight):
    assert role_weight(seen, jds) == weight


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_weight_stays_modest(seen, jds):
    assert 0.2 <= role_weight(seen, jds) <= 0.6


def test_the_heavier_side_is_elected_and_equals_by_alphabet():
    assert elected([("a", 1.0), ("b", 0.6), ("b", 0.6)]) == "b"
    assert elected([("b", 1.0), ("a", 1.0)]) == "a"
    assert elected([]) is None


def test_what_most_ads_say_is_chosen_once():
    sentences = [
        (0, "Juggles seven burning torches on stage"),
        (0, "Flies survey drones over building sites"),
        (1, "Fly survey drones over the building sites"),
        (2, "Flies the survey drones over building sites"),
        (1, "Writes flight reports for clients"),
        (2, "Writes the flight reports for our clients"),
    ]
    chosen = representative(sentences, most=2)
    assert len(chosen) == 2
    assert "survey drones" in chosen[0]
    assert "flight reports" in chosen[1]


@given(st.lists(st.tuples(st.integers(0, 3), st.text(max_size=30)), max_size=12), st.integers(1, 5))
def test_what_is_chosen_was_said(sentences, most):
    chosen = representative(sentences, most=most)
    assert len(chosen) <= most
    assert all(text in [said for _, said in sentences] for text in chosen)
    assert bool(chosen) == bool(sentences)
