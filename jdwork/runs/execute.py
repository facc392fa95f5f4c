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
from jdwork.runs.files import RunFolder, file_hashes, make_folder, only_run_in, write_atomically
from jdwork.runs.manifest import Manifest, package_versions, read_manifest, write_manifest
from jdwork.runs.merging import merge_parts
from jdwork.runs.part_cache import PartCache
from jdwork.runs.reading import Input, Reading
from jdwork.runs.working import Detail, Engine, OneProcess, body_lines

Progress = Callable[[int], None]
"""Called after each chunk with the number of JDs done so far."""


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
        If a file cannot be written; if another process is at work in the folder; or if the interrupted run
        had another input or was made of something else.
    """
    try:
        inputs = opened(inputs)
        make_folder(folder.path)
    except BaseException:
        # A folder made for this run, with nothing in it, would only be in the way.
        with contextlib.suppress(OSError):
            folder.path.rmdir()
        raise
    with only_run_in(folder):
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
        reading = Reading(
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
