"""Labelled signals of a run, to learn from."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from jdwork.annotate.labels import NEW_ROLE
from jdwork.errors import RunError
from jdwork.evaluate import NEW, LabelledSignals
from jdwork.runs.columns import read_frame, read_signals
from jdwork.runs.evaluation import copies_in
from jdwork.runs.files import RunFolder
from jdwork.runs.reopening import open_snapshot


def read_labelled_signals(folder: RunFolder, *, labels: Mapping[str, str] | None = None) -> LabelledSignals:
    """Read the signals of a run together with its labels.

    Parameters
    ----------
    folder
        A run.
    labels
        By id, instead of the run's own: slugs of its catalog, or ``new_role`` where none of them fits.
        Others count as unknown.

    Raises
    ------
    RunError
        If no JD of the run has a label that is a role of its catalog.
    """
    snapshot = open_snapshot(folder)
    table = read_signals(folder.signals, snapshot)
    if labels is None:
        frame = read_frame(folder.decisions, ["id", "label"])
        labels = dict(zip(frame["id"], frame["label"], strict=True))
    places = {**snapshot.role_index, NEW_ROLE: NEW}
    gold = np.array([places.get(labels.get(name, ""), -1) for name in table.ids], dtype=np.int32)
    if not (gold != -1).any():
        raise RunError(
            "No JD of this run has a label that is a role of its catalog.",
            where=str(folder.path),
            hint="Run the batch with --label-field, the labels being role slugs.",
        )
    of_copies = copies_in(folder, table.ids)
    return LabelledSignals(
        table,
        gold,
        folder.path.name,
        copies=np.array([of_copies[name] for name in table.ids], dtype=np.int64),
        roles=tuple(role.slug for role in snapshot.roles),
    )
