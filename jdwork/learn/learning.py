"""Learning from JDs: labels where they are given, the classifier's own decisions where they are not."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from jdwork.decide import evidence, probabilities
from jdwork.errors import LearningError
from jdwork.evaluate.folds import grouped_folds
from jdwork.learn.training import train_role_model
from jdwork.pipeline import Pipeline
from jdwork.signals import JdFacts, JdFeatures, RoleModel
from jdwork.signals.learned import text_digest
from jdwork.signals.table import Floats
from jdwork.signals.whitening import fit_whitening
from jdwork.text import JobDescription, RejectedRow
from jdwork.text.near_duplicates import near_duplicate_groups

MAX_JDS = 5_000
"""JDs learned from at most, as time grows with the cube of their number. Of more, those with the smallest
text digests are taken, which are the same every time."""

LEAST_JDS = 50
"""JDs below which nothing is learned."""

LEAST_PER_ROLE = 8
"""JDs per role from which own decisions are worth learning from: 1,580 ads over 95 roles gain 7 points of
accuracy on texts without role names, 280 ads over 100 and more roles lose more than that."""

PARTS = 5
ROUNDS = 2
"""Times that the classifier learns from its own decisions; a third round gains nothing."""

BACKGROUND = 20_000
"""Sentences that the whitening is fitted to at most, besides the KRAs."""

WHITENING_STRENGTH = 0.5
CHUNK = 200

Item = TypeVar("Item")


@dataclass(frozen=True)
class Learned:
    """A role model, and what it came of.

    Parameters
    ----------
    model
        The model.
    n
        JDs it learned from.
    n_labelled
        Those of them with a label.
    n_roles
        Roles among the targets.
    n_copies
        JDs that are near copies of another.
    """

    model: RoleModel
    n: int
    n_labelled: int
    n_roles: int
    n_copies: int

    @property
    def scarce(self) -> bool:
        """Whether there are too few JDs of a role for decisions on them to teach more than they mislead."""
        return self.n_labelled < self.n and self.n < LEAST_PER_ROLE * self.n_roles


def learn(
    pipeline: Pipeline,
    jds: Sequence[JobDescription],
    *,
    labels: Sequence[str | None] | None = None,
    rounds: int = ROUNDS,
    progress: Callable[[int], None] | None = None,
) -> Learned:
    """Learn roles from JDs.

    A labelled JD's target is its label. Any other's is what the classifier makes of it, as probabilities:
    decided anew in each round, with what the round before learned (self-training; Scudder, 1965). So the
    model works without a single label: it learns the language of these ads from the ads that the catalog
    describes well.

    Parameters
    ----------
    pipeline
        The classifier that decides what has no label. A role model of its own helps it in the first
        round, and is then replaced.
    jds
        What to learn from; of more than `MAX_JDS` a sample. Texts that are none of a JD are left out.
    labels
        A role slug or None for each JD; all None by default.
    rounds
        Rounds of self-training.
    progress
        Called with the JDs read so far, in each round anew.

    Returns
    -------
    Learned

    Raises
    ------
    LearningError
        If fewer than `LEAST_JDS` are left.
    """
    kept, named = _sample(jds, labels or [None] * len(jds))
    facts = [fact for chunk in _chunks(kept) for fact in pipeline.read(chunk)]
    passed = [row for row, fact in enumerate(facts) if fact.passed]
    if len(passed) < LEAST_JDS:
        raise LearningError(
            f"There are {len(passed)} JDs to learn from, and {LEAST_JDS} are needed.",
            hint="Give more JDs; short texts and those that are no JDs do not count.",
        )
    kept, facts = [kept[row] for row in passed], [facts[row] for row in passed]
    named = [named[row] for row in passed]
    known = _known(named, pipeline)
    groups = near_duplicate_groups([jd.text for jd in kept])
    parts: NDArray[np.int64] | None = None
    teacher = pipeline
    # Where every JD is labelled, the decisions have no say, but the whitening does in what follows.
    turns = 1 if (known >= 0).all() else max(rounds, 1)
    for _ in range(turns):
        targets, features, sentences = _decided(teacher, kept, facts, progress)
        targets[known >= 0] = 0
        targets[known >= 0, known[known >= 0]] = 1
        if parts is None:
            parts = grouped_folds(targets.argmax(axis=1).tolist(), groups, folds=PARTS)
        model = train_role_model(
            features,
            targets,
            roles=[role.slug for role in pipeline.snapshot.roles],
            skills=[skill.slug for skill in pipeline.snapshot.skills],
            parts=parts,
            whitening=fit_whitening(
                np.concatenate([pipeline.index.kra.vectors, sentences]), strength=WHITENING_STRENGTH
            ),
            encoder_id=pipeline.encoder.encoder_id,
            origin=_origin(len(kept), int((known >= 0).sum())),
        )
        teacher = pipeline.with_role_model(model)
    return Learned(
        model=model,
        n=len(kept),
        n_labelled=int((known >= 0).sum()),
        n_roles=len(model.roles),
        n_copies=len(kept) - int(groups.max()) - 1,
    )


def sample_jds(jds: Iterable[JobDescription | RejectedRow]) -> list[JobDescription]:
    """Take at most `MAX_JDS` of a stream of any length, the same ones in whatever order it comes."""
    readable = (jd for jd in jds if isinstance(jd, JobDescription))
    return heapq.nsmallest(MAX_JDS, readable, key=lambda jd: (text_digest(jd.text), jd.id))


def _sample(
    jds: Sequence[JobDescription], labels: Sequence[str | None]
) -> tuple[list[JobDescription], list[str | None]]:
    """Each text once, with its label if any copy has one; a sample by digest where there are too many."""
    distinct: dict[int, int] = {}
    for row, jd in enumerate(jds):
        first = distinct.setdefault(text_digest(jd.text), row)
        if labels[first] is None and labels[row] is not None:
            distinct[text_digest(jd.text)] = row
    # Labelled ones first: a label is worth more than a decision.
    chosen = sorted(distinct, key=lambda digest: (labels[distinct[digest]] is None, digest))[:MAX_JDS]
    rows = sorted(distinct[digest] for digest in chosen)
    return [jds[row] for row in rows], [labels[row] for row in rows]


def _known(labels: Sequence[str | None], pipeline: Pipeline) -> NDArray[np.int64]:
    """Role position of each label, -1 where there is none or the catalog does not have it."""
    snapshot = pipeline.snapshot
    return np.array(
        [
            snapshot.role_index.get(snapshot.redirects.get(label, label), -1) if label else -1
            for label in labels
        ],
        dtype=np.int64,
    )


def _decided(
    pipeline: Pipeline,
    jds: Sequence[JobDescription],
    facts: Sequence[JdFacts],
    progress: Callable[[int], None] | None,
) -> tuple[Floats, JdFeatures, Floats]:
    """Probability of every role for each JD, what a role model reads of them, and some of their sentences."""
    chances = np.zeros((len(facts), len(pipeline.snapshot.roles)), dtype=np.float32)
    parts: list[JdFeatures] = []
    sentences: list[Floats] = []
    most = max(BACKGROUND // max(len(facts), 1), 1)
    done = 0
    for chunk in _chunks(facts):
        table, details, features = pipeline.signals(
            [jd.id for jd in jds[done : done + len(chunk)]], list(chunk)
        )
        shares = probabilities(evidence(table, pipeline.settings))
        rows = np.arange(done, done + len(chunk))[:, None]
        there = table.roles >= 0
        chances[np.broadcast_to(rows, there.shape)[there], table.roles[there]] = shares[there]
        parts.append(features)
        sentences += [_spread(one.sentence_vectors, most) for one in details]
        done += len(chunk)
        if progress is not None:
            progress(done)
    together = JdFeatures(
        texts=tuple(text for part in parts for text in part.texts),
        vectors=np.concatenate([part.vectors for part in parts]),
        skills=np.concatenate([part.skills for part in parts]),
        digests=np.concatenate([part.digests for part in parts]),
    )
    return chances, together, np.concatenate(sentences)


def _spread(vectors: Floats, most: int) -> Floats:
    """At most so many rows, evenly spread."""
    if len(vectors) <= most:
        return vectors
    return vectors[np.linspace(0, len(vectors) - 1, most).astype(np.int64)]


def _chunks(items: Sequence[Item]) -> list[Sequence[Item]]:
    return [items[first : first + CHUNK] for first in range(0, len(items), CHUNK)]


def _origin(n: int, n_labelled: int) -> str:
    if not n_labelled:
        return f"own decisions on {n:,} JDs"
    if n_labelled == n:
        return f"labels of {n:,} JDs"
    return f"labels of {n_labelled:,} JDs and own decisions on {n - n_labelled:,}"
