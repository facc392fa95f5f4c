"""Explaining a decision of a stored run: classified again from the copies in the run's own folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from jdwork import __version__
from jdwork.embed import Encoder
from jdwork.errors import RunError, did_you_mean
from jdwork.explain.explanation import Changes, explain
from jdwork.explain.model import Explanation
from jdwork.runs import (
    RunFolder,
    open_pipeline,
    read_frame,
    read_inputs,
    read_manifest,
)
from jdwork.runs.manifest import check_executable
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
    check_executable(folder.path, manifest)
    jd = find_jd(folder, id)
    opened = encoder() if callable(encoder) else encoder
    pipeline = open_pipeline(folder, manifest, opened)
    record = pipeline.classify(jd)
    told = explain(record, pipeline.settings, against=against, pipeline=pipeline, changes=changes)
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
