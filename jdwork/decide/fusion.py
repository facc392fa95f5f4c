"""Fusing signals into evidence: a weighted sum, and the probabilities it amounts to."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jdwork.config import EvidenceWeights
from jdwork.signals import SIGNALS, Floats, SignalTable

TITLE_SIGNALS = ("alias", "title")
"""Signals read off the title; the others speak of the work itself."""

WEIGHTED_SIGNALS = tuple(name for name in EvidenceWeights.model_fields if name in SIGNALS)
"""Signals that have a weight, in the order of the settings."""


def evidence(table: SignalTable, weights: EvidenceWeights, *, with_title: bool = True) -> Floats:
    """Sum each candidate's signals, weighted, into log-odds.

    Parameters
    ----------
    table
        Signals of n JDs over k candidates.
    weights
        Log-odds per unit of each signal.
    with_title
        Whether alias and title agreement count.

    Returns
    -------
    ndarray of float32, shape (n, k)
        ``-inf`` at padding.
    """
    total = np.zeros(table.roles.shape, dtype=np.float32)
    for name in WEIGHTED_SIGNALS:
        if not with_title and name in TITLE_SIGNALS:
            continue
        weight = getattr(weights, name)
        if weight:
            total += np.float32(weight) * getattr(table, name)
    total[table.roles < 0] = -np.inf
    return total


def probabilities(log_odds: Floats) -> Floats:
    """Turn evidence into probabilities over the candidates of each JD (softmax).

    Parameters
    ----------
    log_odds
        Shape (n, k), ``-inf`` at padding.

    Returns
    -------
    ndarray of float32, shape (n, k)
        Rows sum to 1; a row of padding alone is all zero.
    """
    if not log_odds.size:
        return np.zeros_like(log_odds)
    peak = log_odds.max(axis=1, keepdims=True)
    shifted = np.exp(log_odds - np.where(np.isfinite(peak), peak, 0))
    total = shifted.sum(axis=1, keepdims=True)
    return (shifted / np.where(total > 0, total, 1)).astype(np.float32)


def support(log_odds: Floats, *, intercept: float) -> NDArray[np.float32]:
    """How well each candidate fits for itself, whatever the others do: a logistic of its evidence.

    Parameters
    ----------
    log_odds
        Shape (n, k).
    intercept
        Log-odds at no evidence at all.

    Returns
    -------
    ndarray of float32, shape (n, k)
        0 to 1.
    """
    with np.errstate(over="ignore"):
        return (1 / (1 + np.exp(-(log_odds + np.float32(intercept))))).astype(np.float32)
