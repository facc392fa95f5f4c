"""Comparisons: pairs are pairs, differences point the right way, the test is exact."""

import json
import random

import pytest
from hypothesis import given, settings

from jdwork.errors import JdworkError
from jdwork.evaluate import compare_decisions, evaluate_decisions
from jdwork.evaluate.comparison import mcnemar
from tests.evaluate.deciding import decided, decisions, many


def with_wrong(total, wrong):
    """All right but for some rows."""
    return decisions(["a"] * total, ["b" if row in wrong else "a" for row in range(total)], [0.5] * total)


def test_fixed_and_broken_are_told_apart_with_their_titles():
    before = decisions(
        ["a", "a", "b", "b"], ["a", "b", None, "a"], [0.9] * 4, titles=["One", "Two", None, "Four"]
    )
    after = decisions(["a", "a", "b", "b"], ["b", "a", "b", "c"], [0.8] * 4)
    found = compare_decisions(before, after, resamples=100)
    assert [(one.id, one.title, one.before, one.after) for one in found.broken] == [("0", "One", "a", "b")]
    assert [(one.id, one.title, one.before, one.after) for one in found.fixed] == [
        ("1", "Two", "b", "a"),
        ("2", None, None, "b"),
    ]
    assert found.otherwise_wrong == 1
    assert found.differences["accuracy"].value == pytest.approx(0.25)
    assert (found.fixed[0].confidence_before, found.fixed[0].confidence_after) == (0.9, 0.8)


@given(decided(most=30))
@settings(deadline=None, max_examples=30)
def test_decisions_compared_with_themselves_differ_in_nothing(columns):
    made = decisions(*columns)
    found = compare_decisions(made, made, resamples=100)
    assert all((one.value, one.low, one.high) == (0, 0, 0) for one in found.differences.values())
    assert (found.p_value, found.fixed, found.broken, found.otherwise_wrong) == (1, (), (), 0)


def test_differences_are_those_of_the_figures():
    before, after = many(200, seed=1), many(200, accuracy=0.8, seed=2)
    after = decisions(
        [before.names[code] for code in before.gold],
        [after.name(code) for code in after.role],
        after.confidence.tolist(),
    )
    found = compare_decisions(before, after, resamples=200)
    alone = [evaluate_decisions(one, resamples=100).figures for one in (before, after)]
    for name, gap in found.differences.items():
        assert found.before[name] == alone[0][name].value
        assert gap.value == pytest.approx(alone[1][name].value - alone[0][name].value)
        assert gap.low <= gap.high
    swapped = compare_decisions(after, before, resamples=200)
    assert swapped.differences["accuracy"].value == -found.differences["accuracy"].value
    assert [one.id for one in swapped.fixed] == [one.id for one in found.broken]


def test_a_clear_gain_excludes_zero_and_a_draw_does_not():
    gain = compare_decisions(with_wrong(60, range(20)), with_wrong(60, range(4)))
    assert gain.differences["accuracy"].excludes_zero
    assert gain.p_value < 0.001
    draw = compare_decisions(with_wrong(60, range(10)), with_wrong(60, range(10, 20)))
    assert not draw.differences["accuracy"].excludes_zero
    assert draw.p_value == 1


def test_pairing_makes_a_small_but_steady_gain_visible():
    # Both are wrong on the same thirty JDs, but for six that only one of them gets right.
    found = compare_decisions(with_wrong(60, range(30)), with_wrong(60, range(24)))
    gap = found.differences["accuracy"]
    alone = evaluate_decisions(with_wrong(60, range(30))).figures["accuracy"]
    assert gap.low > 0
    assert gap.high - gap.low < alone.high - alone.low


def test_copies_widen_the_interval_of_a_difference():
    before, after = with_wrong(60, range(12)), with_wrong(60, [])
    alone = compare_decisions(before, after).differences["accuracy"]
    groups = {str(row): row // 12 for row in range(60)}
    together = compare_decisions(before, after, groups=groups).differences["accuracy"]
    assert together.high - together.low > 1.5 * (alone.high - alone.low)


def test_only_jds_that_both_label_alike_count():
    before = decisions(["a", "a", "b"], ["a", "a", "b"], [0.5] * 3, ids=["1", "2", "3"])
    after = decisions(["a", "b", "b"], ["a", "b", "b"], [0.5] * 3, ids=["4", "2", "3"])
    found = compare_decisions(before, after, resamples=100)
    assert (found.n, found.left_out) == (1, 3)


def test_the_order_of_jds_makes_no_difference():
    before, after = with_wrong(60, range(10)), with_wrong(60, range(8, 20))
    order = random.Random(3).sample(range(60), 60)
    one = compare_decisions(before, after).to_dict()
    other = compare_decisions(before.take(order), after.take(order[::-1])).to_dict()
    for name in ("accuracy", "macro_f1", "top5"):
        assert one["differences"][name] == other["differences"][name]
    assert (one["fixed"], one["broken"]) == (other["fixed"], other["broken"])


def test_roles_are_compared_by_f1():
    before = decisions(["a", "a", "b", "b"], ["a", "a", "a", "b"], [0.5] * 4)
    after = decisions(["a", "a", "b", "b"], ["a", "a", "b", "b"], [0.5] * 4)
    a, b = compare_decisions(before, after, resamples=100).roles
    assert (a.role, a.support, a.before, a.after) == ("a", 2, pytest.approx(0.8), 1.0)
    assert b.difference.value == pytest.approx(1 - 2 / 3)


@pytest.mark.parametrize(
    ("fixed", "broken", "chance"), [(0, 0, 1), (5, 5, 1), (5, 0, 2 / 32), (0, 5, 2 / 32), (8, 1, 20 / 512)]
)
def test_the_test_counts_coin_tosses(fixed, broken, chance):
    assert mcnemar(fixed, broken) == pytest.approx(chance)


def test_a_comparison_is_plain_json():
    body = compare_decisions(with_wrong(60, range(9)), with_wrong(60, [59]), resamples=100).to_dict()
    assert json.loads(json.dumps(body, allow_nan=False)) == body


def test_nothing_in_common_is_told():
    other = decisions(["a"], ["a"], [0.5], ids=["other"])
    with pytest.raises(JdworkError, match="share no JD"):
        compare_decisions(with_wrong(60, []), other)
