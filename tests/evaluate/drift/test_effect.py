"""The size of a shift: unbiased, with an interval that holds, and what could have been missed."""

from __future__ import annotations

import math

import numpy as np
import pytest

from jdwork.evaluate.drift.effect import along_reference, cosine_distance, detectable, effect_size
from jdwork.evaluate.drift.permutation import permutation_test
from jdwork.evaluate.drift.samples import TwoSamples
from tests.evaluate.drift.making import SPREAD, WIDTH, jds

NONE = np.zeros((0, WIDTH))


def independent(before, after):
    return TwoSamples(before, after, NONE, NONE)


def test_it_is_right_on_average_however_few_there_are():
    draw = np.random.default_rng(0)
    for n in (5, 40):
        squares = []
        for _ in range(300):
            found = independent(jds(draw, n), jds(draw, n, shift=0.5))
            squares.append((np.square(found.shift).sum() - found.noise) / found.spread**2)
        assert np.mean(squares) == pytest.approx(0.25, abs=0.05)


def test_noise_is_right_for_pairs_too():
    draw = np.random.default_rng(1)
    lengths, noises = [], []
    for _ in range(400):
        kept = jds(draw, 6)
        found = TwoSamples(jds(draw, 4), jds(draw, 5), kept, kept + 0.1 * jds(draw, 6))
        lengths.append(np.square(found.shift).sum())
        noises.append(found.noise)
    assert np.mean(noises) == pytest.approx(np.mean(lengths), rel=0.15)


@pytest.mark.parametrize("shift", [0.0, 0.3, 0.8])
def test_the_interval_holds_the_effect(shift):
    draw = np.random.default_rng(2)
    held = 0
    for seed in range(100):
        found = effect_size(independent(jds(draw, 15), jds(draw, 20, shift=shift)), resamples=200, seed=seed)
        held += found.low <= shift <= found.high
    assert held >= 88


def test_the_detectable_effect_is_found_in_four_of_five():
    draw = np.random.default_rng(3)
    before, after = jds(draw, 12), jds(draw, 12)
    found = independent(before, after)
    least = detectable(found, permutation_test(found, permutations=400, seed=0), level=0.05)
    hits = [
        permutation_test(
            independent(jds(draw, 12), jds(draw, 12, shift=least)), permutations=400, seed=seed
        ).p
        <= 0.05
        for seed in range(150)
    ]
    assert 0.68 <= np.mean(hits) <= 0.92


def test_more_jds_show_smaller_effects_and_a_stricter_level_larger_ones():
    draw = np.random.default_rng(4)

    def least(n, level=0.05):
        found = independent(jds(draw, n), jds(draw, n))
        return detectable(found, permutation_test(found, permutations=400, seed=0), level=level)

    assert least(100) < least(30) < least(10) < least(10, level=0.003)
    assert least(3, level=0.05) == math.inf  # of 20 arrangements, two are as good: p is never below 0.1


def test_jds_that_moved_away_from_the_core_are_told_from_those_that_did_not():
    draw = np.random.default_rng(5)
    centre = np.ones(WIDTH)
    same = np.mean([
        along_reference(independent(jds(draw, 10, centre=centre), jds(draw, 10, centre=centre)))
        for _ in range(200)
    ])  # fmt: skip
    assert abs(same) < 0.02
    away = independent(jds(draw, 10, centre=centre), jds(draw, 10, centre=-centre))
    assert along_reference(away) < -0.5
    assert cosine_distance(away) > 1


def test_one_jd_has_no_effect_to_speak_of():
    draw = np.random.default_rng(6)
    found = independent(jds(draw, 1), jds(draw, 9))
    assert math.isnan(effect_size(found, resamples=100, seed=0).value)
    assert math.isnan(along_reference(found))
    same = independent(np.tile(SPREAD, (4, 1)), np.tile(SPREAD, (4, 1)))
    assert math.isnan(effect_size(same, resamples=100, seed=0).value)
