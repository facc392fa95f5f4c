"""Opening again what a run was made with, from the copies in its folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from jdwork.catalog import CatalogSnapshot, snapshot_from_json
from jdwork.config import Settings, load_settings
from jdwork.embed import Encoder, make_encoder
from jdwork.errors import CatalogError, LearningError, RunError
from jdwork.learn import read_role_model
from jdwork.llm import Models, ReplayModels, read_ledger
from jdwork.pipeline import Pipeline
from jdwork.runs.centroid_file import read_centroids
from jdwork.runs.columns import jd_schema
from jdwork.runs.files import RunFolder
from jdwork.runs.inputs import CHUNK
from jdwork.runs.manifest import Manifest, check_executable, read_manifest
from jdwork.signals import PreparedArrays, RoleModel
from jdwork.text import JobDescription, RejectedRow


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


def open_pipeline(
    folder: RunFolder,
    manifest: Manifest,
    encoder: Encoder,
    *,
    models: Models | None = None,
    prepared: PreparedArrays | None = None,
) -> Pipeline:
    """Open the classifier of a run from the copies in its folder.

    Parameters
    ----------
    folder, manifest
        The run.
    encoder
        Must have the id that the manifest names.
    models
        Whom it asks; by default the run's own ledger answers, and nobody is asked again.
    prepared
        Keeps what takes long to prepare.

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
        prepared=prepared,
        models=models or open_ledger(folder, manifest),
    )


def reopen_pipeline(
    folder: RunFolder, *, state: Path | None = None, models: Models | None = None
) -> Pipeline:
    """Open the classifier of a run with the encoder that its settings name.

    Parameters
    ----------
    folder
        The run, finished or not.
    state
        Folder of the workspace's caches; None: there are none.
    models
        Whom it asks; by default the run's own ledger answers, and nobody is asked again.

    Raises
    ------
    RunError
        As `open_pipeline`.
    """
    manifest = read_manifest(folder.manifest)
    settings = open_settings(folder)
    encoder = make_encoder(
        settings.embed, cache_folder=state and state / "vectors", encoder_id=manifest.encoder_id
    )
    prepared = PreparedArrays(state and state / "prepared")
    return open_pipeline(folder, manifest, encoder, models=models, prepared=prepared)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise RunError(
            f"The run folder lacks {path.name}.", where=str(path.parent), hint="Run the job again."
        ) from None
