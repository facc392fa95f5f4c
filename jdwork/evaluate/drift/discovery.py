"""Many tests at once: how large a share of the alarms may be false."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def false_discovery_rates(p: Floats) -> Floats:
    """Adjust p-values for the number of tests (Benjamini & Hochberg, 1995).

    Raising an alarm where the result is at most alpha keeps the expected share of false alarms among
    all alarms at alpha or below, for tests that are independent or depend on one another positively.

    Parameters
    ----------
    p
        Shape (m,); NaN where nothing was tested, which counts for nothing.

    Returns
    -------
    NDArray[np.float64], shape (m,)
        NaN where p is.
    """
    found: Floats = np.full(len(p), np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    if not len(tested):
        return found
    order = tested[np.argsort(-p[tested], kind="stable")]
    rank = np.arange(len(order), 0, -1)
    found[order] = np.minimum.accumulate(np.minimum(p[order] * (len(order) / rank), 1.0))
    return found
