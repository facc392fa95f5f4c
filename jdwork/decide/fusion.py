"""Fusing signals into evidence: a weighted sum, and the probabilities it amounts to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from jdwork.config import EvidenceWeights, Settings
from jdwork.decide.row_maximum import row_maximum
from jdwork.signals import SIGNALS, Floats, SignalTable

TITLE_SIGNALS = ("alias", "title", "title_semantic")
"""Signals read off the title; the others speak of the work itself."""

MODEL_SIGNALS = ("picked",)
"""What a language model answered, once the case was clear; it has a say in the choice, not in the case."""

WEIGHTED_SIGNALS = tuple(name for name in EvidenceWeights.model_fields if name in SIGNALS)
"""Signals that have a weight, in the order of the settings."""

_Section = TypeVar("_Section")


def has_model(table: SignalTable) -> NDArray[np.bool_]:
    """Tell of which JDs a role model has something to say, shape (n,): their signals weigh differently."""
    if not table.learned.any():  # the common case, and cheap to see
        return np.zeros(len(table), dtype=bool)
    return np.asarray((table.learned > 0).any(axis=1))


def weights_of(table: SignalTable, settings: Settings) -> Floats:
    """Look up what the signals of each JD weigh.

    Parameters
    ----------
    table
        Signals of n JDs.
    settings
        With weights for JDs of which a role model has something to say, and for the others.

    Returns
    -------
    ndarray of float32, shape (n, n_signals)
        Log-odds per unit, in the order of `WEIGHTED_SIGNALS`.
    """
    both = (settings.evidence, settings.evidence_with_model)
    return per_jd(both, WEIGHTED_SIGNALS, has_model(table))


def per_jd(both: tuple[_Section, _Section], names: Sequence[str], with_model: NDArray[np.bool_]) -> Floats:
    """Give each JD the figures of one of two like sections; shape (n, names)."""
    figures = np.array([[getattr(one, name) for name in names] for one in both], dtype=np.float32)
    return figures[with_model.astype(np.int8)]


def evidence(table: SignalTable, settings: Settings, *, with_title: bool = True) -> Floats:
    """Sum each candidate's signals, weighted, into log-odds.

    Parameters
    ----------
    table
        Signals of n JDs over k candidates.
    settings
        With the weights, see `weights_of`.
    with_title
        Whether what is read off the title counts.

    Returns
    -------
    ndarray of float32, shape (n, k)
        ``-inf`` at padding.
    """
    work, full = evidence_with_and_without_title(table, settings)
    return with_picks(full if with_title else work, table, settings)


def evidence_with_and_without_title(table: SignalTable, settings: Settings) -> tuple[Floats, Floats]:
    """Sum the evidence without what is read off the title, and with it; neither with a model's picks."""
    weights = weights_of(table, settings)
    total = np.zeros(table.roles.shape, dtype=np.float32)
    if not np.all(table.roles >= 0):
        total[table.roles < 0] = -np.inf
    for name in WEIGHTED_SIGNALS:
        if name not in TITLE_SIGNALS + MODEL_SIGNALS:
            _add(total, table, name, weights)
    work = total.copy()
    for name in TITLE_SIGNALS:
        _add(total, table, name, weights)
    return work, total


def with_picks(
    total: Floats, table: SignalTable, settings: Settings, *, among: NDArray[np.bool_] | None = None
) -> Floats:
    """Add to other evidence what a language model's picks weigh.

    Parameters
    ----------
    total
        Log-odds so far, shape (n, k); not changed.
    table, settings
        As for `evidence`.
    among
        Only picks of these candidates count, shape (n, k); by default all.

    Returns
    -------
    ndarray of float32, shape (n, k)
    """
    if not table.picked.any():  # the common case
        return total
    picked = table.picked if among is None else np.where(among, table.picked, np.float32(0))
    return total + picked * weights_of(table, settings)[:, [WEIGHTED_SIGNALS.index("picked")]]


def _add(total: Floats, table: SignalTable, name: str, weights: Floats) -> None:
    own = weights[:, WEIGHTED_SIGNALS.index(name)]
    if not len(own) or not own.any():
        return
    # Nearly every batch is of one kind: then one factor serves all.
    total += getattr(table, name) * (own[0] if (own == own[0]).all() else own[:, None])


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
    peak = row_maximum(log_odds)
    chance = log_odds - np.where(np.isfinite(peak), peak, 0)[:, None]
    np.exp(chance, out=chance)
    total = chance.sum(axis=1)
    chance /= np.where(total > 0, total, 1)[:, None]
    return chance.astype(np.float32, copy=False)
