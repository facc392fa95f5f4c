"""What of the JD, and what of the catalog, stands behind each signal of a role."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

import numpy as np

from jdwork.explain.learned_sources import learned_sources
from jdwork.explain.model import Source
from jdwork.explain.places import sentence_at, term_places
from jdwork.explain.reading import Reading
from jdwork.explain.title_sources import alias_sources, semantic_sources, title_sources
from jdwork.signals import best_pairs
from jdwork.signals.kra_signals import better_half
from jdwork.signals.skill import skill_vector
from jdwork.signals.table import Floats, unit_rows

MOST_SENTENCES = 5
"""Sentences listed for one signal of a role."""
MOST_WORDS = 8
"""Words listed for the lexical signal of a role."""


def sources(reading: Reading, roles: Iterable[str], weights: Mapping[str, float]) -> tuple[Source, ...]:
    """List what stands behind the signals of some roles.

    Parameters
    ----------
    reading
        The JD, read again.
    roles
        Slugs of roles of the catalog.
    weights
        Log-odds per unit of each signal; signals are listed in this order. One that `FINDERS` does not
        know has no sources.

    Returns
    -------
    tuple of Source
        Signal after signal, role after role, the strongest first; none where a signal adds nothing.
    """
    slugs = tuple(roles)
    return tuple(
        source
        for signal, weight in weights.items()
        if weight and signal in FINDERS
        for slug in slugs
        if reading.value(signal, slug) > 0
        for source in FINDERS[signal](reading, slug, weight)
    )


def _kra(reading: Reading, slug: str, weight: float) -> list[Source]:
    index, at = reading.pipeline.index.kra, reading.position(slug)
    own = slice(int(index.starts[at]), int(index.starts[at + 1]))
    similarity = reading.detail.sentence_vectors @ index.vectors[own].T
    top = reading.pipeline.settings.kra.top_sentences
    pairs = best_pairs(similarity, reading.detail.counted, top=top)
    return _pair_sources(reading, slug, "kra", weight, pairs)


def _kra_corrected(reading: Reading, slug: str, weight: float) -> list[Source]:
    index, at = reading.pipeline.index.kra, reading.position(slug)
    own = slice(int(index.starts[at]), int(index.starts[at + 1]))
    vectors = reading.detail.sentence_vectors
    similarity = index.whitening(vectors) @ index.whitened[own].T
    top = better_half(len(vectors), reading.pipeline.settings.kra.top_sentences)
    pairs = best_pairs(similarity, np.arange(len(vectors)), top=top)
    return _pair_sources(reading, slug, "kra_corrected", weight, pairs)


def _pair_sources(
    reading: Reading, slug: str, signal: str, weight: float, pairs: tuple[tuple[int, int, float], ...]
) -> list[Source]:
    found = []
    for sentence, kra, similarity in pairs[:MOST_SENTENCES]:
        said, spans = sentence_at(reading, sentence)
        # Each of the averaged pairs carries its part of the mean.
        adds = round(weight * similarity / len(pairs), 4)
        meets = reading.role(slug).kras[kra]
        found.append(Source(signal, slug, said, meets, round(similarity, 4), adds, spans))
    return found


def _skill(reading: Reading, slug: str, weight: float) -> list[Source]:
    index, snapshot = reading.pipeline.index.skill, reading.snapshot
    scaled = skill_vector(reading.record.skills, snapshot) * index.idf
    products = scaled / max(float(np.linalg.norm(scaled)), 1e-12) * index.unit[reading.position(slug)]
    total = float(products.sum())
    found = []
    for skill in reading.record.skills.found:
        part = float(products[snapshot.skill_index[skill.slug]])
        if part > 0:
            written = dict.fromkeys(span.surface for span in skill.spans)
            said = ", ".join(written) or skill.alias
            spans = tuple((span.start, span.end) for span in skill.spans)
            share, adds = round(part / total, 4), round(weight * part, 4)
            found.append(Source("skill", slug, said, skill.display_name, share, adds, spans))
    return sorted(found, key=lambda one: -one.value)


def _lexical(reading: Reading, slug: str, weight: float) -> list[Source]:
    index = reading.pipeline.index.lexical
    products = reading.words.multiply(index.roles[reading.position(slug)]).tocoo()
    total = float(products.sum())
    if total <= 0:
        return []
    terms = index.vectorizer.get_feature_names_out()
    ranked = sorted(
        ((float(part), str(terms[column])) for part, column in zip(products.data, products.col, strict=True)),
        key=lambda one: (-one[0], one[1]),
    )[:MOST_WORDS]
    places = term_places(reading, {term for _, term in ranked}, index.vectorizer)
    return [
        Source(
            "lexical",
            slug,
            term,
            term,
            round(part / total, 4),
            round(weight * part, 4),
            tuple(places[term]),
        )
        for part, term in ranked
    ]


def _profile(reading: Reading, slug: str, _weight: float) -> list[Source]:
    index = reading.pipeline.index.profile
    near = index.whitening(reading.detail.sentence_vectors) @ index.vectors[reading.position(slug)]
    return _nearest(reading, slug, "profile", near)


def _centroid(reading: Reading, slug: str, _weight: float) -> list[Source]:
    centroids = reading.pipeline.centroids
    known = centroids.counts >= reading.pipeline.settings.centroid.min_count
    center = centroids.vectors[known].mean(axis=0)
    own = unit_rows(centroids.vectors[[reading.position(slug)]] - center)[0]
    return _nearest(reading, slug, "centroid", unit_rows(reading.detail.sentence_vectors - center) @ own)


def _picked(reading: Reading, slug: str, weight: float) -> list[Source]:
    """What the language model said for the role that it picked."""
    said = [
        str(call.answer.get("reasoning", ""))
        for call in reading.record.calls
        if call.stage in ("adjudicate", "domain") and isinstance(call.answer, dict)
    ]
    return [Source("picked", slug, said[-1] if said else "", "the model's answer", 1.0, round(weight, 4), ())]


def _nearest(reading: Reading, slug: str, signal: str, near: Floats) -> list[Source]:
    """The sentence that lies nearest to a role's vector."""
    if not len(near):
        return []
    best = int(near.argmax())
    said, spans = sentence_at(reading, best)
    return [Source(signal, slug, said, "", round(float(near[best]), 4), None, spans)]


FINDERS: Mapping[str, Callable[[Reading, str, float], list[Source]]] = MappingProxyType(
    {
        "alias": alias_sources,
        "title": title_sources,
        "title_semantic": semantic_sources,
        "kra": _kra,
        "kra_corrected": _kra_corrected,
        "profile": _profile,
        "lexical": _lexical,
        "skill": _skill,
        "centroid": _centroid,
        "learned": learned_sources,
        "picked": _picked,
    }
)
"""How the sources of each signal are found."""
