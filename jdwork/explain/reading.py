"""Reading a classified JD once more, to see what its signals were made of, and under an edited catalog."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from jdwork.catalog import CatalogSnapshot, Role
from jdwork.embed import Encoder, Vectors
from jdwork.llm import ReplayModels
from jdwork.pipeline import Pipeline, jd_facts
from jdwork.record import RunRecord
from jdwork.signals import JdFacts, JdSignals, SignalTable, build_catalog_index


class RememberingEncoder:
    """An encoder that encodes no text twice, for catalogs that differ in a line.

    Parameters
    ----------
    encoder
        Encodes what is new.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, Vectors] = {}

    @property
    def encoder_id(self) -> str:
        """That of the encoder behind it."""
        return self._encoder.encoder_id

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._encoder.dimension

    def remember(self, texts: Iterable[str], vectors: Vectors) -> None:
        """Take in vectors that were made before."""
        self._known.update(zip(texts, vectors, strict=True))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode texts, see `jdwork.embed.Encoder`."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self.remember(new, self._encoder.encode(new))
        if not len(texts):
            return np.zeros((0, self.dimension), dtype=np.float32)
        return np.stack([self._known[text] for text in texts])


@dataclass(frozen=True)
class Reading:
    """A record together with what its signals were made of.

    Parameters
    ----------
    record
        The classified JD.
    pipeline
        What it was classified with.
    facts, detail
        What the signals read of the JD, and what they found.
    everyone
        The signals of every role of the catalog, candidates or not; one row.
    encoder
        The pipeline's, remembering.
    """

    record: RunRecord
    pipeline: Pipeline
    facts: JdFacts
    detail: JdSignals
    everyone: SignalTable
    encoder: RememberingEncoder

    @property
    def snapshot(self) -> CatalogSnapshot:
        """The catalog."""
        return self.pipeline.snapshot

    def position(self, slug: str) -> int:
        """Where a role stands in the catalog."""
        return self.snapshot.role_index[slug]

    def role(self, slug: str) -> Role:
        """A role of the catalog."""
        return self.snapshot.role(slug)

    def value(self, signal: str, slug: str) -> float:
        """A signal of any role of the catalog."""
        return float(getattr(self.everyone, signal)[0, self.position(slug)])

    @property
    def texts(self) -> list[str]:
        """The texts that were compared: sentences that speak of the role, or else the title."""
        return self.detail.sentences.texts or [title for title, _ in self.facts.titles[:1]]

    @cached_property
    def words(self) -> Any:
        """Their TF-IDF, a sparse matrix of one row."""
        return self.pipeline.index.lexical.vectorizer.transform([" . ".join(self.texts)])


def read_again(record: RunRecord, pipeline: Pipeline) -> Reading:
    """Compute the signals of a record once more, of all roles and with what is behind them.

    Parameters
    ----------
    record
        A JD that passed as one.
    pipeline
        What it was classified with.
    """
    encoder = RememberingEncoder(pipeline.encoder)
    index = pipeline.index.kra
    encoder.remember((kra for role in pipeline.snapshot.roles for kra in role.kras), index.vectors)
    wide = pipeline.settings.signals.model_copy(update={"candidates": max(len(pipeline.snapshot.roles), 1)})
    of_all = copy.copy(pipeline)
    of_all.encoder = encoder
    of_all.settings = pipeline.settings.model_copy(update={"signals": wide})
    facts = jd_facts(record.document, record.parse, record.skills)
    measured = of_all.signals([record.jd.id], [facts])
    everyone = measured.table
    table = record.signals
    if table.picked.any():
        answered = set(table.roles[0][table.picked[0] > 0].tolist())
        everyone = replace(everyone, picked=np.isin(everyone.roles, list(answered)).astype(np.float32))
    return Reading(record, pipeline, facts, measured.details[0], everyone, encoder)


def classify_under(reading: Reading, snapshot: CatalogSnapshot) -> RunRecord:
    """Classify the JD once more under an edited catalog, whose index is built anew where it changes.

    Parameters
    ----------
    reading
        The JD, and what it was classified with.
    snapshot
        The catalog after edits of roles; its roles and skills are those of before, in their order.
    """
    before = reading.pipeline
    pipeline = copy.copy(before)
    pipeline.snapshot = snapshot
    pipeline.encoder = reading.encoder
    pipeline.index = build_catalog_index(
        snapshot, reading.encoder, before.settings, base=before.index, role_model=before.role_model
    )
    if before.models is not None:  # what was answered counts; nobody is asked for a trial
        pipeline.models = ReplayModels(reading.record.calls, identity=before.models.identity)
    pipeline.provenance = replace(before.provenance, catalog_hash=snapshot.content_hash)
    # The matcher stays: it reads the skills, and no edit of a role changes those.
    return pipeline.classify(reading.record.jd)
