"""Fusing signals into evidence: a weighted sum, and the probabilities it amounts to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from jdwork.config import EvidenceWeights, Settings
from jdwork.decide.prepared import Prepared
from jdwork.decide.row_maximum import row_maximum
from jdwork.signals import SIGNALS, Floats, SignalTable

TITLE_SIGNALS = ("alias", "title", "title_semantic")
"""Signals read off the title; the others speak of the work itself."""

MODEL_SIGNALS = ("picked",)
"""What a language model answered, once the case was clear; it has a say in the choice, not in the case."""

WEIGHTED_SIGNALS = tuple(name for name in EvidenceWeights.model_fields if name in SIGNALS)
"""Signals that have a weight, in the order of the settings."""

_WORK_SIGNALS = tuple(name for name in WEIGHTED_SIGNALS if name not in TITLE_SIGNALS + MODEL_SIGNALS)
_Section = TypeVar("_Section")


def has_model(table: SignalTable) -> NDArray[np.bool_]:
    """Tell of which JDs a role model has something to say, shape (n,): their signals weigh differently."""
    return Prepared(table).with_model


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
    return Prepared(table).of_kind(evidence_weights(settings))


def evidence_weights(settings: Settings) -> Floats:
    """Return the weights without and with a role model, shape (2, n_signals)."""
    return figures_of((settings.evidence, settings.evidence_with_model), WEIGHTED_SIGNALS)


def figures_of(both: tuple[_Section, _Section], names: Sequence[str]) -> Floats:
    """Return the figures of two like sections of the settings, shape (2, names)."""
    return np.array([[getattr(one, name) for name in names] for one in both], dtype=np.float32)


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
    prepared = Prepared(table)
    work, full = evidence_with_and_without_title(prepared, settings)
    return with_picks(full if with_title else work, prepared, settings)


def evidence_with_and_without_title(prepared: Prepared, settings: Settings) -> tuple[Floats, Floats]:
    """Sum the evidence without what is read off the title, and with it; neither with a model's picks."""
    weights = evidence_weights(settings)
    shape = prepared.table.roles.shape
    total = np.zeros(shape, dtype=np.float32) if prepared.padding is None else prepared.padding.copy()
    part = np.empty(shape, dtype=np.float32)
    for name in _WORK_SIGNALS:
        _add(total, part, prepared, name, weights)
    work = total.copy()
    for name in TITLE_SIGNALS:
        _add(total, part, prepared, name, weights)
    return work, total


def with_picks(
    total: Floats, prepared: Prepared, settings: Settings, *, among: NDArray[np.bool_] | None = None
) -> Floats:
    """Add to other evidence what a language model's picks weigh.

    Parameters
    ----------
    total
        Log-odds so far, shape (n, k); not changed.
    prepared, settings
        The signals, and the weights.
    among
        Only picks of these candidates count, shape (n, k); by default all.

    Returns
    -------
    ndarray of float32, shape (n, k)
    """
    if not prepared.is_picked:  # the common case
        return total
    picks = prepared.table.picked
    picked = picks if among is None else np.where(among, picks, np.float32(0))
    own = prepared.of_kind(evidence_weights(settings)[:, WEIGHTED_SIGNALS.index("picked")])
    return total + picked * own[:, None]


def _add(total: Floats, part: Floats, prepared: Prepared, name: str, weights: Floats) -> None:
    both = weights[:, WEIGHTED_SIGNALS.index(name)]
    if not both.any():
        return
    # Nearly every batch is of one kind: then one factor serves all.
    kind = prepared.only_kind
    factor = prepared.of_kind(both)[:, None] if kind is None else both[kind]
    total += np.multiply(getattr(prepared.table, name), factor, out=part)


def probabilities(log_odds: Floats, peak: Floats | None = None) -> Floats:
    """Turn evidence into probabilities over the candidates of each JD (softmax).

    Parameters
    ----------
    log_odds
        Shape (n, k), ``-inf`` at padding.
    peak
        The highest of each JD where it is known, shape (n,).

    Returns
    -------
    ndarray of float32, shape (n, k)
        Rows sum to 1; a row of padding alone is all zero.
    """
    if not log_odds.size:
        return np.zeros_like(log_odds)
    peak = row_maximum(log_odds) if peak is None else peak
    chance = log_odds - np.where(np.isfinite(peak), peak, 0)[:, None]
    np.exp(chance, out=chance)
    total = chance.sum(axis=1)
    chance /= np.where(total > 0, total, 1)[:, None]
    return chance.astype(np.float32, copy=False)
