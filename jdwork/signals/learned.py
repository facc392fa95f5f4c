"""The learned signal: what other JDs, whose roles are known or were decided, say of a JD's role."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jdwork.catalog import CatalogSnapshot
from jdwork.embed import Vectors
from jdwork.signals.lexical import WORD
from jdwork.signals.table import Floats, unit_rows
from jdwork.signals.whitening import Whitening

LEAST = 0.002
"""A share of a role below which no difference is made: the foot of the signal's log scale."""

Digests = NDArray[np.uint64]


def text_digest(text: str) -> int:
    """A number by which a JD that a model learned from is known again."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big")


@dataclass(frozen=True)
class JdFeatures:
    """What a role model reads of n JDs.

    Parameters
    ----------
    texts
        The role-bearing sentences of each, joined.
    vectors
        One unit row each, shape (n, d).
    skills
        Weights of the skills named, in the order of ``CatalogSnapshot.skills``; shape (n, n_skills).
    digests
        `text_digest` of each whole text, shape (n,).
    """

    texts: tuple[str, ...]
    vectors: Vectors
    skills: Floats
    digests: Digests


@dataclass(frozen=True, eq=False)
class RoleModel:
    """A kernel ridge regression of roles on JDs, in parts that check one another.

    The kernel is the sum of three cosines: of TF-IDF words, of centred JD vectors, of idf-weighted
    skills. Each of the ``p`` parts learned from all JDs but its own share; a JD that was learned from is
    judged by the part that has not seen it or its near copies, any other JD by the mean of all parts. So
    figures on the very JDs that were learned from are as honest as on others (cross-fitting;
    Chernozhukov et al., 2018).

    Parameters
    ----------
    roles
        Slugs of the r roles that occur among the targets.
    terms, term_idf
        The words, and what each counts; length t.
    skills, skill_idf
        Slugs of the skills, and what each counts; length s.
    center
        Mean JD vector, shape (d,).
    words, skill_rows
        Unit rows in compressed form (``data``, ``indices``, ``indptr``), n rows.
    vectors
        Unit rows, shape (n, d).
    duals
        Weight of each JD for each role in each part, shape (p, n, r); 0 for the part's own share.
    shares
        Mean target of each role in each part, shape (p, r).
    part_of
        Which part has not seen a JD, shape (n,).
    digests
        `text_digest` of the JDs, shape (n,).
    whitening
        Fitted to sentences of the JDs as well as to KRAs.
    encoder_id
        What made the vectors.
    origin
        What it learned from: ``labels`` or ``own decisions``, and how many, in words.
    """

    roles: tuple[str, ...]
    terms: tuple[str, ...]
    term_idf: Floats
    skills: tuple[str, ...]
    skill_idf: Floats
    center: Floats
    words: tuple[Floats, NDArray[np.int32], NDArray[np.int32]]
    skill_rows: tuple[Floats, NDArray[np.int32], NDArray[np.int32]]
    vectors: Vectors
    duals: NDArray[np.float16]
    shares: Floats
    part_of: NDArray[np.int8]
    digests: Digests
    whitening: Whitening
    encoder_id: str
    origin: str

    @property
    def n(self) -> int:
        """JDs that it learned from."""
        return len(self.vectors)

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 over all that it holds, in hex."""
        digest = hashlib.sha256()
        for field in fields(self):
            value = getattr(self, field.name)
            parts = (value.center, value.matrix) if isinstance(value, Whitening) else value
            for part in parts if isinstance(parts, tuple) else (parts,):
                digest.update(
                    part.encode() if isinstance(part, str) else np.ascontiguousarray(part).tobytes()
                )
                digest.update(b"\0")
        return digest.hexdigest()

    @cached_property
    def vectorizer(self) -> Any:
        """Texts to TF-IDF rows (a scikit-learn TfidfVectorizer)."""
        made = word_vectorizer(vocabulary={term: column for column, term in enumerate(self.terms)})
        made.idf_ = self.term_idf
        return made

    def kernel(self, features: JdFeatures, skill_columns: NDArray[np.int64]) -> NDArray[np.float64]:
        """Likeness of JDs to those that were learned from.

        Parameters
        ----------
        features
            Of m JDs.
        skill_columns
            Position of each of the model's skills in ``features.skills``, -1 where the catalog has it no
            more; shape (s,).

        Returns
        -------
        ndarray of float64, shape (m, n)
            At most 3.
        """
        from scipy.sparse import csr_matrix

        # In double precision, so that a batch's figures are those of its JDs one by one.
        known = csr_matrix(self.words, shape=(self.n, len(self.terms)), dtype=np.float64)
        likeness = np.asarray((self.vectorizer.transform(list(features.texts)) @ known.T).todense())
        likeness = likeness + _centred(features.vectors, self.center) @ self.vectors.T.astype(np.float64)
        there = skill_columns >= 0
        named = np.zeros((len(features.texts), len(self.skills)), dtype=np.float32)
        named[:, there] = features.skills[:, skill_columns[there]]
        rows = csr_matrix(self.skill_rows, shape=(self.n, len(self.skills)), dtype=np.float64)
        likeness = likeness + (rows @ unit_rows(named * self.skill_idf).T).T
        return np.asarray(likeness, dtype=np.float64)


