"""Clusters of JDs that no role fits: average linkage on what they mean, are called, and say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jdwork.catalog.snapshot import CatalogSnapshot
from jdwork.config.settings import NewRoleSettings
from jdwork.discover.model import UnknownJd
from jdwork.discover.words import Wording, count_words, normal_words, telling_words, title_words

VECTOR_SHARE = 0.45
TITLE_SHARE = 0.35
WORDS_SHARE = 0.20
"""What meaning, title and telling words count of the likeness of two JDs; they add up to 1."""

BLOCK = 1_024
"""Rows of one product of all likenesses: bounds memory to BLOCK by n numbers."""

_STEP = 1e-6  # likenesses closer than this are equal: products of matrices differ that much by block

Labels = NDArray[np.int64]
Parts = tuple[NDArray[np.float64], Any]


def cluster_unknown(
    jds: Sequence[UnknownJd],
    snapshot: CatalogSnapshot,
    *,
    settings: NewRoleSettings,
    parts: Parts | None = None,
) -> tuple[tuple[int, ...], ...]:
    """Put JDs that no role fits together with their like.

    The likeness of two JDs is the cosine of joined vectors: the JD's vector (share 0.45), the words of
    its normalised title (0.35) and its most telling words (0.20), each of unit length; where a JD lacks
    a part, the others take its share. JDs whose normalised titles of two words or more are the same
    begin together; clusters are then joined by average linkage (UPGMA) up to
    ``settings.cluster_distance``.

    Parameters
    ----------
    jds
        In any order; it does not matter.
    snapshot
        The catalog that none of them fits.
    settings
        ``cluster_distance`` is 1 less the mean likeness above which two clusters are one.
    parts
        What `likeness_parts` made of the same JDs, where that was done already.

    Returns
    -------
    tuple of tuple of int
        Positions in ``jds``: the largest cluster first, members in the order of their keys. A JD alone
        is a cluster.
    """
    if not jds:
        return ()
    order = sorted(range(len(jds)), key=lambda place: (jds[place].key, jds[place].id, jds[place].title))
    dense, sparse = parts or likeness_parts(jds, snapshot)
    begin = _same_titles([jds[place] for place in order])
    labels = average_linkage(dense[order], sparse[order], distance=settings.cluster_distance, begin=begin)
    members: dict[int, list[int]] = {}
    for place, label in zip(order, labels, strict=True):
        members.setdefault(int(label), []).append(place)
    rank = {place: number for number, place in enumerate(order)}
    return tuple(
        tuple(group) for group in sorted(members.values(), key=lambda group: (-len(group), rank[group[0]]))
    )


def likeness_parts(
    jds: Sequence[UnknownJd], snapshot: CatalogSnapshot, *, wording: Wording | None = None
) -> Parts:
    """Lay JDs out so that the product of two rows is their likeness.

    Parameters
    ----------
    jds, snapshot
        As for `cluster_unknown`.
    wording
        Their words as counted by `count_words`, where that was done already.

    Returns
    -------
    dense : ndarray of float64, shape (n, d)
        The JD vectors.
    sparse : sparse matrix of float64, shape (n, v)
        Title words and telling words. Both together have rows of unit length, or of zeros for a JD
        that says nothing at all.
    """
    from scipy.sparse import diags, hstack

    width = max((len(jd.vector) for jd in jds), default=0)
    dense = np.zeros((len(jds), width), dtype=np.float64)
    for row, jd in enumerate(jds):
        dense[row, : len(jd.vector)] = jd.vector
    titles = title_words(jds, snapshot)
    words = telling_words(wording or count_words(jds, snapshot))
    there = [
        share * (size > 0)
        for share, size in (
            (VECTOR_SHARE, np.abs(dense).sum(axis=1)),
            (TITLE_SHARE, titles.getnnz(axis=1)),
            (WORDS_SHARE, words.getnnz(axis=1)),
        )
    ]
    total = np.sum(there, axis=0)
    vector, title, word = (np.sqrt(part / np.where(total > 0, total, 1)) for part in there)
    return dense * vector[:, None], hstack([diags(title) @ titles, diags(word) @ words], format="csr")


def average_linkage(
    dense: NDArray[np.float64], sparse: Any, *, distance: float, begin: Labels | None = None
) -> Labels:
    """Cluster rows by average linkage (UPGMA) in bounded memory.

    The mean likeness of the members of two clusters is the product of their mean rows, so clusters are
    kept as means and no matrix of all pairs is. In each round every two clusters that are each other's
    nearest are joined; for average linkage that gives the same clusters as joining the nearest two of
    all, one pair at a time (Bruynooghe's reducibility). Equals are told apart by the exclusive or of
    their positions, which pairs identical rows off in few rounds.

    Parameters
    ----------
    dense, sparse
        Rows whose product is their likeness; shapes (n, d) and (n, v).
    distance
        Two clusters with a mean likeness of ``1 - distance`` or more are one.
    begin
        Clusters to begin with, shape (n,); by default each row is one.

    Returns
    -------
    ndarray of int64, shape (n,)
        Number of each row's cluster, in the order of the first members.
    """
    labels = np.arange(len(dense)) if begin is None else _numbered(begin)
    dense, sparse, sizes = _joined(dense, sparse, np.ones(len(dense)), labels)
    while len(sizes) > 1:
        nearest, likeness = _nearest(dense, sparse)
        close = likeness >= 1 - distance - _STEP
        if not close.any():
            break
        own = np.arange(len(sizes))
        mutual = close & (nearest[nearest] == own)
        if not mutual.any():  # only where rounding made a likeness differ by its side
            best = int(np.argmax(likeness))
            mutual[[best, int(nearest[best])]] = True
            nearest[nearest[best]] = best
        step = _numbered(np.where(mutual, np.minimum(own, nearest), own))
        labels = step[labels]
        dense, sparse, sizes = _joined(dense, sparse, sizes, step)
    return _numbered(labels)


def _nearest(dense: NDArray[np.float64], sparse: Any) -> tuple[Labels, NDArray[np.float64]]:
    """Find every row's nearest other row, and their likeness."""
    n = len(dense)
    own = np.arange(n)
    nearest = np.zeros(n, dtype=np.int64)
    likeness = np.zeros(n)
    turned = sparse.T.tocsr()
    for start in range(0, n, BLOCK):
        rows = own[start : start + BLOCK]
        product = dense[rows] @ dense.T
        if sparse.shape[1]:
            product += (sparse[rows] @ turned).toarray()
        product = np.round(product / _STEP)
        product -= (rows[:, None] ^ own[None, :]) / (2.0 * n + 2)  # below one step, and the same both ways
        product[np.arange(len(rows)), rows] = -np.inf
        nearest[rows] = product.argmax(axis=1)
        likeness[rows] = np.ceil(product[np.arange(len(rows)), nearest[rows]]) * _STEP
    return nearest, likeness


def _joined(
    dense: NDArray[np.float64], sparse: Any, sizes: NDArray[np.float64], labels: Labels
) -> tuple[NDArray[np.float64], Any, NDArray[np.float64]]:
    """Means of the rows that share a label."""
    from scipy.sparse import csr_matrix

    count = int(labels.max(initial=-1)) + 1
    total: NDArray[np.float64] = np.bincount(labels, weights=sizes, minlength=count).astype(np.float64)
    share = csr_matrix((sizes / total[labels], (labels, np.arange(len(labels)))), shape=(count, len(labels)))
    return share @ dense, (share @ sparse).tocsr(), total


def _numbered(labels: Labels) -> Labels:
    """Number labels anew in the order in which they first come."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    return np.asarray(rank[inverse.ravel()], dtype=np.int64)


def _same_titles(jds: Sequence[UnknownJd]) -> Labels:
    """Put JDs with one title together, if it is of two words or more: one alone may mean many jobs."""
    seen: dict[tuple[str, ...], int] = {}
    labels = np.arange(len(jds))
    for place, jd in enumerate(jds):
        words = normal_words(jd.title)
        if len(words) >= 2:
            labels[place] = seen.setdefault(words, place)
    return labels
