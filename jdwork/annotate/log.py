"""The log of annotations: adding rows, reading them, finding which of them count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, select

from jdwork.annotate.model import Annotation, Kind
from jdwork.annotate.taken_back import taken_back
from jdwork.catalog.journal import current_user
from jdwork.catalog.slug import visible_line
from jdwork.database.tables import AnnotationRow, JdRow, LabelRow
from jdwork.errors import AnnotationError
from jdwork.text.sound import sound_text

MOST_TEXT = 10_000
"""Characters of a comment."""

MOST_NOTE = 2_000
"""Characters of a note."""


def author(by: str | None) -> str:
    """Return who says something: the name handed in, else the user of this process."""
    return visible_line(by or "", most=200) or current_user()


def checked_text(text: str) -> str:
    """Make a comment fit to be kept.

    Raises
    ------
    AnnotationError
        If nothing can be seen of it, or it is too long.
    """
    sound = sound_text(text).strip()
    if not visible_line(sound):
        raise AnnotationError("The comment has no visible character.", hint="Write what you noticed.")
    if len(sound) > MOST_TEXT:
        raise AnnotationError(
            f"The comment has {len(sound):,} characters.", hint=f"At most {MOST_TEXT:,} are kept: shorten it."
        )
    return sound


def checked_note(note: str) -> str:
    """Make a note fit to be kept: one line.

    Raises
    ------
    AnnotationError
        If it is too long.
    """
    line = visible_line(sound_text(note))
    if len(line) > MOST_NOTE:
        raise AnnotationError(
            f"The note has {len(line):,} characters.",
            hint=f"At most {MOST_NOTE:,} are kept: shorten it, or make it a comment.",
        )
    return line


def store(
    connection: Connection,
    kind: Kind,
    *,
    jd_id: int | None,
    jd_name: str,
    run: str | None,
    by: str,
    moment: datetime,
    text: str = "",
    facts: Mapping[str, Any] | None = None,
    label_id: int | None = None,
    undoes: int | None = None,
) -> Annotation:
    """Add an annotation to the log, and return it as it is read from there."""
    values = {
        "kind": kind, "jd_id": jd_id, "jd_name": sound_text(jd_name), "run": run, "label_id": label_id,
        "text": text, "facts": dict(facts or {}), "undoes": undoes, "said_by": by, "said_at": moment,
    }  # fmt: skip
    number = connection.execute(insert(AnnotationRow).returning(AnnotationRow.id), values).scalar_one()
    return read_one(connection, number)


def read_one(connection: Connection, number: int) -> Annotation:
    """Read one annotation.

    Raises
    ------
    AnnotationError
        If there is none with that number.
    """
    row = connection.execute(annotations_query().where(AnnotationRow.id == number)).first()
    if row is None:
        raise AnnotationError(
            f"There is no annotation {number}.", hint="'jdwork annotate list --all' shows their numbers."
        )
    return read_row(row, undone(connection, [same_jd(row.jd_id)]))


def annotations_query() -> Any:
    """Select what annotations are made of."""
    return (
        select(
            AnnotationRow.id,
            AnnotationRow.kind,
            AnnotationRow.jd_id,
            AnnotationRow.jd_name,
            AnnotationRow.run,
            AnnotationRow.label_id,
            AnnotationRow.text,
            AnnotationRow.facts,
            AnnotationRow.undoes,
            AnnotationRow.said_by,
            AnnotationRow.said_at,
            JdRow.content_hash,
            LabelRow.role_slug,
        )
        .outerjoin(JdRow, JdRow.id == AnnotationRow.jd_id)
        .outerjoin(LabelRow, LabelRow.id == AnnotationRow.label_id)
    )


def read_row(row: Any, gone: frozenset[int]) -> Annotation:
    """Read an annotation from its row; ``gone`` are the numbers of those that do not count."""
    return Annotation(
        id=row.id,
        kind=row.kind,
        jd_hash=row.content_hash or "",
        jd_name=row.jd_name,
        run=row.run,
        label=row.role_slug,
        text=row.text,
        facts=row.facts,
        by=row.said_by,
        at=row.said_at,
        undone=row.id in gone,
        undoes=row.undoes,
    )


def undone(connection: Connection, wanted: Iterable[ColumnElement[bool]] = ()) -> frozenset[int]:
    """Find the annotations that were undone, and not done again.

    Parameters
    ----------
    connection
        A transaction.
    wanted
        Conditions on the undoing rows. They carry the JD and the run of what they undo, so that a condition
        on those leaves no link of a chain out.
    """
    return taken_back(undoings(connection, wanted))


def undoings(connection: Connection, wanted: Iterable[ColumnElement[bool]] = ()) -> list[tuple[int, int]]:
    """List which annotation takes which back."""
    query = select(AnnotationRow.id, AnnotationRow.undoes).where(AnnotationRow.undoes.is_not(None), *wanted)
    return [(row.id, row.undoes) for row in connection.execute(query)]


def in_effect(connection: Connection, *wanted: ColumnElement[bool], jd_id: int | None) -> list[Any]:
    """Read the annotations of a JD (or of none) that count, undoing ones left out, newest first."""
    gone = undone(connection, [same_jd(jd_id)])
    query = annotations_query().where(same_jd(jd_id), AnnotationRow.undoes.is_(None), *wanted)
    rows = connection.execute(query.order_by(AnnotationRow.id.desc())).all()
    return [row for row in rows if row.id not in gone]


def same_jd(jd_id: int | None) -> ColumnElement[bool]:
    """Say that an annotation is about a JD, or about none."""
    return AnnotationRow.jd_id.is_(None) if jd_id is None else AnnotationRow.jd_id == jd_id
