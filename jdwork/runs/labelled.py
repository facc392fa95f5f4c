"""Labelled signals of a run, to learn from."""

from __future__ import annotations

import numpy as np

from jdwork.errors import RunError
from jdwork.evaluate import LabelledSignals
from jdwork.runs.columns import read_frame, read_signals
from jdwork.runs.evaluation import copies_in
from jdwork.runs.files import RunFolder
from jdwork.runs.verify import open_snapshot


def read_labelled_signals(folder: RunFolder) -> LabelledSignals:
    """Read the signals of a run together with its labels.

    Raises
    ------
    RunError
        If no JD of the run has a label that is a role of its catalog.
    """
    snapshot = open_snapshot(folder)
    table = read_signals(folder.signals, snapshot)
    labels = read_frame(folder.decisions, ["id", "label"]).set_index("id")["label"]
    gold = labels.reindex(list(table.ids)).map(snapshot.role_index).fillna(-1).to_numpy(dtype=np.int32)
    if not (gold >= 0).any():
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
