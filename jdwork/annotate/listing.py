"""Reading what was said."""

from __future__ import annotations

from typing import Any, get_args

from sqlalchemy import ColumnElement, Engine

from jdwork.annotate.log import annotations_query, read_row, undone
from jdwork.annotate.model import Annotation, Kind
from jdwork.database.tables import AnnotationRow, JdRow
from jdwork.database.transactions import read_transaction
from jdwork.errors import AnnotationError, did_you_mean
from jdwork.text import JobDescription


def list_annotations(
    engine: Engine,
    *,
    jd: JobDescription | str | None = None,
    run: str | None = None,
    kind: Kind | None = None,
    by: str | None = None,
    include_undone: bool = False,
    limit: int | None = None,
) -> list[Annotation]:
    """List what was said, the newest first.

    Parameters
    ----------
    engine
        The database.
    jd
        About this JD, or the one with this content hash, only.
    run
        Said while this run folder was on screen only.
    kind
        ``relabel``, ``comment``, ``review``, ``edit`` or ``undo`` only.
    by
        Said by this author only.
    include_undone
        List the whole log, with what was undone and what undid it.
    limit
        How many at most.

    Returns
    -------
    list of Annotation

    Raises
    ------
    AnnotationError
        If there is no such kind.
    """
    kinds = get_args(Kind)
    if kind is not None and kind not in kinds:
        raise AnnotationError(f"There is no kind '{kind}'.", hint=did_you_mean(kind, kinds))
    conditions: list[ColumnElement[bool]] = []
    if jd is not None:
        conditions.append(JdRow.content_hash == (jd if isinstance(jd, str) else jd.content_hash))
    if run is not None:
        conditions.append(AnnotationRow.run == run)
    if kind is not None:
        conditions.append(AnnotationRow.kind == kind)
    elif not include_undone:
        conditions.append(AnnotationRow.kind != "undo")
    if by is not None:
        conditions.append(AnnotationRow.said_by == by)
    with read_transaction(engine) as connection:
        gone = undone(connection)
        rows = connection.execute(annotations_query().where(*conditions).order_by(AnnotationRow.id.desc()))
        found: list[Annotation] = []
        for row in rows:
            if limit is not None and len(found) >= limit:
                break
            if include_undone or row.id not in gone:
                found.append(read_row(row, gone))
    return found


def annotation_rows(annotations: list[Annotation]) -> list[dict[str, Any]]:
    """Lay annotations out as rows of plain values, to print or to show as a table."""
    return [
        {
            "id": one.id,
            "kind": one.kind,
            "jd": one.jd_name,
            "run": one.run,
            "said": _said(one),
            "text": one.text,
            "by": one.by,
            "at": one.at,
            "undone": one.undone,
        }
        for one in annotations
    ]


def _said(one: Annotation) -> str:
    """Put what an annotation says into a few words, its text aside."""
    if one.kind == "relabel":
        return one.label or str(one.facts.get("verdict", ""))
    if one.kind == "undo":
        return (
            f"does {one.facts['annotation']} again"
            if one.facts["again"]
            else f"undoes {one.facts['annotation']}"
        )
    if one.kind == "review":
        return f"to review, item {one.facts['item']['id']}"
    if one.kind == "edit":
        edit = dict(one.facts["edit"])
        words = {"AddRoleAlias": "alias", "AddKra": "kra", "SetRoleSkill": "skill"}
        what = words.get(str(edit.get("edit")), "")
        return f"{edit.get('role')} + {what} {edit.get(what, '')}".strip()
    return ""
