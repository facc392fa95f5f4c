"""The sentences of one JD against every KRA of the catalog, raw and after whitening."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jdwork.catalog import CatalogSnapshot
from jdwork.pipeline import Pipeline
from jdwork.signals.kra import KraIndex, best_per_role, mean_of_best
from jdwork.signals.kra_signals import better_half
from jdwork.signals.sentences import role_sentences
from jdwork.signals.table import Floats
from jdwork.text import JobDescription, read_structure


@dataclass(frozen=True, slots=True)
class RankedRole:
    """One role among all of the catalog by KRA similarity, before and after the correction.

    Parameters
    ----------
    role, name
        Slug and display name.
    raw, corrected
        Scores as in the signal table: ``kra`` and ``kra_corrected``.
    raw_rank, corrected_rank
        Places among the roles that have KRAs, from 1; ties in catalog order.
    """

    role: str
    name: str
    raw: float
    corrected: float
    raw_rank: int
    corrected_rank: int

    @property
    def rises(self) -> int:
        """Places that the correction lifts it; negative where it falls."""
        return self.raw_rank - self.corrected_rank


@dataclass(frozen=True, eq=False)
class KraSimilarity:
    """Similarities of the sentences of one JD with all KRAs.

    Parameters
    ----------
    jd
        The JD.
    snapshot, index
        The catalog, and its KRAs as vectors.
    texts, sections
        The sentences that classification reads, in text order, and the section of each.
    counted
        Which of them count for the raw score: the duties; shape (n,).
    vectors
        Their unit vectors, shape (n, d).
    raw, corrected
        Cosines before and after whitening, shape (n, n_kras).
    raw_scores, corrected_scores
        Of every role, shape (n_roles,); 0 for those without KRAs.
    """

    jd: JobDescription
    snapshot: CatalogSnapshot
    index: KraIndex
    texts: tuple[str, ...]
    sections: tuple[str, ...]
    counted: NDArray[np.bool_]
    vectors: Floats
    raw: Floats
    corrected: Floats
    raw_scores: Floats
    corrected_scores: Floats

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def empty(self) -> str | None:
        """What to do where there is nothing to compare; None where there is something."""
        if not len(self.index.vectors):
            return "No role of the catalog has a KRA: write some under `kras` in catalog/roles/."
        if not len(self.texts):
            return "This JD has neither sentences nor a title to compare: choose another one."
        return None

    def matrix(self, *, corrected: bool) -> Floats:
        """Cosines, shape (n, n_kras)."""
        return self.corrected if corrected else self.raw

    def columns(self, role: str) -> NDArray[np.int64]:
        """Columns of a role's KRAs."""
        at = self.snapshot.role_index[role]
        return np.arange(int(self.index.starts[at]), int(self.index.starts[at + 1]))

    def kra(self, column: int) -> tuple[str, str]:
        """Slug of the role and text of the KRA of a column."""
        at = int(np.searchsorted(self.index.starts, column, side="right")) - 1
        role = self.snapshot.roles[at]
        return role.slug, role.kras[column - int(self.index.starts[at])]

    def best(self, *, corrected: bool) -> NDArray[np.int64]:
        """Column of each sentence's best KRA among all of the catalog, shape (n,)."""
        if self.empty:
            return np.zeros(0, dtype=np.int64)
        return self.matrix(corrected=corrected).argmax(axis=1)

    def drawn(self, role: str, *, corrected: bool) -> int:
        """Sentences whose best KRA, among all of the catalog, is one of the role's."""
        return int(np.isin(self.best(corrected=corrected), self.columns(role)).sum())

    def drawing(self, *, corrected: bool) -> list[tuple[str, int]]:
        """Roles that hold the best KRA of some sentence, with their sentences, the most first."""
        roles = np.searchsorted(self.index.starts, self.best(corrected=corrected), side="right") - 1
        at, counts = np.unique(roles, return_counts=True)
        order = np.lexsort((at, -counts))
        return [(self.snapshot.roles[int(at[one])].slug, int(counts[one])) for one in order]

    def ranking(self, *, most: int = 8, always: Iterable[str] = ()) -> tuple[RankedRole, ...]:
        """Rank roles: the first ones before or after the correction, and those asked for.

        Parameters
        ----------
        most
            Places from the top, by either score.
        always
            Slugs that are listed wherever they stand.

        Returns
        -------
        tuple of RankedRole
            By corrected rank; roles without KRAs are left out.
        """
        if self.empty:
            return ()
        held = np.flatnonzero(np.diff(self.index.starts))
        places = []
        for scores in (self.raw_scores, self.corrected_scores):
            order = held[np.argsort(-np.round(scores[held], 6), kind="stable")]
            rank = np.zeros(len(scores), dtype=np.int64)
            rank[order] = np.arange(1, len(order) + 1)
            places.append(rank)
        wanted = {self.snapshot.role_index[slug] for slug in always if slug in self.snapshot.role_index}
        listed = [at for at in held.tolist() if min(one[at] for one in places) <= most or at in wanted]
        found = [
            RankedRole(
                role=self.snapshot.roles[at].slug,
                name=self.snapshot.roles[at].display_name,
                raw=float(self.raw_scores[at]),
                corrected=float(self.corrected_scores[at]),
                raw_rank=int(places[0][at]),
                corrected_rank=int(places[1][at]),
            )
            for at in listed
        ]
        return tuple(sorted(found, key=lambda one: one.corrected_rank))


