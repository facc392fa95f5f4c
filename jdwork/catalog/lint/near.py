"""One pass over all pairs of KRAs: how near roles are, which KRAs repeat, which role a KRA leads to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jdwork.embed import Vectors
from jdwork.signals.kra import best_per_role
from jdwork.signals.table import Floats

BLOCK = 16_000_000
"""Floats in one product: bounds memory to 64 MB a block whatever the catalog's size."""


@dataclass(frozen=True)
class KraNearness:
    """How the KRAs of a catalog lie to one another.

    Parameters
    ----------
    overlap
        ``overlap[a, b]``: mean over the KRAs of role ``a`` of the cosine with the nearest KRA of role
        ``b``; 0 where either has none. Shape (n_roles, n_roles).
    own
        Cosine of each KRA with the nearest other KRA of its role, -1 where it is the only one.
        Shape (n_kras,).
    rank
        Rank of the KRA's own role among all roles when the KRA is held out: 1 and the number of
        other roles with a KRA nearer to it than the rest of its own. Shape (n_kras,).
    rival
        The other role with the nearest KRA, shape (n_kras,); -1 where there is no other.
    same
        Pairs of KRAs of different roles with their cosine, the first before the second.
    """

    overlap: Floats
    own: Floats
    rank: NDArray[np.int64]
    rival: NDArray[np.int64]
    same: tuple[tuple[int, int, float], ...]


def kra_nearness(
    vectors: Vectors,
    starts: NDArray[np.int64],
    *,
    same_from: float,
    correction: Floats | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> KraNearness:
    """Compare every KRA with every other.

    Parameters
    ----------
    vectors
        Unit rows, role after role; shape (n_kras, d).
    starts
        Rows of role ``r`` are ``starts[r]`` up to ``starts[r + 1]``; shape (n_roles + 1,).
    same_from
        Cosine from which a pair is listed in ``same``.
    correction
        Hubness of each KRA, taken off where roles are ranked, as classification does; shape (n_kras,).
    progress
        Called with KRAs done and their number.
    """
    n, n_roles = len(vectors), len(starts) - 1
    counts = np.diff(starts)
    roles = np.repeat(np.arange(n_roles), counts)
    overlap = np.zeros((n_roles, n_roles), dtype=np.float32)
    own = np.full(n, -1, dtype=np.float32)
    rank = np.ones(n, dtype=np.int64)
    rival = np.full(n, -1, dtype=np.int64)
    same: list[tuple[int, int, float]] = []
    empty = counts == 0
    width = max(1, min(BLOCK // max(n, 1), 2048))
    for first in range(0, n, width):
        rows = np.arange(first, min(first + width, n))
        similarity = vectors[rows] @ vectors.T
        similarity[np.arange(len(rows)), rows] = -1
        best = best_per_role(similarity, starts)
        best[:, empty] = -1
        mine = roles[rows]
        own[rows] = best[np.arange(len(rows)), mine]
        np.add.at(overlap, mine, best)
        left, right = np.nonzero(similarity >= same_from)
        later = (rows[left] < right) & (mine[left] != roles[right])
        same += [
            (int(rows[one]), int(other), float(similarity[one, other]))
            for one, other in zip(left[later], right[later], strict=True)
        ]
        if correction is not None:
            similarity -= correction
            best = best_per_role(similarity, starts)
        best[:, empty] = -np.inf
        kept = best[np.arange(len(rows)), mine]
        best[np.arange(len(rows)), mine] = -np.inf
        rank[rows] = 1 + (best > kept[:, None]).sum(axis=1)
        nearest = best.argmax(axis=1)
        rival[rows] = np.where(np.isfinite(best[np.arange(len(rows)), nearest]), nearest, -1)
        if progress is not None:
            progress(int(rows[-1]) + 1, n)
    overlap /= np.maximum(counts, 1)[:, None]
    overlap[empty, :] = 0
    overlap[:, empty] = 0
    return KraNearness(overlap, own, rank, rival, tuple(same))
