"""The guard objects to chance, to losses, and to labels that say nothing."""

from types import SimpleNamespace

import numpy as np
import pytest

from jdwork.config.settings import TuneSettings
from jdwork.evaluate.resampling import Estimate
from jdwork.tune.guard import judge_tuning, role_shifts

GOOD = Estimate(0.05, 0.01, 0.09)


def case(before, after, gold, *, group=None, improvement=GOOD, value=GOOD):
    """Decisions on labelled JDs by hand."""
    data = SimpleNamespace(
        gold=np.array(gold),
        group=np.arange(len(gold)) if group is None else np.array(group),
        roles=("a", "b", "c"),
    )
    one, two = (SimpleNamespace(role=np.array(roles)) for roles in (before, after))
    return data, SimpleNamespace(current=one, tuned=two, improvement=improvement, after=value)


def test_an_improvement_beyond_chance_is_allowed():
    data, held = case([1, 0], [0, 0], [0, 0])
    verdict = judge_tuning(data, held, 0.001, TuneSettings())
    assert verdict.allowed
    assert verdict.to_dict() == {"allowed": True, "objections": [], "roles": []}


@pytest.mark.parametrize("low", [0.0, -0.001])
def test_an_improvement_that_may_be_none_is_refused(low):
    data, held = case([1], [0], [0], improvement=Estimate(0.05, low, 0.1))
    (objection,) = judge_tuning(data, held, 0.001, TuneSettings()).objections
    assert "the improvement may be none: +0.0500" in objection


def test_labels_that_say_nothing_are_refused():
    data, held = case([1], [0], [0])
    (objection,) = judge_tuning(data, held, 0.2, TuneSettings()).objections
    assert "nothing to do with the signals" in objection
    assert "p = 0.200" in objection


def test_a_role_that_loses_too_much_is_named():
    data, held = case([0] * 10 + [1] * 10, [0] * 8 + [1] * 2 + [1] * 10, [0] * 10 + [1] * 10)
    verdict = judge_tuning(data, held, 0.001, TuneSettings(max_role_loss=0.1))
    assert verdict.objections == ("more than 10% of its JDs is lost by a 20% of 10",)
    assert judge_tuning(data, held, 0.001, TuneSettings(max_role_loss=0.2)).allowed
    assert judge_tuning(data, held, 0.001, TuneSettings(min_role_jds=11)).allowed


def test_a_missed_bound_is_refused_only_beyond_chance():
    data, held = case([1], [0], [0], value=Estimate(-0.05, -0.08, -0.02))
    (objection,) = judge_tuning(data, held, 0.001, TuneSettings(), bounded=True).objections
    assert "missed by 5.0% (95 % interval 2.0% to 8.0%)" in objection
    assert judge_tuning(data, held, 0.001, TuneSettings(), bounded=False).allowed
    data, held = case([1], [0], [0], value=Estimate(-0.01, -0.08, 0.3))
    assert judge_tuning(data, held, 0.001, TuneSettings(), bounded=True).allowed


def test_copies_share_one_vote():
    data, held = case([0, 0, 0, 0], [1, 1, 1, 0], [0, 0, 0, 0], group=[0, 0, 0, 1])
    (shift,) = role_shifts(data, held.current, held.tuned)
    assert (shift.n, shift.before, shift.after, shift.loss) == (2, 1.0, 0.5, 0.5)


def test_roles_come_with_the_greatest_loss_first():
    data, held = case([0, 1, 2], [0, 0, 2], [0, 1, 2])
    assert [one.role for one in role_shifts(data, held.current, held.tuned)] == ["b", "a", "c"]
