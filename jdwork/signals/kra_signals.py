"""The KRA signals of many JDs: sentences against all KRAs, in bounded memory whatever the catalog's size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jdwork.embed import Vectors
from jdwork.signals.kra import KraIndex, Offsets, best_pairs, best_per_role, mean_of_best, reported_score
from jdwork.signals.table import Floats

PRODUCT_FLOATS = 16_000_000
"""Floats in one product of sentences and KRAs: 64 MB."""

LEAST_SENTENCES = 512
"""Sentences compared together where there are so many: to read a large catalog for fewer is wasteful."""

BEST_FLOATS = 25_000_000
"""Floats in the similarities of sentences and roles: 100 MB for each kind of similarity."""


@dataclass(frozen=True)
class KraEvidence:
    """The best KRAs of one role for one JD.

    Parameters
    ----------
    role
        Position in ``CatalogSnapshot.roles``.
    score
        Mean of the similarities below.
    pairs
        Sentence position, KRA position within the role, similarity; best first.
    """

    role: int
    score: float
    pairs: tuple[tuple[int, int, float], ...]


class KraSignals(NamedTuple):
    """The KRA signals of a batch of JDs.

    Parameters
    ----------
    raw
        Mean similarity of the best sentences that count, shape (n_jds, n_roles).
    corrected
        The same of whitened vectors and the better half of all sentences, shape (n_jds, n_roles).
    evidence
        The best pairs of the best roles by ``raw``, one tuple per JD.
    """

    raw: Floats
    corrected: Floats
    evidence: list[tuple[KraEvidence, ...]]


def kra_signals(
    vectors: Sequence[Vectors],
    counted: Sequence[NDArray[np.int64]],
    index: KraIndex,
    *,
    top: int,
    reported: int,
) -> KraSignals:
    """Compare the sentences of JDs with the KRAs of every role.

    Parameters
    ----------
    vectors
        Unit vectors of the sentences of each JD, shapes (n_sentences, d).
    counted
        Positions of those that count for ``raw``, for each JD.
    index
        The KRAs.
    top
        Sentences that are averaged.
    reported
        Roles for which evidence is given.

    Returns
    -------
    KraSignals
    """
    raw = np.zeros((len(vectors), index.n_roles), dtype=np.float32)
    corrected = np.zeros_like(raw)
    evidence: list[tuple[KraEvidence, ...]] = []
    sizes = [len(rows) for rows in vectors]
    for block in _blocks(sizes, len(index.vectors), index.n_roles):
        sentences = np.concatenate(vectors[block])
        best_raw, similarity = _best(sentences, index.vectors, index.starts)
        best_corrected, _ = _best(index.whitening(sentences), index.whitened, index.starts)
        first = 0
        for row in range(block.start, block.stop):
            rows = slice(first, first + sizes[row])
            first += sizes[row]
            use = counted[row]
            raw[row] = mean_of_best(best_raw[rows][use], top=top)
            corrected[row] = mean_of_best(best_corrected[rows], top=better_half(sizes[row], top))
            known = None if similarity is None else similarity[rows]
            evidence.append(_evidence(raw[row], vectors[row], known, use, index, top=top, reported=reported))
    return KraSignals(raw, corrected, evidence)


def better_half(n_sentences: int, least: int) -> int:
    """Sentences averaged for the corrected score: the better half, so that long JDs are read whole."""
    return max(least, (n_sentences + 1) // 2)


def _blocks(sizes: Sequence[int], n_kras: int, n_roles: int) -> Iterator[slice]:
    """Cut JDs into runs of so many sentences that what is held of them stays within bounds."""
    budget = max(PRODUCT_FLOATS // max(n_kras, 1), LEAST_SENTENCES)
    budget = max(min(budget, BEST_FLOATS // max(n_roles, 1)), 1)
    first, held = 0, 0
    for position, size in enumerate(sizes):
        if held and held + size > budget:
            yield slice(first, position)
            first, held = position, 0
        held += size
    if first < len(sizes):
        yield slice(first, len(sizes))


def _best(sentences: Vectors, kras: Vectors, starts: Offsets) -> tuple[Floats, Floats | None]:
    """Give the best similarity of each sentence to each role, and all of them where one product has them."""
    if len(sentences) * len(kras) <= PRODUCT_FLOATS:
        similarity = sentences @ kras.T
        return best_per_role(similarity, starts).astype(np.float32, copy=False), similarity
    best = np.zeros((len(sentences), len(starts) - 1), dtype=np.float32)
    for roles in role_blocks(starts, max(PRODUCT_FLOATS // len(sentences), 1)):
        own = starts[roles.start : roles.stop + 1]
        similarity = sentences @ kras[own[0] : own[-1]].T
        best[:, roles] = best_per_role(similarity, own - own[0])
    return best, None


def role_blocks(starts: Offsets, width: int) -> Iterator[slice]:
    """Cut roles into runs of at most ``width`` KRAs; a role that has more is a run of its own."""
    first = 0
    while first < len(starts) - 1:
        last = int(np.searchsorted(starts, starts[first] + width, side="right")) - 1
        last = max(last, first + 1)
        yield slice(first, last)
        first = last


def _evidence(
    scores: Floats,
    vectors: Vectors,
    similarity: Floats | None,
    use: NDArray[np.int64],
    index: KraIndex,
    *,
    top: int,
    reported: int,
) -> tuple[KraEvidence, ...]:
    """List the best sentence-KRA pairs of the best roles; ties stay in catalog and text order."""
    if not len(use):
        return ()
    found = []
    for role in np.argsort(-np.round(scores, 6), kind="stable")[:reported]:
        first, last = index.starts[role], index.starts[role + 1]
        if first == last or scores[role] <= 0:
            continue
        own = vectors @ index.vectors[first:last].T if similarity is None else similarity[:, first:last]
        pairs = best_pairs(own, use, top=top)
        found.append(KraEvidence(int(role), reported_score([pair[2] for pair in pairs]), pairs))
    return tuple(sorted(found, key=lambda one: (-one.score, one.role)))
