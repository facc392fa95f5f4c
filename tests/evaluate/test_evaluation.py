"""Evaluations: figures are those of `score`, intervals hold what they should, parts add up."""

import json
import random
import time

import numpy as np
import pytest
from hypothesis import given, settings

from jdwork.errors import JdworkError
from jdwork.evaluate import evaluate_decisions, score
from tests.evaluate.deciding import decided, decisions, many


@given(decided(most=40))
@settings(deadline=None, max_examples=40)
def test_figures_are_those_of_score_and_lie_in_their_intervals(columns):
    found = evaluate_decisions(decisions(*columns), resamples=100)
    said = score(*columns)
    for name in ("accuracy", "macro_f1", "top5", "ece", "coverage_at_95"):
        assert found.figures[name].value == getattr(said, name)
        assert 0 <= found.figures[name].low <= found.figures[name].high <= 1
    for name in ("accuracy", "top5"):
        assert found.figures[name].low <= found.figures[name].value <= found.figures[name].high


@given(decided(most=40))
@settings(deadline=None, max_examples=40)
def test_parts_add_up_to_the_whole(columns):
    labels, roles, *_ = columns
    cases = [random.Random(row).choice("ABC") for row in range(len(labels))]
    found = evaluate_decisions(decisions(*columns, cases=cases), resamples=100)
    wrong = sum(role != label for role, label in zip(roles, labels, strict=True))
    assert found.wrong == wrong
    assert sum(case.n for case in found.cases) == found.n
    assert sum(case.n * case.accuracy.value for case in found.cases) == pytest.approx(found.n - wrong)
    assert sum(one.n for one in found.reliability) == found.n
    gaps = sum(one.n * abs(one.accuracy.value - one.confidence) for one in found.reliability)
    assert gaps / found.n == pytest.approx(found.figures["ece"].value)
    assert {role.role: role.support for role in found.roles if role.support} == {
        label: labels.count(label) for label in labels
    }
    mean = np.mean([role.f1.value for role in found.roles if role.support])
    assert mean == pytest.approx(found.figures["macro_f1"].value)
    assert found.risk_coverage[-1].risk.value == pytest.approx(wrong / found.n)


def test_one_role_worked_out_by_hand():
    found = evaluate_decisions(
        decisions(["a", "a", "a", "b"], ["a", "a", "b", None], [0.9, 0.8, 0.7, 0.1]), resamples=100
    )
    a, b = found.roles
    assert (a.support, a.claimed, a.precision, a.recall) == (3, 2, 1.0, pytest.approx(2 / 3))
    assert a.f1.value == pytest.approx(0.8)
    assert (b.support, b.claimed, b.precision, b.recall, b.f1.value) == (1, 1, 0.0, 0.0, 0.0)
    assert [(pair.label, pair.role, pair.n, pair.ids) for pair in found.confusions] == [
        ("a", "b", 1, ("2",)),
        ("b", None, 1, ("3",)),
    ]


def test_a_role_that_is_only_claimed_is_listed_without_recall():
    found = evaluate_decisions(decisions(["a", "a"], ["a", "thief"], [0.9, 0.8]), resamples=100)
    thief = next(role for role in found.roles if role.role == "thief")
    assert (thief.support, thief.claimed, thief.precision, thief.recall) == (0, 1, 0.0, None)
    assert found.to_dict()["roles"][1]["f1"] == {"value": None, "low": None, "high": None}


