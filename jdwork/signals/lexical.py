"""Lexical agreement: how far a JD uses the words of a role's catalog entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jdwork.catalog import CatalogSnapshot, Role
from jdwork.signals.table import Floats

WORD = r"(?u)\b[a-z][a-z0-9+#]+"
"""Words of two characters or more; ``+`` and ``#`` stay, for C++ and C#."""


@dataclass(frozen=True)
class LexicalIndex:
    """TF-IDF of the catalog's roles (``vectorizer`` is a fitted scikit-learn TfidfVectorizer)."""

    vectorizer: Any
    roles: Any
    n_roles: int


def build_lexical_index(snapshot: CatalogSnapshot) -> LexicalIndex:
    """Fit TF-IDF on the roles' own texts; no job description is involved."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = [_role_text(role, snapshot) for role in snapshot.roles]
    vectorizer = TfidfVectorizer(
        token_pattern=WORD, ngram_range=(1, 2), sublinear_tf=True, stop_words="english", dtype=np.float32
    )
    if not any(texts):
        return LexicalIndex(None, None, len(texts))
    return LexicalIndex(vectorizer, vectorizer.fit_transform(texts), len(texts))


def lexical_scores(texts: Sequence[str], index: LexicalIndex) -> Floats:
    """Score every role on the wording of a batch of JDs.

    Parameters
    ----------
    texts
        The role-bearing sentences of each JD, joined; length n.
    index
        The catalog's wording.

    Returns
    -------
    ndarray of float32, shape (n, n_roles)
        Cosine of TF-IDF vectors, 0 to 1.
    """
    if index.vectorizer is None or not texts:
        return np.zeros((len(texts), index.n_roles), dtype=np.float32)
    product = index.vectorizer.transform(texts) @ index.roles.T
    return np.asarray(product.todense(), dtype=np.float32)


def _role_text(role: Role, snapshot: CatalogSnapshot) -> str:
    skills = [snapshot.skill(link.slug).display_name for link in role.skills]
    dimensions = [snapshot.dimension(slug).display_name for slug in role.dimensions]
    parts = (role.display_name, *role.aliases, role.description, *role.kras, *dimensions, *skills)
    return " . ".join(parts)
