"""The JDs of a run that are most worth labelling next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from jdwork.annotate import current_labels
from jdwork.config import Settings
from jdwork.errors import RunError
from jdwork.runs.annotated import jds_by_id, own_labels
from jdwork.runs.columns import read_signals
from jdwork.runs.evaluation import copies_in
from jdwork.runs.files import RunFolder
from jdwork.runs.reopening import open_snapshot
from jdwork.runs.vectors import read_vectors
from jdwork.tune.active import NextJd, drawn_to_label, next_to_label

if TYPE_CHECKING:
    from sqlalchemy import Engine


def jds_to_label(
    folder: RunFolder,
    settings: Settings,
    *,
    engine: Engine | None = None,
    other: Settings | None = None,
    count: int = 20,
    draw: int | None = None,
) -> tuple[NextJd, ...]:
    """Choose the JDs of a run that are most worth labelling, or draw some at random.

    See `jdwork.tune.active.next_to_label` and `jdwork.tune.active.drawn_to_label`.

    Parameters
    ----------
    folder
        A run, with labels or without.
    settings
        In force; the run's signals are decided upon by them.
    engine
        With it, JDs that somebody labelled there need no label, whatever they said.
    other
        Settings that are considered.
    count
        How many at most.
    draw
        Draw them at random with this seed; ``other`` then plays no part.

    Returns
    -------
    tuple of NextJd
        Without those that the run has a label of, and near-copies of labelled ones.

    Raises
    ------
    RunError
        If a file of the run is missing or damaged.
    """
    snapshot = open_snapshot(folder)
    table = read_signals(folder.signals, snapshot)
    labelled = set(own_labels(folder))
    jds = jds_by_id(folder)
    if engine is not None:
        said = current_labels(engine, {jd.content_hash for jd in jds.values()})
        labelled |= {name for name, jd in jds.items() if jd.content_hash in said}
    copies = copies_in(folder, table.ids)
    options: dict[str, Any] = {
        "roles": [role.slug for role in snapshot.roles],
        "count": count,
        "labelled": labelled,
        "group": [copies[name] for name in table.ids],
        "titles": {name: jd.title for name, jd in jds.items()},
    }
    if draw is not None:
        return drawn_to_label(table, settings, seed=draw, **options)
    return next_to_label(table, settings, other=other, vectors=_vectors(folder), **options)


def _vectors(folder: RunFolder) -> Mapping[str, Any] | None:
    """None in a run of before vectors were kept."""
    if not folder.vectors.exists():
        return None
    try:
        return read_vectors(folder.vectors)
    except RunError as error:
        raise RunError(
            error.problem, where=error.where, hint="Run the job again, or remove the file to do without."
        ) from None
