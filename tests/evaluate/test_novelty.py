"""Telling unknown roles: signs are learned with the right sign, thresholds lose what they may."""

import math

import numpy as np
import pytest

from jdwork.decide import SUPPORT_FEATURES
from jdwork.evaluate import fit_support, separation, support_threshold
from jdwork.evaluate.novelty import KNOWN_SHARE, LOST


def figures(n, *, seed, **means):
    rng = np.random.default_rng(seed)
    made = np.zeros((n, len(SUPPORT_FEATURES)))
    for name, mean in means.items():
        made[:, SUPPORT_FEATURES.index(name)] = rng.normal(mean, 1.0, n)
    return made


def supported(rows, weights):
    total = sum(weights.get(name, 0) * rows[:, place] for place, name in enumerate(SUPPORT_FEATURES))
    return 1 / (1 + np.exp(-(total + weights["intercept"])))


def test_what_tells_known_roles_gets_weight_and_the_rest_little():
    known, unknown = figures(3000, seed=0, best=2.0, skill=0.0), figures(3000, seed=1, best=0.0, skill=0.0)
    weights = fit_support(known, unknown)
    assert weights["best"] == pytest.approx(2.0, abs=0.25)  # the gap of the means over the variance
    assert weights["skill"] < 0.15
    assert set(weights) == {"intercept", "best", "skill"}


def test_no_figure_speaks_against_a_known_role():
    known, unknown = figures(1000, seed=0, best=2.0, lead=0.0), figures(1000, seed=1, best=0.0, lead=1.0)
    assert fit_support(known, unknown)["lead"] == 0


def test_support_is_a_probability_where_most_roles_are_known():
    known, unknown = figures(4000, seed=0, best=1.0), figures(4000, seed=1, best=0.0)
    weights = fit_support(known, unknown)
    means = [supported(rows, weights).mean() for rows in (known, unknown)]
    assert KNOWN_SHARE * means[0] + (1 - KNOWN_SHARE) * means[1] == pytest.approx(KNOWN_SHARE, abs=0.01)


def test_no_input_loses_more_than_it_may():
    rng = np.random.default_rng(0)
    known, source = np.concatenate([rng.beta(9, 1, 1000), rng.beta(3, 1, 1000)]), np.repeat([0, 1], 1000)
    least = support_threshold(known, source)
    lost = [(known[source == number] < least).mean() for number in (0, 1)]
    assert max(lost) <= LOST
    assert lost[1] == pytest.approx(LOST, abs=0.01)


def test_separation_is_the_area_under_the_curve():
    assert separation(np.array([0.9, 0.8]), np.array([0.1, 0.2])) == 1
    assert separation(np.array([0.1]), np.array([0.9])) == 0
    assert separation(np.array([0.5, 0.5]), np.array([0.5])) == 0.5
    assert separation(np.array([1.0, 3.0]), np.array([2.0])) == 0.5
    assert math.isnan(separation(np.zeros(0), np.ones(3)))


def test_nothing_to_learn_from_gives_nothing():
    assert fit_support(np.zeros((0, 8)), np.zeros((0, 8))) == {}
    assert support_threshold(np.zeros(0), np.zeros(0, dtype=int)) == 0
