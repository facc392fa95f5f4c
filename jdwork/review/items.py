"""The review queue as people read it: items, how often they were seen, what was decided."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from jdwork.catalog.snapshot import CatalogSnapshot
from jdwork.database.tables import ReviewDecisionRow, ReviewItemRow, ReviewSightingRow, RunRow
from jdwork.database.transactions import read_transaction
from jdwork.database.vocabulary import REVIEW_STATUSES
from jdwork.errors import ReviewError, did_you_mean
from jdwork.review.item_rows import (
    ORDERS,
    Order,
    chunks,
    grouped,
    item_rows,
    moved_rows,
    sorting,
    wanted_rows,
)
from jdwork.review.meaning import KINDS, Meaning, meaning_of


@dataclass(frozen=True, slots=True)
class ItemDecision:
    """What somebody decided about an item, and when; the verdict ``pending`` takes a decision back."""

    verdict: str
    by: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One thing to review. Rows of the queue that mean the same after a merge are one item.

    Parameters
    ----------
    ids
        Keys of its rows; any of them names the item, the first is the one to show.
    kind
        One of `jdwork.review.KINDS`.
    key
        What it is about, slugs as the catalog has them today.
    name
        How to show it.
    status
        ``pending``, ``approved`` (in the database's catalog), ``exported`` (in the files too) or
        ``rejected``.
    seen
        JDs it was seen in.
    role, skill, dimension
        Slugs that it is about, redirects followed.
    first_seen, last_seen
        When the runs that saw it were recorded.
    decisions
        What was decided about it, oldest first.
    own_roles
        Per row, the role slug as the queue has it.
    """

    ids: tuple[int, ...]
    kind: str
    key: str
    name: str
    status: str
    seen: int
    role: str | None = None
    skill: str | None = None
    dimension: str | None = None
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    decisions: tuple[ItemDecision, ...] = ()
    own_roles: tuple[str | None, ...] = field(default=(), repr=False)

    @property
    def id(self) -> int:
        """The key to name it by."""
        return self.ids[0]


def list_items(
    engine: Engine,
    snapshot: CatalogSnapshot,
    *,
    kind: str | None = None,
    status: str | None = "pending",
    role: str | None = None,
    search: str | None = None,
    limit: int = 50,
    order: Order = "seen",
    least_jds: int = 1,
) -> list[ReviewItem]:
    """List the review queue.

    Parameters
    ----------
    engine
        The database.
    snapshot
        The catalog whose redirects count.
    kind
        One of `jdwork.review.KINDS`; all by default.
    status
        ``pending``, ``approved``, ``rejected`` or ``exported``; None for all.
    role
        Items about this role, or seen in JDs that got it.
    search
        Text that the name or key holds, in any letter case.
    limit
        How many items.
    order
        ``seen`` (in most JDs first), ``latest`` (seen last), ``oldest`` (queued first) or ``name``.
    least_jds
        JDs that must ask for a new role before it is listed (``new_role.min_size``).

    Returns
    -------
    list of ReviewItem

    Raises
    ------
    ReviewError
        If there is no such kind, status or order.
    CatalogError
        If there is no such role.
    """
    _one_of("kind", kind, KINDS)
    _one_of("status", status, REVIEW_STATUSES)
    _one_of("order", order, ORDERS)
    wanted = wanted_rows(snapshot, kind, role, search, least_jds=least_jds)
    with read_transaction(engine) as connection:
        moved = moved_rows(connection, snapshot)
        moved_ids = {row.id for row in moved}
        query = item_rows().where(*wanted)
        if status is not None:
            query = query.where(ReviewItemRow.status == status)
        query = query.order_by(*sorting(order)).limit(limit + len(moved_ids))
        plain = [row for row in connection.execute(query) if row.id not in moved_ids]
        fitting = set()
        for ids in chunks(sorted(moved_ids)):
            fitting |= set(
                connection.scalars(select(ReviewItemRow.id).where(ReviewItemRow.id.in_(ids), *wanted))
            )
        groups = [group for group in grouped(moved, snapshot) if any(row.id in fitting for row, _ in group)]
        groups += [[(row, meaning_of(row.kind, row.key, row.name, snapshot))] for row in plain]
        items = _items(connection, groups)
    if status is not None:
        items = [item for item in items if item.status == status]
    return sorted(items, key=_rank(order))[:limit]


