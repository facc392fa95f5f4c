"""Working out one chunk of a run: JDs in, the rows of its files out. Nothing is written here."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Protocol

from jdwork.llm import ModelCall, account_of, ledger_rows, read_row
from jdwork.output import bodies
from jdwork.pipeline import Pipeline
from jdwork.record import RunRecord
from jdwork.runs.columns import (
    decision_rows,
    decision_schema,
    jd_rows,
    jd_schema,
    signal_columns,
    signal_schema,
)
from jdwork.runs.long_lived import set_aside
from jdwork.runs.parts import Part, inputs_digest
from jdwork.runs.table_file import table_bytes
from jdwork.runs.vectors import vector_columns, vector_schema
from jdwork.text import JobDescription, RejectedRow

Detail = Callable[[Sequence[RunRecord]], Sequence[RunRecord]]
"""Works the skills of records out in detail (`Workbench.detail`)."""


LEDGER = "llm_calls.jsonl"
"""The member of a part that tells what was asked of language models."""


@dataclass(frozen=True, slots=True)
class Job:
    """A chunk, and what there is of it.

    Parameters
    ----------
    number
        Its place in the run, from 0.
    chunk
        JDs and rows that could not be read.
    part
        What it became, where that is known already.
    with_records
        Whether the records themselves are wanted: somebody stores what follows from them.
    """

    number: int
    chunk: tuple[JobDescription | RejectedRow, ...]
    part: Part | None = None
    with_records: bool = False

    @property
    def done(self) -> bool:
        """Whether nothing is left to work out."""
        return self.part is not None and not self.with_records


@dataclass(frozen=True, slots=True)
class Worked:
    """What a job came to; ``records`` is empty where they were not asked for."""

    job: Job
    part: Part
    records: tuple[RunRecord, ...] = ()


class Engine(Protocol):
    """Whoever works jobs out: this process, several, or a cluster."""

    def work(self, jobs: Iterable[Job]) -> Iterator[Worked]:
        """Work jobs out, and give what they came to in their order; jobs are taken a few ahead."""
        ...


class OneProcess:
    """Works jobs out one after the other, here.

    What an interrupted run asked of language models for a job is told to their account: it is not asked, and
    not paid, again.

    Parameters
    ----------
    pipeline
        The classifier.
    detail
        Works their skills out as well.
    """

    def __init__(self, pipeline: Pipeline, *, detail: Detail | None = None) -> None:
        self._pipeline, self._detail = pipeline, detail

    def work(self, jobs: Iterable[Job]) -> Iterator[Worked]:
        """Work jobs out in order."""
        account = account_of(self._pipeline.models)
        with ExitStack() as stack:
            begun = False
            for job in jobs:
                if account is not None and job.part is not None:
                    (account.passed if job.done else account.repeat)(calls_of(job.part))
                if job.done and job.part is not None:
                    yield Worked(job, job.part)
                    continue
                if not begun:
                    self._pipeline.ready()
                    stack.enter_context(set_aside())
                    begun = True
                yield work_out(job, self._pipeline, detail=self._detail)


def work_out(job: Job, pipeline: Pipeline, *, detail: Detail | None = None) -> Worked:
    """Classify the JDs of a job and lay out the rows of every file.

    Parameters
    ----------
    job
        Its JDs.
    pipeline
        The classifier.
    detail
        Works their skills out as well; then there are bodies of the three APIs, unless somebody is to
        store the records first, which bodies tell of.
    """
    chunk, snapshot = job.chunk, pipeline.snapshot
    records = pipeline.classify_batch([one for one in chunk if isinstance(one, JobDescription)])
    if detail is not None:
        records = list(detail(records))
    dimension = pipeline.encoder.dimension
    members = {
        "jds.parquet": table_bytes(jd_rows(chunk), jd_schema()),
        "decisions.parquet": table_bytes(decision_rows(chunk, records, snapshot), decision_schema()),
        "signals.parquet": table_bytes(signal_columns(records, snapshot), signal_schema()),
        "vectors.parquet": table_bytes(vector_columns(records), vector_schema(dimension)),
    }
    if pipeline.models:
        members[LEDGER] = json_lines(row for made in records for row in ledger_rows(made.calls))
    if detail is not None and not job.with_records:
        members["bodies.jsonl"] = body_lines(records, pipeline)
    seconds: Counter[str] = Counter()
    for made in records:
        seconds.update(made.timings)
    part = Part(
        inputs=inputs_digest(chunk),
        members=members,
        seconds=dict(seconds),
        llm=_account(call for made in records for call in made.calls),
    )
    return Worked(job, part, tuple(records) if job.with_records else ())


def calls_of(part: Part) -> list[ModelCall]:
    """Read what was asked of language models for a part.

    Raises
    ------
    ModelError
        If that is no ledger.
    """
    lines = part.members.get(LEDGER, b"").decode().split("\n")
    return [read_row(json.loads(line)) for line in lines if line]


def body_lines(records: Iterable[RunRecord], pipeline: Pipeline) -> bytes:
    """Lay out the bodies of all three APIs and the client output, a JD a line."""
    return json_lines({"id": made.jd.id, **bodies(made, pipeline.snapshot)} for made in records)


def json_lines(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Lay out rows as JSON lines."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def _account(calls: Iterable[ModelCall]) -> dict[str, float | None]:
    """Sum up what models were asked; the cost is None where one is not known."""
    counted: Counter[str] = Counter()
    cost: float | None = 0.0
    for call in calls:
        counted.update(
            calls=1,
            cached=call.outcome == "cached",
            failed=call.outcome in ("failed", "over_budget"),
            requests=len(call.attempts),
            prompt_tokens=call.prompt_tokens,
            completion_tokens=call.completion_tokens,
        )
        cost = cost + call.cost_usd if cost is not None and call.cost_usd is not None else None
    return {**counted, "cost_usd": cost} if counted else {}
