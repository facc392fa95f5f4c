"""Resamples draw whole groups; intervals are percentiles, shifted or exact where asked."""

import numpy as np
import pytest

from jdwork.errors import JdworkError
from jdwork.evaluate import Estimate
from jdwork.evaluate.resampling import exact_ends, group_codes, interval, intervals, resampled_weights


def weights(groups, **options):
    return np.concatenate(list(resampled_weights(np.asarray(groups), **options)))


def test_groups_are_drawn_whole_and_as_many_as_there_are():
    drawn = weights([0, 0, 1, 2, 1, 0], resamples=50)
    assert drawn.shape == (50, 6)
    assert (drawn[:, 0] == drawn[:, 1]).all()
    assert (drawn[:, 2] == drawn[:, 4]).all()
    assert (drawn[:, [0, 2, 3]].sum(axis=1) == 3).all()


def test_each_group_is_drawn_once_on_average():
    drawn = weights(range(20), resamples=4000)
    assert drawn.mean(axis=0) == pytest.approx(np.ones(20), abs=0.08)
    assert drawn.var(axis=0) == pytest.approx(np.full(20, 0.95), abs=0.12)


def test_many_jds_are_drawn_in_parts():
    parts = list(resampled_weights(np.arange(90_000), resamples=5))
    assert len(parts) > 1
    assert sum(len(part) for part in parts) == 5


def test_groups_are_numbered_in_order_of_ids():
    assert group_codes(["c", "a", "b"], ["x", "y", "x"]).tolist() == [1, 0, 1]
    assert group_codes(["c", "a", "b"], None).tolist() == [2, 0, 1]
    with pytest.raises(JdworkError, match="3 JDs and 1 groups"):
        group_codes(["c", "a", "b"], ["x"])


def test_an_interval_holds_the_middle_of_the_resamples():
    found = interval(0.5, np.linspace(0, 1, 1001))
    assert (found.value, found.low, found.high) == pytest.approx((0.5, 0.025, 0.975))


def test_a_centred_interval_lies_about_the_figure():
    found = interval(0.3, np.linspace(0.4, 0.6, 1001), centred=True)
    assert (found.low, found.high) == pytest.approx((0.3 - 0.095, 0.3 + 0.095))
    assert interval(0.02, np.linspace(0.0, 0.2, 1001), centred=True).low == 0


def test_resamples_in_which_a_figure_is_not_defined_do_not_count():
    samples = np.array([[0.2, np.nan], [np.nan, np.nan], [0.4, np.nan]])
    one, other = intervals(np.array([0.3, np.nan]), samples)
    assert 0.2 <= one.low <= one.high <= 0.4
    assert other.to_dict() == {"value": None, "low": None, "high": None}


def test_all_or_nothing_gets_the_exact_interval_and_the_rest_stays():
    mixed = Estimate(0.5, 0.4, 0.6)
    none, every, kept, empty = exact_ends(
        [Estimate(0.0, 0.0, 0.0), Estimate(1.0, 1.0, 1.0), mixed, Estimate(1.0, 1.0, 1.0)], [10, 10, 10, 0]
    )
    # The published bounds for 0 and 10 of 10.
    assert (none.low, none.high) == (0, pytest.approx(0.3085, abs=1e-4))
    assert (every.low, every.high) == (pytest.approx(0.6915, abs=1e-4), 1)
    assert kept is mixed
    assert (empty.low, empty.high) == (1, 1)