def find_item(connection: Connection, snapshot: CatalogSnapshot, number: int) -> ReviewItem:
    """Find one item by the key of any of its rows, with all rows that mean the same.

    Raises
    ------
    ReviewError
        If there is none.
    """
    row = connection.execute(item_rows().where(ReviewItemRow.id == number)).first()
    if row is None:
        raise ReviewError(
            f"There is no review item {number}.", hint="'jdwork review list --status all' lists them."
        )
    meaning = meaning_of(row.kind, row.key, row.name, snapshot)
    groups = grouped(moved_rows(connection, snapshot, kind=row.kind), snapshot)
    group = next((one for one in groups if any(each.id == number for each, _ in one)), [(row, meaning)])
    return _items(connection, [group])[0]


def count_items(engine: Engine) -> dict[str, dict[str, int]]:
    """Count the rows of the queue, by kind and status."""
    counts: dict[str, dict[str, int]] = {}
    query = select(ReviewItemRow.kind, ReviewItemRow.status, func.count()).group_by(
        ReviewItemRow.kind, ReviewItemRow.status
    )
    with read_transaction(engine) as connection:
        for kind, status, count in connection.execute(query):
            counts.setdefault(kind, {})[status] = count
    return counts


def _one_of(what: str, value: str | None, known: Sequence[str]) -> None:
    if value is not None and value not in known:
        raise ReviewError(f"There is no {what} '{value}'.", hint=did_you_mean(value, known))


def _rank(order: Order) -> Any:
    def latest(item: ReviewItem) -> tuple[float, int]:
        return (-item.last_seen.timestamp() if item.last_seen else 0.0, item.id)

    return {
        "seen": lambda item: (-item.seen, item.id),
        "latest": latest,
        "oldest": lambda item: item.id,
        "name": lambda item: (item.name.lower(), item.id),
    }[order]


def _items(connection: Connection, groups: Sequence[Sequence[tuple[Any, Meaning]]]) -> list[ReviewItem]:
    ids = [row.id for group in groups for row, _ in group]
    times = _times(connection, ids)
    decisions = _decisions(connection, ids)
    return [_item(connection, group, times, decisions) for group in groups]


def _item(
    connection: Connection,
    group: Sequence[tuple[Any, Meaning]],
    times: dict[int, tuple[datetime, datetime]],
    decisions: dict[int, list[Any]],
) -> ReviewItem:
    row, meaning = group[0]
    ids = tuple(one.id for one, _ in group)
    seen, status = row.seen, row.status
    decided = sorted((each for number in ids for each in decisions.get(number, ())), key=lambda each: each.id)
    if len(group) > 1:
        query = select(func.count(ReviewSightingRow.jd_id.distinct())).where(
            ReviewSightingRow.item_id.in_(ids)
        )
        seen = connection.execute(query).scalar_one()
        # What was decided last about either holds for both.
        if decided:
            status = next(one.status for one, _ in group if one.id == decided[-1].item_id)
    spans = [times[number] for number in ids if number in times]
    told = {(each.verdict, each.decided_by, each.note, each.decided_at): each for each in decided}
    return ReviewItem(
        ids=ids,
        kind=row.kind,
        key=meaning.key,
        name=row.name,
        status=status,
        seen=seen,
        role=meaning.role,
        skill=meaning.skill,
        dimension=meaning.dimension,
        first_seen=min((first for first, _ in spans), default=None),
        last_seen=max((last for _, last in spans), default=None),
        decisions=tuple(ItemDecision(*one) for one in told),
        own_roles=tuple(one.own_role for _, one in group),
    )


def _times(connection: Connection, ids: Collection[int]) -> dict[int, tuple[datetime, datetime]]:
    times: dict[int, tuple[datetime, datetime]] = {}
    for some in chunks(sorted(ids)):
        query = (
            select(ReviewSightingRow.item_id, func.min(RunRow.recorded_at), func.max(RunRow.recorded_at))
            .join(RunRow, RunRow.id == ReviewSightingRow.run_key)
            .where(ReviewSightingRow.item_id.in_(some))
            .group_by(ReviewSightingRow.item_id)
        )
        times |= {item: (first, last) for item, first, last in connection.execute(query)}
    return times


def _decisions(connection: Connection, ids: Collection[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for some in chunks(sorted(ids)):
        query = (
            select(
                ReviewDecisionRow.id,
                ReviewDecisionRow.item_id,
                ReviewDecisionRow.verdict,
                ReviewDecisionRow.decided_by,
                ReviewDecisionRow.note,
                ReviewDecisionRow.decided_at,
            )
            .where(ReviewDecisionRow.item_id.in_(some))
            .order_by(ReviewDecisionRow.id)
        )
        for row in connection.execute(query):
            found.setdefault(row.item_id, []).append(row)
    return found
