"""Calibration: from probabilities to confidence that can be taken at its word, and to sets of roles."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from jdwork.config import Settings
from jdwork.signals import Floats, Ints

SURE = 1e-6
"""How near to 0 and 1 a probability is taken to be."""


def confidence(
    probability: NDArray[Any], slope: NDArray[Any] | float, offset: NDArray[Any] | float
) -> Floats:
    """Recalibrate probabilities: a logistic of their log-odds (Platt, 1999).

    Parameters
    ----------
    probability
        0 to 1, any shape.
    slope
        Factor on the log-odds, above 0; below 1 makes less sure.
    offset
        Added to them.

    Returns
    -------
    ndarray of float32, as shaped
        0 to 1; the higher the probability, the higher.
    """
    with np.errstate(over="ignore"):
        return np.asarray(1 / (1 + np.exp(-(slope * log_odds_of(probability) + offset))), dtype=np.float32)


def log_odds_of(probability: NDArray[Any]) -> NDArray[np.float64]:
    """Log-odds of probabilities, bounded where they are next to 0 or 1."""
    inside = np.clip(np.asarray(probability, dtype=np.float64), SURE, 1 - SURE)
    return np.asarray(np.log(inside) - np.log1p(-inside))


def calibration_figures(settings: Settings) -> Floats:
    """Return slope, offset and least probability without and with a role model, shape (2, 3)."""
    found = settings.calibration
    return np.array(
        [
            [found.slope, found.offset, found.set_threshold],
            [found.slope_with_model, found.offset_with_model, found.set_threshold_with_model],
        ],
        dtype=np.float32,
    )


def candidate_sets(probability: Floats, threshold: NDArray[Any], column: Ints) -> NDArray[np.bool_]:
    """Choose the roles that are still possible: those above a probability, and the chosen one.

    With the threshold that `jdwork fit` finds on labelled JDs, the set holds the right role in a given
    share of them (split-conformal prediction with least ambiguous sets: Sadinle, Lei & Wasserman, 2019).

    Parameters
    ----------
    probability
        Of each candidate, shape (n, k).
    threshold
        Least probability in the set, shape (n,).
    column
        The chosen candidate, -1 where none was; shape (n,). Where none was, the set is empty.

    Returns
    -------
    ndarray of bool, shape (n, k)
    """
    chosen = column >= 0
    # What has no probability at all is no candidate, however low the threshold.
    inside = (probability >= threshold[:, None]) & (probability > 0) & chosen[:, None]
    rows = np.flatnonzero(chosen)
    inside[rows, column[rows]] = True
    return np.asarray(inside)
