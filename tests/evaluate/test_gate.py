"""The gate: honest about chance, monotone in its bounds, clear about what it cannot judge."""

from __future__ import annotations

import json
import math

from hypothesis import given, settings
from hypothesis import strategies as st

from jdwork.config.settings import GateSettings
from jdwork.evaluate import compare_decisions, evaluate_decisions
from jdwork.evaluate.gate import judge, lost_decisions
from tests.evaluate.deciding import decisions

LOOSE = GateSettings(
    min_labelled=1,
    min_accuracy=0,
    min_macro_f1=0,
    max_ece=1,
    max_drop=1,
    max_macro_f1_drop=1,
    max_regressions=1,
)
RANK = {"fail": 0, "open": 1, "pass": 2}


def with_wrong(total, wrong, confidence=0.9):
    """All right but for some rows."""
    return decisions(
        ["a", "b"] * (total // 2),
        ["c" if row in wrong else "ab"[row % 2] for row in range(total)],
        [confidence] * total,
    )


def judged(before, after, groups=None, **bounds):
    evaluation = evaluate_decisions(after, groups=groups, resamples=200)
    by_id = None if groups is None else dict(zip(after.ids, groups, strict=True))
    chosen = LOOSE.model_copy(update=bounds)
    against = []
    if before is not None:
        both = compare_decisions(before, after, groups=by_id, resamples=200)
        lost = lost_decisions(before, after, confident=chosen.confident, groups=by_id)
        against = [("the last run", both, lost)]
    return judge(evaluation, chosen, against=against)


def rule(gate, key):
    return next(one for one in gate.rules if one.key == key)


def test_without_an_earlier_run_only_the_rules_on_the_run_alone_apply():
    gate = judged(None, with_wrong(100, range(20)), min_accuracy=0.7)
    assert [one.key for one in gate.rules] == ["min_labelled", "min_accuracy", "min_macro_f1", "max_ece"]
    assert gate.verdict == "passed"
    assert gate.in_words() == "All 4 rules pass."


def test_a_figure_fails_only_where_its_whole_interval_is_beyond_the_bound():
    run = with_wrong(100, range(20))
    assert rule(judged(None, run, min_accuracy=0.8), "min_accuracy").status == "pass"
    close = judged(None, run, min_accuracy=0.82)
    assert rule(close, "min_accuracy").status == "open"
    assert "chance may have done it" in rule(close, "min_accuracy").in_words()
    assert (close.verdict, close.in_words()) == ("passed", "No rule fails; 1 of 4 cannot be judged.")
    far = judged(None, run, min_accuracy=0.95)
    assert (rule(far, "min_accuracy").status, far.verdict) == ("fail", "failed")
    assert "accuracy of at least 95 %, but it is 80.0 %" in far.in_words()


def test_what_cannot_be_judged_fails_where_the_settings_say_so():
    gate = judged(None, with_wrong(100, range(20)), min_accuracy=0.82, open_rules="fail")
    assert gate.verdict == "failed"
    assert gate.in_words() == "1 of 4 rules cannot be judged, and [gate] fails on that."


def test_too_few_jds_fail_and_nothing_else_is_judged():
    gate = judged(with_wrong(20, ()), with_wrong(20, range(20)), min_labelled=30, min_accuracy=0.9)
    assert gate.verdict == "failed"
    assert [one.key for one in gate.with_status("fail")] == ["min_labelled"]
    assert len(gate.with_status("open")) == len(gate.rules) - 1


def test_copies_do_not_make_up_for_different_jds():
    run = with_wrong(100, ())
    assert judged(None, run, groups=[0] * 50 + [1] * 50, min_labelled=3).verdict == "failed"


def test_a_drop_fails_only_beyond_chance():
    before = with_wrong(400, ())
    some, many = with_wrong(400, range(6)), with_wrong(400, range(40))
    assert rule(judged(before, some, max_drop=0.02), "max_drop").status == "pass"
    assert rule(judged(before, some, max_drop=0.01), "max_drop").status == "open"
    gate = judged(before, many, max_drop=0.01)
    assert rule(gate, "max_drop").status == "fail"
    assert (
        "accuracy at most 1 points lower than in the last run: -10.0 points ("
        in rule(gate, "max_drop").in_words()
    )


def test_a_gain_is_no_drop():
    gate = judged(with_wrong(200, range(50)), with_wrong(200, ()), max_drop=0, max_macro_f1_drop=0)
    assert {one.status for one in gate.rules} == {"pass"}


def test_nothing_changed_passes_the_strictest_comparison():
    run = with_wrong(100, range(30))
    gate = judged(run, run, max_drop=0, max_macro_f1_drop=0, max_regressions=0)
    assert gate.verdict == "passed"
    assert not gate.with_status("open")


def test_confident_right_decisions_that_were_lost_are_counted_copies_once():
    before, after = with_wrong(100, range(10)), with_wrong(100, range(20))
    lost = lost_decisions(before, after, confident=0.8)
    assert (lost.lost, lost.confident) == (10, 90)
    assert lost.share.low < 10 / 90 < lost.share.high
    unsure = lost_decisions(before, after, confident=0.95)
    assert (unsure.lost, unsure.confident) == (0, 0)
    assert math.isnan(unsure.share.value)
    copies = {name: "one" if int(name) >= 10 else name for name in before.ids}
    assert lost_decisions(before, after, confident=0.8, groups=copies).confident == 1
    gate = judged(before, after, max_regressions=0.01)
    assert rule(gate, "max_regressions").status == "fail"
    assert "10 of 90" in rule(gate, "max_regressions").note


def test_with_no_confident_decision_before_nothing_is_said_of_regressions():
    gate = judged(with_wrong(100, (), 0.5), with_wrong(100, range(50), 0.5), max_regressions=0)
    assert rule(gate, "max_regressions").status == "open"
    assert "no right decision" in rule(gate, "max_regressions").note


def test_miscalibration_within_chance_is_no_failure():
    # Ten JDs of confidence 0.5 can hardly look calibrated; two hundred sure and wrong ones are not.
    few = decisions(["a"] * 10, ["a", "b"] * 5, [0.5] * 10)
    assert rule(judged(None, few, max_ece=0.01), "max_ece").status != "fail"
    assert rule(judged(None, with_wrong(200, range(100), 0.99), max_ece=0.1), "max_ece").status == "fail"


def test_a_gate_is_plain_json():
    gate = judged(with_wrong(60, (), 0.5), with_wrong(60, range(9), 0.5), max_drop=0.01)
    body = json.loads(json.dumps([one.to_dict() for one in gate.rules], allow_nan=False))
    assert {one["status"] for one in body} <= {"pass", "fail", "open"}
    assert all(one["says"] for one in body)


_BOUNDS = {
    "min_labelled": (st.integers(1, 80), 1),
    "min_accuracy": (st.floats(0, 1), 1),
    "min_macro_f1": (st.floats(0, 1), 1),
    "max_ece": (st.floats(0, 1), -1),
    "max_drop": (st.floats(0, 1), -1),
    "max_macro_f1_drop": (st.floats(0, 1), -1),
    "max_regressions": (st.floats(0, 1), -1),
}
"""What each bound may be, and whether more of it is stricter (1) or less (-1)."""


@given(st.data())
@settings(deadline=None, max_examples=60)
def test_a_stricter_bound_never_turns_failing_into_passing(data):
    wrong = st.sets(st.integers(0, 59), max_size=40)
    before, after = (with_wrong(60, data.draw(wrong)) for _ in range(2))
    bounds = {name: data.draw(values, label=name) for name, (values, _) in _BOUNDS.items()}
    bounds["open_rules"] = data.draw(st.sampled_from(["pass", "fail"]))
    key = data.draw(st.sampled_from(sorted(_BOUNDS)))
    values, sign = _BOUNDS[key]
    other = data.draw(values)
    stricter = {**bounds, key: max(bounds[key], other) if sign > 0 else min(bounds[key], other)}
    one, two = judged(before, after, **bounds), judged(before, after, **stricter)
    assert not (one.verdict == "failed" and two.verdict == "passed")
    if key != "min_labelled":
        for loose, strict in zip(one.rules, two.rules, strict=True):
            assert RANK[strict.status] <= RANK[loose.status]
