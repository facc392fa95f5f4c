"""Learning the evidence weights from labelled runs: a handful of figures, shared by all roles."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jdwork.decide import WEIGHTED_SIGNALS
from jdwork.errors import JdworkError
from jdwork.signals import SignalTable

FOLDS = 5
PENALTY = 1e-5
"""Weight of the squared norm in the loss: it holds down a signal that says nothing, and binds no other."""

Rows = NDArray[np.int64]
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class LabelledSignals:
    """Signals of JDs whose role is known.

    Parameters
    ----------
    table
        The signals.
    gold
        Position of the right role in ``CatalogSnapshot.roles``, -1 where it is unknown; shape (n,).
    name
        Where they come from, to report by.
    """

    table: SignalTable
    gold: NDArray[np.int32]
    name: str


@dataclass(frozen=True)
class FitReport:
    """Fitted weights, and what they are worth on JDs that they were not fitted on.

    Parameters
    ----------
    weights
        Signal to log-odds per unit; a signal that never varies is left out.
    n
        JDs fitted on; those whose right role is no candidate are left out.
    accuracy
        Per input, cross-validated share of labelled JDs whose best evidence is the right role.
    """

    weights: dict[str, float]
    n: int
    accuracy: dict[str, float]


def fit_weights(inputs: Sequence[LabelledSignals], *, folds: int = FOLDS) -> FitReport:
    """Fit the evidence weights.

    Maximises the likelihood of the right role under a softmax over each JD's candidates (a
    conditional logit: McFadden, 1974), weights kept at zero or above, since every signal is built to
    speak for a role. JDs of one id lie in one fold, whichever inputs they occur in.

    Parameters
    ----------
    inputs
        Labelled signals, of one catalog.
    folds
        Parts for cross-validation.

    Returns
    -------
    FitReport

    Raises
    ------
    JdworkError
        If fewer than ten labelled JDs per fold have their role among the candidates.
    """
    features, targets, fold, source, labelled = _stack(inputs, folds)
    if len(targets) < 10 * folds:
        raise JdworkError(
            f"{len(targets)} labelled JDs have their role among the candidates; {10 * folds} are needed.",
            hint="Give runs with more labels (batch --label-field), over the same catalog.",
        )
    used = np.flatnonzero(np.nanmax(features, axis=(0, 1)) > np.nanmin(features, axis=(0, 1)))
    features = features[:, :, used]
    there: NDArray[np.bool_] = np.asarray(np.isfinite(features).all(axis=2))
    right = np.zeros(len(targets), dtype=bool)
    for held in range(folds):
        out = fold == held
        if out.any() and (~out).any():
            weights = _maximise(features[~out], targets[~out], there[~out])
            right[out] = _evidence(features[out], weights, there[out]).argmax(axis=1) == targets[out]
    weights = _maximise(features, targets, there)
    return FitReport(
        weights={
            WEIGHTED_SIGNALS[column]: round(float(one), 1) for column, one in zip(used, weights, strict=True)
        },
        n=len(targets),
        accuracy={
            one.name: round(float(right[source == number].sum() / max(labelled[number], 1)), 4)
            for number, one in enumerate(inputs)
        },
    )


def _stack(inputs: Sequence[LabelledSignals], folds: int) -> tuple[Numbers, Rows, Rows, Rows, list[int]]:
    """Stack inputs into features (n, k, signals; NaN at padding), target columns, folds and sources."""
    width = max((one.table.roles.shape[1] for one in inputs), default=0)
    parts, targets, fold, source, labelled = [], [], [], [], []
    for number, one in enumerate(inputs):
        table = one.table
        known = one.gold >= 0
        labelled.append(int(known.sum()))
        hit = (table.roles == one.gold[:, None]) & known[:, None]
        rows = np.flatnonzero(hit.any(axis=1) & table.passed)
        cells = np.stack([getattr(table, name)[rows] for name in WEIGHTED_SIGNALS], axis=-1).astype(
            np.float64
        )
        cells[table.roles[rows] < 0] = np.nan
        wide = np.full((len(rows), width, len(WEIGHTED_SIGNALS)), np.nan)
        wide[:, : cells.shape[1]] = cells
        parts.append(wide)
        targets.append(hit[rows].argmax(axis=1))
        fold.append(np.array([zlib.crc32(table.ids[row].encode()) % folds for row in rows], dtype=np.int64))
        source.append(np.full(len(rows), number))
    if not parts:
        empty = np.zeros(0, dtype=np.int64)
        return np.zeros((0, 0, len(WEIGHTED_SIGNALS))), empty, empty, empty, labelled
    return (
        np.concatenate(parts),
        np.concatenate(targets),
        np.concatenate(fold),
        np.concatenate(source),
        labelled,
    )


def _evidence(features: Numbers, weights: Numbers, there: NDArray[np.bool_]) -> Numbers:
    return np.where(there, np.nan_to_num(features) @ weights, -np.inf)


def _maximise(features: Numbers, targets: Rows, there: NDArray[np.bool_]) -> Numbers:
    from scipy.optimize import minimize

    filled = np.nan_to_num(features)
    rows = np.arange(len(targets))

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        score = np.where(there, filled @ weights, -np.inf)
        score -= score.max(axis=1, keepdims=True)
        chance = np.exp(score)
        chance /= chance.sum(axis=1, keepdims=True)
        value = -np.log(chance[rows, targets] + 1e-12).mean() + PENALTY * weights @ weights
        expected = np.einsum("nk,nkf->f", chance, filled)
        slope = (expected - filled[rows, targets].sum(axis=0)) / len(targets) + 2 * PENALTY * weights
        return float(value), slope

    start = np.ones(features.shape[2])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(start))
    return np.asarray(found.x)
