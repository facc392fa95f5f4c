"""Running a pipeline over many JDs into a run folder, in bounded memory."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jdwork.catalog import snapshot_to_json
from jdwork.config import settings_to_toml
from jdwork.errors import InputError, RunError
from jdwork.evaluate import score
from jdwork.learn import write_role_model
from jdwork.llm import ModelCall, ledger_rows
from jdwork.output import bodies
from jdwork.pipeline import Pipeline
from jdwork.record import RunRecord
from jdwork.runs.centroid_file import write_centroids
from jdwork.runs.columns import (
    decision_rows,
    decision_schema,
    jd_rows,
    jd_schema,
    signal_columns,
    signal_schema,
)
from jdwork.runs.files import RunFolder, atomic_text, file_hashes, make_folder, write_atomically
from jdwork.runs.inputs import chunks, storable
from jdwork.runs.manifest import Manifest, package_versions, write_manifest
from jdwork.runs.vectors import vector_columns, vector_schema
from jdwork.text import JobDescription, RejectedRow

Progress = Callable[[int], None]
"""Called after each chunk with the number of JDs done so far."""


def execute_run(
    inputs: Iterable[JobDescription | RejectedRow],
    pipeline: Pipeline,
    folder: RunFolder,
    *,
    name: str = "batch",
    parameters: Mapping[str, Any] | None = None,
    detail: Callable[[Sequence[RunRecord]], Sequence[RunRecord]] | None = None,
    record: Callable[[Sequence[RunRecord]], Sequence[RunRecord] | None] | None = None,
    progress: Progress | None = None,
) -> Manifest:
    """Classify JDs and write the run folder.

    Nothing is written before the first input is read. Then ``manifest.json`` says ``running`` and the
    files of an earlier run in the folder go; every file appears whole, and ``complete`` comes last.

    Parameters
    ----------
    inputs
        JDs and rows that could not be read; taken chunk by chunk. Ids that repeat are numbered.
    pipeline
        The classifier.
    folder
        Where to write; made if need be.
    name
        What the run is called.
    parameters
        Goes into the manifest.
    detail
        Called with the records of each chunk, to work out their skills in detail (`Workbench.detail`); then
        the bodies of all three APIs are written as well.
    record
        Called with the records of each chunk, to store what they change (`Workbench.record_many`); may
        return them with what that did.
    progress
        Called after each chunk.

    Returns
    -------
    Manifest

    Raises
    ------
    InputError
        If there is nothing to read.
    RunError
        If a file cannot be written.
    """
    try:
        inputs = opened(inputs)
        make_folder(folder.path)
    except BaseException:
        # A folder made for this run, with nothing in it, would only be in the way.
        with contextlib.suppress(OSError):
            folder.path.rmdir()
        raise
    made_of = pipeline.provenance
    manifest = Manifest(
        run_id=folder.path.resolve().name,
        name=name,
        started=_now(),
        code_version=made_of.code_version,
        catalog_hash=made_of.catalog_hash,
        config_hash=made_of.config_hash,
        encoder_id=made_of.encoder_id,
        centroid_hash=made_of.centroid_hash,
        role_model_hash=made_of.role_model_hash,
        models_hash=made_of.models_hash,
        parameters=dict(parameters or {}),
        packages=package_versions(),
    )
    write_manifest(folder.manifest, manifest)
    folder.clear()
    write_atomically(folder.catalog, snapshot_to_json(pipeline.snapshot))
    write_atomically(folder.config, settings_to_toml(pipeline.settings).encode())
    write_centroids(folder.centroids, pipeline.centroids)
    if pipeline.role_model is not None:
        write_role_model(folder.role_model, pipeline.role_model)
    started = time.perf_counter()
    tally = _Tally()
    with ExitStack() as stack:
        write_jds = stack.enter_context(_parquet(folder.jds, jd_schema()))
        write_decisions = stack.enter_context(_parquet(folder.decisions, decision_schema()))
        write_signals = stack.enter_context(_parquet(folder.signals, signal_schema()))
        dimension = pipeline.encoder.dimension
        write_vectors = stack.enter_context(_parquet(folder.vectors, vector_schema(dimension)))
        write_calls = stack.enter_context(_lines(folder.llm_calls)) if pipeline.models else None
        write_bodies = stack.enter_context(_lines(folder.bodies)) if detail else None
        for chunk in chunks(storable(inputs)):
            records = pipeline.classify_batch([one for one in chunk if isinstance(one, JobDescription)])
            if detail is not None:
                records = list(detail(records))
            # Before anything is recorded: what was paid for must be accounted for.
            if write_calls is not None:
                write_calls(row for made in records for row in ledger_rows(made.calls))
            rows = decision_rows(chunk, records, pipeline.snapshot)
            write_jds(jd_rows(chunk))
            write_decisions(rows)
            write_signals(signal_columns(records, pipeline.snapshot))
            write_vectors(vector_columns(records))
            if record is not None:
                records = list(record(records) or records)
            if write_bodies is not None:
                write_bodies({"id": made.jd.id, **bodies(made, pipeline.snapshot)} for made in records)
            tally.add(chunk, records, rows)
            if progress is not None:
                progress(tally.done)
    write_atomically(folder.metrics, (json.dumps(tally.metrics(), indent=2) + "\n").encode())
    finished = manifest.model_copy(
        update={
            "status": "complete",
            "finished": _now(),
            "input_hash": tally.input_hash.hexdigest(),
            "decisions_hash": tally.decisions_hash.hexdigest(),
            "files": file_hashes(folder),
            "counts": tally.counts(),
            "llm": tally.llm(),
            "timings": {"total": round(time.perf_counter() - started, 3), **tally.timings()},
        }
    )
    write_manifest(folder.manifest, finished)
    return finished


def opened(inputs: Iterable[JobDescription | RejectedRow]) -> Iterable[JobDescription | RejectedRow]:
    """Read the first input now, so that a missing file or field is told before anything is written.

    Raises
    ------
    InputError
        If there is none; and whatever reading raises.
    """
    rows = iter(inputs)
    first = next(rows, None)
    if first is None:
        raise InputError("There is no JD in the input.", hint="Check the file and its fields.")
    return itertools.chain([first], rows)


def decisions_digest(row: Mapping[str, Any]) -> bytes:
    """What of a decision must reproduce exactly: JD, role, case, confidence, queueing, candidates."""
    kept = [row["id"], row["role"], row["case"], row["confidence"], row["queued"], list(row["candidates"])]
    return (json.dumps(kept, ensure_ascii=True) + "\n").encode()


def input_digest(jd: JobDescription | RejectedRow) -> bytes:
    """What of an input makes it the same input."""
    content = jd.reason if isinstance(jd, RejectedRow) else jd.content_hash
    return (json.dumps([jd.id, content]) + "\n").encode()


class _Tally:
    """Counts, hashes and scores, gathered chunk by chunk."""

    def __init__(self) -> None:
        self.done = 0
        self.input_hash = hashlib.sha256()
        self.decisions_hash = hashlib.sha256()
        self._cases: Counter[str] = Counter()
        self._other: Counter[str] = Counter()
        self._seconds: Counter[str] = Counter()
        self._labelled: list[tuple[str, str | None, float, list[str]]] = []
        self._llm: Counter[str] = Counter()
        self._cost: float | None = 0.0

    def add(
        self,
        chunk: list[JobDescription | RejectedRow],
        records: list[RunRecord],
        rows: list[dict[str, Any]],
    ) -> None:
        self.done += len(chunk)
        for one in chunk:
            self.input_hash.update(input_digest(one))
            self._other["unreadable"] += isinstance(one, RejectedRow)
        for made in records:
            self._seconds.update(made.timings)
            self._account(made.calls)
        for row in rows:
            self.decisions_hash.update(decisions_digest(row))
            self._cases[row["case"]] += 1
            self._other["queued"] += bool(row["queued"])
            if row.get("label"):
                self._labelled.append((row["label"], row["role"], row["confidence"], row["candidates"][:5]))

    def _account(self, calls: Sequence[ModelCall]) -> None:
        for call in calls:
            self._llm.update(
                calls=1,
                cached=call.outcome == "cached",
                failed=call.outcome in ("failed", "over_budget"),
                requests=len(call.attempts),
                prompt_tokens=call.prompt_tokens,
                completion_tokens=call.completion_tokens,
            )
            known = self._cost is not None and call.cost_usd is not None
            self._cost = (self._cost or 0.0) + (call.cost_usd or 0.0) if known else None

    def llm(self) -> dict[str, int | float | None]:
        return {**self._llm, "cost_usd": self._cost} if self._llm["calls"] else {}

    def counts(self) -> dict[str, int]:
        return {
            "jds": self.done,
            "unreadable": self._other["unreadable"],
            "queued": self._other["queued"],
            "labelled": len(self._labelled),
            **{f"case_{case}": count for case, count in sorted(self._cases.items())},
        }

    def timings(self) -> dict[str, float]:
        return {stage: round(seconds, 3) for stage, seconds in self._seconds.items()}

    def metrics(self) -> dict[str, Any]:
        if not self._labelled:
            return {"labelled": 0}
        gold, roles, confidence, candidates = zip(*self._labelled, strict=True)
        return {"labelled": len(gold), **score(gold, roles, confidence, candidates).to_dict()}


@contextlib.contextmanager
def _lines(path: Path) -> Iterator[Callable[[Iterable[Mapping[str, Any]]], None]]:
    """Write rows as JSON lines to a file that appears under its name only when it is whole."""
    with atomic_text(path) as file:

        def write(rows: Iterable[Mapping[str, Any]]) -> None:
            for row in rows:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")

        yield write


class _parquet:  # noqa: N801 - used as a function: `with _parquet(path, schema) as write`
    """Write row groups to a Parquet file that appears under its name only when it is whole."""

    def __init__(self, path: Path, schema: Any) -> None:
        self._path, self._schema = path, schema
        self._part = path.with_name(f".{path.name}.part")

    def __enter__(self) -> Callable[[Any], None]:
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            self._file = self._part.open("wb")
            self._writer = pq.ParquetWriter(self._file, self._schema, compression="zstd")
        except OSError as error:
            raise self._unwritable(error) from None

        def write(rows: Any) -> None:
            if isinstance(rows, dict):
                table = pa.Table.from_pydict(rows, schema=self._schema)
            else:
                table = pa.Table.from_pylist(rows, schema=self._schema)
            try:
                self._writer.write_table(table)
            except OSError as error:
                raise self._unwritable(error) from None

        return write

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is not None:
                return
            self._writer.close()
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._part.replace(self._path)
        except OSError as error:
            raise self._unwritable(error) from None
        finally:
            # The writer first: left open, it would write to the closed file when it is collected.
            with contextlib.suppress(OSError, ValueError):
                self._writer.close()
            with contextlib.suppress(OSError):
                self._file.close()
            self._part.unlink(missing_ok=True)

    def _unwritable(self, error: OSError) -> RunError:
        return RunError(
            f"{self._path.name} cannot be written ({error.strerror or error}).",
            where=str(self._path.parent),
            hint="Check free space and permissions.",
        )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
