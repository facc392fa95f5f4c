"""Holding JDs back from the eye, and judging by them what the eye chose."""

import numpy as np
import pytest

from jdwork.config import Settings
from jdwork.errors import JdworkError
from jdwork.tune.by_hand import FEWEST, hold_back, propose_by_hand
from jdwork.tune.dials import with_values
from jdwork.tune.objectives import Accuracy
from tests.tune.planted import bad_settings, planted, shuffled

GOOD = {"new_role.max": 0.0}


def test_no_jd_is_both_looked_at_and_held_back():
    data = planted(200)
    shown, held = hold_back(data, 0.3)
    assert set(shown.ids) | set(held.ids) == set(data.ids)
    assert not set(shown.ids) & set(held.ids)
    assert len(held) == pytest.approx(60, abs=6)


def test_copies_stay_on_one_side():
    data = planted(200)
    pairs = type(data)(data.replay, data.gold, np.arange(200) // 2, data.roles, data.name)
    shown, held = hold_back(pairs, 0.3)
    assert not {int(one) // 2 for one in shown.ids} & {int(one) // 2 for one in held.ids}


@pytest.mark.parametrize("share", [0.0, 0.7, -1.0])
def test_a_share_out_of_range_is_refused(share):
    with pytest.raises(JdworkError, match="cannot be held back"):
        hold_back(planted(50), share)


def test_too_few_jds_are_told_with_what_helps():
    with pytest.raises(JdworkError, match="too few to turn dials on") as caught:
        hold_back(planted(FEWEST - 1), 0.3)
    assert "labels next" in str(caught.value)


def test_a_real_improvement_stands_up():
    shown, held = hold_back(planted(400), 0.3)
    made = propose_by_hand(shown, held, bad_settings(), GOOD, Accuracy(), checks=3)
    assert made.verdict.allowed
    assert made.improvement.low > 0.2
    assert (made.n, made.tried, made.by_hand) == (len(held), 3, True)
    assert "on JDs held back" in made.in_words()
    assert {one.key for one in made.changes} == {"new_role.max"}


def test_what_only_the_eye_saw_does_not():
    shown, held = hold_back(planted(200), 0.3)
    unrelated = shuffled(held)
    made = propose_by_hand(shown, unrelated, bad_settings(), GOOD, Accuracy())
    assert not made.verdict.allowed
    assert any("nothing to do with" in one for one in made.verdict.objections)


def test_a_loss_is_refused():
    shown, held = hold_back(planted(200), 0.3)
    good = with_values(Settings(), GOOD)
    made = propose_by_hand(shown, held, good, {"new_role.max": 1.0}, Accuracy())
    assert not made.verdict.allowed
    assert made.improvement.high < 0
