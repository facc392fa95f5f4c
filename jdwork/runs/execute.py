"""Running a classifier over many JDs into a run folder, in bounded memory; what is stopped can go on."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from jdwork.catalog import snapshot_to_json
from jdwork.config import settings_to_toml
from jdwork.errors import InputError, RunError
from jdwork.learn import write_role_model
from jdwork.llm import account_of
from jdwork.pipeline import Pipeline
from jdwork.record import RunRecord
from jdwork.runs.centroid_file import write_centroids
from jdwork.runs.files import RunFolder, file_hashes, make_folder, write_atomically
from jdwork.runs.inputs import chunks, storable
from jdwork.runs.manifest import Manifest, package_versions, read_manifest, write_manifest
from jdwork.runs.merging import merge_parts
from jdwork.runs.part_cache import PartCache
from jdwork.runs.parts import Part, inputs_digest, must_fit, read_part, write_part
from jdwork.runs.working import Detail, Engine, Job, OneProcess, body_lines
from jdwork.text import JobDescription, RejectedRow

Progress = Callable[[int], None]
"""Called after each chunk with the number of JDs done so far."""

Input = JobDescription | RejectedRow


def execute_run(
    inputs: Iterable[Input],
    pipeline: Pipeline,
    folder: RunFolder,
    *,
    name: str = "batch",
    parameters: Mapping[str, Any] | None = None,
    detail: Detail | None = None,
    record: Callable[[Sequence[RunRecord]], Sequence[RunRecord] | None] | None = None,
    recorded: Callable[[Sequence[str]], Collection[str]] | None = None,
    finish: Callable[[Mapping[str, int]], object] | None = None,
    engine: Engine | None = None,
    cache: PartCache | None = None,
    resume: bool = False,
    progress: Progress | None = None,
) -> Manifest:
    """Classify JDs and write the run folder.

    Nothing is written before the first input is read. Then ``manifest.json`` says ``running`` and the
    files of an earlier run in the folder go. Each chunk of JDs becomes a part in ``parts/``, safely on disk
    before what follows from it is stored; at the end the run's files are put together from the parts, every
    file appears whole, and ``complete`` comes last. So a run that is stopped at any moment goes on with
    ``resume`` where it was, and comes to the same: to the same costs of language models as well, see
    `jdwork.llm.account`.

    Parameters
    ----------
    inputs
        JDs and rows that could not be read; taken chunk by chunk. Ids that repeat are numbered.
    pipeline
        The classifier; to go on with a run, the one it began with (`open_pipeline`).
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
        Called with the records of each chunk, in order, to store what they change
        (`Workbench.record_many`); may return them with what that did. Storing a record again must change
        nothing: a chunk at which a run was stopped may be handed over twice.
    recorded
        Says which of some run ids are stored already (`Workbench.recorded`), so that a run that goes on
        need not work those out again.
    finish
        Called with the counts when everything is recorded and before the run is called complete, to do what
        follows from all of it (`Workbench.settle_new_roles`). It may be called again after a stop.
    engine
        Who works chunks out; this process by default.
    cache
        Parts of earlier runs, used where everything is the same. Never where models are asked or
        skills worked out in detail.
    resume
        Go on with the run in the folder, if one was interrupted there; else begin anew.
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
        If a file cannot be written; or if the interrupted run had another input or was made of something
        else.
    """
    try:
        inputs = opened(inputs)
        make_folder(folder.path)
    except BaseException:
        # A folder made for this run, with nothing in it, would only be in the way.
        with contextlib.suppress(OSError):
            folder.path.rmdir()
        raise
    begun = interrupted_run(folder) if resume else None
    if begun is None:
        manifest = _begin(folder, pipeline, name=name, parameters=dict(parameters or {}))
    else:
        _must_be_made_of(begun, pipeline, folder)
        manifest = begun.model_copy(update={"resumed": begun.resumed + 1})
        write_manifest(folder.manifest, manifest)
    account = account_of(pipeline.models)
    if account is not None:
        account.begin(f"{manifest.started} {manifest.run_id}")
    started = time.perf_counter()
    reading = _Reading(
        folder,
        cache=cache if detail is None and not pipeline.models else None,
        made_of=pipeline.provenance.digest,
        recorded=recorded,
        records=record is not None,
        bodies=detail is not None,
        masking=pipeline.settings.privacy.mask_contacts,
    )
    if engine is None:
        engine = OneProcess(pipeline, detail=detail)
    done = 0
    for worked in engine.work(reading.jobs(inputs)):
        job = worked.job
        if job.part is None:
            # Before anything is recorded: what was paid for must be accounted for.
            reading.keep(job.number, worked.part)
            if account is not None:
                account.settle()
        if record is not None and job.with_records:
            records = list(record(worked.records) or worked.records)
            if detail is not None:
                write_atomically(folder.part_bodies(job.number), body_lines(records, pipeline))
        done += len(job.chunk)
        if progress is not None:
            progress(done)
    if account is not None:
        account.end()
    tally = merge_parts(folder, reading.n_chunks)
    counts = tally.counts(unreadable=reading.unreadable)
    if finish is not None:
        finish(counts)
    write_atomically(folder.metrics, (json.dumps(tally.metrics(), indent=2) + "\n").encode())
    finished = manifest.model_copy(
        update={
            "status": "complete",
            "finished": _now(),
            "input_hash": reading.input_hash,
            "decisions_hash": tally.decisions_hash,
            "files": file_hashes(folder),
            "counts": counts,
            "llm": tally.llm(),
            "timings": {"total": round(time.perf_counter() - started, 3), **tally.timings()},
        }
    )
    write_manifest(folder.manifest, finished)
    folder.clear_parts()
    return finished


def opened(inputs: Iterable[Input]) -> Iterable[Input]:
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


def interrupted_run(folder: RunFolder) -> Manifest | None:
    """The manifest of a run in this folder that was begun and never finished; None where there is none.

    Raises
    ------
    RunError
        If there is a manifest that cannot be read.
    """
    if not folder.manifest.exists():
        return None
    manifest = read_manifest(folder.manifest)
    # The folder of parts is made last: without it the run had not really begun.
    return manifest if manifest.status == "running" and folder.parts.is_dir() else None


def input_digest(jd: Input) -> bytes:
    """What of an input makes it the same input."""
    content = jd.reason if isinstance(jd, RejectedRow) else jd.content_hash
    return (json.dumps([jd.id, content]) + "\n").encode()


class _Reading:
    """Cuts the input into jobs, and knows what there is of each."""

    def __init__(
        self,
        folder: RunFolder,
        *,
        cache: PartCache | None,
        made_of: str,
        recorded: Callable[[Sequence[str]], Collection[str]] | None,
        records: bool,
        bodies: bool,
        masking: bool,
    ) -> None:
        self._folder, self._cache, self._made_of = folder, cache, made_of
        self._recorded, self._records, self._bodies = recorded, records, bodies
        self._masking = masking
        self._input_hash = hashlib.sha256()
        self._keys: dict[int, str] = {}
        self.n_chunks = 0
        self.unreadable = 0

    @property
    def input_hash(self) -> str:
        """SHA-256 over the ids and content hashes of all that was read."""
        return self._input_hash.hexdigest()

    def jobs(self, inputs: Iterable[Input]) -> Iterator[Job]:
        """Read the input chunk by chunk."""
        for number, chunk in enumerate(chunks(storable(inputs, masking=self._masking))):
            for one in chunk:
                self._input_hash.update(input_digest(one))
                self.unreadable += isinstance(one, RejectedRow)
            self.n_chunks = number + 1
            part = self._known(number, inputs_digest(chunk))
            wanted = self._records and (part is None or not self._is_recorded(number, part))
            yield Job(number, tuple(chunk), part, with_records=wanted)

    def keep(self, number: int, part: Part) -> None:
        """Keep what a chunk became."""
        write_part(self._folder.part(number), part)
        if self._cache is not None:
            self._cache.add(self._key(part.inputs), self._folder.part(number))

    def _known(self, number: int, inputs: str) -> Part | None:
        path = self._folder.part(number)
        part = read_part(path)
        if part is not None:
            must_fit(part, inputs, number=number, where=self._folder.path)
            return part
        if self._cache is None or not self._cache.take(self._key(inputs), path):
            return None
        part = read_part(path)
        return part if part is not None and part.inputs == inputs else None

    def _key(self, inputs: str) -> str:
        return hashlib.sha256(f"{self._made_of}\n{inputs}".encode()).hexdigest()

    def _is_recorded(self, number: int, part: Part) -> bool:
        if self._bodies and not self._folder.part_bodies(number).exists():
            return False
        run_ids = [run_id for run_id in part.column("decisions.parquet", "run_id") if run_id is not None]
        return self._recorded is not None and set(run_ids) <= set(self._recorded(run_ids))


def _begin(folder: RunFolder, pipeline: Pipeline, *, name: str, parameters: dict[str, Any]) -> Manifest:
    """Write what the run is made of, and remove what an earlier one left."""
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
        parameters=parameters,
        packages=package_versions(),
    )
    write_manifest(folder.manifest, manifest)
    folder.clear()
    write_atomically(folder.catalog, snapshot_to_json(pipeline.snapshot))
    write_atomically(folder.config, settings_to_toml(pipeline.settings).encode())
    write_centroids(folder.centroids, pipeline.centroids)
    if pipeline.role_model is not None:
        write_role_model(folder.role_model, pipeline.role_model)
    make_folder(folder.parts)
    return manifest


def _must_be_made_of(begun: Manifest, pipeline: Pipeline, folder: RunFolder) -> None:
    """Refuse to go on with a run that was begun with something else."""
    made_of = pipeline.provenance
    differing = [
        said
        for said, then, now in (
            ("version of jdwork", begun.code_version, made_of.code_version),
            ("catalog", begun.catalog_hash, made_of.catalog_hash),
            ("settings", begun.config_hash, made_of.config_hash),
            ("encoder", begun.encoder_id, made_of.encoder_id),
            ("centroids", begun.centroid_hash, made_of.centroid_hash),
            ("role model", begun.role_model_hash, made_of.role_model_hash),
            ("language models", begun.models_hash, made_of.models_hash),
        )
        if then != now
    ]
    if differing:
        raise RunError(
            f"The run was begun with another {differing[0]}"
            + (f" (and {', '.join(differing[1:])})." if differing[1:] else "."),
            where=str(folder.path),
            hint="Begin it anew, without --resume.",
        )
    make_folder(folder.parts)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
