"""Support: whether any role fits a JD at all, by what is best about it in all of its candidates."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jdwork.config import Settings, SupportWeights
from jdwork.decide.fusion import has_model, per_jd
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
    n = len(table)
    highest = {
        name: _highest(getattr(table, name))
        for name in ("alias", "title", "title_semantic", "kra_corrected", "lexical", "skill", "learned")
    }
    best, lead = _best_and_lead(log_odds)
    # Only a title that was given is compared in meaning.
    given = highest["title_semantic"] > 0
    figures = {
        **highest,
        "best": best,
        "lead": lead,
        "stranger": -np.where(highest["alias"] > 0, 0, np.where(given, 1, highest["title"])),
    }
    made = np.zeros((n, len(SUPPORT_FEATURES)), dtype=np.float32)
    for place, name in enumerate(SUPPORT_FEATURES):
        made[:, place] = figures[name]
    return made


def support_weights_of(table: SignalTable, settings: Settings) -> tuple[Floats, Floats]:
    """Look up each JD's weights, shape (n, features), and intercept, shape (n,)."""
    both, model = (settings.support, settings.support_with_model), has_model(table)
    return per_jd(both, SUPPORT_FEATURES, model), per_jd(both, ("intercept",), model)[:, 0]


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
    weights, intercept = support_weights_of(table, settings)
    total = np.einsum("nf,nf->n", support_features(table, log_odds), weights) + intercept
    there = (table.roles >= 0).any(axis=1) if table.roles.shape[1] else np.zeros(len(table), dtype=bool)
    with np.errstate(over="ignore"):
        return np.where(there, 1 / (1 + np.exp(-total)), 0).astype(np.float32)


def least_support(table: SignalTable, settings: Settings) -> Floats:
    """Look up the support below which a new role is proposed, shape (n,)."""
    limits = settings.new_role
    return np.array([limits.max, limits.max_with_model], dtype=np.float32)[has_model(table).astype(np.int8)]


def _highest(signal: Floats) -> Floats:
    """Highest over the candidates, 0 at least: so padding, which is 0, never counts."""
    if not signal.shape[1]:
        return np.zeros(len(signal), dtype=np.float32)
    return np.maximum(row_maximum(signal), 0)


def _best_and_lead(log_odds: Floats) -> tuple[Floats, Floats]:
    n = len(log_odds)
    if not log_odds.size:
        return np.zeros(n, dtype=np.float32), np.zeros(n, dtype=np.float32)
    column = log_odds.argmax(axis=1)
    best = log_odds[np.arange(n), column]
    others = log_odds.copy()
    others[np.arange(n), column] = -np.inf
    second = row_maximum(others)
    with np.errstate(invalid="ignore"):
        lead = np.minimum(best - second, MOST_LEAD)
    lead = np.where(np.isfinite(second), lead, MOST_LEAD)
    there = np.isfinite(best)
    return np.where(there, best, 0), np.where(there, lead, 0)
