"""A run's JDs under the labels that analysts gave them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jdwork.annotate import current_labels, label_words
from jdwork.runs.columns import read_frame
from jdwork.runs.files import RunFolder
from jdwork.runs.verify import open_snapshot
from jdwork.text import JobDescription

if TYPE_CHECKING:
    from sqlalchemy import Engine


def content_hashes(folder: RunFolder) -> dict[str, str]:
    """Work out what tells the JDs of a run apart, whatever their ids.

    Parameters
    ----------
    folder
        A run.

    Returns
    -------
    dict
        Content hash by id, in the order of the run; rows that could not be read are left out.

    Raises
    ------
    RunError
        If the run's JDs are missing or damaged.
    """
    frame = read_frame(folder.jds, ["id", "title", "text"])
    return {
        name: JobDescription(name, text, title if isinstance(title, str) else None).content_hash
        for name, title, text in zip(frame["id"], frame["title"], frame["text"], strict=True)
        if isinstance(text, str)
    }


def annotated_labels(folder: RunFolder, engine: Engine, *, with_own: bool = False) -> dict[str, str]:
    """Read the labels that people gave the JDs of a run, to hand to `jdwork.runs.evaluate_run`.

    Parameters
    ----------
    folder
        A run.
    engine
        The database that the labels are in.
    with_own
        Take the run's own labels for JDs that nobody relabelled. Of one that people call no JD, or are
        unsure of, neither counts.

    Returns
    -------
    dict
        By id: a slug of the run's catalog, or ``new_role`` where people say that the catalog lacks the role.

    Raises
    ------
    RunError
        If a file of the run is missing or damaged.
    """
    snapshot = open_snapshot(folder)
    hashes = content_hashes(folder)
    said = current_labels(engine, set(hashes.values()), snapshot=snapshot)
    labels: dict[str, str] = {}
    if with_own:
        frame = read_frame(folder.decisions, ["id", "label"])
        labels = {
            name: label
            for name, label in zip(frame["id"], frame["label"], strict=True)
            if isinstance(label, str) and label
        }
    for name, jd_hash in hashes.items():
        held = said.get(jd_hash)
        if held is None:
            continue
        words = label_words(held)
        if words is not None:
            labels[name] = words
        else:
            labels.pop(name, None)
    return labels
