"""Confidence keeps the order of probabilities, and sets of roles are nested."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.config import Settings
from jdwork.decide import calibration_figures, candidate_sets, confidence, log_odds_of

chance = st.floats(0, 1)


@given(st.lists(chance, min_size=2, max_size=20), st.floats(0.05, 5), st.floats(-5, 5))
def test_confidence_never_falls_as_probability_rises(values, slope, offset):
    ordered = np.sort(np.array(values))
    shown = confidence(ordered, slope, offset)
    assert (np.diff(shown) >= 0).all()
    assert ((shown >= 0) & (shown <= 1)).all()


@given(st.floats(1e-5, 1 - 1e-5))
def test_slope_one_and_offset_zero_leave_a_probability_as_it_is(value):
    assert confidence(np.array([value]), 1.0, 0.0)[0] == pytest.approx(value, rel=1e-4)


def test_a_slope_below_one_makes_less_sure_and_an_offset_moves():
    assert confidence(np.array([0.9]), 0.5, 0.0)[0] == pytest.approx(0.75)
    assert confidence(np.array([0.5]), 1.0, np.log(3.0))[0] == pytest.approx(0.75)


def test_certainty_has_bounded_log_odds():
    assert np.isfinite(log_odds_of(np.array([0.0, 1.0]))).all()


def test_there_are_figures_without_and_with_a_role_model():
    settings = Settings.model_validate(
        {"calibration": {"slope": 2.0, "offset": 1.0, "set_threshold": 0.1, "slope_with_model": 3.0,
                         "offset_with_model": -1.0, "set_threshold_with_model": 0.3}}
    )  # fmt: skip
    found = calibration_figures(settings)
    np.testing.assert_allclose(found, [[2.0, 1.0, 0.1], [3.0, -1.0, 0.3]], rtol=1e-6)


@given(
    st.lists(st.lists(chance, min_size=3, max_size=3), min_size=1, max_size=6),
    chance,
    chance,
    st.integers(-1, 2),
)
def test_a_lower_threshold_only_adds_roles(rows, one, other, column):
    probability = np.array(rows, dtype=np.float32)
    chosen = np.full(len(rows), column, dtype=np.int32)
    low, high = (
        candidate_sets(probability, np.full(len(rows), at, np.float32), chosen) for at in sorted((one, other))
    )
    assert (high <= low).all()


def test_a_set_holds_what_is_likely_enough_and_always_the_choice():
    probability = np.array([[0.6, 0.3, 0.1, 0.0]] * 3, dtype=np.float32)
    sets = candidate_sets(probability, np.array([0.2, 0.9, 0.0]), np.array([0, 2, -1], dtype=np.int32))
    assert sets.tolist() == [[True, True, False, False], [False, False, True, False], [False] * 4]
    everything = candidate_sets(probability[:1], np.zeros(1), np.zeros(1, dtype=np.int32))
    assert everything.tolist() == [[True, True, True, False]]  # padding has no probability
