"""Rows of the review queue: which are wanted, in which order, and which mean the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select, tuple_

from jdwork.catalog.snapshot import CatalogSnapshot
from jdwork.database.tables import ReviewItemRow, ReviewSightingRow, RunRow
from jdwork.review.meaning import OF_ROLE, OF_SKILL, Meaning, all_slugs, meaning_of

Order = Literal["seen", "latest", "oldest", "name"]
ORDERS: tuple[Order, ...] = ("seen", "latest", "oldest", "name")
_CHUNK = 100  # conditions in one query; SQLite limits how deep an expression may be


def item_rows() -> Any:
    """Select what an item is made of."""
    return select(
        ReviewItemRow.id,
        ReviewItemRow.kind,
        ReviewItemRow.key,
        ReviewItemRow.name,
        ReviewItemRow.status,
        ReviewItemRow.seen,
    )


def wanted_rows(
    snapshot: CatalogSnapshot,
    kind: str | None,
    role: str | None,
    search: str | None,
    *,
    least_jds: int = 1,
) -> list[ColumnElement[bool]]:
    """Say which rows are wanted, but for their status, which a merge may change.

    ``least_jds`` is meant for new roles: below it a proposal waits for more of its like.
    """
    conditions: list[ColumnElement[bool]] = []
    if least_jds > 1:
        conditions.append(
            or_(
                ReviewItemRow.kind != "new_role",
                ReviewItemRow.status != "pending",
                ReviewItemRow.seen >= least_jds,
            )
        )
    if kind is not None:
        conditions.append(ReviewItemRow.kind == kind)
    if search:
        conditions.append(
            or_(
                ReviewItemRow.name.icontains(search, autoescape=True),
                ReviewItemRow.key.icontains(search, autoescape=True),
            )
        )
    if role is not None:
        slugs = all_slugs(snapshot, role)
        named = [ReviewItemRow.key.startswith(f"{slug}/", autoescape=True) for slug in slugs]
        seen = exists().where(
            ReviewSightingRow.item_id == ReviewItemRow.id,
            RunRow.id == ReviewSightingRow.run_key,
            RunRow.role_slug.in_(slugs),
        )
        conditions.append(
            or_(
                and_(ReviewItemRow.kind.in_(OF_ROLE), or_(*named)),
                and_(ReviewItemRow.kind.not_in(OF_ROLE), seen),
            )
        )
    return conditions


def sorting(order: Order) -> tuple[Any, ...]:
    """Say in which order rows come."""
    last = (
        select(func.max(ReviewSightingRow.run_key))
        .where(ReviewSightingRow.item_id == ReviewItemRow.id)
        .scalar_subquery()
    )
    return {
        "seen": (ReviewItemRow.seen.desc(), ReviewItemRow.id),
        "latest": (func.coalesce(last, 0).desc(), ReviewItemRow.id),
        "oldest": (ReviewItemRow.id,),
        "name": (func.lower(ReviewItemRow.name), ReviewItemRow.id),
    }[order]


def moved_rows(connection: Connection, snapshot: CatalogSnapshot, *, kind: str | None = None) -> list[Any]:
    """Find the rows that a redirect concerns, and those that mean the same as one of them."""
    conditions = []
    for each in snapshot.redirections:
        if each.kind == "role":
            of_role = ReviewItemRow.key.startswith(f"{each.slug}/", autoescape=True)
            conditions.append(and_(ReviewItemRow.kind.in_(OF_ROLE), of_role))
        else:
            behind = ReviewItemRow.key.endswith(f"/{each.slug}", autoescape=True)
            before = ReviewItemRow.key.startswith(f"{each.slug}/", autoescape=True)
            conditions.append(and_(ReviewItemRow.kind == "role_skill", behind))
            conditions.append(and_(ReviewItemRow.kind.in_(OF_SKILL), before))
    only = [] if kind is None else [ReviewItemRow.kind == kind]
    found: dict[int, Any] = {}
    for some in chunks(conditions):
        found |= {row.id: row for row in connection.execute(item_rows().where(or_(*some), *only))}
    today = sorted(
        {(row.kind, meaning_of(row.kind, row.key, row.name, snapshot).key) for row in found.values()}
    )
    for keys in chunks(today):
        query = item_rows().where(tuple_(ReviewItemRow.kind, ReviewItemRow.key).in_(keys))
        found |= {row.id: row for row in connection.execute(query)}
    return list(found.values())


def grouped(rows: Iterable[Any], snapshot: CatalogSnapshot) -> list[list[tuple[Any, Meaning]]]:
    """Put rows that mean the same together."""
    groups: dict[tuple[str, str], list[tuple[Any, Meaning]]] = {}
    for row in rows:
        meaning = meaning_of(row.kind, row.key, row.name, snapshot)
        groups.setdefault((row.kind, meaning.key), []).append((row, meaning))
    # The row that is written as one would write it today goes first.
    return [
        sorted(group, key=lambda pair: (pair[0].key != pair[1].key, pair[0].id)) for group in groups.values()
    ]


def chunks(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """Cut what would make a query too long into parts."""
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))
