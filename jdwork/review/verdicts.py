"""What a decision leaves in the database: verdicts with their edits, and labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from jdwork.annotate.label_log import say_label, take_back_label
from jdwork.catalog.edits import CatalogEdit, edit_to_json
from jdwork.catalog.slug import visible_line
from jdwork.database.tables import LabelRow, ReviewDecisionRow, ReviewItemRow, ReviewSightingRow
from jdwork.errors import ReviewError
from jdwork.review.drafting import Draft
from jdwork.review.items import ReviewItem


def store_approval(
    connection: Connection, item: ReviewItem, draft: Draft, who: str, note: str, moment: datetime
) -> None:
    """Store that an item was approved, with its edits; a decision's JD gets its label.

    Raises
    ------
    ReviewError
        If the JD is gone.
    """
    facts: dict[str, Any] = {"notes": list(draft.notes)}
    if draft.label is not None:
        facts["label"] = _label(connection, item, draft.label, who, note, moment)
    store_verdict(connection, item, "approved", who, note, moment, facts, edits=draft.edits)


def store_verdict(
    connection: Connection,
    item: ReviewItem,
    verdict: str,
    who: str,
    note: str,
    moment: datetime,
    facts: Mapping[str, Any],
    *,
    edits: Sequence[CatalogEdit] = (),
) -> None:
    """Store what was decided about an item, on each of its rows."""
    rows = []
    for number, own in zip(item.ids, item.own_roles, strict=True):
        told = dict(facts)
        if edits:
            told["edits"] = [edit_to_json(_as_named(edit, item.role, own)) for edit in edits]
        rows.append(
            {"item_id": number, "verdict": verdict, "decided_by": who, "note": note, "facts": told,
             "decided_at": moment}
        )  # fmt: skip
    connection.execute(insert(ReviewDecisionRow), rows)
    connection.execute(update(ReviewItemRow).where(ReviewItemRow.id.in_(item.ids)).values(status=verdict))


def _as_named(edit: CatalogEdit, role: str | None, own: str | None) -> CatalogEdit:
    """Name the role as the item's row does: should a merge be taken back, each row speaks for its own."""
    held = {each.name for each in fields(edit)}
    if own is None or own == role or "role" not in held or getattr(edit, "role", None) != role:
        return edit
    return replace(edit, role=own)  # type: ignore[arg-type]  # it has that field, as checked


def _label(
    connection: Connection, item: ReviewItem, role: str, who: str, note: str, moment: datetime
) -> dict[str, Any]:
    """Label the JD of a decision; returns what undoing it needs."""
    jd = connection.scalar(select(ReviewItemRow.jd_id).where(ReviewItemRow.id == item.id))
    if jd is None:
        jd = connection.scalar(
            select(ReviewSightingRow.jd_id).where(ReviewSightingRow.item_id == item.id).limit(1)
        )
    if jd is None:
        raise ReviewError(
            f"The JD of item {item.id} ({shown(item)}) is gone.",
            hint=f"Clear it from the queue with 'jdwork review reject {item.id}'.",
        )
    row = say_label(connection, jd, verdict="role", role=role, by=who, note=note, moment=moment)
    return {"jd": jd, "role": role, "row": row}


def take_back(connection: Connection, item: ReviewItem, who: str, moment: datetime) -> list[str]:
    """Undo what the last decision did beside its edits; returns what is left for a person to do."""
    last = connection.execute(
        select(ReviewDecisionRow.verdict, ReviewDecisionRow.facts)
        .where(ReviewDecisionRow.item_id == item.id)
        .order_by(ReviewDecisionRow.id.desc())
        .limit(1)
    ).first()
    facts = last.facts if last is not None else {}
    label = facts.get("label")
    if label:
        # Labels are append-only as well: what was in force before counts again.
        row = label.get("row") or _labelled_by_approval(connection, label)
        if row is not None:
            take_back_label(connection, row, by=who, note="approval taken back", moment=moment)
    if item.status == "exported":
        number = facts.get("journal")
        command = f"jdwork catalog undo {number}" if number else "jdwork catalog undo"
        return [f"The catalog files still hold it: '{command}' takes the whole export out of them."]
    return []


def _labelled_by_approval(connection: Connection, label: Mapping[str, Any]) -> int | None:
    """Find the row that an approval left among the labels, where an earlier version did not note its key."""
    return connection.scalar(
        select(LabelRow.id)
        .where(LabelRow.jd_id == label["jd"], LabelRow.role_slug == label["role"])
        .order_by(LabelRow.id.desc())
        .limit(1)
    )


def shown(item: ReviewItem) -> str:
    """Name an item in a message."""
    return f"{item.kind} '{visible_line(item.name, most=60) or item.key}'"


def last_word(item: ReviewItem) -> str:
    """Say who decided last about an item, and when."""
    if not item.decisions:
        return ""
    last = item.decisions[-1]
    return f", by {last.by} on {last.at:%Y-%m-%d}"
