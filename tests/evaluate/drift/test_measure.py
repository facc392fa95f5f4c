"""Drift of roles: alarms where something moved, few where nothing did, honest where JDs are few."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from jdwork.config.settings import DriftSettings
from jdwork.errors import InputError
from jdwork.evaluate.drift import measure_drift
from tests.evaluate.drift.making import QUICK, jds, two_periods


def test_no_drift_raises_an_alarm_in_at_most_one_data_set_of_twenty():
    draw = np.random.default_rng(20)
    settings = DriftSettings(permutations=300, resamples=100, min_effect=0)
    with_alarm = p_low = tests = 0
    for _ in range(200):
        data = two_periods(draw, {"x": (9, 9, 0), "y": (8, 20, 0), "z": (14, 11, 0)})
        report = measure_drift(*data, settings=settings)
        with_alarm += bool(report.alarms)
        p_low += sum(row.p <= 0.05 for row in report.tested)
        tests += len(report.tested)
    assert tests == 600
    # 10 are expected at most; 18 would come by chance once in a hundred times.
    assert with_alarm <= 18
    assert p_low / tests <= 0.075


@pytest.mark.parametrize(("n", "least", "most"), [(8, 0, 14), (20, 8, 20), (60, 19, 20)])
def test_a_known_shift_is_found_the_surer_the_more_jds_there_are(n, least, most):
    draw = np.random.default_rng(n)
    settings = DriftSettings(permutations=400, resamples=100, min_effect=0.2)
    found = wrong = 0
    for _ in range(20):
        still = dict.fromkeys("abcd", (n, n, 0))
        report = measure_drift(*two_periods(draw, {**still, "moved": (n, n, 0.5)}), settings=settings)
        found += any(row.role == "moved" for row in report.alarms)
        wrong += any(row.role != "moved" for row in report.alarms)
    assert least <= found <= most
    assert wrong <= 4


def test_the_order_of_rows_changes_nothing():
    draw = np.random.default_rng(1)
    vectors, roles, periods = two_periods(draw, {"x": (9, 12, 0.5), "y": (3, 10, 0)})
    groups = draw.integers(20, size=len(roles))
    mixed = draw.permutation(len(roles))
    first = measure_drift(vectors, roles, periods, groups=groups, settings=QUICK)
    again = measure_drift(
        vectors[mixed],
        [roles[row] for row in mixed],
        [periods[row] for row in mixed],
        groups=groups[mixed],
        settings=QUICK,
    )
    assert first.to_dict() == again.to_dict()


def test_other_roles_and_periods_do_not_change_a_comparison():
    draw = np.random.default_rng(2)
    vectors, roles, periods = two_periods(draw, {"x": (9, 12, 0.3), "y": (12, 10, 0)})
    both = measure_drift(vectors, roles, periods, settings=QUICK)
    alone = measure_drift(vectors[:21], roles[:21], periods[:21], settings=QUICK)
    (x_both,), (x_alone,) = both.of(role="x"), alone.of(role="x")
    assert (x_both.p, x_both.effect) == (x_alone.p, x_alone.effect)


def test_too_few_jds_are_never_called_no_drift():
    draw = np.random.default_rng(3)
    data = two_periods(draw, {"few": (5, 7, 0), "fewer": (1, 9, 0), "gone": (9, 0, 0), "enough": (9, 9, 0)})
    report = measure_drift(*data, settings=QUICK)
    rows = {row.role: row for row in report.rows}
    assert rows["few"].verdict == "too few"
    assert math.isnan(rows["few"].q)
    assert rows["few"].detectable > 0.3
    assert rows["few"].words == (
        f"too few to tell (n=5 and 7, could only find an effect of {rows['few'].detectable:.2f})"
    )
    for role, n in (("fewer", "1 and 9"), ("gone", "9 and 0")):
        assert rows[role].words == (
            f"too few to tell (n={n}, no effect, however large, could be told from chance)"
        )
    # What was not tested does not make the others less sure.
    assert rows["enough"].q == rows["enough"].p
    nothing = measure_drift(*two_periods(draw, {"few": (5, 7, 0)}), settings=QUICK)
    assert nothing.words == "Nothing could be tested: no role has 8 different JDs in two of the periods."


def test_silence_says_what_it_could_have_heard():
    draw = np.random.default_rng(4)
    small = measure_drift(*two_periods(draw, {"x": (8, 8, 0)}), settings=QUICK).rows[0]
    assert small.verdict == "unclear"
    assert f"could only find an effect of {small.detectable:.2f}" in small.words
    large = measure_drift(*two_periods(draw, {"x": (300, 300, 0)}), settings=QUICK).rows[0]
    assert large.verdict == "steady"
    assert large.words.startswith(f"no more than {large.effect.high:.2f}")
    little = measure_drift(*two_periods(draw, {"x": (400, 400, 0.2)}), settings=QUICK).rows[0]
    assert little.verdict == "small"
    assert not little.alarm


def test_copies_of_one_ad_do_not_fake_significance():
    draw = np.random.default_rng(5)
    # One odd ad, posted forty times in the later period, and once in the earlier.
    periods = ["a"] * 9 + ["b"] * 48
    groups = [*range(8), 99, *range(8, 16), *[99] * 40]
    fooled = told = 0
    for _ in range(40):
        base = jds(draw, 16)
        odd = base[-1] + 1.0
        vectors = np.concatenate([base[:8], odd[None], base[8:], np.tile(odd, (40, 1))])
        fooled += measure_drift(vectors, ["x"] * 57, periods, settings=QUICK).rows[0].p <= 0.05
        once = measure_drift(vectors, ["x"] * 57, periods, groups=groups, settings=QUICK).rows[0]
        told += once.p <= 0.05
        assert (once.n_before, once.n, once.jds_before, once.jds) == (9, 9, 9, 48)
    assert fooled == 40
    assert told <= 6  # 2 are expected; 7 would come by chance once in two hundred times
    # Copies alone: many JDs, one unit, nothing to tell.
    few = measure_drift(vectors, ["x"] * 57, periods, groups=[0] * 9 + [1] * 48, settings=QUICK).rows[0]
    assert few.verdict == "too few"


def test_each_period_is_compared_with_the_reference_and_with_the_one_before():
    draw = np.random.default_rng(6)
    vectors = np.concatenate([jds(draw, 60), jds(draw, 60), jds(draw, 60) + 0.6, jds(draw, 60) + 0.6])
    periods = [name for name in ("w1", "w2", "w10", "w11") for _ in range(60)]
    report = measure_drift(
        vectors, ["x"] * 240, periods, order=["w1", "w2", "w10", "w11"], reference="w2", settings=QUICK
    )
    made = [(row.against, row.period, row.baseline, row.alarm) for row in report.rows]
    assert made == [
        ("w2", "w1", "reference", False),
        ("w2", "w10", "reference", True),
        ("w2", "w11", "reference", True),
        ("w10", "w11", "before", False),
    ]


def test_roles_that_move_together_are_told_from_one_that_moves_alone():
    draw = np.random.default_rng(7)
    vectors, roles, periods = two_periods(draw, dict.fromkeys("abcd", (40, 40, 0)))
    later = np.array([period == "b" for period in periods])
    vectors[later] += 0.3
    together = measure_drift(vectors, roles, periods, settings=QUICK)
    assert min(row.with_others for row in together.rows) > 0.8
    alone = measure_drift(*two_periods(draw, {"a": (40, 40, 1.0)}), settings=QUICK)
    assert math.isnan(alone.rows[0].with_others)


def test_what_cannot_be_used_is_left_out_and_counted():
    draw = np.random.default_rng(8)
    vectors, roles, periods = two_periods(draw, {"x": (9, 9, 0)})
    vectors = np.concatenate([vectors, np.zeros((1, vectors.shape[1])), vectors[:3]])
    report = measure_drift(
        vectors, [*roles, "x", None, "x", "x"], [*periods, "a", "a", None, None], settings=QUICK
    )
    assert report.left_out == {"no role": 1, "no vector": 1, "no period": 2}
    assert report.counts == {("x", "a"): 9, ("x", "b"): 9}
    json.dumps(report.to_dict(), allow_nan=False)
    assert len(report.to_frame()) == 1
    assert len(measure_drift(vectors[:0], [], [], settings=QUICK).to_frame()) == 0


def test_one_period_and_too_few_permutations_are_noted():
    draw = np.random.default_rng(9)
    one = measure_drift(jds(draw, 9), ["x"] * 9, ["a"] * 9, settings=QUICK)
    assert "one period only" in one.notes[0]
    assert one.rows == ()
    many = two_periods(draw, {f"r{one}": (9, 9, 0) for one in range(6)})
    rough = measure_drift(*many, settings=DriftSettings(permutations=100, resamples=100))
    assert "6 tests and at most 100 permutations" in rough.notes[0]


def test_what_does_not_fit_is_told():
    draw = np.random.default_rng(10)
    vectors, roles, periods = two_periods(draw, {"x": (2, 2, 0)})
    with pytest.raises(InputError, match="4 vectors, 3 roles, 4 periods and 4 groups"):
        measure_drift(vectors, roles[:3], periods)
    with pytest.raises(InputError, match="no period 'B'; there are: a, b"):
        measure_drift(vectors, roles, periods, reference="B")
    with pytest.raises(InputError, match="The order of the periods lacks 'b'"):
        measure_drift(vectors, roles, periods, order=["a"])
    vectors[0, 0] = np.nan
    with pytest.raises(InputError, match="no numbers"):
        measure_drift(vectors, roles, periods)
