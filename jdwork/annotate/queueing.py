"""What analysts put into the review queue, and how it leaves it again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from jdwork.annotate.log import undone
from jdwork.catalog import edits
from jdwork.catalog.edits import CatalogEdit, edit_from_json
from jdwork.catalog.slug import visible_line
from jdwork.database.tables import (
    AnnotationRow,
    ReviewDecisionRow,
    ReviewItemRow,
    ReviewSightingRow,
    RoleRow,
    SkillRow,
)
from jdwork.database.transactions import Vanished
from jdwork.errors import AnnotationError, CatalogError, DatabaseError, did_you_mean
from jdwork.parse import normalize_title
from jdwork.record.known import KnownCatalog
from jdwork.record.proposals import MAX_NAME, bounded_key, folded
from jdwork.record.votes import insert_unless_there
from jdwork.text import JobDescription
from jdwork.text.sound import sound_text

ANALYST = "analyst"
"""Origin of items that an analyst asked for, whether or not runs saw them too."""

REOPENED_FROM = "reopened_from"
"""Key in the facts of a decision that reopened an item: the status that it had."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of the review queue, as an analyst asks for it."""

    kind: str
    key: str
    name: str
    jd_id: int | None = None
    role_id: int | None = None
    skill_id: int | None = None

    @property
    def facts(self) -> dict[str, Any]:
        """What finds it again."""
        return {"kind": self.kind, "key": self.key, "name": self.name}


def decision_entry(jd: JobDescription, jd_id: int) -> Entry:
    """Name the item that asks for a look at the decision on a JD."""
    name = visible_line(sound_text(jd.title or ""), most=MAX_NAME) or sound_text(jd.id)[:MAX_NAME]
    return Entry("decision", jd.content_hash, name, jd_id=jd_id)


def edit_entry(connection: Connection, edit: CatalogEdit) -> tuple[Entry, CatalogEdit]:
    """Name the item that asks for a catalog edit.

    Parameters
    ----------
    connection
        A transaction on a database with a catalog.
    edit
        An added alias, KRA or skill of a role.

    Returns
    -------
    entry
        The item.
    edit
        The same edit, its text made one visible line, its slugs those of today.

    Raises
    ------
    AnnotationError
        If the edit is of another kind, or its text is empty or too long.
    CatalogError
        If the database's catalog has no such role or skill.
    """
    known = KnownCatalog(connection)
    match edit:
        case edits.AddRoleAlias():
            role, alias = _role(connection, known, edit.role), _line(edit.alias, "alias", 200)
            key = bounded_key(f"{role.slug}/{normalize_title(alias) or folded(alias)}")
            return Entry("role_alias", key, alias, role_id=role.id), edits.AddRoleAlias(role.slug, alias)
        case edits.AddKra():
            role, kra = _role(connection, known, edit.role), _line(edit.kra, "KRA", MAX_NAME)
            key = bounded_key(f"{role.slug}/{folded(kra)}")
            return Entry("new_kra", key, kra, role_id=role.id), edits.AddKra(role.slug, kra)
        case edits.SetRoleSkill():
            role, skill = _role(connection, known, edit.role), _skill(connection, edit.skill)
            if not 0 < edit.weight <= 1:
                raise AnnotationError(
                    f"The weight {edit.weight:g} is out of range.", hint="Give a number above 0 and up to 1."
                )
            key = bounded_key(f"{role.slug}/{skill.slug}")
            entry = Entry("role_skill", key, skill.display_name[:MAX_NAME], None, role.id, skill.id)
            return entry, edits.SetRoleSkill(role.slug, skill.slug, float(edit.weight))
    raise AnnotationError(
        f"An edit of the kind {type(edit).__name__} cannot be drafted for review.",
        hint="Draft an AddRoleAlias, an AddKra or a SetRoleSkill; do others with 'jdwork catalog'.",
    )


