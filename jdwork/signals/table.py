"""The columnar signal table: for a batch of JDs, every signal of every candidate role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

SIGNALS = (
    "alias", "title", "title_semantic", "kra", "kra_corrected", "profile", "lexical", "skill",
    "skill_reported", "centroid", "learned", "picked",
)  # fmt: skip
"""Columns of the table, each an array of shape (n_jds, n_candidates)."""


@dataclass(frozen=True)
class SignalTable:
    """Signals of ``n`` JDs over up to ``k`` candidate roles each.

    Parameters
    ----------
    ids
        The JDs' ids, length n.
    passed
        Whether each JD is one at all (JD_type pass), shape (n,).
    roles
        Position of each candidate in ``CatalogSnapshot.roles``, -1 where there are fewer than k;
        each row ascending, so that ties fall in catalog order. Shape (n, k).
    domains
        Position of each candidate's domain in ``CatalogSnapshot.domains``, -1 for padding. Shape (n, k).
    alias
        Where the role carries the title, or an alias is found whole in it: 1.0 for a title that was
        given, less for one that was read in the text; else 0.
    title
        Best fuzzy or partial agreement of the title with the role's aliases, 0 to 1.
    title_semantic
        Likeness in meaning of a given title with the role's aliases, 0 to 1; 0 where none was given.
    kra, kra_corrected
        Mean of the best per-sentence KRA similarities; raw, and after whitening.
    profile
        Cosine of the JD vector with the role's profile (its KRAs and description).
    lexical
        TF-IDF cosine of the JD's wording with the role's catalog entry.
    skill, skill_reported
        Weighted, idf-aware overlap; and matched_count / total_count as the legacy service reports it.
    centroid
        Cosine of the JD vector with the role's centroid, 0 where it has too few JDs.
    learned
        What a role model that learned from other JDs says, 0 to 1 on a log scale; all 0 without one.
    picked
        1 for the candidate that a language model picked where it was asked to, else 0.
    """

    ids: tuple[str, ...]
    passed: NDArray[np.bool_]
    roles: Ints
    domains: Ints
    alias: Floats
    title: Floats
    title_semantic: Floats
    kra: Floats
    kra_corrected: Floats
    profile: Floats
    lexical: Floats
    skill: Floats
    skill_reported: Floats
    centroid: Floats
    learned: Floats
    picked: Floats

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, rows: Sequence[int]) -> SignalTable:
        """Keep some JDs, in the order given."""
        picked = np.asarray(rows, dtype=np.int64)
        columns = {name: getattr(self, name)[picked] for name in ("passed", "roles", "domains", *SIGNALS)}
        return SignalTable(ids=tuple(self.ids[row] for row in picked), **columns)


def unit_rows(rows: NDArray[np.floating[Any]]) -> Floats:
    """Scale rows to unit length; zero rows stay zero."""
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(length > 0, length, 1)).astype(np.float32)
