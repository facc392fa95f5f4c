"""What stands behind the learned signal: words, skills and sentences that a role model knows a role by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from jdwork.explain.model import Source
from jdwork.explain.places import sentence_at, term_places
from jdwork.explain.reading import Reading
from jdwork.signals.learned import text_digest
from jdwork.signals.skill import skill_vector
from jdwork.signals.table import Floats, unit_rows

if TYPE_CHECKING:
    from jdwork.signals.learned import LearnedIndex

MOST = 6
"""Words and skills listed for one role."""


def learned_sources(reading: Reading, slug: str, _weight: float) -> list[Source]:
    """List the words and skills that raise a role's share most, and the sentence nearest to what was learned.

    The model's kernel is a sum of three cosines, so a role's share is a sum over words, over skills and
    over the JD's vector; the signal is the logarithm of the share, which cannot be divided. A word's
    or skill's value is what it adds to the share.
    """
    index = reading.pipeline.index.learned
    if index is None:
        return []
    dual = role_dual(index, reading.position(slug), text_digest(reading.record.jd.text))
    found = [*_words(reading, slug, index, dual), *_skills(reading, slug, index, dual)]
    found.sort(key=lambda one: -one.value)
    return [*found[:MOST], *_nearest(reading, slug, index, dual)]


def role_dual(index: LearnedIndex, role: int, digest: int) -> Floats:
    """Weight of each learned JD for one role, in the part that judges this JD; shape (n,)."""
    model = index.model
    own = np.flatnonzero(model.digests == np.uint64(digest))
    duals = model.duals[model.part_of[own[0]]].astype(np.float32) if len(own) else index.mean
    return np.asarray(duals[:, index.role_columns == role].sum(axis=1), dtype=np.float32)


def _words(reading: Reading, slug: str, index: LearnedIndex, dual: Floats) -> list[Source]:
    from scipy.sparse import csr_matrix

    model = index.model
    known = csr_matrix(model.words, shape=(model.n, len(model.terms)))
    said = model.vectorizer.transform([" . ".join(reading.texts)]).tocoo()
    parts = said.data * np.asarray(known.T @ dual)[said.col]
    best = [
        (float(parts[one]), model.terms[said.col[one]]) for one in np.argsort(-parts)[:MOST] if parts[one] > 0
    ]
    places = term_places(reading, {word for _, word in best}, model.vectorizer)
    return [
        Source("learned", slug, word, word, round(part, 4), None, tuple(places[word])) for part, word in best
    ]


def _skills(reading: Reading, slug: str, index: LearnedIndex, dual: Floats) -> list[Source]:
    from scipy.sparse import csr_matrix

    model, snapshot = index.model, reading.snapshot
    there = index.skill_columns >= 0
    named = np.zeros(len(model.skills), dtype=np.float32)
    named[there] = skill_vector(reading.record.skills, snapshot)[index.skill_columns[there]]
    scaled = unit_rows((named * model.skill_idf)[None, :])[0]
    rows = csr_matrix(model.skill_rows, shape=(model.n, len(model.skills)))
    parts = dict(zip(model.skills, scaled * np.asarray(rows.T @ dual), strict=True))
    found = []
    for skill in reading.record.skills.found:
        part = float(parts.get(skill.slug, 0.0))
        if part > 0:
            spans = tuple((span.start, span.end) for span in skill.spans)
            said = ", ".join(dict.fromkeys(span.surface for span in skill.spans)) or skill.alias
            found.append(Source("learned", slug, said, skill.display_name, round(part, 4), None, spans))
    return found


def _nearest(reading: Reading, slug: str, index: LearnedIndex, dual: Floats) -> list[Source]:
    vectors = reading.detail.sentence_vectors
    if not len(vectors):
        return []
    direction = unit_rows((dual @ index.model.vectors)[None, :])[0]
    near = unit_rows(vectors - index.model.center) @ direction
    best = int(near.argmax())
    said, spans = sentence_at(reading, best)
    return [Source("learned", slug, said, "", round(float(near[best]), 4), None, spans)]
