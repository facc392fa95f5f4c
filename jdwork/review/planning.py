"""What approving items would do to the catalog, checked before anything is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields

from sqlalchemy import Connection, select

from jdwork.catalog.applying import apply_edit
from jdwork.catalog.edits import CatalogEdit
from jdwork.catalog.entry_check import check_entries
from jdwork.catalog.snapshot import CatalogSnapshot
from jdwork.catalog.stored import read_snapshot
from jdwork.database.tables import CatalogStateRow, ReviewItemRow
from jdwork.errors import CatalogError, ReviewError
from jdwork.review.choices import OF_ONE, Choices
from jdwork.review.drafting import Draft, draft_edits
from jdwork.review.evidence import gather_evidence
from jdwork.review.items import ReviewItem, find_item
from jdwork.review.verdicts import last_word, shown

LINKS = ("role_dimension", "skill_dimension")
"""Kinds of items that may name an entry which another item adds."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item.

    Parameters
    ----------
    item
        The item as it was before.
    status
        What it is now.
    changed
        False where it was decided so already.
    edits
        What approving it does to the catalog.
    notes
        What the reviewer should know.
    """

    item: ReviewItem
    status: str
    changed: bool
    edits: tuple[CatalogEdit, ...] = ()
    notes: tuple[str, ...] = ()


def current_catalog(connection: Connection, snapshot: CatalogSnapshot) -> CatalogSnapshot:
    """Return the catalog as the database holds it now; the one handed in where nothing changed."""
    stored = connection.scalar(select(CatalogStateRow.content_hash))
    return snapshot if stored == snapshot.content_hash else read_snapshot(connection)


def locked_items(
    connection: Connection, snapshot: CatalogSnapshot, numbers: Sequence[int]
) -> list[ReviewItem]:
    """Find items and hold their rows, in the order in which recording holds them too."""
    ids = {number for one in _distinct(connection, snapshot, numbers) for number in one.ids}
    connection.execute(
        select(ReviewItemRow.id)
        .where(ReviewItemRow.id.in_(ids))
        .order_by(ReviewItemRow.kind, ReviewItemRow.key)
        .with_for_update()
    ).all()
    # Read again under the lock: somebody may have decided meanwhile.
    return _distinct(connection, snapshot, numbers)


def _distinct(connection: Connection, snapshot: CatalogSnapshot, numbers: Iterable[int]) -> list[ReviewItem]:
    items = {item.ids: item for item in (find_item(connection, snapshot, number) for number in numbers)}
    return list(items.values())


def draft_items(
    connection: Connection,
    before: CatalogSnapshot,
    numbers: Sequence[int],
    choices: Choices | None,
    *,
    lock: bool,
) -> tuple[list[tuple[Outcome, Draft]], CatalogSnapshot]:
    """Draft what approving items does, one after the other, and check it.

    Parameters
    ----------
    connection
        A transaction; one that writes where ``lock`` is true.
    before
        The catalog as the database holds it.
    numbers
        Keys of the items.
    choices
        What takes the place of drafted values.
    lock
        Whether to hold the items' rows.

    Returns
    -------
    items
        Per item, what becomes of it, and its draft.
    after
        The catalog with all edits, without hash; ``before`` itself where nothing changes.

    Raises
    ------
    ReviewError, CatalogError
        As `jdwork.review.approve`.
    """
    find: Callable[..., list[ReviewItem]] = locked_items if lock else _distinct
    # What is new comes before the links that name it.
    items = sorted(find(connection, before, numbers), key=lambda item: item.kind in LINKS)
    alone = [name for name in OF_ONE if choices is not None and getattr(choices, name) is not None]
    if alone and len(items) > 1:
        raise ReviewError(
            f"'{alone[0].replace('_', '-')}' is about one item, but {len(items)} are named.",
            hint="Approve them one by one.",
        )
    after = before
    found = []
    for item in items:
        if item.status == "rejected":
            raise ReviewError(
                f"Item {item.id} ({shown(item)}) is rejected{last_word(item)}.",
                hint=f"Take that back first: 'jdwork review undo {item.id}'.",
            )
        if item.status != "pending":
            told = (f"It is {item.status} already.",)
            found.append((Outcome(item, item.status, changed=False, notes=told), Draft()))
            continue
        evidence = gather_evidence(connection, after, item)
        draft = draft_edits(item, after, evidence=evidence, choices=choices)
        reached = _after(after, draft, item)
        found.append((Outcome(item, "approved", changed=True, edits=draft.edits, notes=draft.notes), draft))
        after = reached
    if after is not before:
        check_entries(before, after)
    return found, after


def _after(snapshot: CatalogSnapshot, draft: Draft, item: ReviewItem) -> CatalogSnapshot:
    after = snapshot
    try:
        for edit in draft.edits:
            after = apply_edit(after, edit)
    except CatalogError as error:
        raise CatalogError(
            error.problem, where=f"review item {item.id} ({shown(item)})", hint=error.hint
        ) from None
    same = all(
        getattr(after, each.name) == getattr(snapshot, each.name)
        for each in fields(CatalogSnapshot)
        if each.name != "content_hash"
    )
    if same and draft.label is None and not draft.settles:
        raise ReviewError(
            f"Item {item.id} ({shown(item)}) has nothing to approve."
            + (f" {draft.notes[0]}" if draft.notes else ""),
            hint=f"Clear it from the queue with 'jdwork review reject {item.id}'.",
        )
    return snapshot if same else after
