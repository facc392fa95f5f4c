"""Whitening: taking off what all sentences of a catalog share, so that what differs decides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jdwork.embed import Vectors
from jdwork.signals.table import Floats, unit_rows

STRENGTH = 0.35
"""Power of the inverse covariance: 0 only centres, 0.5 whitens fully."""


@dataclass(frozen=True)
class Whitening:
    """A linear map of sentence vectors.

    Sentence encoders place all sentences near a few common directions; sentences that lie along them
    resemble everything (hubs). Centring reduces hubs (Suzuki et al., 2013, "Centering Similarity
    Measures to Reduce Hubs"); whitening also evens out the directions (Su et al., 2021, "Whitening
    Sentence Representations for Better Semantics and Faster Retrieval").

    Parameters
    ----------
    center
        Mean of the sentences it was fitted on, shape (d,).
    matrix
        Symmetric, shape (d, d).
    """

    center: Floats
    matrix: Floats

    def __call__(self, vectors: Vectors) -> Floats:
        """Map rows, and scale them to unit length; shape (n, d)."""
        return unit_rows((vectors - self.center) @ self.matrix)


def fit_whitening(vectors: Vectors, *, strength: float = STRENGTH) -> Whitening:
    """Fit a whitening to a catalog's own sentences; no job description is involved.

    The covariance is shrunk towards a multiple of the identity as far as the number of sentences asks
    for (Ledoit and Wolf, 2004), so that a catalog of a few sentences is merely centred.

    Parameters
    ----------
    vectors
        Unit rows, shape (n, d).
    strength
        See `STRENGTH`.

    Returns
    -------
    Whitening
        That of fewer than two rows changes nothing.
    """
    dimension = vectors.shape[1]
    if len(vectors) < 2:
        return Whitening(np.zeros(dimension, dtype=np.float32), np.eye(dimension, dtype=np.float32))
    from sklearn.covariance import ledoit_wolf

    center = vectors.mean(axis=0, dtype=np.float64)
    covariance, _ = ledoit_wolf(vectors - center, assume_centered=True)
    values, axes = np.linalg.eigh(covariance)
    # Scaled by the mean, so that the map's size does not depend on the encoder's.
    scaled = np.maximum(values / max(values.mean(), 1e-12), 1e-6) ** -strength
    return Whitening(center.astype(np.float32), ((axes * scaled) @ axes.T).astype(np.float32))
