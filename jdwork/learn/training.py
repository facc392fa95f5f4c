"""Fitting a role model: kernel ridge regression of roles on JDs, in parts that check one another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jdwork.errors import LearningError
from jdwork.signals import JdFeatures, RoleModel
from jdwork.signals.learned import word_vectorizer
from jdwork.signals.table import Floats, unit_rows
from jdwork.signals.whitening import Whitening

PENALTY = 2.0
"""Weight of the squared norm; the kernel of a JD with itself is 3."""

LEAST_MASS = 0.5
"""JDs' worth of a role below which it is not learned."""


def train_role_model(
    features: JdFeatures,
    targets: Floats,
    *,
    roles: Sequence[str],
    skills: Sequence[str],
    parts: NDArray[np.int64],
    whitening: Whitening,
    encoder_id: str,
    origin: str,
    penalty: float = PENALTY,
) -> RoleModel:
    """Fit a role model.

    Solves ``(K + penalty * I) a = y - mean(y)`` for every role at once (kernel ridge regression; Saunders
    et al., 1998), once per part, leaving that part's JDs out.

    Parameters
    ----------
    features
        Of n JDs.
    targets
        Share of each role, 0 to 1: one-hot for a label, probabilities for a decision; shape (n, n_roles).
    roles, skills
        Slugs of the columns of ``targets`` and ``features.skills``.
    parts
        Which part does not see a JD, 0 to p - 1; copies share a part. Shape (n,).
    whitening
        Kept with the model.
    encoder_id
        What made the vectors.
    origin
        What the targets are, in words.
    penalty
        See `PENALTY`.

    Returns
    -------
    RoleModel

    Raises
    ------
    LearningError
        If no word occurs in two of the JDs.
    """
    n, n_parts = len(features.texts), int(parts.max()) + 1
    words, terms, term_idf = _words(features.texts)
    named = np.flatnonzero((features.skills > 0).any(axis=0))
    frequency = (features.skills[:, named] > 0).sum(axis=0)
    skill_idf = np.log((1 + n) / (1 + frequency)).astype(np.float32)
    skill_rows = _sparse(unit_rows(features.skills[:, named] * skill_idf))
    center = features.vectors.mean(axis=0).astype(np.float32)
    vectors = unit_rows(features.vectors - center)
    vectors[~features.vectors.any(axis=1)] = 0
    likeness = np.asarray((words @ words.T).todense(), dtype=np.float64)
    likeness += vectors @ vectors.T
    likeness += (skill_rows @ skill_rows.T).todense()
    learned = np.flatnonzero(targets.sum(axis=0) >= LEAST_MASS)
    wanted = targets[:, learned].astype(np.float64)
    duals = np.zeros((n_parts, n, len(learned)), dtype=np.float16)
    shares = np.zeros((n_parts, len(learned)), dtype=np.float32)
    for part in range(n_parts):
        seen = np.flatnonzero(parts != part)
        shares[part] = wanted[seen].mean(axis=0)
        duals[part, seen] = _solve(likeness[np.ix_(seen, seen)], wanted[seen] - shares[part], penalty)
    return RoleModel(
        roles=tuple(roles[int(column)] for column in learned),
        terms=terms,
        term_idf=term_idf,
        skills=tuple(skills[int(column)] for column in named),
        skill_idf=skill_idf,
        center=center,
        words=_parts(words),
        skill_rows=_parts(skill_rows),
        vectors=vectors,
        duals=duals,
        shares=shares,
        part_of=parts.astype(np.int8),
        digests=features.digests,
        whitening=whitening,
        encoder_id=encoder_id,
        origin=origin,
    )


def _solve(likeness: NDArray[np.float64], wanted: NDArray[np.float64], penalty: float) -> Floats:
    from scipy.linalg import cho_factor, cho_solve

    likeness[np.diag_indices_from(likeness)] += penalty
    factor = cho_factor(likeness, lower=True, overwrite_a=True, check_finite=False)
    return np.asarray(cho_solve(factor, wanted, check_finite=False), dtype=np.float32)


def _words(texts: Sequence[str]) -> tuple[Any, tuple[str, ...], Floats]:
    """TF-IDF rows, the terms, and what each counts; terms of one JD alone are left out."""
    vectorizer = word_vectorizer(min_df=2)
    try:
        rows = vectorizer.fit_transform(list(texts))
    except ValueError:  # scikit-learn: no term is left
        raise LearningError(
            f"There is nothing to learn from {len(texts)} JDs: no word occurs in two of them.",
            hint="Give more JDs, with their texts.",
        ) from None
    return rows, tuple(vectorizer.get_feature_names_out()), vectorizer.idf_.astype(np.float32)


def _sparse(rows: Floats) -> Any:
    from scipy.sparse import csr_matrix

    return csr_matrix(rows)


def _parts(rows: Any) -> tuple[Floats, NDArray[np.int32], NDArray[np.int32]]:
    return (rows.data.astype(np.float32), rows.indices.astype(np.int32), rows.indptr.astype(np.int32))