def test_the_order_of_jds_changes_nothing_at_all():
    made = many(300)
    groups = [number // 2 for number in range(300)]
    order = random.Random(1).sample(range(300), 300)
    one = evaluate_decisions(made, groups=groups).to_dict()
    other = evaluate_decisions(made.take(order), groups=[f"g{groups[row]}" for row in order]).to_dict()
    assert one == other


def test_the_seed_decides_the_resamples_and_nothing_else():
    made = many(200)
    one, same, other = (evaluate_decisions(made, seed=seed).to_dict() for seed in (1, 1, 2))
    assert one == same
    assert one["figures"]["accuracy"] != other["figures"]["accuracy"]
    assert one["figures"]["accuracy"]["value"] == other["figures"]["accuracy"]["value"]


def test_copies_do_not_narrow_the_interval():
    made = many(100)
    copied = made.take(np.repeat(np.arange(100), 9))
    copied = decisions(
        [copied.names[code] for code in copied.gold],
        [copied.name(code) for code in copied.role],
        copied.confidence.tolist(),
    )

    def width(evaluation):
        return evaluation.figures["accuracy"].high - evaluation.figures["accuracy"].low

    once = width(evaluate_decisions(made))
    blind = evaluate_decisions(copied)
    aware = evaluate_decisions(copied, groups=np.repeat(np.arange(100), 9))
    assert (blind.groups, aware.groups) == (900, 100)
    assert width(blind) < 0.5 * once
    assert width(aware) == pytest.approx(once, rel=0.15)


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    held = 0
    for seed in range(60):
        figure = evaluate_decisions(many(300, seed=seed), resamples=300).figures["accuracy"]
        held += figure.low <= 0.697 <= figure.high  # the mean chance, clipping included
    assert held >= 52


def test_all_right_does_not_mean_never_wrong():
    found = evaluate_decisions(decisions(["a"] * 12, ["a"] * 12, [0.9] * 12, cases=["A"] * 12), resamples=100)
    for one in (found.figures["accuracy"], found.cases[0].accuracy, found.roles[0].f1):
        assert one.value == one.high == 1
        assert one.low == pytest.approx(0.025 ** (1 / 12))
    # Twelve copies of one JD are one observation.
    copies = evaluate_decisions(decisions(["a"] * 12, ["a"] * 12, [0.9] * 12), groups=[0] * 12, resamples=100)
    assert copies.figures["accuracy"].low == pytest.approx(0.025)


def test_calibrated_decisions_are_told_from_boastful_ones_by_what_chance_gives():
    honest = many(2000)
    found = evaluate_decisions(honest, resamples=200)
    assert found.figures["ece"].value < 1.5 * found.ece_by_chance
    boastful = decisions(
        [honest.names[code] for code in honest.gold],
        [honest.name(code) for code in honest.role],
        np.minimum(1, honest.confidence + 0.2),
    )
    assert evaluate_decisions(boastful, resamples=200).figures["ece"].low > 5 * found.ece_by_chance


def test_the_threshold_of_a_coverage_is_the_confidence_to_accept_from():
    right = [True] * 40 + [False] * 20
    sure = [1 - row / 100 for row in range(60)]
    found = evaluate_decisions(
        decisions(["a"] * 60, ["a" if ok else "b" for ok in right], sure),
        precisions=(0.8, 1.0),
        resamples=100,
    )
    assert found.figures["coverage_at_100"].value == pytest.approx(40 / 60)
    assert found.thresholds["coverage_at_100"] == pytest.approx(sure[39])
    assert found.figures["coverage_at_80"].value == pytest.approx(50 / 60)
    assert found.thresholds["coverage_at_80"] == pytest.approx(sure[49])


def test_a_coverage_that_is_never_reached_has_no_threshold():
    found = evaluate_decisions(decisions(["a"] * 30, ["b"] * 30, [0.5] * 30), resamples=100)
    assert found.figures["coverage_at_95"].value == 0
    assert found.thresholds["coverage_at_95"] is None


def test_the_curve_leaves_out_handfuls():
    found = evaluate_decisions(many(100), resamples=100)
    assert found.risk_coverage[0].coverage == pytest.approx(0.2)
    assert [point.coverage for point in found.risk_coverage] == sorted(
        point.coverage for point in found.risk_coverage
    )


def test_an_evaluation_is_plain_json():
    body = evaluate_decisions(many(50), resamples=100).to_dict()
    assert json.loads(json.dumps(body, allow_nan=False)) == body


def test_a_single_jd_can_be_evaluated():
    found = evaluate_decisions(decisions(["a"], [None], [0.0]), resamples=100)
    assert found.figures["accuracy"].to_dict() == {"value": 0.0, "low": 0.0, "high": 0.975}


@pytest.mark.parametrize("precision", [0, 1.5, -1])
def test_a_precision_out_of_range_is_told(precision):
    with pytest.raises(JdworkError, match="above 0 up to 1"):
        evaluate_decisions(many(30), precisions=(precision,))


def test_nothing_to_evaluate_is_told():
    with pytest.raises(JdworkError, match="no labelled decision"):
        evaluate_decisions(decisions([], [], []))


def test_groups_that_do_not_fit_are_told():
    with pytest.raises(JdworkError, match="30 JDs and 2 groups"):
        evaluate_decisions(many(30), groups=[0, 1])


def test_a_thousand_resamples_of_ten_thousand_jds_take_seconds():
    started = time.process_time()
    evaluate_decisions(many(10_000))
    assert time.process_time() - started < 8
