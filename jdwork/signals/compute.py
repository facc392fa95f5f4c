"""From structured JDs to the signal table, and to the evidence behind its figures."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jdwork.catalog import CatalogSnapshot
from jdwork.config import Settings
from jdwork.embed import Encoder, Vectors
from jdwork.signals.alias_search import AliasSearch, build_alias_search, semantic_scores
from jdwork.signals.candidates import choose_candidates
from jdwork.signals.centroids import Centroids, centroid_scores
from jdwork.signals.kra import KraIndex, build_kra_index
from jdwork.signals.kra_signals import KraEvidence, kra_signals
from jdwork.signals.learned import (
    JdFeatures,
    LearnedIndex,
    RoleModel,
    build_learned_index,
    jd_features,
    learned_scores,
)
from jdwork.signals.lexical import LexicalIndex, build_lexical_index, lexical_scores
from jdwork.signals.prepared import PreparedArrays
from jdwork.signals.profile import ProfileIndex, build_profile_index, profile_scores
from jdwork.signals.sentences import RoleSentences, role_sentences
from jdwork.signals.skill import SkillIndex, build_skill_index, skill_scores, stack_skill_vectors
from jdwork.signals.table import Floats, SignalTable, unit_rows
from jdwork.signals.title import TitleIndex, TitleMatch, build_title_index, match_titles
from jdwork.skills import SkillFindings
from jdwork.text import Document

RANKED = ("kra_corrected", "profile", "lexical", "skill", "title", "title_semantic", "centroid", "learned")
"""Signals that choose the candidates."""


@dataclass(frozen=True)
class CatalogIndex:
    """A catalog laid out for fast signals; built once, read by every batch."""

    snapshot: CatalogSnapshot
    title: TitleIndex
    aliases: AliasSearch
    kra: KraIndex
    skill: SkillIndex
    profile: ProfileIndex
    lexical: LexicalIndex
    domain_of: np.ndarray
    learned: LearnedIndex | None = None


def build_catalog_index(
    snapshot: CatalogSnapshot,
    encoder: Encoder,
    settings: Settings,
    *,
    prepared: PreparedArrays | None = None,
    base: CatalogIndex | None = None,
    role_model: RoleModel | None = None,
) -> CatalogIndex:
    """Encode and index a catalog.

    Parameters
    ----------
    snapshot
        The catalog.
    encoder
        Encodes its KRAs, names and descriptions.
    settings
        How many neighbours measure hubness.
    prepared
        Keeps what takes long for a large catalog; by default all is made anew. The index is the same.
    base
        An index of a like catalog, made with the same encoder and settings: what is made of KRAs alone, or
        of names and aliases alone, is taken from it where those are the same. The index is the same.
    role_model
        What was learned from other JDs; none by default.
    """
    whitening = role_model.whitening if role_model else None
    if base is not None and _agree(base.snapshot, snapshot, "kras"):
        kra = base.kra.whitened_by(whitening)
    else:
        neighbours = settings.kra.hub_neighbours
        kra = build_kra_index(
            snapshot, encoder, hub_neighbours=neighbours, prepared=prepared, whitening=whitening
        )
    if base is not None and _agree(base.snapshot, snapshot, "display_name", "aliases"):
        titles, aliases = base.title, base.aliases
    else:
        titles = build_title_index(snapshot, prepared=prepared)
        aliases = build_alias_search(titles, encoder, prepared=prepared)
    return CatalogIndex(
        snapshot=snapshot,
        title=titles,
        aliases=aliases,
        kra=kra,
        skill=build_skill_index(snapshot),
        profile=build_profile_index(snapshot, kra, encoder),
        lexical=build_lexical_index(snapshot, prepared=prepared),
        domain_of=np.array([snapshot.domain_index[role.domain] for role in snapshot.roles], dtype=np.int32),
        learned=build_learned_index(role_model, snapshot) if role_model else None,
    )


def _agree(one: CatalogSnapshot, other: CatalogSnapshot, *names: str) -> bool:
    """Whether two catalogs have the same roles as far as these fields go."""
    return len(one.roles) == len(other.roles) and all(
        getattr(mine, name) == getattr(theirs, name)
        for mine, theirs in zip(one.roles, other.roles, strict=True)
        for name in names
    )


@dataclass(frozen=True)
class JdFacts:
    """What the signals read of one JD.

    Parameters
    ----------
    titles
        Titles with their trust, see `match_titles`.
    """

    document: Document
    passed: bool
    titles: tuple[tuple[str, float], ...]
    skills: SkillFindings


@dataclass(frozen=True)
class JdSignals:
    """What stands behind one row of the signal table.

    Parameters
    ----------
    sentences
        The sentences compared.
    counted
        Positions of those that count for KRA similarity, in ``sentence_vectors``.
    title
        Alias matches.
    kra
        The roles with the best raw KRA scores, best first.
    skill_reported
        Share of the JD's skills that each role lists, shape (n_roles,).
    skill_weighted
        Shape (n_roles,).
    vector
        Unit vector of the JD, shape (d,).
    sentence_vectors
        Unit vectors of the sentences, shape (n_sentences, d).
    """

    sentences: RoleSentences
    counted: NDArray[np.int64]
    title: TitleMatch
    kra: tuple[KraEvidence, ...]
    skill_reported: Floats
    skill_weighted: Floats
    vector: Floats
    sentence_vectors: Vectors


class ComputedSignals(NamedTuple):
    """The signals of a batch of JDs.

    Parameters
    ----------
    table
        The figures.
    details
        The evidence behind them, one per JD.
    features
        What a role model reads of the JDs.
    """

    table: SignalTable
    details: list[JdSignals]
    features: JdFeatures


def compute_signals(
    ids: Sequence[str],
    facts: Sequence[JdFacts],
    index: CatalogIndex,
    *,
    encoder: Encoder,
    settings: Settings,
    centroids: Centroids,
) -> ComputedSignals:
    """Compute every signal of a batch of JDs.

    Parameters
    ----------
    ids
        The JDs' ids.
    facts
        What was read of each JD, same length.
    index
        The catalog.
    encoder
        Encodes the JDs' sentences, all of the batch in one call.
    settings
        Which sentences count, how many candidates are kept.
    centroids
        State of the centroids when classification began.

    Returns
    -------
    ComputedSignals
    """
    chosen = [role_sentences(one.document) for one in facts]
    # A JD that is a title alone is read as one sentence.
    texts = [
        picked.texts or [title for title, _ in one.titles[:1]]
        for picked, one in zip(chosen, facts, strict=True)
    ]
    titles = [match_titles(one.titles, index.title) for one in facts]
    forms = [match.sure_forms for match in titles]
    encoded = _encode_grouped([*texts, *forms], encoder)
    vectors, title_vectors = encoded[: len(texts)], encoded[len(texts) :]
    counted = [_counted(picked, len(rows)) for picked, rows in zip(chosen, vectors, strict=True)]
    kra = kra_signals(
        vectors,
        counted,
        index.kra,
        top=settings.kra.top_sentences,
        reported=settings.signals.reported_roles,
    )
    jd_vectors = _jd_vectors(vectors, chosen, encoder.dimension)
    named = stack_skill_vectors([one.skills for one in facts], index.snapshot)
    skill, skill_reported = skill_scores(named, index.skill)
    joined = [" . ".join(group) for group in texts]
    features = jd_features(joined, jd_vectors, named, [one.document.jd.text for one in facts])
    alias = np.zeros(kra.raw.shape, dtype=np.float32)
    for row, match in enumerate(titles):
        alias[row, [role for role, _ in match.carried]] = match.trust
    columns = {
        "alias": alias,
        "title": np.stack([match.agreement for match in titles]) if titles else alias,
        "title_semantic": semantic_scores(forms, title_vectors, index.aliases),
        "kra": kra.raw,
        "kra_corrected": kra.corrected,
        "profile": profile_scores(jd_vectors, index.profile),
        "lexical": lexical_scores(joined, index.lexical),
        "skill": skill,
        "skill_reported": skill_reported,
        "centroid": centroid_scores(jd_vectors, centroids, min_count=settings.centroid.min_count),
        "learned": learned_scores(features, index.learned) if index.learned else np.zeros_like(kra.raw),
    }
    roles = choose_candidates(
        [columns[name] for name in RANKED],
        alias,
        limit=settings.signals.candidates,
    )
    # Six decimals: what is stored is what was decided on, and float noise never flips a tie.
    kept = {
        name: np.round(np.take_along_axis(values, roles, axis=1), 6).astype(np.float32)
        for name, values in columns.items()
    }
    table = SignalTable(
        ids=tuple(ids),
        passed=np.array([one.passed for one in facts], dtype=bool),
        roles=roles,
        domains=index.domain_of[roles] if roles.size else roles,
        **kept,
        picked=np.zeros(roles.shape, dtype=np.float32),
    )
    details = [
        JdSignals(
            sentences=chosen[row],
            counted=counted[row],
            title=titles[row],
            kra=kra.evidence[row],
            skill_reported=skill_reported[row],
            skill_weighted=skill[row],
            vector=jd_vectors[row],
            sentence_vectors=vectors[row],
        )
        for row in range(len(facts))
    ]
    return ComputedSignals(table, details, features)


def _encode_grouped(texts: Sequence[Collection[str]], encoder: Encoder) -> list[Vectors]:
    """Encode groups of texts in one call, each distinct text once."""
    order: dict[str, int] = {}
    for group in texts:
        for text in group:
            order.setdefault(text, len(order))
    vectors = encoder.encode(list(order)) if order else np.zeros((0, encoder.dimension), dtype=np.float32)
    return [vectors[[order[text] for text in group]] for group in texts]


def _jd_vectors(vectors: Sequence[Vectors], chosen: Sequence[RoleSentences], dimension: int) -> Vectors:
    sums = np.zeros((len(vectors), dimension), dtype=np.float32)
    for row, (rows, picked) in enumerate(zip(vectors, chosen, strict=True)):
        if len(rows):
            weights = picked.weights if len(picked.weights) == len(rows) else np.ones(len(rows), np.float32)
            sums[row] = weights @ rows
    return unit_rows(sums)


def _counted(picked: RoleSentences, n_texts: int) -> NDArray[np.int64]:
    """Positions of the texts that count for KRA similarity; a title read as the only sentence does."""
    return np.flatnonzero(picked.duties) if len(picked.duties) == n_texts else np.arange(n_texts)
