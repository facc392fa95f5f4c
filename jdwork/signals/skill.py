"""Skill match: how far the skills named in a JD are those of a role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jdwork.catalog import CatalogSnapshot
from jdwork.signals.table import Floats
from jdwork.skills import SkillFindings
from jdwork.text import BOILERPLATE


@dataclass(frozen=True)
class SkillIndex:
    """The role by skill weights of a catalog.

    Parameters
    ----------
    weights
        Catalog weight of each link, 0 where there is none; shape (n_roles, n_skills).
    idf
        ``log((1 + n_roles) / (1 + roles that list the skill))``; shape (n_skills,).
    unit
        ``weights * idf`` with rows of unit length.
    """

    weights: Floats
    idf: Floats
    unit: Floats


def build_skill_index(snapshot: CatalogSnapshot) -> SkillIndex:
    """Lay out a catalog's role-skill links as arrays."""
    weights = np.zeros((len(snapshot.roles), len(snapshot.skills)), dtype=np.float32)
    for position, role in enumerate(snapshot.roles):
        for link in role.skills:
            weights[position, snapshot.skill_index[link.slug]] = link.weight
    listed = (weights > 0).sum(axis=0)
    idf = np.log((1 + len(snapshot.roles)) / (1 + listed)).astype(np.float32)
    scaled = weights * idf
    length = np.linalg.norm(scaled, axis=1, keepdims=True)
    return SkillIndex(weights, idf, scaled / np.maximum(length, 1e-12))


def skill_vector(findings: SkillFindings, snapshot: CatalogSnapshot) -> Floats:
    """Weigh the skills of one JD by how often, and where, it names them.

    A skill counts ``1 + log(mentions)``, mentions in boilerplate left out; primary ones count
    half as much again.

    Returns
    -------
    ndarray of float32, shape (n_skills,)
    """
    vector = np.zeros(len(snapshot.skills), dtype=np.float32)
    for skill in findings.found:
        mentions = sum(span.section not in BOILERPLATE for span in skill.spans)
        if mentions or not skill.spans:
            value = 1.0 + np.log(max(mentions, 1))
            vector[snapshot.skill_index[skill.slug]] = value * (1.5 if skill.is_primary else 1.0)
    return vector


def skill_scores(vectors: Floats, index: SkillIndex) -> tuple[Floats, Floats]:
    """Score every role on the skills of a batch of JDs.

    Parameters
    ----------
    vectors
        `skill_vector` of each JD, shape (n, n_skills).
    index
        The catalog's links.

    Returns
    -------
    weighted : ndarray of float32, shape (n, n_roles)
        Cosine of the idf-weighted JD and role vectors, 0 to 1.
    reported : ndarray of float32, shape (n, n_roles)
        Share of the JD's skills that the role lists (the legacy matched_count / total_count).
    """
    scaled = vectors * index.idf
    length = np.linalg.norm(scaled, axis=1, keepdims=True)
    weighted = (scaled / np.maximum(length, 1e-12)) @ index.unit.T
    named = (vectors > 0).astype(np.float32)
    total = named.sum(axis=1, keepdims=True)
    reported = (named @ (index.weights > 0).T.astype(np.float32)) / np.maximum(total, 1)
    return weighted.astype(np.float32), reported


def stack_skill_vectors(findings: Sequence[SkillFindings], snapshot: CatalogSnapshot) -> Floats:
    """Stack `skill_vector` of many JDs, shape (n, n_skills)."""
    if not findings:
        return np.zeros((0, len(snapshot.skills)), dtype=np.float32)
    return np.stack([skill_vector(one, snapshot) for one in findings])
