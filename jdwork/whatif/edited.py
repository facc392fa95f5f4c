"""The classifier over an edited catalog, built from the one at hand."""

from __future__ import annotations

import copy
from dataclasses import replace

import numpy as np

from jdwork.catalog import CatalogSnapshot
from jdwork.embed import Encoder
from jdwork.errors import CatalogError
from jdwork.pipeline import Pipeline
from jdwork.signals import Centroids, build_catalog_index
from jdwork.skills import SkillMatcher


def edited_pipeline(
    before: Pipeline, after: CatalogSnapshot, *, encoder: Encoder | None = None, rematch: bool = True
) -> Pipeline:
    """Classify with another catalog, all else the same.

    What is made of KRAs alone, or of names and aliases alone, is taken over where those are the same.
    Language models are not asked: both sides of a comparison stand on the offline methods.

    Parameters
    ----------
    before
        The classifier at hand.
    after
        The edited catalog.
    encoder
        Encodes instead of the classifier's own, with the same id.
    rematch
        Whether skills differ, so that they have to be looked for anew.

    Returns
    -------
    Pipeline
        Equal to one that is built from the edited catalog, its centroids aside where roles were merged
        (see `moved_centroids`). It works out no details (API 2).
    """
    made = copy.copy(before.with_models(None))
    made.snapshot = after
    made.encoder = encoder or before.encoder
    made.centroids = moved_centroids(before.centroids, before.snapshot, after)
    made.index = build_catalog_index(
        after, made.encoder, before.settings, base=before.index, role_model=before.role_model
    )
    if rematch:
        made.matcher = SkillMatcher(after)
    made.provenance = replace(
        made.provenance, catalog_hash=after.content_hash, centroid_hash=made.centroids.content_hash
    )
    return made


def moved_centroids(centroids: Centroids, before: CatalogSnapshot, after: CatalogSnapshot) -> Centroids:
    """Lay centroids out for another catalog.

    Parameters
    ----------
    centroids
        In the order of the roles of ``before``.
    before, after
        The catalogs. A role that ``after`` lacks is left out, a new one has no JD yet; those that became
        one are averaged by their JDs (the database adds up the JDs' vectors, which differs slightly).
    """
    vectors = np.zeros((len(after.roles), centroids.vectors.shape[1]), dtype=np.float32)
    counts = np.zeros(len(after.roles), dtype=np.int64)
    parts: dict[int, list[int]] = {}
    for position, role in enumerate(before.roles):
        try:
            parts.setdefault(after.role_index[after.role(role.slug).slug], []).append(position)
        except CatalogError:
            continue
    for place, positions in parts.items():
        counts[place] = centroids.counts[positions].sum()
        if len(positions) == 1:
            vectors[place] = centroids.vectors[positions[0]]
        elif counts[place]:
            total = centroids.counts[positions].astype(np.float32) @ centroids.vectors[positions]
            vectors[place] = total / max(float(np.linalg.norm(total)), 1e-12)
    return Centroids(vectors, counts)
