"""Learning to tell JDs of unknown roles: each labelled JD serves with its role and with that left out."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from jdwork.decide import SUPPORT_FEATURES
from jdwork.evaluate.labelled_signals import Numbers, Rows

KNOWN_SHARE = 0.95
"""Share of JDs whose role the catalog is taken to have: support is a probability under that."""

LOST = 0.01
"""Share of JDs of known roles whose support may lie below the threshold."""

PENALTY = 1e-5


def fit_support(known: NDArray[np.floating], unknown: NDArray[np.floating]) -> dict[str, float]:
    """Fit the weights of support: a logistic that tells known from unknown.

    Weights are kept at zero or above, since each figure is built to speak for a known role; then better
    evidence never makes a role seem more unknown.

    Parameters
    ----------
    known, unknown
        `jdwork.decide.support_features` of JDs with their role in the catalog, and of the same with that
        role left out; shape (n, features).

    Returns
    -------
    dict
        Weight by name, ``intercept`` among them; a feature that never varies is left out.
    """
    from scipy.optimize import minimize

    rows = np.concatenate([known, unknown]).astype(np.float64)
    if not len(rows):
        return {}
    varying = np.flatnonzero(np.ptp(rows, axis=0) > 0)
    scale = rows[:, varying].std(axis=0)
    scaled = np.column_stack([rows[:, varying] / scale, np.ones(len(rows))])
    is_known = np.arange(len(rows)) < len(known)
    share = np.where(is_known, KNOWN_SHARE / max(len(known), 1), (1 - KNOWN_SHARE) / max(len(unknown), 1))

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        total = scaled @ weights
        gap = share * (1 / (1 + np.exp(-np.clip(total, -500, 500))) - is_known)
        value = share @ (np.logaddexp(0, total) - is_known * total)
        penalty = np.append(weights[:-1], 0)
        return float(value + PENALTY * penalty @ penalty), gap @ scaled + 2 * PENALTY * penalty

    bounds = [(0, None)] * len(varying) + [(None, None)]
    found = minimize(loss, np.zeros(len(varying) + 1), jac=True, method="L-BFGS-B", bounds=bounds).x
    weights = {
        SUPPORT_FEATURES[place]: round(float(one), 3)
        for place, one in zip(varying, found[:-1] / scale, strict=True)
    }
    return {"intercept": round(float(found[-1]), 3), **weights}


def support_threshold(known: NDArray[np.floating], source: Rows) -> float:
    """Find the support below which no input loses more than `LOST` of its JDs of known roles.

    Parameters
    ----------
    known
        Support of JDs with their role in the catalog, shape (n,); from held-out folds.
    source
        Number of the input; shape (n,).
    """
    quantiles = [float(np.quantile(known[source == number], LOST)) for number in np.unique(source)]
    # Rounded down: a threshold a little lower loses fewer.
    return math.floor(min(quantiles, default=0.0) * 1e3) / 1e3


def separation(known: NDArray[np.floating], unknown: NDArray[np.floating]) -> float:
    """How often a known one has more support than an unknown one: the area under the ROC curve.

    Parameters
    ----------
    known, unknown
        Support, of any number each.

    Returns
    -------
    float
        0.5 is chance, 1 is perfect; ties count half. NaN where one of them is empty.
    """
    if not len(known) or not len(unknown):
        return math.nan
    order = np.sort(unknown)
    below = np.searchsorted(order, known, side="left") + np.searchsorted(order, known, side="right")
    return float(below.mean() / 2 / len(unknown))
