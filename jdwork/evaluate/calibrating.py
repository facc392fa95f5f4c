"""Learning how sure to be: recalibrating confidence, and how wide a set of roles must be."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from jdwork.decide import log_odds_of
from jdwork.evaluate.labelled_signals import Flags, Numbers, Rows

LEAST_SLOPE = 0.05
"""A slope at or below zero would turn the order of confidences round."""


def fit_calibration(probability: NDArray[np.floating], right: Flags) -> tuple[float, float]:
    """Fit slope and offset of confidence on decisions that the probabilities were not fitted on.

    Platt's (1999) logistic with his smoothed targets, so that a run without a mistake is not told
    to be sure for ever.

    Parameters
    ----------
    probability
        Of the chosen role, shape (n,).
    right
        Whether it was the right one, shape (n,).

    Returns
    -------
    slope, offset : float
        Those of `jdwork.decide.confidence`; 1 and 0 where there is nothing to learn from.
    """
    from scipy.optimize import minimize

    if not len(right):
        return 1.0, 0.0
    log_odds = log_odds_of(probability)
    hits = int(right.sum())
    target = np.where(right, (hits + 1) / (hits + 2), 1 / (len(right) - hits + 2))

    def loss(figures: Numbers) -> tuple[float, Numbers]:
        total = figures[0] * log_odds + figures[1]
        gap = 1 / (1 + np.exp(-np.clip(total, -500, 500))) - target
        value = np.logaddexp(0, total) - target * total
        return float(value.mean()), np.array([(gap * log_odds).mean(), gap.mean()])

    found = minimize(
        loss, [1.0, 0.0], jac=True, method="L-BFGS-B", bounds=[(LEAST_SLOPE, None), (None, None)]
    )
    return round(float(found.x[0]), 3), round(float(found.x[1]), 3)


def fit_set_threshold(probability: NDArray[np.floating], source: Rows, *, coverage: float) -> float:
    """Find the least probability at which sets of roles hold the right one often enough.

    The split-conformal quantile (Sadinle, Lei & Wasserman, 2019) of each input by itself, and of these
    the lowest: JDs of every kind given, with a title or without, are covered, not just their mean.

    Parameters
    ----------
    probability
        Of the right role, 0 where it is no candidate; shape (n,). From held-out folds.
    source
        Number of the input; shape (n,).
    coverage
        Share of JDs to cover, 0 to 1.

    Returns
    -------
    float
    """
    lowest = 1.0
    for number in np.unique(source):
        own = np.sort(probability[source == number])[::-1]
        place = math.ceil((len(own) + 1) * coverage) - 1
        lowest = min(lowest, float(own[place]) if place < len(own) else 0.0)
    # Rounded down: a threshold a little lower covers more.
    return math.floor(lowest * 1e5) / 1e5
