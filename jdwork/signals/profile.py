"""Role profiles: one vector per role, and how near a JD as a whole comes to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jdwork.catalog import CatalogSnapshot
from jdwork.embed import Encoder, Vectors
from jdwork.signals.kra import KraIndex
from jdwork.signals.table import Floats, unit_rows
from jdwork.signals.whitening import Whitening


@dataclass(frozen=True)
class ProfileIndex:
    """Role profiles, whitened and centred.

    Parameters
    ----------
    whitening
        That of the catalog's KRAs.
    vectors
        Unit rows, shape (n_roles, d).
    """

    whitening: Whitening
    vectors: Vectors


def build_profile_index(snapshot: CatalogSnapshot, kras: KraIndex, encoder: Encoder) -> ProfileIndex:
    """Average each role's KRAs with its name and description, and take off what all roles share."""
    names = encoder.encode([role.display_name for role in snapshot.roles])
    descriptions = encoder.encode([role.description or role.display_name for role in snapshot.roles])
    sums = np.zeros((len(snapshot.roles), encoder.dimension), dtype=np.float32)
    np.add.at(sums, kras.role_of, kras.whitened)
    own = unit_rows(unit_rows(sums) + 0.5 * kras.whitening(names) + 0.5 * kras.whitening(descriptions))
    center = own.mean(axis=0) if len(own) else np.zeros(encoder.dimension, dtype=np.float32)
    return ProfileIndex(kras.whitening, unit_rows(own - center))


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
        Cosine after whitening, negatives cut to 0.
    """
    scores = np.maximum(index.whitening(vectors) @ index.vectors.T, 0)
    scores[~vectors.any(axis=1)] = 0
    return scores.astype(np.float32)
