"""Synthetic JD vectors: roles with a spread of their own, shifted or not."""

from __future__ import annotations

import numpy as np

from jdwork.config.settings import DriftSettings

WIDTH = 16
QUICK = DriftSettings(permutations=400, resamples=100)
SPREAD = np.linspace(1.5, 0.2, WIDTH) / WIDTH**0.5
"""JDs differ along some directions more than along others."""
TYPICAL = float(np.sqrt(np.square(SPREAD).sum()))
"""Distance of a JD to its centroid."""


def jds(draw, n, *, shift=0.0, centre=None):
    """Vectors of n JDs whose centroid lies ``shift`` typical distances off, in one random direction."""
    centre = np.zeros(WIDTH) if centre is None else centre
    direction = draw.normal(size=WIDTH) * SPREAD
    moved = shift * TYPICAL * direction / np.linalg.norm(direction)
    return centre + moved + draw.normal(size=(n, WIDTH)) * SPREAD


def two_periods(draw, roles):
    """Vectors, roles and periods ``a`` and ``b`` of ``{role: (n before, n after, shift)}``."""
    vectors, names, periods = [], [], []
    for role, (before, after, shift) in roles.items():
        centre = draw.normal(size=WIDTH)
        vectors += [jds(draw, before, centre=centre), jds(draw, after, centre=centre, shift=shift)]
        names += [role] * (before + after)
        periods += ["a"] * before + ["b"] * after
    return np.concatenate(vectors), names, periods
