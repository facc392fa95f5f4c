"""KRA similarity: how closely a JD's sentences resemble each role's key responsibility areas."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jdwork.catalog import CatalogSnapshot
from jdwork.embed import Encoder, Vectors
from jdwork.signals.prepared import Arrays, PreparedArrays, code_digest
from jdwork.signals.table import Floats
from jdwork.signals.whitening import Whitening, fit_whitening

HUBNESS_FLOATS = 40_000_000
"""Floats in one product of KRAs with those that they are measured against."""

HUBNESS_KRAS = 20_000
"""KRAs that hubness is measured against at most: against all of a million it would take hours."""

Offsets = NDArray[np.int64]
Reals = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class KraIndex:
    """The KRAs of a catalog as vectors, role after role.

    Parameters
    ----------
    vectors
        One unit row per KRA, shape (n_kras, d).
    starts
        KRAs of role ``r`` are ``vectors[starts[r]:starts[r + 1]]``; shape (n_roles + 1,).
    whitening
        Fitted to the catalog's KRAs; to sentences of JDs too, where a role model learned from some.
    whitened
        ``vectors`` after it.
    hubness
        How much each KRA attracts sentences that are none of its business: its mean similarity to
        the nearest KRAs of other roles, less the average of that over all KRAs. Shape (n_kras,).
    """

    vectors: Vectors
    starts: Offsets
    hubness: Floats
    whitening: Whitening
    whitened: Vectors

    def whitened_by(self, whitening: Whitening | None) -> KraIndex:
        """The same KRAs under another whitening; under one fitted to them alone where none is given."""
        mapped = whitening or fit_whitening(self.vectors)
        return replace(self, whitening=mapped, whitened=mapped(self.vectors))

    @property
    def n_roles(self) -> int:
        """Number of roles, with or without KRAs."""
        return len(self.starts) - 1

    @property
    def role_of(self) -> NDArray[np.int64]:
        """Role position of each KRA, shape (n_kras,)."""
        return np.repeat(np.arange(self.n_roles), np.diff(self.starts))


def build_kra_index(
    snapshot: CatalogSnapshot,
    encoder: Encoder,
    *,
    hub_neighbours: int = 10,
    prepared: PreparedArrays | None = None,
    whitening: Whitening | None = None,
) -> KraIndex:
    """Encode a catalog's KRAs, whiten them, and measure how hub-like each one is.

    The whitening is fitted to the KRAs where none is given.
    """
    counts = np.array([len(role.kras) for role in snapshot.roles], dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum(counts)])
    vectors = encoder.encode([kra for role in snapshot.roles for kra in role.kras])
    roles = np.repeat(np.arange(len(counts)), counts)

    def measured() -> Arrays:
        return {"hubness": hubness(vectors, roles, neighbours=hub_neighbours)}

    made_of = {
        "vectors": hashlib.sha256(vectors.astype("<f4").tobytes()).hexdigest(),
        "starts": hashlib.sha256(starts.astype("<i8").tobytes()).hexdigest(),
        "neighbours": hub_neighbours,
        "code": code_digest(Path(__file__)),
    }
    hubs = measured() if prepared is None else prepared.get("hubness", made_of, measured)
    whitening = whitening or fit_whitening(vectors)
    return KraIndex(vectors, starts, hubs["hubness"], whitening, whitening(vectors))


def hubness(vectors: Vectors, roles: NDArray[np.int64], *, neighbours: int = 10, block: int = 2048) -> Floats:
    """Measure hubness of KRAs against those of other roles.

    The mean similarity of the ``neighbours`` nearest foreign KRAs is the local scaling term of CSLS
    (Conneau et al., 2018, "Word Translation Without Parallel Data", section 2.3); its average is
    taken off so that the correction moves no score on the whole.

    Parameters
    ----------
    vectors
        Unit rows, shape (n, d).
    roles
        Role of each row, shape (n,).
    neighbours
        How many nearest foreign rows to average over.
    block
        Most rows per matrix product; fewer for so many rows that a product would exceed 160 MB.

    Returns
    -------
    ndarray of float32, shape (n,)
        Centred on zero; positive for hubs.

    Notes
    -----
    Of more than `HUBNESS_KRAS` rows, so many are drawn, always the same ones, and the nearest of them count:
    all rows then have neighbours that are further away by about the same, which the average takes off.
    """
    n = len(vectors)
    if n == 0 or len(np.unique(roles)) < 2:
        return np.zeros(n, dtype=np.float32)
    near = np.empty(n, dtype=np.float32)
    others, other_roles = vectors, roles
    if n > HUBNESS_KRAS:
        drawn = np.sort(np.random.default_rng(0).choice(n, HUBNESS_KRAS, replace=False))
        others, other_roles = vectors[drawn], roles[drawn]
    m = len(others)
    block = max(1, min(block, HUBNESS_FLOATS // m))
    for first in range(0, n, block):
        rows = slice(first, min(first + block, n))
        similarity = vectors[rows] @ others.T
        np.putmask(similarity, roles[rows, None] == other_roles[None, :], -np.inf)
        k = min(neighbours, m - 1)
        best = np.partition(similarity, m - k, axis=1)[:, m - k :]
        finite = np.isfinite(best)
        near[rows] = np.where(finite, best, 0).sum(axis=1) / np.maximum(finite.sum(axis=1), 1)
    return (near - near.mean()).astype(np.float32)


def best_per_role(similarity: Reals, starts: Offsets) -> Reals:
    """Take, per sentence, the best KRA of each role.

    Parameters
    ----------
    similarity
        Sentences by KRAs, shape (n_sentences, n_kras).
    starts
        As in `KraIndex`, shape (n_roles + 1,).

    Returns
    -------
    ndarray of float, shape (n_sentences, n_roles)
        Of the type of ``similarity``; 0 for roles without KRAs.
    """
    counts = np.diff(starts)
    best = np.zeros((len(similarity), len(counts)), dtype=similarity.dtype)
    held = np.flatnonzero(counts)
    if len(similarity) and len(held):
        best[:, held] = np.maximum.reduceat(similarity, starts[:-1][held], axis=1)
    return best


def mean_of_best(values: Reals, *, top: int = 3) -> Reals:
    """Average each column's ``top`` largest values: a role's KRA score from its per-sentence bests.

    With fewer than ``top`` sentences the mean is over those there are (the legacy service's rule).

    Parameters
    ----------
    values
        Sentences by roles, shape (n_sentences, n_roles).
    top
        Sentences that count.

    Returns
    -------
    ndarray of float, shape (n_roles,)
        Of the type of ``values``.
    """
    n = len(values)
    if n == 0:
        return np.zeros(values.shape[1], dtype=values.dtype)
    if n > top:
        values = np.partition(values, n - top, axis=0)[n - top :]
    return values.mean(axis=0, dtype=np.float64).astype(values.dtype)


def best_pairs(
    similarity: Floats, sentences: NDArray[np.int64], *, top: int = 3
) -> tuple[tuple[int, int, float], ...]:
    """Pair the sentences that resemble one role most with the KRA that each resembles.

    Parameters
    ----------
    similarity
        Sentences by the role's own KRAs, shape (n_sentences, n_own).
    sentences
        Positions of the sentences that count.
    top
        Pairs to keep.

    Returns
    -------
    tuple
        Sentence position, KRA position, similarity; best first, ties in text order.
    """
    if not len(sentences) or not similarity.shape[1]:
        return ()
    best = similarity[sentences].max(axis=1)
    order = np.argsort(-best, kind="stable")[:top]
    return tuple(
        (int(sentences[one]), int(similarity[sentences[one]].argmax()), float(best[one])) for one in order
    )


def reported_score(similarities: Sequence[float]) -> float:
    """Average similarities to the figure that is shown: four decimals, from four-decimal figures.

    So a reader who averages the listed similarities gets the listed score. ``numpy.round`` scales
    before it rounds, which keeps a decimal half (0.41875) a half; Python's ``round`` sees the binary
    fraction just below it.
    """
    return float(np.round(np.mean(np.round(np.asarray(similarities, dtype=np.float64), 4)), 4))
