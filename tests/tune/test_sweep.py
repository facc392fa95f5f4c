"""Sweeps find every value that makes a difference."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdwork.config import Settings
from jdwork.tune.dials import find_dials, thresholds, with_values
from jdwork.tune.objectives import Accuracy, Cost
from jdwork.tune.sweep import Sweep, score, sweep, sweep_two, telling_values
from tests.tune.planted import planted

DATA = planted(60)
KEYS = [dial.key for dial in thresholds()]


@given(st.sampled_from(KEYS), st.floats(0, 1))
@settings(max_examples=60, deadline=None)
def test_every_value_decides_like_one_of_the_telling_ones(key, share):
    (dial,) = find_dials([key], Settings())
    values, exact = telling_values(DATA, Settings(), dial, most=100_000)
    assert exact
    value = dial.rounded(dial.low + share * (dial.high - dial.low))
    wanted = DATA.replay.decide(with_values(Settings(), {key: value}))
    place = int(np.searchsorted(values, value))
    nearest = values[max(place - 1, 0) : place + 1]  # of the range it lies in, the middle is one of these
    for one in nearest:
        found = DATA.replay.decide(with_values(Settings(), {key: float(one)}))
        if all((getattr(found, name) == getattr(wanted, name)).all() for name in ("case", "role", "queued")):
            return
    pytest.fail(f"{key} = {value} decides like neither {nearest}")


def test_telling_values_are_thinned_evenly_where_there_are_too_many():
    (dial,) = find_dials(["accept.min_confidence"], Settings())
    every, _ = telling_values(DATA, Settings(), dial, most=100_000)
    values, exact = telling_values(DATA, Settings(), dial, most=7)
    assert not exact
    assert len(values) == 7
    assert values[0] == every[0]
    assert values[-1] == every[-1]


def test_a_weight_is_swept_over_even_steps_and_never_called_exact():
    (dial,) = find_dials(["evidence.kra"], Settings())
    values, exact = telling_values(DATA, Settings(), dial)
    assert not exact
    assert values[0] == 0
    assert values[-1] == dial.high


def test_scores_of_a_sweep_are_those_of_each_value_alone():
    (dial,) = find_dials(["accept.min_confidence"], Settings())
    found = sweep(DATA, Settings(), dial, Cost(), most=9)
    assert found.at_current == score(DATA, Settings(), Cost())
    for value, at in zip(found.values, found.scores, strict=True):
        assert at == score(DATA, with_values(Settings(), {dial.key: float(value)}), Cost())


def along(scores, *, current=0.0, at_current=0.0):
    (dial,) = find_dials(["kra.floor"], Settings())
    values = np.arange(len(scores)) / 10
    return Sweep(dial, values, np.array(scores, dtype=float), True, current, at_current)


def test_the_middle_of_the_widest_best_range_is_chosen():
    assert along([1, 3, 2, 3, 3, 3, 2]).best() == (0.4, 3.0)


def test_the_current_value_stays_where_none_is_better():
    assert along([1, 3, 3, 1], current=0.123, at_current=3.0).best() == (0.123, 3.0)


def test_tolerance_ends_where_the_score_falls_too_far():
    found = along([0, 2, 3, 2.9, 1], current=0.2, at_current=3.0)
    assert found.tolerance(0.5) == (0.2, pytest.approx(0.3))
    assert found.tolerance(1.0) == (pytest.approx(0.1), pytest.approx(0.3))


def test_a_plane_holds_the_score_of_every_pair():
    one, two = find_dials(["new_role.max", "domain.floor"], Settings())
    plane = sweep_two(DATA, Settings(), one, two, Accuracy(), most=36)
    assert plane.scores.shape == (len(plane.first_values), len(plane.second_values))
    first, second, top = plane.best()
    assert top == score(DATA, with_values(Settings(), {one.key: first, two.key: second}), Accuracy())
    assert top == plane.scores.max()


def test_a_plane_with_confidence_is_never_called_exact():
    one, two = find_dials(["accept.min_confidence", "domain.floor"], Settings())
    data = planted(5)
    assert not sweep_two(data, Settings(), one, two, Accuracy()).exact
    floor, margin = find_dials(["kra.floor", "b.margin"], Settings())
    assert sweep_two(data, Settings(), floor, margin, Accuracy()).exact
