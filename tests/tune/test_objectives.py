"""Objectives: what they count, and that more of each is better."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from jdwork.errors import JdworkError
from jdwork.evaluate import NEW
from jdwork.evaluate.resampling import resampled_weights
from jdwork.tune.objectives import OBJECTIVES, Accuracy, Cost, Coverage, MacroF1, NewRoles, find_objective
from jdwork.tune.replay import Outcome
from tests.tune.builders import answered, outcome, random_case

ALL = [Accuracy(), MacroF1(), Cost(), Coverage(0.6), NewRoles(0.1)]
SEEDS = st.integers(0, 10**6)


def value(objective, found, data):
    """Every JD counting once."""
    return float(objective.values(found, data, np.ones((1, len(data))))[0])


def repeated(found, data, rows):
    """The same JDs as often as ``rows`` names them."""
    return (
        Outcome(**{one.name: getattr(found, one.name)[rows] for one in fields(Outcome)}),
        replace(data, gold=data.gold[rows], group=data.group[rows]),
    )


@pytest.mark.parametrize("objective", ALL, ids=lambda one: one.name)
@given(seed=SEEDS)
@settings(max_examples=25, deadline=None)
def test_weights_count_each_jd_as_often_as_they_say(objective, seed):
    found, data = random_case(30, seed=seed)
    data = replace(data, group=np.arange(30) // 2)
    (weights,) = resampled_weights(data.group, resamples=3, seed=seed)
    values = objective.values(found, data, weights)
    assert values.shape == (3,)
    for number in range(3):
        rows = np.repeat(np.arange(30), weights[number].astype(int))
        assert values[number] == pytest.approx(value(objective, *repeated(found, data, rows)), abs=1e-12)


@pytest.mark.parametrize("objective", ALL, ids=lambda one: one.name)
@given(seed=SEEDS)
@settings(max_examples=25, deadline=None)
def test_the_order_of_jds_plays_no_part(objective, seed):
    found, data = random_case(25, seed=seed)
    rows = np.random.default_rng(seed).permutation(25)
    assert value(objective, *repeated(found, data, rows)) == pytest.approx(value(objective, found, data))


def test_accuracy_is_the_share_that_is_right_queued_or_not():
    data = answered([0, 1, NEW, 2], roles=3)
    assert value(Accuracy(), outcome([0, 1, 0, 0], queued=[True, False, True, False], new=[2]), data) == 0.75


@given(SEEDS)
@settings(max_examples=60, deadline=None)
def test_macro_f1_is_that_of_scikit_learn_over_the_labels_that_occur(seed):
    found, data = random_case(40, seed=seed, roles=6)
    given_out = np.where(found.is_new, NEW, found.role)
    wanted = f1_score(data.gold, given_out, average="macro", labels=np.unique(data.gold), zero_division=0)
    assert value(MacroF1(), found, data) == pytest.approx(wanted, abs=1e-12)


def test_macro_f1_counts_a_role_of_few_jds_as_much_as_one_of_many():
    data = answered([0] * 9 + [1])
    assert value(MacroF1(), outcome([0] * 10), data) == pytest.approx(0.5 * 18 / 19)


def test_cost_is_told_by_what_becomes_of_each_jd():
    data = answered([0, 0, 0, 0, NEW, NEW, 0])
    found = outcome([0, 1, 0, 1, 0, 0, -1], queued=[False, False, True, True, True, False, False], new=[4])
    cost = Cost(wrong=8, review=2, right=0.5, mend=1)
    # Right, wrong; looked at: right, wrong; found to be new; wrong though nothing fits; rejected, so wrong.
    assert value(cost, found, data) * 7 == pytest.approx(-(0.5 + 8 + 2 + 3 + 2 + 8 + 3))


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_a_decision_that_becomes_right_never_costs_more(seed):
    found, data = random_case(20, seed=seed)
    row = seed % 20
    mended = replace(found, role=found.role.copy())
    mended.role[row] = data.gold[row]
    if data.gold[row] != NEW and found.role[row] >= 0:
        for objective in (Accuracy(), Cost()):
            assert value(objective, mended, data) >= value(objective, found, data)


@given(
    st.floats(0, 20), st.floats(0, 20), st.floats(0, 20), st.floats(0, 20)
)  # right, review, mend, wrong in any order
def test_costs_out_of_order_are_refused(right, review, mend, wrong):
    if right <= review <= review + mend <= wrong:
        Cost(wrong=wrong, review=review, right=right, mend=mend)
    else:
        with pytest.raises(JdworkError, match="must lie between") as told:
            Cost(wrong=wrong, review=review, right=right, mend=mend)
        assert told.value.hint


@pytest.mark.parametrize("figures", [{"mend": -1.0}, {"wrong": float("nan")}, {"review": float("nan")}])
def test_costs_that_are_no_costs_are_refused(figures):
    with pytest.raises(JdworkError, match="must lie between"):
        Cost(**figures)


@given(SEEDS, st.floats(0.05, 1))
@settings(max_examples=80, deadline=None)
def test_coverage_never_counts_what_falls_short(seed, precision):
    found, data = random_case(20, seed=seed)
    right = data.right(found)[found.accepted]
    got = value(Coverage(precision), found, data)
    if len(right) and right.mean() < precision:
        assert got == pytest.approx(right.mean() - precision)
        assert got < 0
    else:
        assert got == found.accepted.mean()


def test_coverage_of_exactly_the_precision_counts():
    data = answered([0] * 20)
    found = outcome([0] * 19 + [1])
    assert value(Coverage(0.95), found, data) == 1
    assert value(Coverage(0.951), found, data) < 0


def test_accepting_nothing_covers_nothing_and_breaks_no_promise():
    assert value(Coverage(), outcome([0, 0], queued=True), answered([0, 1])) == 0


@pytest.mark.parametrize("precision", [0, -0.1, 1.1, float("nan")])
def test_a_precision_that_cannot_be_is_refused(precision):
    with pytest.raises(JdworkError, match="cannot be"):
        Coverage(precision)


def test_new_roles_found_count_while_false_alarms_are_few():
    data = answered([NEW, NEW, 0, 0, 0, 0], roles=1)
    found = outcome([0] * 6, new=[0, 2])
    assert value(NewRoles(0.25), found, data) == 0.5
    assert value(NewRoles(0.20), found, data) == pytest.approx(0.20 - 0.25)
    assert value(NewRoles(0.0), outcome([0] * 6, new=[0, 1]), data) == 1


@given(SEEDS, st.floats(0, 1))
@settings(max_examples=60, deadline=None)
def test_new_roles_score_below_zero_only_where_known_ones_are_taken_for_new_too_often(seed, bound):
    found, data = random_case(30, seed=seed)
    known = data.gold != NEW
    alarms = found.is_new[known].mean() if known.any() else 0.0
    got = value(NewRoles(bound), found, data)
    assert (got < 0) == (alarms > bound)
    if got >= 0 and (~known).any():
        assert got == pytest.approx(found.is_new[~known].mean())


def test_a_rejected_jd_of_an_unknown_role_is_not_found_to_be_new():
    assert value(NewRoles(), outcome([-1, 0], new=[]), answered([NEW, 0], roles=1)) == 0


@pytest.mark.parametrize("share", [-0.01, 1.01, float("nan")])
def test_a_share_of_false_alarms_that_cannot_be_is_refused(share):
    with pytest.raises(JdworkError, match="false alarms cannot be"):
        NewRoles(share)


@pytest.mark.parametrize("name", OBJECTIVES)
def test_objectives_are_found_by_name_and_say_what_they_seek(name):
    made = find_objective(name)
    assert made.name == name
    assert made.in_words()
    assert made.bounded == (name in ("coverage", "new-roles"))


def test_options_reach_the_objective_and_its_words():
    assert find_objective("coverage", precision=0.9) == Coverage(0.9)
    assert "90%" in Coverage(0.9).in_words()
    assert "12 for a wrong role" in find_objective("cost", wrong=12).in_words()


def test_what_is_unknown_is_refused_with_what_there_is():
    with pytest.raises(JdworkError, match="no objective 'acuracy'") as told:
        find_objective("acuracy")
    assert "accuracy" in (told.value.hint or "")
    with pytest.raises(JdworkError, match="'cost' has no option 'look'") as told:
        find_objective("cost", look=1)
    assert told.value.hint == "It has: wrong, review, right, mend."
    for option in ("name", "bounded", "wrong"):
        with pytest.raises(JdworkError, match=f"'accuracy' has no option '{option}'") as told:
            find_objective("accuracy", **{option: 1})
        assert told.value.hint == "It has: none."
