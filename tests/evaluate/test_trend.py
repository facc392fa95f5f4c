"""The trend: each run's accuracy as counted, with intervals from the same draws."""

import pytest

from jdwork.evaluate.trend import accuracy_trend
from tests.evaluate.deciding import decisions


def run(wrong, total=100):
    return decisions(["a"] * total, ["b" if row < wrong else "a" for row in range(total)], [0.5] * total)


def test_each_run_has_its_accuracy_and_an_interval_around_it():
    found = accuracy_trend([run(10), run(40)], resamples=300)
    assert [one.value for one in found] == [pytest.approx(0.9), pytest.approx(0.6)]
    assert all(one.low < one.value < one.high for one in found)


def test_equal_runs_have_equal_intervals():
    first, second = accuracy_trend([run(30), run(30)], resamples=200)
    assert first == second


def test_a_run_that_lacks_some_jds_is_measured_on_its_own():
    part = run(30).take(range(30, 100))
    assert accuracy_trend([run(30), part], resamples=200)[1].value == 1


def test_a_perfect_run_has_the_exact_interval_and_copies_widen_it():
    alone = accuracy_trend([run(0)], resamples=100)[0]
    copied = accuracy_trend([run(0)], groups={str(row): row % 10 for row in range(100)}, resamples=100)[0]
    assert alone.low == pytest.approx(0.025 ** (1 / 100))
    assert copied.low == pytest.approx(0.025 ** (1 / 10))
