"""Figures of merit of decisions against labels: the one place where they are worked out.

Every figure is computed under weights that say how often each JD counts, so that the figures of a run
(each once) and those of its bootstrap resamples come from the same lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from jdwork.evaluate.labelled_decisions import Counts, LabelledDecisions, Shares

MIN_COVERED = 20
"""Decisions below which a precision is too noisy to count as coverage."""

BINS = 10
"""Bins of the calibration error, equally filled."""


@dataclass(frozen=True, slots=True)
class Scores:
    """How good decisions are.

    Parameters
    ----------
    n
        Labelled JDs.
    accuracy
        Share whose role is the label, 0 to 1.
    top5
        Share whose label is the role or among the first five candidates.
    macro_f1
        Mean F1 over the labels that occur.
    ece
        Expected calibration error: mean gap of confidence and accuracy over ten equally filled bins
        (Naeini et al., 2015, with bins of equal mass).
    coverage_at_95
        Largest share of JDs, most confident first, that is right in at least 95 %.
    """

    n: int
    accuracy: float
    top5: float
    macro_f1: float
    ece: float
    coverage_at_95: float

    def to_dict(self) -> dict[str, float]:
        """The figures, rounded to 4 decimals."""
        return {name: round(value, 4) for name, value in asdict(self).items()}


def score(
    gold: Sequence[str],
    roles: Sequence[str | None],
    confidence: Sequence[float],
    candidates: Sequence[Sequence[str]],
) -> Scores:
    """Score decisions.

    Parameters
    ----------
    gold
        The label of each JD.
    roles
        The role each got; None where there is none.
    confidence
        0 to 1.
    candidates
        Role slugs, best first.

    Returns
    -------
    Scores
        All zero where there is nothing to score.
    """
    n = len(gold)
    if n == 0:
        return Scores(0, 0.0, 0.0, 0.0, 0.0, 0.0)
    found = measure(LabelledDecisions.of(gold, roles, confidence, candidates), np.ones((1, n)))
    return Scores(
        n=n,
        accuracy=float(found.accuracy[0]),
        top5=float(found.top5[0]),
        macro_f1=float(found.macro_f1[0]),
        ece=float(found.ece[0]),
        coverage_at_95=float(found.coverage[0, 0]),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """Figures of the same decisions under several weightings, one a row.

    Parameters
    ----------
    accuracy, top5, macro_f1, ece
        Shape (b,).
    coverage
        By precision; shape (b, p).
    role_f1
        By name; NaN where no JD has it as label; shape (b, names).
    risk
        Share of wrong decisions among the most confident ones, by coverage; shape (b, c).
    """

    accuracy: Shares
    top5: Shares
    macro_f1: Shares
    ece: Shares
    coverage: Shares
    role_f1: Shares
    risk: Shares


def measure(
    decisions: LabelledDecisions,
    weights: Shares,
    *,
    precisions: Sequence[float] = (0.95,),
    coverages: Sequence[float] = (),
) -> Measured:
    """Work out the figures under weights.

    Parameters
    ----------
    decisions
        At least one.
    weights
        How often each JD counts, whole numbers of 0 and above; shape (b, n). No row may be all zero.
    precisions
        Those to give the coverage at.
    coverages
        Those to give the risk at, above 0 up to 1.

    Returns
    -------
    Measured
    """
    right = decisions.right.astype(np.float64)
    total = weights.sum(axis=1)
    role_f1, support = _role_f1(decisions, weights)
    order = decisions.most_confident_first
    ranked = _Ranked(weights[:, order], right[order], decisions.confidence[order])
    return Measured(
        accuracy=weights @ right / total,
        top5=weights @ decisions.near / total,
        macro_f1=np.where(support, np.nan_to_num(role_f1), 0).sum(axis=1) / support.sum(axis=1),
        ece=ranked.calibration_error(),
        coverage=np.stack([ranked.coverage(one) for one in precisions], axis=1),
        role_f1=role_f1,
        risk=ranked.risk(np.asarray(coverages, dtype=np.float64)),
    )


def bin_edges(n: int, bins: int = BINS) -> Counts:
    """Edges of bins that hold equally many of n items, most confident first; shape (bins + 1,)."""
    return np.arange(bins + 1, dtype=np.int64) * n // bins


def weighted_sums(weights: Shares, codes: Counts, size: int) -> Shares:
    """Sum weights by code; shape (b, size). Codes below 0 are left out."""
    order = np.argsort(codes, kind="stable")
    order = order[codes[order] >= 0]
    sums = np.zeros((len(weights), size))
    if len(order):
        present, starts = np.unique(codes[order], return_index=True)
        sums[:, present] = np.add.reduceat(weights[:, order], starts, axis=1)
    return sums


def _role_f1(decisions: LabelledDecisions, weights: Shares) -> tuple[Shares, NDArray[np.bool_]]:
    """F1 by name, and which names occur as label, under each weighting."""
    size = len(decisions.names)
    held = weighted_sums(weights, decisions.gold, size)
    claimed = weighted_sums(weights, decisions.role, size)
    hits = weighted_sums(weights, np.where(decisions.right, decisions.gold, -1), size)
    with np.errstate(invalid="ignore"):
        return np.where(held > 0, 2 * hits / (held + claimed), np.nan), held > 0


class _Ranked:
    """Decisions with the most confident first, under weights: a JD of weight 2 stands there twice."""

    def __init__(self, weights: Shares, right: Shares, confidence: Shares) -> None:
        self._right, self._gap = right, right - confidence
        self._seen = np.cumsum(weights, axis=1)
        self._hits = np.cumsum(weights * right, axis=1)
        self._gaps = np.cumsum(weights * self._gap, axis=1)
        self._total = self._seen[:, -1]
        with np.errstate(invalid="ignore"):
            self._precision = np.where(self._seen >= MIN_COVERED, self._hits / self._seen, -1)

    def calibration_error(self) -> Shares:
        edges = np.arange(BINS + 1) * self._total[:, None] // BINS
        return np.abs(np.diff(self._until(edges, self._gaps, self._gap), axis=1)).sum(axis=1) / self._total

    def coverage(self, precision: float) -> Shares:
        # Those seen never fall, so the last row that is precise enough is the largest share.
        enough = self._precision[:, ::-1] >= precision
        last = self._seen.shape[1] - 1 - enough.argmax(axis=1)
        rows = np.arange(len(last))
        found: Shares = np.where(enough.any(axis=1), self._seen[rows, last], 0) / self._total
        return found

    def risk(self, coverages: Shares) -> Shares:
        taken = np.ceil(np.round(coverages * self._total[:, None], 6))
        with np.errstate(invalid="ignore"):
            return 1 - self._until(taken, self._hits, self._right) / taken

    def _until(self, taken: Shares, sums: Shares, each: Shares) -> Shares:
        """Sums over the first so many, which may end between copies of one JD."""
        last = np.stack(
            [np.searchsorted(seen, row) for seen, row in zip(self._seen, taken, strict=True)]
        ).reshape(taken.shape)
        beyond = np.take_along_axis(self._seen, last, axis=1) - taken
        found: Shares = np.take_along_axis(sums, last, axis=1) - beyond * each[last]
        return found
