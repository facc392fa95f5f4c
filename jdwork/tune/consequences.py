"""What other settings would do to labelled JDs, laid out to be looked at: curves, bins, confusions, rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from jdwork.tune.labelled import NEW, TuningData
from jdwork.tune.replay import Outcome

POINTS = 120
"""Of a curve at most: more cannot be told apart on a screen."""
BINS = 10

Numbers = NDArray[np.float64]
FlipKind = Literal["fixed", "broken", "otherwise", "accepted", "queued"]


@dataclass(frozen=True, slots=True, eq=False)
class RiskCoverage:
    """Share of accepted decisions that are wrong, by how many are accepted.

    Parameters
    ----------
    coverage, risk
        Shares of the JDs, from the most confident on; shape (m,) each.
    at_coverage, at_risk
        Where ``accept.min_confidence`` puts it; the risk is NaN where nothing is accepted.
    """

    coverage: Numbers
    risk: Numbers
    at_coverage: float
    at_risk: float


@dataclass(frozen=True, slots=True, eq=False)
class Reliability:
    """How confidence and the share of right decisions go together, by bins of as many JDs each."""

    confidence: Numbers
    right: Numbers
    n: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Totals:
    """How many JDs fare how.

    Parameters
    ----------
    n
        Labelled JDs.
    right
        Those that get their right role, or a new one where none fits.
    accepted, accepted_wrong
        Those that nobody looks at, and the wrong ones among them.
    new
        Those for which a new role is proposed.
    """

    n: int
    right: int
    accepted: int
    accepted_wrong: int
    new: int

    @property
    def queued(self) -> int:
        """Those that a person looks at, or that get no role."""
        return self.n - self.accepted


@dataclass(frozen=True, slots=True)
class ConfusedPair:
    """A right role and one that was given for it, with how many JDs before and after."""

    label: str
    given: str
    before: int
    after: int

    @property
    def change(self) -> int:
        """JDs more than before."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Flip:
    """A JD that is decided otherwise."""

    row: int
    id: str
    kind: FlipKind
    label: str
    before: str
    after: str
    confidence_before: float
    confidence_after: float


@dataclass(frozen=True, slots=True, eq=False)
class Consequences:
    """What settings do to labelled JDs, against what others do.

    Parameters
    ----------
    totals
        Counts.
    curve
        Risk by coverage.
    bins
        Right ones by confidence.
    pairs
        Confusions whose number changes.
    flips
        JDs decided otherwise.
    """

    totals: Totals
    curve: RiskCoverage
    bins: Reliability
    pairs: tuple[ConfusedPair, ...]
    flips: tuple[Flip, ...]


def consequences(data: TuningData, before: Outcome, after: Outcome) -> Consequences:
    """Lay out what the later outcome means, against the earlier one.

    Parameters
    ----------
    data
        Labelled JDs.
    before, after
        Two sets of decisions on them.
    """
    return Consequences(
        totals(data, after),
        risk_coverage(data, after),
        reliability(data, after),
        confused_pairs(data, before, after),
        flipped(data, before, after),
    )


def totals(data: TuningData, outcome: Outcome) -> Totals:
    """Count how labelled JDs fare."""
    right, accepted = data.right(outcome), outcome.accepted
    return Totals(
        n=len(data),
        right=int(right.sum()),
        accepted=int(accepted.sum()),
        accepted_wrong=int((accepted & ~right).sum()),
        new=int(outcome.is_new.sum()),
    )


def risk_coverage(data: TuningData, outcome: Outcome) -> RiskCoverage:
    """Order JDs that got a role by confidence, and follow the share of wrong ones.

    Parameters
    ----------
    data
        Labelled JDs.
    outcome
        Decisions on them.
    """
    right = data.right(outcome)
    given = np.flatnonzero(outcome.role >= 0)
    order = given[np.argsort(-outcome.confidence[given], kind="stable")]
    wrong = np.cumsum(~right[order])
    # Only where confidence falls: JDs of one confidence are accepted together.
    confidence = outcome.confidence[order]
    ends = np.flatnonzero(np.r_[confidence[1:] != confidence[:-1], True]) if len(order) else order
    if len(ends) > POINTS:
        ends = ends[np.unique(np.linspace(0, len(ends) - 1, POINTS).round().astype(int))]
    accepted = outcome.accepted
    n = int(accepted.sum())
    return RiskCoverage(
        coverage=(ends + 1) / max(len(data), 1),
        risk=wrong[ends] / (ends + 1),
        at_coverage=n / max(len(data), 1),
        at_risk=float((accepted & ~right).sum() / n) if n else float("nan"),
    )