def word_vectorizer(**more: Any) -> Any:
    """TF-IDF of single words, everyday words left out, many mentions damped."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(
        token_pattern=WORD, sublinear_tf=True, stop_words="english", dtype=np.float32, **more
    )


def _centred(vectors: Vectors, center: Floats) -> Floats:
    """Take the mean off; a JD without text stays zero."""
    moved = unit_rows(vectors - center)
    moved[~vectors.any(axis=1)] = 0
    return moved


@dataclass(frozen=True)
class LearnedIndex:
    """A role model as one catalog reads it.

    Parameters
    ----------
    role_columns
        Position in ``CatalogSnapshot.roles`` of each of the model's roles, -1 where it is gone.
    skill_columns
        Likewise for skills.
    mean
        Mean of the parts' duals, shape (n, r).
    """

    model: RoleModel
    role_columns: NDArray[np.int64]
    skill_columns: NDArray[np.int64]
    mean: NDArray[np.float64]
    n_roles: int


def build_learned_index(model: RoleModel, snapshot: CatalogSnapshot) -> LearnedIndex:
    """Match a model's roles and skills with a catalog's; merged roles pass on to what replaced them."""
    roles = [snapshot.role_index.get(snapshot.redirects.get(slug, slug), -1) for slug in model.roles]
    return LearnedIndex(
        model=model,
        role_columns=np.array(roles, dtype=np.int64),
        skill_columns=np.array([snapshot.skill_index.get(slug, -1) for slug in model.skills], dtype=np.int64),
        mean=model.duals.mean(axis=0, dtype=np.float64),
        n_roles=len(snapshot.roles),
    )


def learned_scores(features: JdFeatures, index: LearnedIndex) -> Floats:
    """Score every role on what was learned.

    Parameters
    ----------
    features
        Of m JDs.
    index
        The model.

    Returns
    -------
    ndarray of float32, shape (m, n_roles)
        ``1 + ln(max(s, LEAST)) / ln(1 / LEAST)`` of each role's share s: 1 where s is 1, 0 where it is
        `LEAST` or less.
    """
    model = index.model
    likeness = model.kernel(features, index.skill_columns)
    shares = likeness @ index.mean + model.shares.mean(axis=0)
    known = _places(features.digests, model.digests)
    for part in range(len(model.duals)):
        own = np.flatnonzero((known >= 0) & (model.part_of[known] == part))
        if len(own):
            shares[own] = likeness[own] @ model.duals[part].astype(np.float64) + model.shares[part]
    every = np.zeros((len(shares), index.n_roles))
    there = index.role_columns >= 0
    for column in np.flatnonzero(there):  # Two merged roles add up.
        every[:, index.role_columns[column]] += shares[:, column]
    return (1 + np.log(np.clip(every, LEAST, 1)) / np.log(1 / LEAST)).astype(np.float32)


def _places(digests: Digests, known: Digests) -> NDArray[np.int64]:
    """Position of each digest among the known ones, -1 where it is new."""
    if not len(known):
        return np.full(len(digests), -1, dtype=np.int64)
    order = np.argsort(known, kind="stable")
    found = np.searchsorted(known, digests, sorter=order)
    place = order[np.minimum(found, len(known) - 1)]
    return np.where(known[place] == digests, place, -1)


def jd_features(
    texts: Sequence[str], vectors: Vectors, skills: Floats, whole_texts: Sequence[str]
) -> JdFeatures:
    """Put together what a role model reads."""
    return JdFeatures(
        texts=tuple(texts),
        vectors=vectors,
        skills=skills,
        digests=np.array([text_digest(text) for text in whole_texts], dtype=np.uint64),
    )