def ask(connection: Connection, entry: Entry, *, by: str, note: str, moment: datetime) -> int:
    """Put an item into the queue, or see that it waits there.

    Parameters
    ----------
    connection
        An open write transaction; the item's row stays locked until its end.
    entry
        The item. One that was rejected is reopened, and so is a decision, whatever it was.
    by, note, moment
        Who asks, why, and when.

    Returns
    -------
    int
        Key of its row.

    Raises
    ------
    AnnotationError
        If the edit was approved already.
    """
    values = {
        "kind": entry.kind, "key": entry.key, "name": entry.name, "seen": 0, "jd_id": entry.jd_id,
        "role_id": entry.role_id, "skill_id": entry.skill_id, "origin": ANALYST, "created_at": moment,
    }  # fmt: skip
    connection.execute(insert_unless_there(connection, ReviewItemRow), values)
    item = _held(connection, entry.kind, entry.key)
    if item is None:  # taken out of the queue by another process in between
        raise Vanished
    if item.status != "pending":
        if entry.kind != "decision" and item.status != "rejected":
            raise AnnotationError(
                f"This edit is {item.status} already (review item {item.id}, '{visible_line(entry.name)}').",
                hint=f"'jdwork review show {item.id}' says by whom.",
            )
        said = note or "asked for again by an analyst"
        _decide(connection, item.id, "pending", by, said, moment, {REOPENED_FROM: item.status})
    if item.origin != ANALYST:
        connection.execute(update(ReviewItemRow).where(ReviewItemRow.id == item.id).values(origin=ANALYST))
    number: int = item.id
    return number


def stop_asking(
    connection: Connection,
    kind: str,
    key: str,
    *,
    by: str,
    moment: datetime,
    but: int,
    gone: Collection[int] | None,
) -> None:
    """Put an item back to where it was before analysts asked for it.

    It stays while another analyst still asks, and where a person has decided it since.

    Parameters
    ----------
    connection
        An open write transaction.
    kind, key
        Which item.
    by, moment
        Who no longer asks, and when.
    but
        Number of the annotation that asks no longer.
    gone
        Numbers of annotations that do not count; looked up where it is None.

    Raises
    ------
    AnnotationError
        If the edit was approved: only the review can take that back.
    """
    item = _held(connection, kind, key)
    if item is None:
        return
    if item.status != "pending":
        if kind != "decision" and item.status != "rejected":
            raise AnnotationError(
                f"The edit is {item.status} (review item {item.id}).",
                hint=f"Take that back first: 'jdwork review undo {item.id}'.",
            )
        return
    if asking(connection, kind, key, but=but, gone=gone):
        return
    last = _last_decision(connection, item.id)
    if last is not None and REOPENED_FROM in last.facts:
        before = last.facts[REOPENED_FROM]
        facts = _last_decision(connection, item.id, verdict=before)
        _decide(connection, item.id, before, by, "no longer asked for", moment, facts.facts if facts else {})
    seen = connection.scalar(
        select(func.count()).select_from(ReviewSightingRow).where(ReviewSightingRow.item_id == item.id)
    )
    if seen:
        connection.execute(update(ReviewItemRow).where(ReviewItemRow.id == item.id).values(origin="run"))
    elif last is None and item.origin == ANALYST:
        connection.execute(delete(ReviewItemRow).where(ReviewItemRow.id == item.id))


def asking(
    connection: Connection,
    kind: str,
    key: str,
    *,
    but: int | None = None,
    gone: Collection[int] | None = None,
) -> list[Any]:
    """Rows of the annotations that ask for an item and count, newest first.

    Parameters
    ----------
    connection
        A transaction.
    kind, key
        Which item.
    but
        Number of one to leave out.
    gone
        Numbers of those that do not count; looked up where it is left out.
    """
    query = (
        select(AnnotationRow.id, AnnotationRow.facts, AnnotationRow.said_by, AnnotationRow.text)
        .where(
            AnnotationRow.kind == ("review" if kind == "decision" else "edit"),
            AnnotationRow.facts["item"]["kind"].as_string() == kind,
            AnnotationRow.facts["item"]["key"].as_string() == key,
            AnnotationRow.id != (but or 0),
        )
        .order_by(AnnotationRow.id.desc())
    )
    rows = connection.execute(query).all()
    if not rows:
        return []
    counted_out = undone(connection) if gone is None else gone
    return [row for row in rows if row.id not in counted_out]