def measure_kras(jd: JobDescription, pipeline: Pipeline) -> KraSimilarity:
    """Compare the sentences of a JD with every KRA, as the signals do.

    Parameters
    ----------
    jd
        Any JD; one that is a title alone is read as one sentence.
    pipeline
        Its catalog, encoder and settings count.
    """
    limits, kra = pipeline.settings.text, pipeline.settings.kra
    document = read_structure(jd, max_characters=limits.max_characters, max_sentences=limits.max_sentences)
    picked = role_sentences(document)
    texts, counted = picked.texts, picked.duties
    sections: list[str] = [one.section for one in picked.sentences]
    if not texts and (jd.title or "").strip():
        texts, sections, counted = [jd.title or ""], ["title"], np.ones(1, dtype=bool)
    index = pipeline.index.kra
    vectors = (
        pipeline.encoder.encode(texts) if texts else np.zeros((0, pipeline.encoder.dimension), np.float32)
    )
    raw = vectors @ index.vectors.T
    corrected = index.whitening(vectors) @ index.whitened.T if texts else raw
    by_role = best_per_role(raw, index.starts)
    return KraSimilarity(
        jd=jd,
        snapshot=pipeline.snapshot,
        index=index,
        texts=tuple(texts),
        sections=tuple(sections),
        counted=np.asarray(counted, dtype=bool),
        vectors=vectors,
        raw=raw,
        corrected=corrected,
        raw_scores=mean_of_best(by_role[np.flatnonzero(counted)], top=kra.top_sentences),
        corrected_scores=mean_of_best(
            best_per_role(corrected, index.starts), top=better_half(len(texts), kra.top_sentences)
        ),
    )


def roles_to_compare(
    found: KraSimilarity,
    *,
    decided: str | None = None,
    candidates: Sequence[str] = (),
    label: str | None = None,
    named: Sequence[str] = (),
    most: int = 4,
) -> tuple[str, ...]:
    """Choose the roles that are worth a look for one JD.

    Parameters
    ----------
    found
        The JD's similarities.
    decided, candidates, label
        The decision, its candidates best first, and the right role where it is known.
    named
        Slugs to take instead of them all.
    most
        Roles chosen at most; those that are named all count.

    Returns
    -------
    tuple of str
        Slugs of roles that have KRAs: those named, or the one decided, the right one, the runner-up, and the
        roles that draw the most sentences.
    """
    if named:
        order, most = list(named), len(named)
    else:
        runner_up = next((slug for slug in candidates if slug != decided), None)
        drawing = [slug for slug, count in found.drawing(corrected=True) if count > 1]
        order = [slug for slug in (decided, label, runner_up) if slug]
        # Where everything is settled one more role shows what the decision stands against.
        order += [slug for slug in (*drawing, *candidates) if len({*order}) < min(3, most)]
    known = found.snapshot.role_index
    kept = [slug for slug in dict.fromkeys(order) if slug in known and len(found.columns(slug))]
    return tuple(kept[:most])
