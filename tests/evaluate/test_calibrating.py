"""Calibration is found where it was planted; sets cover what they promise."""

import numpy as np
import pytest

from jdwork.decide import confidence
from jdwork.evaluate import fit_calibration, fit_set_threshold


def drawn(n=20_000, *, slope, offset, seed=0):
    rng = np.random.default_rng(seed)
    probability = 1 / (1 + np.exp(-rng.normal(1.0, 2.0, n)))
    return probability, rng.uniform(size=n) < confidence(probability, slope, offset)


@pytest.mark.parametrize(("slope", "offset"), [(1.0, 0.0), (0.5, 0.3), (1.6, -0.8)])
def test_planted_figures_are_found(slope, offset):
    found = fit_calibration(*drawn(slope=slope, offset=offset))
    assert found == (pytest.approx(slope, abs=0.08), pytest.approx(offset, abs=0.1))


def test_a_run_without_a_mistake_is_not_sure_for_ever():
    slope, offset = fit_calibration(np.full(40, 0.99), np.ones(40, dtype=bool))
    assert 0.9 < confidence(np.array([0.99]), slope, offset)[0] < 0.9999


def test_the_order_is_kept_even_where_the_sure_are_wrong():
    slope, _ = fit_calibration(np.linspace(0.1, 0.9, 200), np.linspace(0.1, 0.9, 200) < 0.5)
    assert slope > 0


def test_nothing_to_learn_from_changes_nothing():
    assert fit_calibration(np.zeros(0), np.zeros(0, dtype=bool)) == (1.0, 0.0)


@pytest.mark.parametrize("coverage", [0.8, 0.9, 0.95])
def test_sets_cover_unseen_jds_of_every_kind(coverage):
    rng = np.random.default_rng(0)
    easy, hard = rng.beta(8, 1, 4000), rng.beta(1, 1, 4000)
    seen = np.arange(4000) < 2000
    found = fit_set_threshold(
        np.concatenate([easy[seen], hard[seen]]), np.repeat([0, 1], 2000), coverage=coverage
    )
    assert (hard[~seen] >= found).mean() == pytest.approx(coverage, abs=0.02)
    assert (easy[~seen] >= found).mean() >= coverage


def test_more_coverage_needs_a_lower_threshold_and_too_much_needs_all_roles():
    chance = np.random.default_rng(0).uniform(size=30)
    found = [fit_set_threshold(chance, np.zeros(30, int), coverage=one) for one in (0.5, 0.9, 0.99)]
    assert found[0] > found[1] > found[2] == 0
