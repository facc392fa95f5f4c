"""Benjamini and Hochberg: by hand, and its laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.evaluate.drift import false_discovery_rates


def test_an_example_by_hand():
    # Sorted: 0.005 * 5/1, 0.02 * 5/2, 0.03 * 5/3, 0.04 * 5/4, 0.6: the second is held down by later ones.
    p = np.array([0.04, 0.005, 0.6, 0.02, 0.03])
    assert false_discovery_rates(p) == pytest.approx([0.05, 0.025, 0.6, 0.05, 0.05])


def test_what_was_not_tested_counts_for_nothing():
    found = false_discovery_rates(np.array([np.nan, 0.02, np.nan, 0.03]))
    assert np.isnan(found[[0, 2]]).all()
    assert found[[1, 3]] == pytest.approx([0.03, 0.03])
    assert np.isnan(false_discovery_rates(np.array([np.nan]))).all()
    assert len(false_discovery_rates(np.array([]))) == 0


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_q_is_no_less_than_p_keeps_its_order_and_knows_no_order_of_rows(p, draw):
    given_p = np.array(p)
    q = false_discovery_rates(given_p)
    assert (q >= given_p).all()
    assert (q <= 1).all()
    ranked = np.argsort(given_p, kind="stable")
    assert (np.diff(q[ranked]) >= 0).all()
    mixed = list(range(len(p)))
    draw.shuffle(mixed)
    assert false_discovery_rates(given_p[mixed]) == pytest.approx(q[mixed])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.floats(0.01, 0.5))
def test_it_rejects_what_the_step_up_procedure_rejects(p, alpha):
    ranked = sorted(p)
    passed = [rank for rank, one in enumerate(ranked, 1) if one * (len(p) / rank) <= alpha]
    assert (false_discovery_rates(np.array(p)) <= alpha).sum() == (max(passed) if passed else 0)
