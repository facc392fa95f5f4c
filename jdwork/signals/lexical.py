"""Lexical agreement: how far a JD uses the words of a role's catalog entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from jdwork.catalog import CatalogSnapshot, Role
from jdwork.signals.prepared import Arrays, PreparedArrays, array_to_texts, code_digest, texts_to_array
from jdwork.signals.table import Floats

WORD = r"(?u)\b[a-z][a-z0-9+#]+"
"""Words of two characters or more; ``+`` and ``#`` stay, for C++ and C#."""


@dataclass(frozen=True)
class LexicalIndex:
    """TF-IDF of the catalog's roles (``vectorizer`` is a fitted scikit-learn TfidfVectorizer)."""

    vectorizer: Any
    roles: Any
    n_roles: int


def build_lexical_index(snapshot: CatalogSnapshot, *, prepared: PreparedArrays | None = None) -> LexicalIndex:
    """Fit TF-IDF on the roles' own texts; no job description is involved."""
    n_roles = len(snapshot.roles)
    if not n_roles:
        return LexicalIndex(None, None, 0)
    if prepared is None or not snapshot.content_hash:
        vectorizer, roles = _fitted(snapshot)
        return LexicalIndex(vectorizer, roles, n_roles)
    import sklearn
    from scipy.sparse import csr_matrix

    made: list[tuple[Any, Any]] = []

    def fitted() -> Arrays:
        made.append(_fitted(snapshot))
        vectorizer, roles = made[0]
        return {
            "terms": texts_to_array(vectorizer.get_feature_names_out().tolist()),
            "idf": vectorizer.idf_,
            "data": roles.data,
            "indices": roles.indices,
            "indptr": roles.indptr,
        }

    made_of = {
        "catalog": snapshot.content_hash,
        "sklearn": sklearn.__version__,
        "code": code_digest(Path(__file__)),
    }
    stored = prepared.get("lexical", made_of, fitted)
    if made:
        return LexicalIndex(*made[0], n_roles)
    terms = array_to_texts(stored["terms"])
    vectorizer = _vectorizer(vocabulary={term: number for number, term in enumerate(terms)})
    vectorizer.idf_ = stored["idf"]
    parts = (stored["data"], stored["indices"], stored["indptr"])
    return LexicalIndex(vectorizer, csr_matrix(parts, shape=(n_roles, len(terms))), n_roles)


def _vectorizer(**more: Any) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(
        token_pattern=WORD,
        ngram_range=(1, 2),
        sublinear_tf=True,
        stop_words="english",
        dtype=np.float32,
        **more,
    )


def _fitted(snapshot: CatalogSnapshot) -> tuple[Any, Any]:
    vectorizer = _vectorizer()
    return vectorizer, vectorizer.fit_transform([role_text(role, snapshot) for role in snapshot.roles])


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


def role_text(role: Role, snapshot: CatalogSnapshot) -> str:
    """All that the catalog says of a role, as one text."""
    skills = [snapshot.skill(link.slug).display_name for link in role.skills]
    dimensions = [snapshot.dimension(slug).display_name for slug in role.dimensions]
    parts = (role.display_name, *role.aliases, role.description, *role.kras, *dimensions, *skills)
    return " . ".join(parts)
