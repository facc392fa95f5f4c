"""Dials: which settings may be turned, how far, and what turning them makes of settings."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.config import EvidenceWeights, Settings
from jdwork.config.compare import diff_settings
from jdwork.config.fields import known_keys
from jdwork.errors import ConfigError
from jdwork.signals import SIGNALS
from jdwork.tune.dials import find_dials, thresholds, values_of, with_values
from jdwork.tune.replay import Replay
from tests.tune.builders import random_table

DIALS = {dial.key: dial for dial in thresholds()}


def test_every_threshold_of_the_decision_table_is_a_dial():
    assert set(DIALS) == {
        "b.margin", "kra.floor", "skill.floor", "domain.floor", "new_role.max", "new_role.max_with_model",
        "accept.min_confidence",
    }  # fmt: skip
    assert all(dial.meaning for dial in DIALS.values())


@pytest.mark.parametrize("dial", find_dials(["thresholds", "weights"], Settings()), ids=lambda one: one.key)
def test_its_whole_range_may_be_written_and_holds_the_default(dial):
    for value in (dial.low, dial.high):
        assert values_of(with_values(Settings(), {dial.key: value}), [dial]) == {dial.key: value}
    assert dial.low <= values_of(Settings(), [dial])[dial.key] <= dial.high


def test_turning_a_threshold_from_end_to_end_can_change_a_decision():
    table = random_table(400, 5, seed=1)
    for dial in DIALS.values():
        ends = []
        for value in (dial.low, dial.high):
            # Each on its own: with all that is new taken away, so that the others come to bear.
            settings = with_values(Settings(), {"new_role.max": 0.2, "new_role.max_with_model": 0.2})
            ends.append(Replay(table).decide(with_values(settings, {dial.key: value})))
        low, high = ends
        assert any((getattr(low, name) != getattr(high, name)).any() for name in ("case", "queued")), dial.key


@given(st.sampled_from(sorted(DIALS)), st.floats(-5, 20))
def test_rounding_stays_in_range_and_on_the_grid(key, value):
    dial = DIALS[key]
    rounded = dial.rounded(value)
    assert dial.low <= rounded <= dial.high
    assert rounded in dial.grid()
    assert dial.rounded(rounded) == rounded
    if dial.low <= value <= dial.high:
        assert abs(rounded - value) <= 0.51 * 10**-dial.digits


@given(st.sampled_from(sorted(DIALS)), st.integers(2, 60))
def test_steps_rise_from_end_to_end_over_values_that_can_be_written(key, count):
    dial = DIALS[key]
    steps = dial.steps(count)
    assert (steps[0], steps[-1]) == (dial.low, dial.high)
    assert (np.diff(steps) > 0).all()
    assert len(steps) == count
    assert set(steps) <= set(dial.grid())


def test_fewer_steps_than_asked_for_where_rounding_makes_some_alike():
    (dial,) = find_dials(["evidence.learned"], Settings())
    assert len(dial.steps(10_000)) == len(dial.grid()) == 401


def test_kinds_and_keys_may_be_mixed_and_each_dial_comes_once():
    keys = [dial.key for dial in find_dials(["kra.floor", "thresholds", "kra.floor"], Settings())]
    assert keys[0] == "kra.floor"
    assert sorted(keys) == sorted(DIALS)


def test_every_weight_is_a_dial_that_reaches_beyond_where_it_stands():
    found = {dial.key: dial for dial in find_dials(["weights"], Settings())}
    names = [name for name in EvidenceWeights.model_fields if name in SIGNALS]
    assert set(found) == {f"{one}.{name}" for one in ("evidence", "evidence_with_model") for name in names}
    assert found["evidence.kra"].high > Settings().evidence.kra
    assert found["evidence.learned"].high > 0  # though it stands at 0


def test_settings_that_no_dial_turns_say_why():
    with pytest.raises(ConfigError, match=r"'text.min_words' without computing signals again") as told:
        find_dials(["text.min_words"], Settings())
    assert "b.margin" in (told.value.hint or "")
    with pytest.raises(ConfigError, match=r"'support.best' is no dial") as told:
        find_dials(["support.best"], Settings())
    assert "jdwork fit" in (told.value.hint or "")
    with pytest.raises(ConfigError, match=r"There is no setting 'b.margn'") as told:
        find_dials(["b.margn"], Settings())
    assert "b.margin" in (told.value.hint or "")


@given(st.dictionaries(st.sampled_from(sorted(DIALS)), st.floats(0, 0.5)))
def test_setting_dials_is_what_reading_such_settings_anew_is(values):
    body = Settings().model_dump()
    for key, value in values.items():
        section, _, name = key.partition(".")
        body[section][name] = value
    made = with_values(Settings(), values)
    assert made == Settings.model_validate(body)
    assert {one.key for one in diff_settings(Settings(), made)} <= set(values)


def test_sections_that_stay_are_shared_and_those_given_are_left_alone():
    before = Settings()
    made = with_values(before, {"b.margin": 9.0})
    assert made.evidence is before.evidence
    assert before.b.margin == Settings().b.margin != made.b.margin


@pytest.mark.parametrize("key", ["b.margn", "nope.floor", "kra", "", "model_copy.floor", "b.margin.more"])
def test_unknown_keys_are_refused(key):
    with pytest.raises(ConfigError, match="There is no setting"):
        with_values(Settings(), {"kra.floor": 0.2, key: 1.0})


@pytest.mark.parametrize(("key", "value"), [("kra.floor", 1.5), ("b.margin", -1), ("b.margin", float("nan"))])
def test_values_out_of_range_are_refused_by_name(key, value):
    with pytest.raises(ConfigError, match=f"{key}: "):
        with_values(Settings(), {key: value})


def test_values_are_read_off_as_they_stand():
    settings = with_values(Settings(), {"b.margin": 2.5, "kra.floor": 0.25})
    assert values_of(settings, find_dials(["kra.floor", "b.margin"], settings)) == {
        "kra.floor": 0.25,
        "b.margin": 2.5,
    }
    assert set(DIALS) <= set(known_keys())
