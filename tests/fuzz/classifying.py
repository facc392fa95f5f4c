"""Hostile JDs through the real pipeline into a run folder, and what came of each."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from jdwork.pipeline import Pipeline
from jdwork.runs import RunFolder, execute_run
from jdwork.text import JobDescription


class TimedPipeline(Pipeline):
    """A pipeline that notes what reading each JD took: text, parser and skills, where one JD can hurt."""

    taken: list[tuple[float, int, str]]
    """CPU seconds, characters read and id of each JD that was read."""

    def _read(self, jds: Sequence[JobDescription]) -> Any:
        self.taken = getattr(self, "taken", [])
        limit = self.settings.text.max_characters
        parts: tuple[list[Any], ...] = ([], [], [])
        for jd in jds:
            started = time.process_time()
            for part, one in zip(parts, super()._read([jd]), strict=True):
                part.extend(one)
            self.taken.append((time.process_time() - started, min(len(jd.text), limit), jd.id))
        return parts


@dataclass
class Outcome:
    """What came of a number of JDs."""

    given: int = 0
    written: int = 0
    cases: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    slowest: list[tuple[float, int, str]] = field(default_factory=list)
    by_kind: dict[str, tuple[float, int]] = field(default_factory=dict)
    """CPU seconds and characters read of each kind of text."""


def classify_all(jds: Iterator[JobDescription], pipeline: TimedPipeline, folder: Path) -> Outcome:
    """Classify JDs into a run folder; raises whatever the pipeline raises."""
    outcome = Outcome()

    def counted() -> Iterator[JobDescription]:
        for jd in jds:
            outcome.given += 1
            yield jd

    pipeline.taken = []
    execute_run(counted(), pipeline, RunFolder(folder), name="fuzz")
    rows = pq.read_table(folder / "decisions.parquet", columns=["case", "reason"]).to_pylist()
    outcome.written = len(rows)
    for row in rows:
        outcome.cases[row["case"]] += 1
        if row["case"] == "REJECT":
            # Figures aside, so that "5,000,123 characters" and "6,000,000 characters" are one reason.
            said = "".join("#" if sign.isdigit() else sign for sign in row["reason"] or "")
            outcome.reasons[said[:90]] += 1
    outcome.slowest = sorted(pipeline.taken, reverse=True)[:8]
    for seconds, size, name in pipeline.taken:
        kind = name.partition("-")[2].partition("#")[0] if name[:1].isdigit() else "hostile id"
        before = outcome.by_kind.get(kind, (0.0, 0))
        outcome.by_kind[kind] = (before[0] + seconds, before[1] + size)
    return outcome
