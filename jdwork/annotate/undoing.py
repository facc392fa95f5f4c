"""Undoing what was said, and doing it again: by adding to the log, never by taking out of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, select

from jdwork.annotate.label_log import take_back_label
from jdwork.annotate.log import (
    annotations_query,
    author,
    checked_note,
    read_one,
    read_row,
    same_jd,
    store,
    undoings,
)
from jdwork.annotate.model import Annotation
from jdwork.annotate.queueing import ask, entry_of, stop_asking
from jdwork.annotate.taken_back import taken_back
from jdwork.database.columns import now
from jdwork.database.tables import AnnotationRow, JdRow
from jdwork.database.transactions import Vanished, write
from jdwork.errors import AnnotationError

ASKING = ("review", "edit")
"""Kinds that put an item into the review queue."""


def undo(
    engine: Engine, annotation_id: int | None = None, *, note: str = "", by: str | None = None
) -> Annotation:
    """Undo an annotation; undoing an undo does the thing again.

    A label is what it was before, an item leaves the review queue or goes back to what was decided about it.
    The log keeps all of it.

    Parameters
    ----------
    engine
        The database.
    annotation_id
        Number of the annotation; by default the latest of this author that was not undone. So that calling
        it again goes further back, undoing ones are passed over then.
    note
        Why.
    by
        Who undoes it; by default the user of this process.

    Returns
    -------
    Annotation
        Of the kind ``undo``. Where this author undid the annotation already, the one from then.

    Raises
    ------
    AnnotationError
        If there is no such annotation, somebody else undid it, there is nothing left to undo, or its edit
        of the catalog was approved meanwhile.
    """
    who, said = author(by), checked_note(note)
    return write(engine, lambda connection: _undo(connection, annotation_id, who, said, redo=False))


def redo(
    engine: Engine, annotation_id: int | None = None, *, note: str = "", by: str | None = None
) -> Annotation:
    """Do again what was undone.

    Parameters
    ----------
    engine, note, by
        As for `undo`.
    annotation_id
        Number of the undone annotation, or of the undo; by default the latest undo of this author that
        counts.

    Returns
    -------
    Annotation
        Of the kind ``undo``: it undoes an undo.

    Raises
    ------
    AnnotationError
        As `undo`, and if the annotation was not undone.
    """
    who, said = author(by), checked_note(note)

    def work(connection: Connection) -> Annotation:
        number = annotation_id
        if number is not None and read_one(connection, number).kind != "undo":
            number = _undo_of(connection, number)
        return _undo(connection, number, who, said, redo=True)

    return write(engine, work)


def _undo(connection: Connection, number: int | None, who: str, note: str, *, redo: bool) -> Annotation:
    target = _latest(connection, who, redo=redo) if number is None else _row(connection, number)
    root = _root(connection, target)
    # Locks in the order of all writers: the JD, then the annotation, then the review item.
    if root.jd_id is not None:
        query = select(JdRow.id).where(JdRow.id == root.jd_id)
        connection.execute(query.with_for_update(key_share=True)).all()
    connection.execute(select(AnnotationRow.id).where(AnnotationRow.id == root.id).with_for_update()).all()
    links = undoings(connection, [same_jd(root.jd_id)])
    gone = taken_back(links)
    if target.id in gone:
        if number is None:  # undone in between, from another session: look for the latest again
            raise Vanished
        return _undone_before(connection, target, links, gone, who)
    following = max([target.id, *(each for each, _ in links)]) + 1
    after = taken_back([*links, (following, target.id)])
    counted, counts = root.id not in gone, root.id not in after
    moment = now()
    label_id = None
    if root.kind == "relabel":
        said = note or ("said again" if counts and not counted else "taken back")
        label_id = take_back_label(connection, target.label_id, by=who, note=said, moment=moment)
    elif root.kind in ASKING and counted != counts:
        _move_item(connection, root, who, note, moment, again=counts, gone=after)
    return store(
        connection, "undo", jd_id=root.jd_id, jd_name=root.jd_name, run=root.run, by=who, moment=moment,
        text=note, facts={"of": root.kind, "annotation": root.id, "again": counts}, label_id=label_id,
        undoes=target.id,
    )  # fmt: skip


def _move_item(
    connection: Connection,
    root: Any,
    who: str,
    note: str,
    moment: datetime,
    *,
    again: bool,
    gone: frozenset[int],
) -> None:
    held = root.facts["item"]
    if again:
        ask(connection, entry_of(connection, root.facts, root.jd_id), by=who, note=note, moment=moment)
    else:
        others = gone if held["kind"] == "decision" else None
        stop_asking(connection, held["kind"], held["key"], by=who, moment=moment, but=root.id, gone=others)


def _row(connection: Connection, number: int) -> Any:
    read_one(connection, number)  # says so where there is none
    return connection.execute(annotations_query().where(AnnotationRow.id == number)).one()


def _root(connection: Connection, row: Any) -> Any:
    while row.undoes is not None:
        row = connection.execute(annotations_query().where(AnnotationRow.id == row.undoes)).one()
    return row


def _latest(connection: Connection, who: str, *, redo: bool) -> Any:
    gone = taken_back(undoings(connection))
    kind = AnnotationRow.undoes.is_not(None) if redo else AnnotationRow.undoes.is_(None)
    numbers = connection.scalars(
        select(AnnotationRow.id).where(AnnotationRow.said_by == who, kind).order_by(AnnotationRow.id.desc())
    )
    for number in numbers:
        if number not in gone and (not redo or _is_plain_undo(connection, number)):
            numbers.close()
            return _row(connection, number)
    missing = "undone nothing that could be done again" if redo else "said nothing that could be undone"
    raise AnnotationError(
        f"{who} has {missing}.",
        hint="'jdwork annotate list --all' shows what was said, and by whom; undo it by its number.",
    )


def _is_plain_undo(connection: Connection, number: int) -> bool:
    """Whether an undoing row takes something back, rather than doing it again."""
    depth, row = 0, _row(connection, number)
    while row.undoes is not None:
        depth, row = depth + 1, _row(connection, row.undoes)
    return depth % 2 == 1


def _undo_of(connection: Connection, number: int) -> int:
    """Number of the undo that keeps an annotation from counting."""
    links = undoings(connection)
    gone = taken_back(links)
    by = [each for each, target in links if target == number and each not in gone]
    if not by:
        raise AnnotationError(
            f"Annotation {number} was not undone.", hint="'jdwork annotate list --all' shows what was."
        )
    return max(by)


def _undone_before(
    connection: Connection, target: Any, links: list[tuple[int, int]], gone: frozenset[int], who: str
) -> Annotation:
    by = max(each for each, undone in links if undone == target.id and each not in gone)
    before = read_row(_row(connection, by), gone)
    if before.by == who:
        return before
    raise AnnotationError(
        f"Annotation {target.id} was undone already, by {before.by} on {before.at:%Y-%m-%d}.",
        hint=f"'jdwork annotate redo {target.id}' does it again.",
    )