def drafted_edit(connection: Connection, items: Collection[int]) -> CatalogEdit | None:
    """Return the edit that an analyst drafted last for a review item.

    Parameters
    ----------
    connection
        A transaction.
    items
        Keys of the item's rows.

    Returns
    -------
    CatalogEdit or None
        None where nobody drafted one; then runs noticed the item by themselves.
    """
    query = select(ReviewItemRow.kind, ReviewItemRow.key).where(
        ReviewItemRow.id.in_(items), ReviewItemRow.origin == ANALYST
    )
    drafts = [row for kind, key in connection.execute(query) for row in asking(connection, kind, key)]
    drafts = [row for row in drafts if "edit" in row.facts]
    if not drafts:
        return None
    return edit_from_json(max(drafts, key=lambda row: row.id).facts["edit"])


def entry_of(connection: Connection, facts: Mapping[str, Any], jd_id: int | None) -> Entry:
    """Name the item that an annotation asks for, to ask for it again."""
    held = facts["item"]
    if "edit" in facts:
        entry, _ = edit_entry(connection, edit_from_json(facts["edit"]))
        # The key stays the one that was asked for: the catalog may have renamed the role since.
        return Entry(held["kind"], held["key"], held["name"], None, entry.role_id, entry.skill_id)
    return Entry(held["kind"], held["key"], held["name"], jd_id)


def _held(connection: Connection, kind: str, key: str) -> Any:
    query = select(ReviewItemRow.id, ReviewItemRow.status, ReviewItemRow.origin).where(
        ReviewItemRow.kind == kind, ReviewItemRow.key == key
    )
    return connection.execute(query.with_for_update()).first()


def _last_decision(connection: Connection, item: int, *, verdict: str | None = None) -> Any:
    query = select(ReviewDecisionRow.verdict, ReviewDecisionRow.facts).where(
        ReviewDecisionRow.item_id == item
    )
    if verdict is not None:
        query = query.where(ReviewDecisionRow.verdict == verdict)
    return connection.execute(query.order_by(ReviewDecisionRow.id.desc()).limit(1)).first()


def _decide(
    connection: Connection,
    item: int,
    verdict: str,
    by: str,
    note: str,
    moment: datetime,
    facts: Mapping[str, Any],
) -> None:
    values = {
        "item_id": item, "verdict": verdict, "decided_by": by, "note": note, "facts": dict(facts),
        "decided_at": moment,
    }  # fmt: skip
    connection.execute(insert(ReviewDecisionRow), values)
    connection.execute(update(ReviewItemRow).where(ReviewItemRow.id == item).values(status=verdict))


def _role(connection: Connection, known: KnownCatalog, slug: str) -> Any:
    try:
        return known.role(slug)
    except DatabaseError:
        slugs = connection.scalars(select(RoleRow.slug).where(RoleRow.retired.is_(False)))
        raise CatalogError(
            f"There is no role '{slug}' in the catalog.", hint=did_you_mean(slug, slugs)
        ) from None


def _skill(connection: Connection, slug: str) -> Any:
    row = connection.execute(
        select(SkillRow.id, SkillRow.slug, SkillRow.display_name).where(
            SkillRow.slug == slug, SkillRow.retired.is_(False)
        )
    ).first()
    if row is None:
        slugs = connection.scalars(select(SkillRow.slug).where(SkillRow.retired.is_(False)))
        raise CatalogError(f"There is no skill '{slug}' in the catalog.", hint=did_you_mean(slug, slugs))
    return row


def _line(text: str, what: str, most: int) -> str:
    line = visible_line(sound_text(text))
    if not line:
        raise AnnotationError(f"The {what} has no visible character.", hint="Write what it should say.")
    if len(line) > most:
        raise AnnotationError(
            f"The {what} has {len(line):,} characters.", hint=f"At most {most} are kept: shorten it."
        )
    return line
