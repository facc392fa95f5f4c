"""Verifying a run: execute it again from its own folder, and compare exactly."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from jdwork.catalog import CatalogSnapshot, snapshot_from_json
from jdwork.config import Settings, load_settings, settings_hash
from jdwork.embed import Encoder
from jdwork.errors import RunError
from jdwork.pipeline import Pipeline
from jdwork.runs.centroid_file import read_centroids
from jdwork.runs.columns import decision_row, read_frame, rejected_row
from jdwork.runs.execute import CHUNK, decisions_digest, input_digest
from jdwork.runs.files import RunFolder
from jdwork.runs.manifest import Manifest, read_manifest
from jdwork.text import JobDescription, RejectedRow


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What re-executing a run found.

    Parameters
    ----------
    n
        JDs compared.
    differing
        Ids whose decision differs, at most 100 of them.
    n_differing
        How many differ.
    problems
        Hashes or files that do not agree with the manifest.
    """

    n: int
    differing: tuple[str, ...]
    n_differing: int
    problems: tuple[str, ...]

    @property
    def identical(self) -> bool:
        """Whether everything agrees."""
        return not self.n_differing and not self.problems


def open_snapshot(folder: RunFolder) -> CatalogSnapshot:
    """Read the catalog that a run used.

    Raises
    ------
    RunError
        If the copy in the folder is missing.
    """
    return snapshot_from_json(_read(folder.catalog))


def open_settings(folder: RunFolder) -> Settings:
    """Read the settings that a run used; environment variables have no say."""
    _read(folder.config)
    return load_settings(folder.config, environment=False)


def read_inputs(folder: RunFolder) -> Iterator[JobDescription | RejectedRow]:
    """Read the JDs of a run as they were handed in, row group by row group."""
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(folder.jds)
    except (OSError, ValueError) as error:
        raise RunError(
            f"{folder.jds.name} cannot be read ({error}).", where=str(folder.path), hint="Run the job again."
        ) from None
    with file:
        for batch in file.iter_batches(batch_size=CHUNK):
            for row in batch.to_pylist():
                reason = row.pop("unreadable")
                if reason is not None:
                    yield RejectedRow(id=row["id"], reason=reason, where=folder.jds.name, label=row["label"])
                else:
                    yield JobDescription(**{**row, "text": row["text"] or ""})


def verify_run(
    folder: RunFolder, encoder: Encoder, *, progress: Callable[[int], None] | None = None
) -> VerifyReport:
    """Execute a run again from the copies in its folder and compare every decision.

    Parameters
    ----------
    folder
        The run.
    encoder
        Must have the id that the manifest names.
    progress
        Called with the number of JDs done.

    Returns
    -------
    VerifyReport

    Raises
    ------
    RunError
        If the run is incomplete, a file is missing, or the encoder is another.
    """
    manifest = read_manifest(folder.manifest)
    if manifest.status != "complete":
        raise RunError("The run never finished.", where=str(folder.path), hint="Run the job again.")
    if encoder.encoder_id != manifest.encoder_id:
        raise RunError(
            f"The run used encoder {manifest.encoder_id}, this is {encoder.encoder_id}.",
            where=str(folder.path),
            hint="Set the run's encoder ([embed] in its config.toml) before verifying.",
        )
    snapshot, settings = open_snapshot(folder), open_settings(folder)
    pipeline = Pipeline(snapshot, settings, encoder, centroids=read_centroids(folder.centroids))
    problems = _hash_problems(manifest, pipeline, settings)
    stored = read_frame(folder.decisions).to_dict("records")
    stored_by_id = {row["id"]: decisions_digest(_plain(row)) for row in stored}
    input_hash, whole = hashlib.sha256(), hashlib.sha256()
    for row in stored:
        whole.update(stored_by_id[row["id"]])
    if whole.hexdigest() != manifest.decisions_hash:
        problems.append("decisions.parquet is not the file that the run wrote (its hash differs)")
    differing: list[str] = []
    done = 0
    chunk: list[JobDescription | RejectedRow] = []

    def compare() -> None:
        jds = [one for one in chunk if isinstance(one, JobDescription)]
        rows = {made.jd.id: decision_row(made) for made in pipeline.classify_batch(jds)}
        for one in chunk:
            row = rejected_row(one) if isinstance(one, RejectedRow) else rows[one.id]
            if stored_by_id.get(one.id) != decisions_digest(row):
                differing.append(one.id)

    for one in read_inputs(folder):
        input_hash.update(input_digest(one))
        chunk.append(one)
        if len(chunk) == CHUNK:
            compare()
            done += len(chunk)
            chunk.clear()
            if progress is not None:
                progress(done)
    compare()
    done += len(chunk)
    if progress is not None:
        progress(done)
    if input_hash.hexdigest() != manifest.input_hash:
        problems.append("jds.parquet is not the input that the run read (its hash differs)")
    if done != len(stored):
        problems.append(f"{done} JDs but {len(stored)} decisions")
    return VerifyReport(done, tuple(differing[:100]), len(differing), tuple(problems))


def _hash_problems(manifest: Manifest, pipeline: Pipeline, settings: Settings) -> list[str]:
    problems = []
    if pipeline.snapshot.content_hash != manifest.catalog_hash:
        problems.append("catalog.json is not the catalog that the run used (its hash differs)")
    if settings_hash(settings) != manifest.config_hash:
        problems.append("config.toml is not the configuration that the run used (its hash differs)")
    if pipeline.centroids.content_hash != manifest.centroid_hash:
        problems.append("centroids.safetensors is not what the run used (its hash differs)")
    if pipeline.provenance.code_version != manifest.code_version:
        problems.append(
            f"the run was made by jdwork {manifest.code_version}, this is {pipeline.provenance.code_version}"
        )
    return problems


def _plain(row: dict) -> dict:
    """Undo what pandas makes of nulls and types."""
    role = row["role"] if isinstance(row["role"], str) else None
    return {**row, "role": role, "confidence": float(row["confidence"]), "queued": bool(row["queued"])}


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise RunError(
            f"The run folder lacks {path.name}.", where=str(path.parent), hint="Run the job again."
        ) from None
