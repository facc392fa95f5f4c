"""Role centroids as classification reads them: the mean vector of the JDs accepted into each role."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from jdwork.embed import Vectors
from jdwork.signals.table import Floats, unit_rows


@dataclass(frozen=True)
class Centroids:
    """Centroids of all roles of a snapshot, for one encoder.

    Parameters
    ----------
    vectors
        Unit rows in the order of ``CatalogSnapshot.roles``, zero where a role has no JD yet; shape
        (n_roles, d).
    counts
        JDs in each, shape (n_roles,).
    """

    vectors: Vectors
    counts: NDArray[np.int64]

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 over counts and vectors, in hex."""
        digest = hashlib.sha256()
        digest.update(np.ascontiguousarray(self.counts, dtype="<i8").tobytes())
        digest.update(np.ascontiguousarray(self.vectors, dtype="<f4").tobytes())
        return digest.hexdigest()


def empty_centroids(n_roles: int, dimension: int) -> Centroids:
    """Centroids before anything was recorded."""
    return Centroids(np.zeros((n_roles, dimension), dtype=np.float32), np.zeros(n_roles, dtype=np.int64))


def centroid_scores(vectors: Vectors, centroids: Centroids, *, min_count: int) -> Floats:
    """Compare JDs with centroids.

    What all centroids share (the language of advertisements) is taken off both sides first; without
    that every JD resembles every centroid.

    Parameters
    ----------
    vectors
        One unit row per JD, shape (n, d).
    centroids
        Their roles' means.
    min_count
        A centroid of fewer JDs says nothing; nor does the only one.

    Returns
    -------
    ndarray of float32, shape (n, n_roles)
        Cosine after the common part is taken off, negatives cut to 0.
    """
    scores = np.zeros((len(vectors), len(centroids.counts)), dtype=np.float32)
    known = centroids.counts >= min_count
    if known.sum() < 2:
        return scores
    center = centroids.vectors[known].mean(axis=0)
    own = unit_rows(centroids.vectors[known] - center)
    scores[:, known] = np.maximum(unit_rows(vectors - center) @ own.T, 0)
    scores[~vectors.any(axis=1)] = 0
    return scores
