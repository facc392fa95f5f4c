"""Metrics: cases small enough to work out by hand, and laws."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdwork.evaluate import score
from jdwork.evaluate.metrics import measure
from tests.evaluate.deciding import decided, decisions, many, naive

SCORER = Path(__file__).resolve().parents[3] / "shared" / "data" / "score_roles.py"


def test_figures_worked_out_by_hand():
    gold = ["a", "a", "b", "c"]
    roles = ["a", "b", "b", None]
    scores = score(gold, roles, [0.9, 0.6, 0.8, 0.0], [["a"], ["b", "a"], ["b"], ["x", "y"]])
    assert scores.n == 4
    assert scores.accuracy == 0.5
    assert scores.top5 == 0.75
    # F1: a = 2/3 (one of two found, none wrong), b = 2/3 (one right, one wrong), c = 0.
    assert scores.macro_f1 == pytest.approx((2 / 3 + 2 / 3 + 0) / 3)
    assert scores.ece == pytest.approx((0.1 + 0.2 + 0.6 + 0.0) / 4)


def test_coverage_is_the_largest_confident_share_that_is_right_often_enough():
    right = [True] * 38 + [False] * 2 + [False] * 10
    roles = ["a" if ok else "b" for ok in right]
    confidence = [1 - position / 100 for position in range(50)]
    scores = score(["a"] * 50, roles, confidence, [[] for _ in right])
    assert scores.coverage_at_95 == 40 / 50


def test_coverage_does_not_trust_a_handful():
    scores = score(["a"] * 10, ["a"] * 10, [0.9] * 10, [[]] * 10)
    assert scores.coverage_at_95 == 0.0


def test_nothing_to_score_is_all_zero():
    assert score([], [], [], []).to_dict() == {
        "n": 0, "accuracy": 0.0, "top5": 0.0, "macro_f1": 0.0, "ece": 0.0, "coverage_at_95": 0.0,
    }  # fmt: skip


def test_only_five_candidates_count_for_top_five():
    scores = score(["f"], ["z"], [0.5], [["a", "b", "c", "d", "e", "f"]])
    assert scores.top5 == 0.0


def test_a_missing_confidence_is_none_at_all():
    assert score(["a"], ["a"], [float("nan")], [[]]).ece == 1.0


@given(decided())
@settings(deadline=None)
def test_every_figure_is_what_counting_gives(columns):
    found = score(*columns)
    for name, value in naive(*columns).items():
        assert getattr(found, name) == pytest.approx(value, abs=1e-12), name


@given(decided())
@settings(deadline=None)
def test_perfect_decisions_score_one(columns):
    labels, _, confidence, candidates = columns
    found = score(labels, labels, [1.0] * len(labels), candidates)
    assert (found.accuracy, found.top5, found.macro_f1, found.ece) == (1, 1, 1, 0)
    assert found.coverage_at_95 == (1 if len(labels) >= 20 else 0)
    assert score(labels, labels, confidence, candidates).macro_f1 == 1


@given(decided(), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_jds_makes_no_difference(columns, shuffler):
    order = list(range(len(columns[0])))
    shuffler.shuffle(order)
    shuffled = [[column[row] for row in order] for column in columns]
    one, other = score(*columns).to_dict(), score(*shuffled).to_dict()
    assert one == pytest.approx(other, abs=1e-4)


@given(decided(most=30), st.data())
@settings(deadline=None)
def test_a_weight_is_as_many_copies(columns, data):
    n = len(columns[0])
    weights = data.draw(st.lists(st.integers(0, 4), min_size=n, max_size=n).filter(any))
    copied = [
        [one for one, times in zip(column, weights, strict=True) for _ in range(times)] for column in columns
    ]
    found = measure(decisions(*columns), np.array([weights, [1] * n], dtype=float), coverages=(0.5, 1.0))
    plain = naive(*copied)
    for name in ("accuracy", "top5", "macro_f1", "ece"):
        assert getattr(found, name)[0] == pytest.approx(plain[name], abs=1e-9), name
    assert found.risk[0, 1] == pytest.approx(1 - plain["accuracy"])
    assert found.accuracy[1] == pytest.approx(naive(*columns)["accuracy"])
    # Copies of one JD are accepted together: a confidence cannot tell them apart.
    assert found.coverage[0, 0] <= plain["coverage_at_95"] + 1e-9
    assert plain["coverage_at_95"] - found.coverage[0, 0] < 5 / sum(weights)


def test_calibrated_decisions_have_a_small_calibration_error_and_boastful_ones_have_not():
    honest = many(20_000)
    ones = np.ones((1, len(honest)))
    assert measure(honest, ones).ece[0] < 0.02
    boastful = decisions(
        [honest.names[code] for code in honest.gold],
        [honest.name(code) for code in honest.role],
        np.minimum(1, honest.confidence + 0.2),
    )
    assert measure(boastful, ones).ece[0] > 0.15


@pytest.mark.reference
@pytest.mark.skipif(not SCORER.is_file(), reason="needs ../shared")
@given(columns=decided())
@settings(deadline=None, max_examples=50)
def test_the_figures_are_those_of_the_agreed_script(columns):
    spec = importlib.util.spec_from_file_location("agreed_scorer", SCORER)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    labels, roles, confidence, candidates = columns
    gold = [{"id": row, "role": label} for row, label in enumerate(labels)]
    rows = [
        {"id": row, "role": role, "confidence": sure, "candidates": among}
        for row, (role, sure, among) in enumerate(zip(roles, confidence, candidates, strict=True))
    ]
    said = script.score(gold, rows)
    said.pop("missing")
    assert score(*columns).to_dict() == pytest.approx(said, abs=1.01e-4)
