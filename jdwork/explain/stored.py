"""Explaining a decision of a stored run: classified again from the copies in the run's own folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from jdwork import __version__
from jdwork.embed import Encoder
from jdwork.errors import RunError, did_you_mean
from jdwork.explain.explanation import Changes, explain
from jdwork.explain.model import Explanation
from jdwork.pipeline import Pipeline
from jdwork.runs import (
    RunFolder,
    open_role_model,
    open_settings,
    open_snapshot,
    read_frame,
    read_inputs,
    read_manifest,
)
from jdwork.runs.centroid_file import read_centroids
from jdwork.text import JobDescription, RejectedRow


def explain_stored(
    folder: RunFolder,
    id: str,
    encoder: Encoder | Callable[[], Encoder],
    *,
    against: str | None = None,
    changes: Changes = "all",
) -> Explanation:
    """Explain what a run decided about one JD.

    Parameters
    ----------
    folder
        The run.
    id
        The JD's id, as in ``decisions.parquet``.
    encoder
        With the id that the manifest names; or what opens it, called once the JD is found.
    against, changes
        As in `explain`.

    Returns
    -------
    Explanation
        Its notes say if the JD is decided otherwise today.

    Raises
    ------
    RunError
        If the run holds no such JD, could not read it, lacks a file, or used another encoder.
    """
    manifest = read_manifest(folder.manifest)
    jd = find_jd(folder, id)
    opened = encoder() if callable(encoder) else encoder
    if opened.encoder_id != manifest.encoder_id:
        raise RunError(
            f"The run used encoder {manifest.encoder_id}, this is {opened.encoder_id}.",
            where=str(folder.path),
            hint="Set the run's encoder ([embed] in its config.toml) before explaining.",
        )
    snapshot, settings = open_snapshot(folder), open_settings(folder)
    centroids = read_centroids(folder.centroids)
    if centroids.vectors.shape != (len(snapshot.roles), opened.dimension):
        raise RunError(
            "The centroids are not those of the catalog and encoder.",
            where=str(folder.centroids),
            hint="Run the job again.",
        )
    pipeline = Pipeline(
        snapshot, settings, opened, centroids=centroids, role_model=open_role_model(folder, manifest)
    )
    record = pipeline.classify(jd)
    told = explain(record, settings, against=against, pipeline=pipeline, changes=changes)
    stored = read_frame(folder.decisions)
    row = stored[stored["id"] == id].iloc[0]
    role = row["role"] if isinstance(row["role"], str) else None
    decided = record.decision
    then = (role, str(row["case"]), bool(row["queued"]), float(row["confidence"]))
    notes = []
    if then != (decided.role, decided.case, decided.queued, decided.confidence):
        since = "" if manifest.code_version == __version__ else f" by jdwork {manifest.code_version}"
        notes.append(
            f"The run decided otherwise{since}: {role or 'no role'} by case {row['case']} "
            f"({row['confidence']:.0%}). What is explained is what is decided today."
        )
    return replace(told, notes=(*notes, *told.notes))


def find_jd(folder: RunFolder, id: str) -> JobDescription:
    """Find a JD of a run by its id.

    Raises
    ------
    RunError
        If there is none, or it could not be read when the run was made.
    """
    known = []
    for one in read_inputs(folder):
        if one.id == id:
            if isinstance(one, RejectedRow):
                raise RunError(
                    f"The JD '{id}' could not be read, so nothing was decided about it: {one.reason}",
                    where=str(folder.path),
                    hint="Mend the input and run the job again.",
                )
            return one
        known.append(one.id)
    raise RunError(f"The run holds no JD '{id}'.", where=str(folder.path), hint=did_you_mean(id, known))
