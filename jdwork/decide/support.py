"""Support: whether any role fits a JD at all, by what is best about it in all of its candidates."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jdwork.config import Settings, SupportWeights
from jdwork.decide.fusion import figures_of
from jdwork.decide.prepared import Prepared
from jdwork.decide.row_maximum import row_maximum
from jdwork.signals import Floats, SignalTable

SUPPORT_FEATURES = tuple(name for name in SupportWeights.model_fields if name != "intercept")
"""What support is made of, in the order of the settings."""

MOST_LEAD = 20.0
"""Log-odds; where one candidate stands alone, its lead says nothing, and none is counted beyond this."""


def support_features(table: SignalTable, log_odds: Floats) -> Floats:
    """Sum up each JD in a few figures that tell ads of known roles from those of unknown ones.

    Evidence compares roles with one another; these figures ask how good the best is in itself. A title
    that was given and that no role carries is the strongest sign of an unknown role; a title that was
    read in the text is one as far as it is like an alias, since much that is read there is no title.

    Parameters
    ----------
    table
        Signals of n JDs.
    log_odds
        Their evidence, shape (n, k).

    Returns
    -------
    ndarray of float32, shape (n, features)
        In the order of `SUPPORT_FEATURES`; all 0 for a JD without candidates.
    """
    return features_of(Prepared(table), *best_and_lead(log_odds))


def features_of(prepared: Prepared, best: Floats, lead: Floats) -> Floats:
    """As `support_features`, of the best candidate's evidence and its lead over the second."""
    highest = prepared.highest
    # Only a title that was given is compared in meaning.
    given = highest["title_semantic"] > 0
    figures = {
        **highest,
        "best": best,
        "lead": lead,
        "stranger": -np.where(highest["alias"] > 0, 0, np.where(given, 1, highest["title"])),
    }
    made = np.zeros((len(prepared), len(SUPPORT_FEATURES)), dtype=np.float32)
    for place, name in enumerate(SUPPORT_FEATURES):
        made[:, place] = figures[name]
    return made


def support(table: SignalTable, log_odds: Floats, settings: Settings) -> NDArray[np.float32]:
    """Work out the probability that some role of the catalog fits: a logistic of `support_features`.

    Parameters
    ----------
    table
        Signals of n JDs.
    log_odds
        Their evidence, shape (n, k).
    settings
        With the weights.

    Returns
    -------
    ndarray of float32, shape (n,)
        0 to 1; it never falls when the best role's evidence rises. 0 where there is no candidate.
    """
    prepared = Prepared(table)
    return supported(prepared, features_of(prepared, *best_and_lead(log_odds)), settings)


def supported(prepared: Prepared, features: Floats, settings: Settings) -> NDArray[np.float32]:
    """As `support`, of `features_of` the JDs."""
    both = (settings.support, settings.support_with_model)
    weights = prepared.of_kind(figures_of(both, SUPPORT_FEATURES))
    intercept = prepared.of_kind(figures_of(both, ("intercept",))[:, 0])
    total = np.einsum("nf,nf->n", features, weights) + intercept
    with np.errstate(over="ignore"):
        return np.where(prepared.has_candidates, 1 / (1 + np.exp(-total)), 0).astype(np.float32)


def least_support(prepared: Prepared, settings: Settings) -> Floats:
    """Look up the support below which a new role is proposed, shape (n,)."""
    limits = settings.new_role
    return prepared.of_kind(np.array([limits.max, limits.max_with_model], dtype=np.float32))


def best_and_lead(log_odds: Floats, column: NDArray[np.intp] | None = None) -> tuple[Floats, Floats]:
    """Return the evidence of the best candidate of each JD, and by how much it leads the second.

    Its ``column``, shape (n,), need not be looked for where it is known.
    """
    n = len(log_odds)
    if not log_odds.size:
        return np.zeros(n, dtype=np.float32), np.zeros(n, dtype=np.float32)
    rows = np.arange(n)
    column = log_odds.argmax(axis=1) if column is None else column
    best = log_odds[rows, column]
    others = log_odds.copy()
    others[rows, column] = -np.inf
    second = row_maximum(others)
    with np.errstate(invalid="ignore"):
        lead = np.minimum(best - second, MOST_LEAD)
    lead = np.where(np.isfinite(second), lead, MOST_LEAD)
    there = np.isfinite(best)
    return np.where(there, best, 0), np.where(there, lead, 0)