def reliability(data: TuningData, outcome: Outcome, *, bins: int = BINS) -> Reliability:
    """Put JDs that got a role into bins of as many each, by confidence.

    Parameters
    ----------
    data, outcome
        As for `risk_coverage`.
    bins
        At most; fewer where there are fewer JDs.
    """
    right = data.right(outcome)
    given = np.flatnonzero(outcome.role >= 0)
    order = given[np.argsort(outcome.confidence[given], kind="stable")]
    parts = [part for part in np.array_split(order, bins) if len(part)]
    return Reliability(
        confidence=np.array([outcome.confidence[part].mean(dtype=np.float64) for part in parts]),
        right=np.array([right[part].mean() for part in parts]),
        n=np.array([len(part) for part in parts], dtype=np.int64),
    )


def confused_pairs(
    data: TuningData, before: Outcome, after: Outcome, *, most: int = 15
) -> tuple[ConfusedPair, ...]:
    """List wrong pairs of roles whose number changes, the greatest change first.

    Parameters
    ----------
    data
        Labelled JDs.
    before, after
        Two sets of decisions on them.
    most
        Pairs at most.
    """
    size = len(data.roles) + 2
    counts = []
    for outcome in (before, after):
        wrong = ~data.right(outcome)
        label = np.where(data.gold == NEW, len(data.roles), data.gold)[wrong].astype(np.int64)
        counts.append(np.bincount(label * size + _given(data, outcome)[wrong], minlength=size * size))
    was, now = counts
    moved = np.flatnonzero(was != now)
    order = moved[np.lexsort((moved, -np.abs(now - was)[moved]))][:most]
    names = _names(data)
    return tuple(
        ConfusedPair(names[cell // size], names[cell % size], int(was[cell]), int(now[cell]))
        for cell in order.tolist()
    )


def flipped(data: TuningData, before: Outcome, after: Outcome) -> tuple[Flip, ...]:
    """List the JDs that are decided otherwise: fixed and broken ones first, the surest first.

    Parameters
    ----------
    data, before, after
        As for `confused_pairs`.
    """
    was, now = data.right(before), data.right(after)
    given_before, given_after = _given(data, before), _given(data, after)
    kinds: tuple[tuple[FlipKind, NDArray[np.bool_]], ...] = (
        ("queued", before.accepted & ~after.accepted),
        ("accepted", ~before.accepted & after.accepted),
        ("otherwise", given_before != given_after),
        ("broken", was & ~now),
        ("fixed", ~was & now),
    )
    kind = np.zeros(len(data), dtype=np.int8)
    for number, (_, holds) in enumerate(kinds, start=1):
        kind[holds] = number
    rows = np.flatnonzero(kind)
    rows = rows[np.lexsort((rows, -after.confidence[rows], -kind[rows]))]
    names = _names(data)
    return tuple(
        Flip(
            row=row,
            id=data.ids[row],
            kind=kinds[kind[row] - 1][0],
            label=names[int(data.gold[row]) if data.gold[row] != NEW else len(data.roles)],
            before=names[given_before[row]],
            after=names[given_after[row]],
            confidence_before=float(before.confidence[row]),
            confidence_after=float(after.confidence[row]),
        )
        for row in rows.tolist()
    )


def _given(data: TuningData, outcome: Outcome) -> NDArray[np.int64]:
    """What was given, by position in `_names`."""
    none = np.where(outcome.is_new, len(data.roles), len(data.roles) + 1)
    return np.where(outcome.role >= 0, outcome.role, none).astype(np.int64)


def _names(data: TuningData) -> tuple[str, ...]:
    return (*data.roles, "(new role)", "(no role)")
