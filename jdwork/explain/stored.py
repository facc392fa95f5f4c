"""Explaining a decision of a stored run: classified again from the copies in the run's own folder."""

from __future__ import annotations

from collections.abc import Callable

from jdwork.embed import Encoder
from jdwork.explain.explanation import Changes
from jdwork.explain.model import Explanation
from jdwork.explain.opened_run import OpenedRun
from jdwork.runs import RunFolder
from jdwork.text import JobDescription


def explain_stored(
    folder: RunFolder,
    id: str,
    encoder: Encoder | Callable[[], Encoder],
    *,
    against: str | None = None,
    changes: Changes = "all",
) -> Explanation:
    """Explain what a run decided about one JD; for one after another see `OpenedRun`.

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
    return OpenedRun(folder, encoder).explain(id, against=against, changes=changes)


def find_jd(folder: RunFolder, id: str) -> JobDescription:
    """Find a JD of a run by its id.

    Raises
    ------
    RunError
        If there is none, or it could not be read when the run was made.
    """

    def never() -> Encoder:
        raise AssertionError("Finding a JD needs no encoder.")

    return OpenedRun(folder, never).jd(id)
