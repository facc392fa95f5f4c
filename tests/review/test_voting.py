"""Votes, weights, and sentences that stand for others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.enrich import skill_weight
from jdwork.review.voting import elected


@pytest.mark.parametrize(
    ("seen", "jds", "weight"), [(1, 1, 0.3), (1, 100, 0.2), (50, 100, 0.4), (1000, 1000, 0.6), (5, 0, 0.6)]
)
def test_a_weight_grows_with_the_share_of_jds(seen, jds, weight):
    assert skill_weight(seen, jds) == weight


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_weight_stays_modest(seen, jds):
    assert 0.2 <= skill_weight(seen, jds) <= 0.6


def test_the_heavier_side_is_elected_and_equals_by_alphabet():
    assert elected([("a", 1.0), ("b", 0.6), ("b", 0.6)]) == "b"
    assert elected([("b", 1.0), ("a", 1.0)]) == "a"
    assert elected([]) is None
