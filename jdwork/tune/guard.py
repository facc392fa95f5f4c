"""The guard: whether tuned settings may be written, and why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from jdwork.config.settings import TuneSettings
from jdwork.tune.labelled import NEW, TuningData
from jdwork.tune.replay import Outcome
from jdwork.tune.validation import HeldOut

MOST_CHANCE = 0.01
"""p-value up to which labels count as related to signals."""


SHOWN = 5
"""Roles that an objection names."""


@dataclass(frozen=True, slots=True)
class RoleShift:
    """What becomes of one role's JDs: share that got it before and after, of n different ones."""

    role: str
    n: int
    before: float
    after: float

    @property
    def loss(self) -> float:
        """Share of its JDs that it loses; below 0 where it wins some."""
        return self.before - self.after


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether tuned settings may be written.

    Parameters
    ----------
    objections
        Why not; none where they may.
    roles
        Roles of enough data, the greatest loss first.
    """

    objections: tuple[str, ...]
    roles: tuple[RoleShift, ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.objections

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON."""
        roles = [
            {"role": one.role, "n": one.n, "before": round(one.before, 4), "after": round(one.after, 4)}
            for one in self.roles
        ]
        return {"allowed": self.allowed, "objections": list(self.objections), "roles": roles}


def judge_tuning(
    data: TuningData, held: HeldOut, chance: float, rules: TuneSettings, *, bounded: bool = False
) -> Verdict:
    """Judge tuned settings by the decisions on JDs that they were not tuned on.

    Parameters
    ----------
    data
        The labelled JDs.
    held
        Decisions on them.
    chance
        `labels_told` of them.
    rules
        How much a role may lose, and of how many JDs.
    bounded
        Whether the objective falls below 0 where its bound does not hold.
    """
    objections = []
    if chance > MOST_CHANCE:
        objections.append(
            "the labels have nothing to do with the signals as far as these JDs can tell "
            f"(p = {chance:.3f} by permutation)"
        )
    gain = held.improvement
    if not gain.low > 0:
        objections.append(
            f"on JDs not tuned on, the improvement may be none: {gain.value:+.4f}, "
            f"95 % interval {gain.low:+.4f} to {gain.high:+.4f}"
        )
    if bounded and held.after.high < 0:
        objections.append(
            f"on JDs not tuned on, the bound is missed by {-held.after.value:.1%} "
            f"(95 % interval {-held.after.high:.1%} to {-held.after.low:.1%})"
        )
    roles = role_shifts(data, held.current, held.tuned, least=rules.min_role_jds)
    losers = [one for one in roles if one.loss > rules.max_role_loss]
    if losers:
        named = ", ".join(f"{one.role} {one.loss:.0%} of {one.n}" for one in losers[:SHOWN])
        more = f" and {len(losers) - SHOWN:,} roles more" if len(losers) > SHOWN else ""
        objections.append(f"more than {rules.max_role_loss:.0%} of its JDs is lost by {named}{more}")
    return Verdict(tuple(objections), roles)


def role_shifts(
    data: TuningData, before: Outcome, after: Outcome, *, least: int = 1
) -> tuple[RoleShift, ...]:
    """Compare, role by role, the share of JDs that got it; copies share one vote.

    Parameters
    ----------
    data
        The labelled JDs.
    before, after
        Two outcomes.
    least
        Different JDs that a role needs.

    Returns
    -------
    tuple of RoleShift
        The greatest loss first; JDs that no role fits are left out.
    """
    votes = 1 / np.bincount(data.group)[data.group]
    found = []
    for role in np.unique(data.gold[data.gold != NEW]):
        rows = np.flatnonzero(data.gold == role)
        n = len(np.unique(data.group[rows]))
        if n < least:
            continue
        shares = [
            float(np.average((one.role[rows] == role).astype(float), weights=votes[rows]))
            for one in (before, after)
        ]
        found.append(RoleShift(data.roles[role], n, *shares))
    return tuple(sorted(found, key=lambda one: (-one.loss, one.role)))
