"""Learning the evidence weights from labelled JDs: a handful of figures, shared by all roles."""

from __future__ import annotations

import numpy as np

from jdwork.decide import WEIGHTED_SIGNALS
from jdwork.evaluate.labelled_signals import Flags, Numbers, Pool, Rows

PENALTY = 1e-5
"""Weight of the squared norm in the loss: it holds down a signal that says nothing, and binds no other."""


def fit_weights(labelled: Pool, rows: Flags | None = None) -> dict[str, float]:
    """Fit the evidence weights.

    Maximises the likelihood of the right role under a softmax over each JD's candidates (a
    conditional logit: McFadden, 1974), weights kept at zero or above, since every signal is built to
    speak for a role.

    Parameters
    ----------
    labelled
        Labelled JDs; those whose right role is no candidate have no say.
    rows
        Which of them to fit on; by default all.

    Returns
    -------
    dict
        Signal to log-odds per unit; a signal that never varies is left out.
    """
    table = labelled.table
    used = np.flatnonzero(labelled.usable if rows is None else labelled.usable & rows)
    there = table.roles[used] >= 0
    varying = (
        [name for name in WEIGHTED_SIGNALS if np.ptp(getattr(table, name)[used][there]) > 0]
        if len(used)
        else []
    )
    if not varying:
        return {}
    features = np.stack([getattr(table, name)[used] for name in varying], axis=-1).astype(np.float64)
    found = _maximise(features, labelled.target[used], there)
    return {name: round(float(one), 2) for name, one in zip(varying, found, strict=True)}


def _maximise(features: Numbers, targets: Rows, there: Flags) -> Numbers:
    from scipy.optimize import minimize

    rows = np.arange(len(targets))
    right = features[rows, targets].sum(axis=0)
    padding = np.where(there, 0.0, -np.inf)
    flat = features.reshape(-1, features.shape[2])

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        score = (flat @ weights).reshape(there.shape) + padding
        score -= score.max(axis=1, keepdims=True)
        chance = np.exp(score)
        chance /= chance.sum(axis=1, keepdims=True)
        value = -np.log(chance[rows, targets] + 1e-12).mean() + PENALTY * weights @ weights
        slope = (chance.ravel() @ flat - right) / len(targets) + 2 * PENALTY * weights
        return float(value), slope

    start = np.ones(features.shape[2])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(start))
    return np.asarray(found.x)
