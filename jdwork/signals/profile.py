"""Role profiles: one vector per role, and how near a JD as a whole comes to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jdwork.catalog import CatalogSnapshot
from jdwork.embed import Encoder, Vectors
from jdwork.signals.kra import KraIndex
from jdwork.signals.table import Floats


@dataclass(frozen=True)
class ProfileIndex:
    """Role profiles, centred.

    Parameters
    ----------
    center
        Mean of the roles' vectors: what all roles share, shape (d,).
    vectors
        Unit rows of role vector less ``center``, shape (n_roles, d).
    """

    center: Floats
    vectors: Vectors


def build_profile_index(snapshot: CatalogSnapshot, kras: KraIndex, encoder: Encoder) -> ProfileIndex:
    """Average each role's KRAs with its name and description, and take off what all roles share."""
    names = encoder.encode([role.display_name for role in snapshot.roles])
    descriptions = encoder.encode([role.description or role.display_name for role in snapshot.roles])
    sums = np.zeros((len(snapshot.roles), encoder.dimension), dtype=np.float32)
    np.add.at(sums, kras.role_of, kras.vectors)
    counts = np.diff(kras.starts)[:, None]
    own = unit_rows(sums / np.maximum(counts, 1)) + 0.5 * names + 0.5 * descriptions
    own = unit_rows(own)
    center = own.mean(axis=0) if len(own) else np.zeros(encoder.dimension, dtype=np.float32)
    return ProfileIndex(center, unit_rows(own - center))


def profile_scores(vectors: Vectors, index: ProfileIndex) -> Floats:
    """Compare JDs with role profiles.

    Parameters
    ----------
    vectors
        One unit row per JD, zero where it has no text; shape (n, d).
    index
        The catalog's profiles.

    Returns
    -------
    ndarray of float32, shape (n, n_roles)
        Cosine after the roles' common part is taken off, negatives cut to 0.
    """
    empty = ~vectors.any(axis=1)
    scores = np.maximum(unit_rows(vectors - index.center) @ index.vectors.T, 0)
    scores[empty] = 0
    return scores.astype(np.float32)


def unit_rows(rows: NDArray[np.floating[Any]]) -> Floats:
    """Scale rows to unit length; zero rows stay zero."""
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(length > 0, length, 1)).astype(np.float32)
