"""Metrics on cases small enough to work out by hand."""

import pytest

from jdwork.evaluate import score


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
