"""Verifying a run: execute it again from its own folder, and compare exactly."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from jdwork.config import Settings, settings_hash
from jdwork.embed import Encoder
from jdwork.errors import RunError
from jdwork.pipeline import Pipeline
from jdwork.runs.columns import decision_rows, read_frame
from jdwork.runs.reading import input_digest
from jdwork.runs.files import RunFolder, file_hashes
from jdwork.runs.inputs import chunks
from jdwork.runs.manifest import Manifest, read_manifest
from jdwork.runs.merging import decisions_digest
from jdwork.runs.reopening import open_pipeline, read_inputs
from jdwork.text import JobDescription


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
