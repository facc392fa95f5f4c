"""Named places for the dials."""

from dataclasses import replace

import numpy as np
import pytest

from jdwork.config import Settings
from jdwork.tune.dials import find_dials, thresholds, with_values
from jdwork.tune.presets import LAX, STRICT, least_confidence, presets
from tests.tune.planted import planted

ACCEPT = "accept.min_confidence"


SETTINGS = with_values(Settings(), {"new_role.max": 0.0})


def honest(n):
    """JDs of which the surest are decided rightly, and the less sure the less often."""
    data = planted(n)
    outcome = data.replay.decide(SETTINGS)
    rank = np.argsort(np.argsort(-outcome.confidence, kind="stable"))
    wrong = np.random.default_rng(0).random(n) < 0.7 * (rank / n) ** 3
    gold = np.where(wrong, (outcome.role + 1) % len(data.roles), outcome.role)
    return replace(data, gold=gold.astype(np.int32))


def wrong_share(data, settings):
    outcome = data.replay.decide(settings)
    return (outcome.accepted & ~data.right(outcome)).sum() / max(outcome.accepted.sum(), 1)


def test_strict_and_lax_keep_their_shares_and_lie_in_order():
    data, settings = honest(600), SETTINGS
    made = {one.name: one.values for one in presets(data, settings, thresholds())}
    assert list(made) == ["in force", "shipped", "strict", "lax"]
    assert made["in force"]["new_role.max"] == 0.0
    assert made["shipped"]["new_role.max"] == Settings().new_role.max
    assert made["strict"][ACCEPT] > made["lax"][ACCEPT]
    for name, share in (("strict", STRICT), ("lax", LAX)):
        assert wrong_share(data, with_values(settings, made[name])) <= share


@pytest.mark.parametrize("share", [0.02, 0.05, 0.1])
def test_no_lower_confidence_would_do(share):
    data, settings = honest(300), SETTINGS
    found = least_confidence(data, settings, share)
    assert found is not None
    outcome = data.replay.decide(with_values(settings, {ACCEPT: 0.0}))
    lower = sorted({float(one) for one in outcome.confidence[outcome.accepted] if one < found - 1e-4})
    assert all(wrong_share(data, with_values(settings, {ACCEPT: one})) > share for one in lower)


def test_where_no_threshold_keeps_the_share_there_is_no_such_preset():
    data, settings = honest(100), SETTINGS
    none_right = replace(data, gold=((data.gold + 2) % len(data.roles)).astype(np.int32))
    assert least_confidence(none_right, settings, 0.1) is None
    assert [one.name for one in presets(none_right, settings, thresholds())] == ["in force", "shipped"]
    names = [one.name for one in presets(data, settings, find_dials(["b.margin"], settings))]
    assert names == ["in force", "shipped"]
