"""Figures of merit of decisions against labels."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

MIN_COVERED = 20
"""Decisions below which a precision is too noisy to count as coverage."""


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
    right = np.array([role == label for role, label in zip(roles, gold, strict=True)])
    near = [label in (role, *among[:5]) for label, role, among in zip(gold, roles, candidates, strict=True)]
    sure = np.asarray(confidence, dtype=np.float64)
    order = np.argsort(-sure, kind="stable")
    return Scores(
        n=n,
        accuracy=float(right.mean()),
        top5=float(np.mean(near)),
        macro_f1=_macro_f1(gold, roles),
        ece=_calibration_error(right[order], sure[order]),
        coverage_at_95=_coverage(right[order], precision=0.95),
    )


def _macro_f1(gold: Sequence[str], roles: Sequence[str | None]) -> float:
    held = Counter(gold)
    claimed = Counter(roles)
    hits = Counter(label for label, role in zip(gold, roles, strict=True) if role == label)
    return sum(2 * hits[label] / (held[label] + claimed[label]) for label in held) / len(held)


def _calibration_error(right: NDArray[np.bool_], sure: NDArray[np.float64], bins: int = 10) -> float:
    n = len(right)
    edges = [part * n // bins for part in range(bins + 1)]
    parts = [slice(first, last) for first, last in itertools.pairwise(edges) if last > first]
    gaps = [abs(right[part].mean() - sure[part].mean()) * (part.stop - part.start) for part in parts]
    return float(sum(gaps) / n)


def _coverage(right: NDArray[np.bool_], *, precision: float) -> float:
    seen = np.arange(1, len(right) + 1)
    enough = (np.cumsum(right) / seen >= precision) & (seen >= MIN_COVERED)
    return float(seen[enough].max(initial=0) / len(right))
