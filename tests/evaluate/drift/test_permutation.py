"""The permutation test: exact where it can be, fair where it draws, stopped without cheating."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.stats import kstest

from jdwork.evaluate.drift.permutation import ENOUGH, LOOKS, permutation_test
from jdwork.evaluate.drift.samples import TwoSamples, two_samples
from tests.evaluate.drift.making import WIDTH, jds


def samples(before, after, pairs=(), changed=()):
    none = np.zeros((0, before.shape[1]))
    return TwoSamples(before, after, np.array(pairs) if len(pairs) else none,
                      np.array(changed) if len(changed) else none)  # fmt: skip


def by_brute_force(found):
    """Share of all rearrangements whose shift is as long, worked out one by one."""
    single = [*found.before, *found.after]
    lengths = []
    for earlier in itertools.combinations(range(len(single)), len(found.before)):
        for swaps in itertools.product((False, True), repeat=len(found.pair_before)):
            first = [single[one] for one in earlier]
            second = [one for place, one in enumerate(single) if place not in earlier]
            for swap, old, new in zip(swaps, found.pair_before, found.pair_after, strict=True):
                first.append(new if swap else old)
                second.append(old if swap else new)
            lengths.append(np.linalg.norm(np.mean(second, axis=0) - np.mean(first, axis=0)))
    observed = np.linalg.norm(found.shift)
    return np.mean(np.array(lengths) >= observed - 1e-9), len(lengths)


@pytest.mark.parametrize(("a", "b", "k"), [(3, 3, 0), (2, 4, 0), (4, 1, 2), (0, 0, 4), (2, 0, 3), (3, 3, 2)])
@pytest.mark.parametrize("width", [2, 40])
def test_it_is_exact_on_few_units(a, b, k, width):
    draw = np.random.default_rng(a * 100 + b * 10 + k)
    found = samples(*(draw.normal(size=(n, width)) for n in (a, b, k, k)))
    test = permutation_test(found, permutations=1000, seed=0)
    assert test.exact
    assert (test.p, test.arrangements) == (pytest.approx(by_brute_force(found)[0]), by_brute_force(found)[1])


def test_drawing_comes_near_to_counting():
    draw = np.random.default_rng(5)
    found = samples(jds(draw, 8), jds(draw, 8, shift=0.5))
    exact = permutation_test(found, permutations=20_000, seed=0)
    drawn = permutation_test(found, permutations=8_000, seed=0)
    assert exact.exact
    assert not drawn.exact
    assert drawn.p == pytest.approx(exact.p, abs=4 * (exact.p / 1000) ** 0.5)
    assert drawn.mean == pytest.approx(exact.mean, rel=0.1)


def test_p_is_uniform_where_nothing_moved():
    draw = np.random.default_rng(11)
    p = [
        permutation_test(samples(jds(draw, 9), jds(draw, 14)), permutations=300, seed=one).p
        for one in range(400)
    ]
    assert kstest(p, "uniform").pvalue > 0.01
    assert np.mean(np.array(p) <= 0.05) < 0.09


def test_a_clear_case_is_drawn_to_the_end_and_an_empty_one_is_settled_early():
    draw = np.random.default_rng(3)
    far = permutation_test(samples(jds(draw, 15), jds(draw, 15, shift=3)), permutations=12_000, seed=0)
    assert (far.arrangements, far.p) == (12_000, 1 / 12_001)
    same = permutation_test(samples(jds(draw, 15), jds(draw, 15)), permutations=12_000, seed=0)
    assert same.arrangements == LOOKS[0]
    assert same.p > ENOUGH / (LOOKS[0] + 1)


def test_the_least_p_that_could_have_come_out_is_known():
    draw = np.random.default_rng(4)
    assert permutation_test(samples(jds(draw, 3), jds(draw, 3)), permutations=99, seed=0).attainable == 0.1
    assert permutation_test(samples(jds(draw, 2), jds(draw, 3)), permutations=99, seed=0).attainable == 0.1
    assert permutation_test(samples(jds(draw, 1), jds(draw, 1)), permutations=99, seed=0).p == 1


def test_the_same_ad_in_both_periods_says_that_nothing_changed():
    draw = np.random.default_rng(6)
    kept = jds(draw, 6)
    none = np.zeros((0, WIDTH))
    test = permutation_test(TwoSamples(none, none, kept, kept), permutations=100, seed=0)
    assert (test.p, test.arrangements) == (1, 1)


def test_units_do_not_depend_on_the_order_of_rows_and_copies_count_once():
    draw = np.random.default_rng(7)
    rows = jds(draw, 12)
    groups = np.array([0, 0, 1, 2, 3, 4, 0, 1, 5, 6, 7, 7])
    later = np.array([False] * 6 + [True] * 6)
    found = two_samples(rows, groups, later)
    assert (len(found.before), len(found.after), len(found.pair_before)) == (3, 3, 2)
    assert (found.n_before, found.n_after) == (5, 5)
    assert found.mean_before == pytest.approx(np.mean([rows[:2].mean(axis=0), *rows[2:6]], axis=0))
    mixed = draw.permutation(12)
    again = two_samples(rows[mixed], groups[mixed], later[mixed])
    for name in ("before", "after", "pair_before", "pair_after"):
        assert (getattr(found, name) == getattr(again, name)).all()


def test_a_close_call_is_drawn_further_than_a_clear_one():
    draw = np.random.default_rng(8)
    tests = [
        permutation_test(samples(jds(draw, 15), jds(draw, 15, shift=0.35)), permutations=3_000, seed=seed)
        for seed in range(12)
    ]
    assert {test.arrangements for test in tests} == {LOOKS[0], 3_000}
    for test in tests:
        as_long = round(test.p * (test.arrangements + 1)) - 1
        assert test.arrangements == 3_000 or as_long >= ENOUGH
