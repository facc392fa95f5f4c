"""Candidates: whoever any signal ranks high, whatever the weights."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from jdwork.signals.candidates import choose_candidates

signals = hnp.arrays(np.float32, (3, 9), elements=st.integers(0, 10).map(lambda value: value / 10))


def test_the_top_of_every_signal_stays():
    one, two, alias = np.zeros((1, 6), np.float32), np.zeros((1, 6), np.float32), np.zeros((1, 6), np.float32)
    one[0, 4], two[0, 1], alias[0, 5] = 0.9, 0.2, 1.0
    assert choose_candidates([one, two], alias, limit=3).tolist() == [[1, 4, 5]]


def test_a_catalog_within_the_limit_is_kept_whole():
    alias = np.zeros((2, 3), np.float32)
    assert choose_candidates([alias], alias, limit=5).tolist() == [[0, 1, 2], [0, 1, 2]]


def test_ties_fall_in_catalog_order():
    even = np.full((1, 5), 0.5, np.float32)
    assert choose_candidates([even], np.zeros_like(even), limit=2).tolist() == [[0, 1]]


@given(signals, signals, st.integers(1, 9))
def test_rows_are_distinct_ascending_and_of_the_size_asked_for(one, two, limit):
    chosen = choose_candidates([one, two], np.zeros_like(one), limit=limit)
    assert chosen.shape == (3, limit)
    assert (np.diff(chosen, axis=1) > 0).all()
    assert (chosen >= 0).all() and (chosen < 9).all()


@given(signals, st.integers(1, 8))
def test_a_larger_limit_keeps_all_that_a_smaller_one_kept(one, limit):
    alias = np.zeros_like(one)
    small, large = (choose_candidates([one], alias, limit=size) for size in (limit, limit + 1))
    for few, more in zip(small, large, strict=True):
        assert set(few) <= set(more)


@given(signals, signals)
def test_each_jd_is_chosen_for_as_if_it_were_alone(one, two):
    alias = np.zeros_like(one)
    together = choose_candidates([one, two], alias, limit=4)
    for row in range(3):
        only = slice(row, row + 1)
        assert (choose_candidates([one[only], two[only]], alias[only], limit=4)[0] == together[row]).all()
