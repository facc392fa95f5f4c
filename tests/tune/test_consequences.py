"""What is looked at says what the decisions say."""

from collections import Counter

import numpy as np
import pytest

from jdwork.config import Settings
from jdwork.tune.consequences import confused_pairs, flipped, reliability, risk_coverage
from jdwork.tune.dials import with_values
from jdwork.tune.proposal import flips
from tests.tune.planted import bad_settings, planted

DATA = planted(300)
NOW = DATA.replay.decide(Settings())


def test_the_curve_is_the_share_of_wrong_ones_at_each_threshold():
    curve = risk_coverage(DATA, NOW)
    right = DATA.right(NOW)
    for coverage, risk in zip(curve.coverage, curve.risk, strict=True):
        n = round(coverage * len(DATA))
        least = np.sort(NOW.confidence[NOW.role >= 0])[::-1][n - 1]
        taken = (NOW.role >= 0) & (NOW.confidence >= least)
        assert taken.sum() == n
        assert risk == pytest.approx((~right[taken]).mean())


def test_the_point_in_force_is_what_is_accepted():
    curve = risk_coverage(DATA, NOW)
    assert curve.at_coverage == NOW.accepted.mean()
    assert curve.at_risk == pytest.approx((~DATA.right(NOW)[NOW.accepted]).mean())


def test_where_nothing_is_accepted_there_is_no_risk():
    nothing = DATA.replay.decide(with_values(Settings(), {"accept.min_confidence": 1.0}))
    curve = risk_coverage(DATA, nothing)
    assert curve.at_coverage == 0
    assert np.isnan(curve.at_risk)


def test_bins_hold_as_many_jds_each_and_rise_in_confidence():
    found = reliability(DATA, NOW, bins=7)
    assert found.n.sum() == (NOW.role >= 0).sum()
    assert found.n.max() - found.n.min() <= 1
    assert (np.diff(found.confidence) >= 0).all()
    assert (found.right * found.n).sum() == pytest.approx(DATA.right(NOW)[NOW.role >= 0].sum())


def test_confusions_change_by_as_many_as_decisions_do():
    before = DATA.replay.decide(bad_settings())
    pairs = confused_pairs(DATA, before, NOW, most=1000)
    assert pairs == tuple(sorted(pairs, key=lambda one: -abs(one.change)))
    wrong = (~DATA.right(NOW)).sum() - (~DATA.right(before)).sum()
    assert sum(one.change for one in pairs) == wrong
    assert confused_pairs(DATA, before, NOW, most=3) == pairs[:3]
    assert confused_pairs(DATA, NOW, NOW) == ()
    assert any(one.given == "(new role)" for one in pairs)


def test_flips_are_counted_as_a_proposal_counts_them():
    before = DATA.replay.decide(bad_settings())
    rows = flipped(DATA, before, NOW)
    wanted = flips(DATA, before, NOW)
    kinds = Counter(one.kind for one in rows)
    assert {one.id for one in rows if one.kind == "fixed"} == set(wanted.fixed)
    assert {one.id for one in rows if one.kind == "broken"} == set(wanted.broken)
    assert kinds["otherwise"] == len(wanted.otherwise)
    order = ["fixed", "broken", "otherwise", "accepted", "queued"]
    assert [one.kind for one in rows] == sorted((one.kind for one in rows), key=order.index)
    first = rows[0]
    assert first.label == first.after != first.before
    assert flipped(DATA, NOW, NOW) == ()
