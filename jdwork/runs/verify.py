"""Verifying a run: execute it again from its own folder, and compare exactly."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from jdwork.catalog import CatalogSnapshot, snapshot_from_json
from jdwork.config import Settings, load_settings, settings_hash
from jdwork.embed import Encoder
from jdwork.errors import CatalogError, LearningError, RunError
from jdwork.learn import read_role_model
from jdwork.llm import Models, ReplayModels, read_ledger
from jdwork.pipeline import Pipeline
from jdwork.runs.centroid_file import read_centroids
from jdwork.runs.columns import decision_rows, jd_schema, read_frame
from jdwork.runs.execute import decisions_digest, input_digest
from jdwork.runs.files import RunFolder, file_hashes
from jdwork.runs.inputs import CHUNK, chunks
from jdwork.runs.manifest import Manifest, check_executable, read_manifest
from jdwork.signals import RoleModel
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
        Files that do not agree with the manifest, in words.
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
        If the copy in the folder is missing or damaged.
    """
    try:
        return snapshot_from_json(_read(folder.catalog))
    except CatalogError as error:
        raise RunError(error.problem, where=str(folder.catalog), hint="Run the job again.") from None


def open_settings(folder: RunFolder) -> Settings:
    """Read the settings that a run used; environment variables have no say.

    Raises
    ------
    RunError
        If the copy in the folder is missing.
    ConfigError
        If it is damaged.
    """
    _read(folder.config)
    return load_settings(folder.config, environment=False)


def open_role_model(folder: RunFolder, manifest: Manifest) -> RoleModel | None:
    """Read the role model that a run used; None where it used none.

    Raises
    ------
    RunError
        If the copy in the folder is missing or damaged.
    """
    if not manifest.role_model_hash:
        return None
    try:
        return read_role_model(folder.role_model)
    except LearningError as error:
        raise RunError(error.problem, where=str(folder.path), hint="Run the job again.") from None


def open_ledger(folder: RunFolder, manifest: Manifest) -> Models | None:
    """Open the answers that a run got from language models: nobody is asked again. None where it asked none.

    Raises
    ------
    RunError
        If the ledger is missing or damaged.
    """
    if not manifest.models_hash:
        return None
    _read(folder.llm_calls)
    return ReplayModels(read_ledger(folder.llm_calls), identity=manifest.models_hash)


def read_inputs(folder: RunFolder) -> Iterator[JobDescription | RejectedRow]:
    """Read the JDs of a run as they were handed in, row group by row group.

    Raises
    ------
    RunError
        If ``jds.parquet`` is missing, damaged, or lacks a column.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    def unreadable(why: object) -> RunError:
        return RunError(
            f"{folder.jds.name} cannot be read ({why}).", where=str(folder.path), hint="Run the job again."
        )

    try:
        file = pq.ParquetFile(folder.jds)
    except FileNotFoundError:
        raise RunError(
            f"The run folder lacks {folder.jds.name}.", where=str(folder.path), hint="Run the job again."
        ) from None
    except (OSError, ValueError) as error:
        raise unreadable(error) from None
    if missing := set(jd_schema().names) - set(file.schema_arrow.names):
        raise unreadable(f"it lacks the columns {', '.join(sorted(missing))}")
    with file:
        batches = file.iter_batches(batch_size=CHUNK, columns=jd_schema().names)
        while True:
            try:
                batch = next(batches, None)
            except (OSError, ValueError, pa.ArrowException) as error:
                raise unreadable(error) from None
            if batch is None:
                return
            for row in batch.to_pylist():
                reason = row.pop("unreadable")
                if reason is not None:
                    yield RejectedRow(id=row["id"], reason=reason, where=folder.jds.name, label=row["label"])
                else:
                    yield JobDescription(**{**row, "text": row["text"] or ""})


def open_pipeline(folder: RunFolder, manifest: Manifest, encoder: Encoder) -> Pipeline:
    """Open the classifier of a run from the copies in its folder.

    Raises
    ------
    RunError
        If the run was imported, a file is missing or damaged, or the encoder is not the one that the
        manifest names.
    """
    check_executable(folder.path, manifest)
    if encoder.encoder_id != manifest.encoder_id:
        raise RunError(
            f"The run used encoder {manifest.encoder_id}, this is {encoder.encoder_id}.",
            where=str(folder.path),
            hint="Set the run's encoder ([embed] in its config.toml) first.",
        )
    snapshot, settings = open_snapshot(folder), open_settings(folder)
    centroids = read_centroids(folder.centroids)
    if centroids.vectors.shape != (len(snapshot.roles), encoder.dimension):
        raise RunError(
            "The centroids are not those of the catalog and encoder.",
            where=str(folder.centroids),
            hint="Run the job again.",
        )
    return Pipeline(
        snapshot,
        settings,
        encoder,
        centroids=centroids,
        role_model=open_role_model(folder, manifest),
        models=open_ledger(folder, manifest),
    )


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
    pipeline = open_pipeline(folder, manifest, encoder)
    snapshot, settings = pipeline.snapshot, pipeline.settings
    problems = _hash_problems(manifest, pipeline, settings)
    stored = read_frame(folder.decisions).to_dict("records")
    stored_by_id = {row["id"]: decisions_digest(_plain(row)) for row in stored}
    input_hash, decisions_hash = hashlib.sha256(), hashlib.sha256()
    for row in stored:
        decisions_hash.update(stored_by_id[row["id"]])
    if decisions_hash.hexdigest() != manifest.decisions_hash:
        problems[folder.decisions.name] = "is not what the run decided"
    differing: list[str] = []
    done = 0
    for chunk in chunks(read_inputs(folder)):
        records = pipeline.classify_batch([one for one in chunk if isinstance(one, JobDescription)])
        for one, row in zip(chunk, decision_rows(chunk, records, snapshot), strict=True):
            input_hash.update(input_digest(one))
            if stored_by_id.get(one.id) != decisions_digest(row):
                differing.append(one.id)
        done += len(chunk)
        if progress is not None:
            progress(done)
    if input_hash.hexdigest() != manifest.input_hash:
        problems[folder.jds.name] = "is not the input that the run read"
    if done != len(stored):
        problems.setdefault(folder.decisions.name, f"holds {len(stored)} decisions for {done} JDs")
    now = file_hashes(folder)
    for name, digest in manifest.files.items():
        if now.get(name) != digest:
            problems.setdefault(
                name, "is missing" if name not in now else "was changed after the run wrote it"
            )
    said = [f"{name} {problem}" for name, problem in sorted(problems.items())]
    if pipeline.provenance.code_version != manifest.code_version:
        said.append(
            f"the run was made by jdwork {manifest.code_version}, this is {pipeline.provenance.code_version}"
        )
    return VerifyReport(done, tuple(differing[:100]), len(differing), tuple(said))


def _hash_problems(manifest: Manifest, pipeline: Pipeline, settings: Settings) -> dict[str, str]:
    """What the copies in the folder are, against what the manifest says; problems by file name."""
    problems = {}
    if pipeline.snapshot.content_hash != manifest.catalog_hash:
        problems["catalog.json"] = "is not the catalog that the run used"
    if settings_hash(settings) != manifest.config_hash:
        problems["config.toml"] = "is not the configuration that the run used"
    if pipeline.provenance.role_model_hash != manifest.role_model_hash:
        problems["role-model.safetensors"] = "is not the role model that the run used"
    if pipeline.centroids.content_hash != manifest.centroid_hash:
        problems["centroids.safetensors"] = "does not hold the centroids that the run used"
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
