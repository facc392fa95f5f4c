"""Duties that several JDs of a role speak of and none of its KRAs says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jdwork.catalog.edits import AddKra
from jdwork.pipeline import Pipeline
from jdwork.signals.sentences import role_sentences
from jdwork.suggest.evidence import LabelledJd, groups_of, ids_of
from jdwork.suggest.suggestion import Suggestion
from jdwork.whatif import TrialRun

FAR = 0.5
"""Cosine to the nearest KRA of the role below which a duty counts as unsaid."""
LIKE = 0.65
"""Cosine from which two sentences speak of the same duty."""
LEAST = 3
"""JDs of the role, near-copies counted once, that must speak of a duty."""
LIFT = 3.0
"""How many times as often a role's JDs must speak of it as other JDs do."""
PER_ROLE = 2
"""Suggestions for one role at most: each is a sentence to be written by hand."""
WORDS = (5, 30)
"""Words of a sentence that can become a KRA, from and to."""

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Duties:
    """The duty sentences of one JD and their unit vectors, shape (n, d)."""

    texts: tuple[str, ...]
    vectors: Vectors


def read_duties(trial: TrialRun, jds: Sequence[LabelledJd]) -> dict[str, Duties]:
    """Read the duties that JDs state.

    Parameters
    ----------
    trial
        The run of the JDs; checks made with it afterwards need not read them again.
    jds
        Which ones.

    Returns
    -------
    dict of str to Duties
        By id; of a JD that could not be read, none.
    """
    encoder = trial.pipeline.encoder
    texts: dict[str, tuple[str, ...]] = {jd.id: () for jd in jds}
    for jd, facts in trial.read({jd.id for jd in jds}):
        chosen = role_sentences(facts.document)
        said = (text for text, duty in zip(chosen.texts, chosen.duties, strict=True) if duty)
        texts[jd.id] = tuple(text for text in said if WORDS[0] <= len(text.split()) <= WORDS[1])
    every = sorted({text for some in texts.values() for text in some})
    row = {text: number for number, text in enumerate(every)}
    vectors = (
        np.asarray(encoder.encode(every), dtype=np.float32)
        if every
        else np.zeros((0, encoder.dimension), dtype=np.float32)
    )
    return {name: Duties(some, vectors[[row[text] for text in some]]) for name, some in texts.items()}


def missing_kras(
    jds: Sequence[LabelledJd], duties: Mapping[str, Duties], pipeline: Pipeline
) -> list[Suggestion]:
    """Suggest duties of misclassified JDs that other JDs of their role share and no KRA says.

    Parameters
    ----------
    jds
        Labelled JDs.
    duties
        Of each, from `read_duties`.
    pipeline
        Holds the KRAs.

    Returns
    -------
    list of Suggestion
        Of sentences alike, the one that most JDs of the role come near. The text is an ad's: a draft.
    """
    found: list[Suggestion] = []
    snapshot = pipeline.snapshot
    owner, sentences = _stacked(jds, duties)
    groups = np.array([jd.group for jd in jds], dtype=np.int64)
    gold = np.array([snapshot.role_index[jd.gold] for jd in jds], dtype=np.int64)
    n = groups_of(jds)
    for position in np.unique(gold[[not jd.is_right for jd in jds]]).tolist():
        own = [jd for jd in jds if snapshot.role_index[jd.gold] == position]
        size = groups_of(own)
        kras = _kra_vectors(pipeline, position)
        texts, vectors, of = _unsaid(own, duties, kras)
        if not texts:
            continue
        near = (vectors @ sentences.T) >= LIKE if len(sentences) else np.zeros((len(texts), 0), dtype=bool)
        scored = []
        for number, text in enumerate(texts):
            speaking = np.unique(owner[near[number]])
            here = speaking[gold[speaking] == position]
            inside = len(np.unique(groups[here]))
            outside = len(np.unique(groups[speaking])) - inside
            lift = (inside / size) / ((outside + 0.5) / (n - size + 1))
            if inside >= LEAST and lift >= LIFT:
                heard = [jds[one] for one in speaking.tolist()]
                wrong = [jds[one] for one in here.tolist() if not jds[one].is_right]
                scored.append((groups_of(wrong) * (1 - 1 / lift), inside, text, number, wrong, heard))
        taken: list[int] = []
        for score, inside, text, number, wrong, heard in sorted(
            scored, key=lambda one: (-one[0], -one[1], one[2])
        ):
            if len(taken) == PER_ROLE:
                break
            if any(vectors[number] @ vectors[other] >= LIKE for other in taken):
                continue
            taken.append(number)
            outside = groups_of(heard) - inside
            why = (
                f"{inside} of {size} JDs of this role say something like it, {outside} of {n - size} others; "
                f"no KRA comes nearer than {of[number]:.2f}; {groups_of(wrong)} of them misclassified"
            )
            edit = AddKra(snapshot.roles[position].slug, text)
            said = (ids_of(wrong), ids_of(heard))
            found.append(Suggestion("kra", edit, why, *said, score, is_draft=True))
    return sorted(found, key=lambda one: (-one.estimate, one.in_words()))


def _stacked(jds: Sequence[LabelledJd], duties: Mapping[str, Duties]) -> tuple[NDArray[np.int64], Vectors]:
    """All sentences one under the other, with the number of the JD of each."""
    parts = [duties[jd.id].vectors for jd in jds]
    owner = np.repeat(np.arange(len(jds)), [len(one) for one in parts])
    return owner, np.concatenate(parts)


def _kra_vectors(pipeline: Pipeline, position: int) -> Vectors:
    index = pipeline.index.kra
    vectors: Vectors = index.vectors[index.starts[position] : index.starts[position + 1]]
    return vectors


def _unsaid(
    own: Sequence[LabelledJd], duties: Mapping[str, Duties], kras: Vectors
) -> tuple[list[str], Vectors, list[float]]:
    """Duties of misclassified JDs far from every KRA, and how near the nearest is."""
    texts: dict[str, tuple[Vectors, float]] = {}
    for jd in own:
        if jd.is_right:
            continue
        held = duties[jd.id]
        nearest = (
            (held.vectors @ kras.T).max(axis=1) if len(kras) and held.texts else np.zeros(len(held.texts))
        )
        for text, vector, near in zip(held.texts, held.vectors, nearest.tolist(), strict=True):
            if near < FAR:
                texts[text] = (vector, near)
    vectors = np.stack([one for one, _ in texts.values()]) if texts else np.zeros((0, 1), dtype=np.float32)
    return list(texts), vectors, [near for _, near in texts.values()]
