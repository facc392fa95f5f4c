"""Ablation of a run folder: its signals, its settings, all of its labels."""

from __future__ import annotations

import json
import warnings

import numpy as np

from jdwork.errors import JdworkWarning, RunError
from jdwork.evaluate import AblationRow, LabelledSignals, ablate
from jdwork.runs.columns import read_frame, read_signals
from jdwork.runs.files import RunFolder
from jdwork.runs.reopening import open_settings, open_snapshot


def ablate_run(folder: RunFolder, *, seed: int = 0) -> list[AblationRow]:
    """Measure what each group of signals is worth to the decisions of a run, see `ablate`.

    Every labelled JD counts, as in ``metrics.json``: those that could not be read, and those whose
    label is no role of the catalog, are wrong in every row.

    Parameters
    ----------
    folder
        A complete run.
    seed
        Of the bootstrap.

    Returns
    -------
    list of AblationRow

    Raises
    ------
    RunError
        If no JD has a label, or a file is missing or damaged.

    Warns
    -----
    JdworkWarning
        If the first row is not what ``metrics.json`` says: the run was decided by another version.
    """
    snapshot, settings = open_snapshot(folder), open_settings(folder)
    table = read_signals(folder.signals, snapshot)
    frame = read_frame(folder.decisions, ["id", "label"])
    given = {
        str(name): label
        for name, label in zip(frame["id"], frame["label"], strict=True)
        if isinstance(label, str) and label
    }
    if not given:
        raise RunError(
            "No JD of this run has a label.",
            where=str(folder.path),
            hint="Run the batch with --label-field, the labels being roles.",
        )
    positions = dict(snapshot.role_index)
    # Labels that are no roles get positions of their own, which no decision can have.
    for label in sorted(set(given.values()) - set(positions)):
        positions[label] = len(positions)
    gold = [positions[given[name]] if name in given else -1 for name in table.ids]
    held = set(table.ids)
    rows = ablate(
        LabelledSignals(table, np.array(gold, dtype=np.int32), folder.path.name),
        settings,
        absent=[positions[label] for name, label in given.items() if name not in held],
        seed=seed,
    )
    _compare(rows[0], folder)
    return rows


def _compare(first: AblationRow, folder: RunFolder) -> None:
    try:
        said = json.loads(folder.metrics.read_bytes())["accuracy"]
    except (OSError, ValueError, KeyError, TypeError):
        return
    if round(first.accuracy, 4) != said:
        warnings.warn(
            f"{folder.path.name}: its metrics say accuracy {said}, its signals decided now give "
            f"{first.accuracy:.4f}: it was decided by another version. Run the job again.",
            JdworkWarning,
            stacklevel=3,
        )
