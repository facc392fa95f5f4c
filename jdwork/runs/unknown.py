"""The JDs of a stored run that no role fits, ready to be clustered."""

from __future__ import annotations

import numpy as np

from jdwork.decide import decide
from jdwork.discover import UnknownJd, nearest_fits, said_of, unknown_jd
from jdwork.discover.unknown import KEPT_FITS, SIGNALS_OF_FIT
from jdwork.errors import RunError
from jdwork.runs.columns import read_frame, read_signals
from jdwork.runs.files import RunFolder
from jdwork.runs.manifest import read_manifest
from jdwork.runs.reopening import open_settings, open_snapshot, read_inputs
from jdwork.runs.vectors import read_vectors
from jdwork.text import JobDescription, read_structure


def read_unknown(folder: RunFolder) -> list[UnknownJd]:
    """Read the JDs of a run that no role fits (case E), in their order.

    Parameters
    ----------
    folder
        A complete run.

    Raises
    ------
    RunError
        If the run never finished, or a file is missing or damaged.
    """
    if read_manifest(folder.manifest).status != "complete":
        raise RunError("The run never finished.", where=str(folder.path), hint="Run the job again.")
    columns = ["id", "case", "confidence", "new_role", "skills"]
    frame = read_frame(folder.decisions, columns)
    decided = {row["id"]: row for row in frame[frame["case"] == "E"].to_dict("records")}
    if not decided:
        return []
    snapshot, settings = open_snapshot(folder), open_settings(folder)
    vectors = read_vectors(folder.vectors)
    table = read_signals(folder.signals, snapshot)
    rows = {name: row for row, name in enumerate(table.ids) if name in decided}
    log_odds = decide(table, settings).evidence
    found = []
    for jd in read_inputs(folder):
        if not isinstance(jd, JobDescription) or jd.id not in decided:
            continue
        row, facts = rows.get(jd.id), decided[jd.id]
        novelty = float(facts["confidence"])
        best: list[int] = []
        if row is not None:
            order = np.argsort(-log_odds[row], kind="stable")[:KEPT_FITS]
            best = [int(column) for column in order if table.roles[row, column] >= 0]
        limits = settings.text
        document = read_structure(
            jd, max_characters=limits.max_characters, max_sentences=limits.max_sentences
        )
        found.append(
            unknown_jd(
                jd,
                title=facts["new_role"] if isinstance(facts["new_role"], str) else None,
                said=said_of(document),
                vector=vectors.get(jd.id, np.zeros(0, dtype=np.float16)),
                novelty=novelty,
                fits=nearest_fits(
                    [snapshot.roles[table.roles[row, column]].slug for column in best],
                    [float(log_odds[row, column]) for column in best],
                    [
                        [float(getattr(table, name)[row, column]) for name in SIGNALS_OF_FIT]
                        for column in best
                    ],
                    novelty=novelty,
                ),
                skills=[str(slug) for slug in facts["skills"]],
            )
        )
    return found
