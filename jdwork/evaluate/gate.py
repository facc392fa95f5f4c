"""The gate: whether the decisions of a run are good enough, rule by rule, as far as the figures can tell."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from jdwork.config.settings import GateSettings
from jdwork.evaluate.comparison import Comparison
from jdwork.evaluate.evaluated import Evaluation
from jdwork.evaluate.labelled_decisions import LabelledDecisions
from jdwork.evaluate.resampling import LEVEL, Estimate
from jdwork.evaluate.words import figure_range, figure_text, figure_words

Status = Literal["pass", "fail", "open"]
"""``open``: the figures do not settle it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the gate and what became of it.

    Parameters
    ----------
    key
        The setting in [gate] that it comes from.
    figure
        What is measured: a key of `Evaluation.figures`, ``labelled`` or ``regressions``.
    status
        Whether the run passes it, fails it, or cannot be judged by it.
    bound
        Value of the setting.
    measured
        What was measured, drops above 0 where the figure fell; a count has no interval.
    against
        Name of the earlier run that it compares with; None for a rule on the run alone.
    note
        Why it cannot be judged, or what else is worth knowing; may be empty.
    """

    key: str
    figure: str
    status: Status
    bound: float
    measured: Estimate
    against: str | None = None
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return {
            "rule": self.key,
            "status": self.status,
            "bound": self.bound,
            "measured": self.measured.to_dict(),
            "against": self.against,
            "says": self.in_words(),
        }

    def in_words(self) -> str:
        """What was wanted and what was found, as one line."""
        says = f"{self.wanted()}: {self.found()}"
        return f"{says} ({self.note})" if self.note else says

    def wanted(self) -> str:
        """The rule in words."""
        since = f" than in {self.against}" if self.against else ""
        if self.key == "min_labelled":
            return f"at least {self.bound:,.0f} different labelled JDs"
        if self.key == "max_regressions":
            return f"at most {100 * self.bound:g} % of the confident right decisions of {self.against} lost"
        share = self.figure == "accuracy"  # bounds are shown as they were set, not rounded
        bound = f"{100 * self.bound:g}" if share else f"{self.bound:g}"
        if self.against:
            return f"{figure_words(self.figure)} at most {bound}{' points' if share else ''} lower{since}"
        side = "most" if self.key == "max_ece" else "least"
        return f"{figure_words(self.figure)} of at {side} {bound}{' %' if share else ''}"

    def found(self) -> str:
        """The measurement in words, with its interval."""
        value = self.measured.value
        if math.isnan(value):
            return "not defined"
        if self.key == "min_labelled":
            return f"{value:,.0f}"
        if self.key == "max_regressions":
            return f"{figure_text('accuracy', value)} ({figure_range('accuracy', self.measured)})"
        if self.against:
            gap = Estimate(-value, -self.measured.high, -self.measured.low)
            return (
                f"{figure_text(self.figure, gap.value + 0.0, signed=True)} "
                f"({figure_range(self.figure, gap, signed=True)})"
            )
        return f"{figure_text(self.figure, value)} ({figure_range(self.figure, self.measured)})"


@dataclass(frozen=True, slots=True)
class Gate:
    """Every rule that applies, and what follows from them.

    Parameters
    ----------
    verdict
        ``failed`` where a rule fails, or where one cannot be judged and [gate] counts that as failing.
    rules
        Those of the run alone first.
    """

    verdict: Literal["passed", "failed"]
    rules: tuple[Rule, ...]

    def with_status(self, status: Status) -> tuple[Rule, ...]:
        """The rules with one status."""
        return tuple(rule for rule in self.rules if rule.status == status)

    def in_words(self) -> str:
        """The verdict as a sentence."""
        failed, undecided = self.with_status("fail"), self.with_status("open")
        if failed:
            first = failed[0]
            rest = f", and {len(failed) - 1} more" if len(failed) > 1 else ""
            return (
                f"{len(failed)} of {len(self.rules)} rules fail: "
                f"{first.wanted()}, but it is {first.found()}{rest}."
            )
        if undecided and self.verdict == "failed":
            return f"{len(undecided)} of {len(self.rules)} rules cannot be judged, and [gate] fails on that."
        if undecided:
            return f"No rule fails; {len(undecided)} of {len(self.rules)} cannot be judged."
        return f"All {len(self.rules)} rules pass."


@dataclass(frozen=True, slots=True)
class Lost:
    """Confident right decisions of an earlier run that are wrong now.

    Parameters
    ----------
    confident
        JDs that were right and confident, copies counted once.
    lost
        Those that are wrong now; of copies, any.
    share
        With the exact binomial interval (Clopper & Pearson, 1934); NaN of none.
    """

    confident: int
    lost: int
    share: Estimate


def lost_decisions(
    before: LabelledDecisions,
    after: LabelledDecisions,
    *,
    confident: float,
    groups: Mapping[str, Hashable] | None = None,
) -> Lost:
    """Count the confident right decisions that became wrong.

    Parameters
    ----------
    before, after
        Ids tell which JDs are the same; those that only one has are left out.
    confident
        Confidence before, from which on a decision counts.
    groups
        Group of copies of each JD, by id; None: each stands alone.
    """
    place = {name: row for row, name in enumerate(after.ids)}
    counted: dict[Hashable, bool] = {}
    for row in np.flatnonzero(before.right & (before.confidence >= confident)):
        name = before.ids[row]
        if name in place:
            group = name if groups is None else groups.get(name, name)
            counted[group] = counted.get(group, False) or not after.right[place[name]]
    n, lost = len(counted), sum(counted.values())
    return Lost(n, lost, _exact_share(lost, n))


def judge(
    evaluation: Evaluation,
    settings: GateSettings,
    *,
    against: Sequence[tuple[str, Comparison, Lost]] = (),
) -> Gate:
    """Judge a run by the rules of [gate].

    A figure on the right side of its bound passes. One on the wrong side fails where its whole 95 %
    interval lies there as well; else chance may have put it there, and the rule stays open. A stricter
    bound never turns a failing rule, or a failing gate, into a passing one.

    Parameters
    ----------
    evaluation
        Figures of the run.
    settings
        The bounds.
    against
        Name of an earlier run, the comparison with it, and what was lost since; the last run first. None:
        only the rules on the run alone apply. What was lost is judged against the first alone.

    Returns
    -------
    Gate
    """
    enough = evaluation.groups >= settings.min_labelled
    count = float(evaluation.groups)
    rules = [
        Rule(
            "min_labelled", "labelled", "pass" if enough else "fail", settings.min_labelled,
            Estimate(count, count, count),
        )
    ]  # fmt: skip
    for key, figure in (("min_accuracy", "accuracy"), ("min_macro_f1", "macro_f1")):
        bound = getattr(settings, key)
        found = evaluation.figures[figure]
        status = _status(found, bound, least=True, enough=enough)
        rules.append(Rule(key, figure, status, bound, found, note=_note(status, enough)))
    rules.append(_calibration(evaluation, settings, enough=enough))
    for number, (name, comparison, lost) in enumerate(against):
        held = enough and comparison.n >= settings.min_labelled
        for key, figure in (("max_drop", "accuracy"), ("max_macro_f1_drop", "macro_f1")):
            bound = getattr(settings, key)
            gap = comparison.differences[figure]
            drop = Estimate(-gap.value, -gap.high, -gap.low)
            status = _status(drop, bound, least=False, enough=held)
            rules.append(Rule(key, figure, status, bound, drop, name, _note(status, held)))
        if not number:
            rules.append(_regressions(name, lost, settings, enough=enough))
    fails = any(rule.status == "fail" for rule in rules)
    undecided = settings.open_rules == "fail" and any(rule.status == "open" for rule in rules)
    return Gate("failed" if fails or undecided else "passed", tuple(rules))


def _calibration(evaluation: Evaluation, settings: GateSettings, *, enough: bool) -> Rule:
    found = evaluation.figures["ece"]
    status = _status(found, settings.max_ece, least=False, enough=enough)
    # Few JDs look miscalibrated by chance alone, and the interval does not know of that.
    chance = evaluation.ece_by_chance
    if status == "fail" and found.value <= settings.max_ece + chance:
        status = "open"
    note = _note(status, enough)
    if status == "open" and enough:
        note = f"{chance:.3f} would be chance for confidences that are exactly right"
    return Rule("max_ece", "ece", status, settings.max_ece, found, note=note)


def _regressions(name: str, lost: Lost, settings: GateSettings, *, enough: bool) -> Rule:
    bound = settings.max_regressions
    if not lost.confident:
        note = f"no right decision of {name} has a confidence of {settings.confident:g} or more"
        return Rule("max_regressions", "regressions", "open", bound, lost.share, name, note)
    status = _status(lost.share, bound, least=False, enough=enough)
    counts = f"{lost.lost:,} of {lost.confident:,} at a confidence of {settings.confident:g} or more"
    said = _note(status, enough)
    note = f"{counts}; {said}" if said else counts
    return Rule("max_regressions", "regressions", status, bound, lost.share, name, note)


def _status(found: Estimate, bound: float, *, least: bool, enough: bool) -> Status:
    """What becomes of a rule, given a figure and how far chance may have moved it."""
    if not enough or math.isnan(found.value):
        return "open"
    # Figures are shown to four decimals: what is equal there is no violation.
    over = (bound - found.value if least else found.value - bound) > 1e-9
    if not over:
        return "pass"
    beyond = found.high < bound if least else found.low > bound
    return "fail" if beyond else "open"


def _note(status: Status, enough: bool) -> str:
    if status != "open":
        return ""
    return "chance may have done it: the interval reaches the bound" if enough else "too few JDs"


def _exact_share(hits: int, n: int) -> Estimate:
    from scipy.stats import beta

    if not n:
        return Estimate(math.nan, math.nan, math.nan)
    tail = (1 - LEVEL) / 2
    low = float(beta.ppf(tail, hits, n - hits + 1)) if hits else 0.0
    high = float(beta.ppf(1 - tail, hits + 1, n - hits)) if hits < n else 1.0
    return Estimate(hits / n, low, high)
