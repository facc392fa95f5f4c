"""Semantic title search: how near a title's meaning comes to the aliases of each role."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import jdwork.signals.whitening
from jdwork.embed import Encoder, Vectors
from jdwork.signals.prepared import Arrays, PreparedArrays, code_digest
from jdwork.signals.table import Floats, unit_rows
from jdwork.signals.title import TitleIndex
from jdwork.signals.whitening import fit_whitening

STRENGTH = 0.1
"""How far the directions of the alias vectors are evened out: short texts bear less of it than sentences."""

FLOOR = 0.3
"""Cosine, after whitening, up to which a title and an alias have nothing to do with each other."""

BEST = 3
"""Aliases of a role averaged into its likeness: one near alias may be chance, three are a field of work."""

LARGE = 4096
"""Aliases from which on only the leading directions are kept."""

ENERGY = 0.8
"""Share of the vectors' squared length that the leading directions hold; more measured no better."""

BLOCK = 8_000_000
"""Floats in one product of titles with aliases: bounds memory to 32 MB."""


@dataclass(frozen=True)
class AliasSearch:
    """Aliases of a catalog as vectors, in the order of a `TitleIndex`.

    Parameters
    ----------
    center
        Mean of the encoded aliases, shape (d,).
    matrix
        Whitening, and the leading directions of a large catalog; shape (d, m).
    vectors
        One unit row per distinct alias after both, shape (n_aliases, m).
    members
        Positions of aliases, role after role; an alias of two roles occurs twice.
    owners
        Role of each member, ascending.
    counted
        Aliases that a role's likeness is averaged over, at most `BEST`; shape (n_roles,).
    """

    center: Floats
    matrix: Floats
    vectors: Vectors
    members: NDArray[np.int64]
    owners: NDArray[np.int64]
    counted: Floats

    def place(self, vectors: Vectors) -> Vectors:
        """Bring encoded titles to where the aliases are; unit rows, zero for blank titles."""
        placed = unit_rows((vectors - self.center) @ self.matrix)
        placed[~vectors.any(axis=1)] = 0
        return placed

    def likeness(self, vectors: Vectors) -> Floats:
        """Compare titles with roles.

        Parameters
        ----------
        vectors
            One encoded title per row, shape (n, d).

        Returns
        -------
        ndarray of float32, shape (n, n_roles)
            Mean over the role's `BEST` nearest aliases of their cosine above `FLOOR`, stretched to 0 to 1.
            0 for unrelated; 1 where all of them are the title itself.
        """
        scores = np.zeros((len(vectors), len(self.counted)), dtype=np.float32)
        if not len(self.members):
            return scores
        placed = self.place(vectors)
        block = max(1, BLOCK // len(self.vectors))
        for first in range(0, len(placed), block):
            similarity = placed[first : first + block] @ self.vectors.T
            for row, cosines in enumerate(similarity, start=first):
                scores[row] = self._mean_of_best(cosines)
        return scores

    def _mean_of_best(self, cosines: Floats) -> Floats:
        """Average each role's best aliases; only the few above the floor are sorted."""
        stretched = ((cosines - FLOOR) / (1 - FLOOR))[self.members]
        there = np.flatnonzero(stretched > 0)
        values, roles = np.minimum(stretched[there], 1), self.owners[there]
        order = np.lexsort((-values, roles))
        values, roles = values[order], roles[order]
        rank = np.arange(len(roles)) - np.searchsorted(roles, roles)
        best = rank < BEST
        total = np.bincount(roles[best], weights=values[best], minlength=len(self.counted))
        return (total / self.counted).astype(np.float32)

    def nearest(self, vector: Vectors, role: int) -> list[tuple[int, float]]:
        """List the aliases of one role that a title is likened to.

        Parameters
        ----------
        vector
            One encoded title, shape (d,).
        role
            Position of the role.

        Returns
        -------
        list of tuple of int and float
            Positions in ``TitleIndex.aliases`` with their cosine after whitening, best first; at most
            `BEST`.
        """
        held = self.members[self.owners == role]
        cosines = self.vectors[held] @ self.place(vector[None, :])[0]
        best = np.argsort(-cosines, kind="stable")[:BEST]
        return [(int(held[one]), float(cosines[one])) for one in best]


def build_alias_search(
    index: TitleIndex, encoder: Encoder, *, prepared: PreparedArrays | None = None
) -> AliasSearch:
    """Encode the aliases of a title index.

    Parameters
    ----------
    index
        The catalog's aliases.
    encoder
        Encodes each distinct normal form once.
    prepared
        Keeps the vectors, so that a large catalog is not read through the encoder at every start.
    """
    texts = [" ".join(words) for words in index.aliases]

    def made() -> Arrays:
        return _placed(encoder.encode(texts))

    made_of = {
        "encoder": encoder.encoder_id,
        "aliases": hashlib.sha256("\n".join(texts).encode()).hexdigest(),
        "code": code_digest(Path(__file__), Path(jdwork.signals.whitening.__file__)),
    }
    arrays = made() if prepared is None else prepared.get("aliases", made_of, made)
    aliases_of = np.bincount(index.owners, minlength=index.n_roles) if len(index.owners) else np.zeros(0)
    counted = np.ones(index.n_roles, dtype=np.float32)
    counted[: len(aliases_of)] = np.clip(aliases_of, 1, BEST)
    return AliasSearch(
        center=arrays["center"],
        matrix=arrays["matrix"],
        vectors=arrays["vectors"],
        members=index.members,
        owners=index.owners,
        counted=counted,
    )


def _placed(vectors: Vectors) -> Arrays:
    """Whiten alias vectors, and of many keep the leading directions."""
    whitening = fit_whitening(vectors, strength=STRENGTH)
    matrix = whitening.matrix
    placed = whitening(vectors)
    if len(placed) > LARGE:
        values, axes = np.linalg.eigh(placed.T.astype(np.float64) @ placed)
        share = np.cumsum(values[::-1]) / values.sum()
        kept = int(np.searchsorted(share, ENERGY)) + 1
        leading = axes[:, ::-1][:, :kept].astype(np.float32)
        matrix, placed = matrix @ leading, unit_rows(placed @ leading)
    return {"center": whitening.center, "matrix": matrix, "vectors": np.ascontiguousarray(placed)}


def semantic_scores(
    forms: Sequence[Mapping[str, float]], vectors: Sequence[Vectors], search: AliasSearch
) -> Floats:
    """Best likeness of each JD's titles with each role, scaled by trust.

    Parameters
    ----------
    forms
        Per JD, the normal forms of its titles with their trust, 0 to 1.
    vectors
        Per JD, one encoded form per row.
    search
        The catalog's aliases.

    Returns
    -------
    ndarray of float32, shape (n_jds, n_roles)
        0 to 1; a row of zeros where a JD has no title.
    """
    scores = np.zeros((len(forms), len(search.counted)), dtype=np.float32)
    rows = np.repeat(np.arange(len(forms)), [len(one) for one in forms])
    if len(rows):
        trust = np.array([share for one in forms for share in one.values()], dtype=np.float32)
        likeness = search.likeness(np.concatenate([one for one in vectors if len(one)]))
        np.maximum.at(scores, rows, likeness * trust[:, None])
    return scores
