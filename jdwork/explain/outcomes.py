"""Deciding again, and saying in words what that changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from jdwork.config import Settings
from jdwork.decide import CASE_MEANING, CASES, Decision, decide, evidence
from jdwork.explain.model import Outcome
from jdwork.signals import SignalTable


def outcome_of(decision: Decision) -> Outcome:
    """What a decision comes to."""
    return Outcome(decision.case, decision.role, decision.queued, decision.confidence)


def decide_again(table: SignalTable, settings: Settings, slugs: Mapping[int, str]) -> Outcome:
    """Decide one JD by the decision table.

    Parameters
    ----------
    table
        Signals of one JD.
    settings
        Thresholds and weights.
    slugs
        Role of each column.
    """
    decided = decide(table, settings)
    column = int(decided.column[0])
    case = CASES[int(decided.case[0])]
    confidence = float(decided.confidence[0])
    role = slugs[column] if column >= 0 else None
    return Outcome(case, role, bool(decided.queued[0]), round(confidence, 4))


def evidence_gap(
    table: SignalTable, settings: Settings, first: int | None, second: int | None
) -> float | None:
    """Log-odds by which one column leads another; None where one of them is missing."""
    if first is None or second is None:
        return None
    total = evidence(table, settings)[0]
    return round(float(np.float64(total[first]) - np.float64(total[second])), 4)


def in_words(before: Outcome, after: Outcome, name: Callable[[str], str]) -> str:
    """Say what an outcome changes.

    Parameters
    ----------
    before, after
        The outcomes.
    name
        Names a role by its slug.

    Returns
    -------
    str
        Such as ``Plumber instead of Baker, by case DOMAIN instead of C``; ``nothing`` where they agree.
    """
    said = []
    if after.role != before.role:
        was = f" instead of {name(before.role)}" if before.role else ""
        said.append(f"{name(after.role)}{was}" if after.role else f"no role{was}: a new one is proposed")
    if after.case != before.case:
        same = "" if said else "the same role, " if after.role else ""
        said.append(f"{same}by case {after.case} ({CASE_MEANING[after.case]}) instead of {before.case}")
    if after.queued != before.queued:
        said.append("queued for a person" if after.queued else "accepted without a person")
    return ", ".join(said) or "nothing"
