"""A stored run whose JDs are decided again, under one catalog after another."""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jdwork.catalog import CatalogSnapshot
from jdwork.decide import CASES, decide
from jdwork.errors import RunError
from jdwork.explain.reading import RememberingEncoder
from jdwork.pipeline import Pipeline
from jdwork.runs import RunFolder, read_inputs, read_manifest
from jdwork.signals import JdFacts
from jdwork.text import JobDescription
from jdwork.whatif.change import catalog_change
from jdwork.whatif.edited import edited_pipeline

if TYPE_CHECKING:
    import pandas as pd

KEPT = 3000
"""JDs that stay read in memory: reading takes most of the time, and does not depend on roles."""
_CHUNK = 64


@dataclass(frozen=True, slots=True)
class Decided:
    """What one catalog decides about one JD."""

    role: str | None
    case: str
    queued: bool
    confidence: float


class TrialRun:
    """Decides JDs of a run again. Nothing is stored, and no language model is asked.

    Parameters
    ----------
    folder
        A complete run; its JDs are read as they were handed in.
    pipeline
        Today's classifier: catalog, settings, encoder, centroids and role model as they are now, whatever
        the run was made with.

    Raises
    ------
    RunError
        If the run never finished or is damaged.
    """

    def __init__(self, folder: RunFolder, pipeline: Pipeline) -> None:
        if read_manifest(folder.manifest).status != "complete":
            raise RunError("The run never finished.", where=str(folder.path), hint="Run the job again.")
        self.folder = folder
        self.given = pipeline
        self.pipeline = pipeline.with_models(None)
        self._facts: dict[str, JdFacts] = {}
        self._bases: dict[str, Pipeline] = {pipeline.snapshot.content_hash: self.pipeline}
        self._decided: dict[str, dict[str, Decided]] = {}

    def read(self, ids: Collection[str]) -> Iterator[tuple[JobDescription, JdFacts]]:
        """Read JDs of the run, in its order; comparing them later does not read them again.

        Parameters
        ----------
        ids
            Of the run.
        """
        jds = self._given(ids)
        for start in range(0, len(jds), _CHUNK):
            some = jds[start : start + _CHUNK]
            facts = self._read(some)
            yield from ((one, facts[one.id]) for one in some)

    def under(self, snapshot: CatalogSnapshot) -> Pipeline:
        """The classifier over a catalog near today's, kept for the next comparison with it."""
        made = self._bases.get(snapshot.content_hash)
        if made is None:
            rematch = catalog_change(self.pipeline.snapshot, snapshot).rematch
            made = edited_pipeline(self.pipeline, snapshot, rematch=rematch)
            self._bases = {self.pipeline.snapshot.content_hash: self.pipeline, snapshot.content_hash: made}
        return made

    def compare(
        self,
        ids: Collection[str],
        before: Pipeline,
        after: Pipeline,
        *,
        progress: Callable[[int], None] | None = None,
    ) -> tuple[pd.DataFrame, dict[str, Decided], dict[str, Decided]]:
        """Decide JDs with two classifiers.

        Parameters
        ----------
        ids
            Of the run.
        before, after
            From `under`, and from `edited_pipeline`.
        progress
            Called with the number of JDs done.

        Returns
        -------
        jds : DataFrame
            ``id, title, label`` of the JDs decided, in the order of the run.
        before, after : dict of str to Decided
            By id.
        """
        import pandas as pd

        known = self._decided.setdefault(before.snapshot.content_hash, {})
        then: dict[str, Decided] = {}
        now: dict[str, Decided] = {}
        rows = []
        jds = self._given(ids)
        for start in range(0, len(jds), _CHUNK):
            some = jds[start : start + _CHUNK]
            facts = self._read(some)
            # Either side compares the same sentences: each is encoded, or looked up, once.
            encoder = RememberingEncoder(before.encoder)
            fresh = [one for one in some if one.id not in known]
            if fresh:
                known |= _decide(
                    before, encoder, fresh, [facts[one.id] for one in fresh], read_by=self.pipeline
                )
            then |= {one.id: known[one.id] for one in some}
            now |= _decide(after, encoder, some, [facts[one.id] for one in some], read_by=self.pipeline)
            rows += [(one.id, one.title, one.label) for one in some]
            if progress is not None:
                progress(len(rows))
        return pd.DataFrame(rows, columns=["id", "title", "label"]), then, now

    def _given(self, ids: Collection[str]) -> list[JobDescription]:
        wanted = set(ids)
        return [
            one for one in read_inputs(self.folder) if one.id in wanted and isinstance(one, JobDescription)
        ]

    def _read(self, jds: Sequence[JobDescription]) -> dict[str, JdFacts]:
        new = [one for one in jds if one.id not in self._facts]
        read = dict(zip((one.id for one in new), self.pipeline.read(new), strict=True))
        facts = {one.id: self._facts.get(one.id) or read[one.id] for one in jds}
        if len(self._facts) + len(read) <= KEPT:
            self._facts |= read
        return facts


def _decide(
    pipeline: Pipeline,
    encoder: RememberingEncoder,
    jds: Sequence[JobDescription],
    facts: Sequence[JdFacts],
    *,
    read_by: Pipeline,
) -> dict[str, Decided]:
    """Decide JDs that were read by another classifier; skills are looked for with this one's names."""
    mine = copy.copy(pipeline)
    mine.encoder = encoder
    own = (
        facts
        if mine.matcher is read_by.matcher
        else [replace(one, skills=mine.matcher.match(one.document)) for one in facts]
    )
    table = mine.signals([one.id for one in jds], own).table
    made = decide(table, mine.settings)
    roles = mine.snapshot.roles
    return {
        jd.id: Decided(
            None if made.role[row] < 0 else roles[int(made.role[row])].slug,
            CASES[int(made.case[row])],
            bool(made.queued[row]),
            round(float(made.confidence[row]), 4),
        )
        for row, jd in enumerate(jds)
    }
