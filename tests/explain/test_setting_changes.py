"""Changes of one setting: each does what it says, and a smaller one would not."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from jdwork.config import Settings
from jdwork.config.compare import diff_settings
from jdwork.config.fields import known_keys
from jdwork.decide import WEIGHTED_SIGNALS
from jdwork.explain.outcomes import decide_again
from jdwork.explain.setting_changes import SettingSearch, standing, with_setting
from tests.decide.tables import table
from tests.tiny_workspace import CONFIG

FIXED = Settings.model_validate(tomllib.loads(CONFIG))
"""Settings that are not tuned."""
FIGURES = st.floats(0, 1, width=32).map(lambda figure: round(figure, 3))
CANDIDATES = st.lists(
    st.fixed_dictionaries(
        {
            "alias": st.sampled_from([0.0, 0.0, 0.5, 1.0]),
            **dict.fromkeys(("title", "kra", "kra_corrected", "profile", "lexical", "skill"), FIGURES),
            "domain": st.integers(0, 1),
        }
    ),
    min_size=2,
    max_size=4,
)


def search(rows, settings, wanted=None):
    signals = table([rows])
    slugs = {column: f"role-{column}" for column in range(len(rows))}
    before = decide_again(signals, settings, slugs)
    return SettingSearch(signals, settings, slugs, before, wanted, str)


def again(one, change):
    return decide_again(one.table, with_setting(one.settings, change.key, change.after), one.slugs)


@given(CANDIDATES, st.sampled_from(["role-0", "role-1", None]))
@effort(max_examples=15, deadline=None)
def test_each_change_does_what_it_says(rows, wanted):
    one = search(rows, FIXED, wanted)
    found, nearest = one.changes()
    for change in (*found, *nearest):
        outcome = again(one, change.change)
        assert outcome == change.outcome
        assert change.flips == outcome.differs(one.before)
        assert change.reaches == (wanted is not None and outcome.role == wanted)
        changed = diff_settings(
            one.settings, with_setting(one.settings, change.change.key, change.change.after)
        )
        assert [each.key for each in changed] == [change.change.key]
    assert all(change.flips for change in found)
    assert all("role" in change.flips for change in found if change.kind == "weight")
    assert not any(change.reaches for change in nearest)


@given(CANDIDATES)
@effort(max_examples=15, deadline=None)
def test_a_smaller_change_of_a_threshold_would_not_do(rows):
    one = search(rows, FIXED)
    found, _ = one.changes()
    smallest = {}
    for change in found:
        if change.kind == "threshold":
            smallest.setdefault(change.change.key, change.change)
    for change in smallest.values():
        way = change.after - change.before
        if abs(way) < 1e-5:  # as near as it is looked for
            continue
        for share in (0.25, 0.6, 0.97):
            less = with_setting(one.settings, change.key, change.before + share * way)
            assert not decide_again(one.table, less, one.slugs).differs(one.before)


def test_values_stay_within_what_a_setting_may_be():
    rows = [{"kra": 0.9, "skill": 0.9, "lexical": 0.4}, {"kra": 0.8, "skill": 0.1, "lexical": 0.3}]
    one = search(rows, FIXED, "role-1")
    for change in one.changes()[0]:
        section, key = change.change.key.split(".")
        known_keys()[change.change.key]
        values = getattr(one.settings, section).model_dump() | {key: change.change.after}
        type(getattr(one.settings, section)).model_validate(values)


def test_the_thresholds_of_the_table_are_found():
    margin = search([{"alias": 1.0}, {"kra": 0.9, "kra_corrected": 0.4}], FIXED)
    assert margin.before.case == "B"
    keys = {change.change.key for change in margin.changes()[0]}
    assert {"b.margin"} <= keys
    agreed = search(
        [{"kra": 0.7, "kra_corrected": 0.4, "skill": 0.6}, {"kra": 0.6, "kra_corrected": 0.3, "skill": 0.5}],
        FIXED,
    )
    assert agreed.before.case == "C"
    found = {change.change.key: change for change in agreed.changes()[0]}
    assert found["kra.floor"].change.after == pytest.approx(0.7, abs=0.02)
    assert found["skill.floor"].change.after == pytest.approx(0.6, abs=0.02)
    assert found["accept.min_confidence"].flips == ("queued",)
    assert found["kra.floor"].sentence.startswith("kra.floor 0.70")
    unknown = search([{"kra": 0.4}, {"kra": 0.3}], FIXED)
    assert unknown.before.case == "E"
    lowest = {change.change.key: change for change in unknown.changes()[0]}["new_role.max"]
    assert lowest.outcome.role == "role-0"


def test_a_change_of_one_weight_lies_where_the_roles_change_places():
    weights = dict.fromkeys(WEIGHTED_SIGNALS, 0.0) | {"kra": 4.0, "skill": 4.0}
    settings = Settings.model_validate({"evidence": weights, "support": {"intercept": 9.0}})
    one = search(
        [{"kra": 0.8, "skill": 0.2, "alias": 0.5}, {"kra": 0.2, "skill": 0.7, "alias": 0.5}],
        settings,
        "role-1",
    )
    found = {change.change.key: change for change in one.changes()[0] if change.reaches}
    # 0.6 k against 0.5 s: equal at k = 3.333 and at s = 4.8.
    assert found["evidence.kra"].change.after == pytest.approx(10 / 3, abs=0.02)
    assert found["evidence.skill"].change.after == pytest.approx(4.8, abs=0.02)
    assert found["evidence.kra"].size < found["evidence.skill"].size


def test_a_narrow_stretch_between_two_flips_is_not_overlooked():
    weights = dict.fromkeys(WEIGHTED_SIGNALS, 0.0) | {"kra": 4.0, "skill": 1.0}
    settings = Settings.model_validate({"evidence": weights, "support": {"intercept": 9.0}})
    rows = [{"kra": 0.9}, {"kra": 0.7, "skill": 0.501, "alias": 0.0}, {"kra": 0.45, "skill": 1.0}]
    one = search([{**row, "domain": 0} for row in rows], settings, "role-1")
    reached = [
        change for change in one.changes()[0] if change.reaches and change.change.key == "evidence.skill"
    ]
    assert reached and reached[0].outcome.role == "role-1"


def test_where_no_weight_is_enough_the_nearest_is_told():
    one = search([{"kra": 0.9, "skill": 0.9, "lexical": 0.5}, {"kra": 0.8, "lexical": 0.1}], FIXED, "role-1")
    found, (nearest,) = one.changes()
    assert not any(change.reaches for change in found if change.kind == "weight")
    assert nearest.gap > 0
    assert "role-0 still leads role-1 by" in nearest.sentence
    ends = [
        one._gap(with_setting(one.settings, f"evidence.{signal}", 0.0))
        for signal in ("lexical", "skill", "kra")
    ]
    assert nearest.gap <= min(ends)


def test_a_lead_that_does_not_decide_is_told():
    assert standing("A", "B", 1.5, 3.0) == "A still leads B by 1.50 log-odds, +3.00 before"
    assert "B leads A by 0.50 log-odds" in standing("A", "B", -0.5, None)
    assert "does not turn on that" in standing("A", "B", -0.5, None)
