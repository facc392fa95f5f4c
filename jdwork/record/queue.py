"""The review queue: which items runs have seen, and how many JDs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, tuple_, update

from jdwork.database.columns import now
from jdwork.database.tables import ReviewDecisionRow, ReviewItemRow, ReviewSightingRow
from jdwork.database.transactions import Vanished
from jdwork.record.proposals import Proposal, spelling_rank
from jdwork.record.votes import insert_unless_there


@dataclass(frozen=True, slots=True)
class QueuedItem:
    """A review item as it stands after a run was recorded."""

    id: int
    status: str


def note_sightings(
    connection: Connection,
    found: Sequence[Proposal],
    *,
    run_key: int,
    jd_id: int,
    role_id: int | None,
    skill_ids: Mapping[str, int],
    dimension_ids: Mapping[str, int] | None = None,
    jd_is_new: bool,
    run_is_new: bool = True,
) -> dict[tuple[str, str], QueuedItem]:
    """Put what a run proposes into the queue, making each item once and counting each JD once.

    Parameters
    ----------
    connection
        An open write transaction that holds the lock on the JD's row.
    found
        What the run proposes, each kind and key once.
    run_key, jd_id
        Keys of the run and of its JD.
    role_id
        Key of the chosen role.
    skill_ids, dimension_ids
        Keys of the skills and dimensions that are proposed, by slug.
    jd_is_new
        Whether no earlier run can have seen anything in this JD.
    run_is_new
        Whether this run cannot have seen anything yet.

    Returns
    -------
    dict
        The items by kind and key. One that a person has decided keeps its status.
    """
    if not found:
        return {}
    # Everybody makes and locks items in the same order, so that no two writers wait for each other.
    ordered = sorted(found, key=lambda each: (each.kind, each.key))
    moment = now()
    connection.execute(
        insert_unless_there(connection, ReviewItemRow),
        [
            {
                "kind": each.kind,
                "key": each.key,
                "name": each.name,
                "seen": 0,
                "jd_id": jd_id if each.kind == "decision" else None,
                "role_id": role_id if each.kind in {"role_skill", "new_kra", "role_alias"} else None,
                "skill_id": skill_ids.get(each.skill.slug if each.skill else each.of_skill or ""),
                "dimension_id": (dimension_ids or {}).get(each.of_dimension or ""),
                "created_at": moment,
            }
            for each in ordered
        ],
    )
    rows = _locked(connection, [(each.kind, each.key) for each in ordered])
    if len(rows) < len(ordered):
        raise Vanished
    again = set() if jd_is_new else _seen_in(connection, jd_id, [row.id for row in rows.values()])
    mine = set() if run_is_new else _seen_by(connection, run_key)
    sightings = [
        {
            "item_id": rows[each.kind, each.key].id,
            "run_key": run_key,
            "jd_id": jd_id,
            "name": each.name,
            "snippet": each.snippet,
            "span_start": each.start,
            "span_end": each.end,
        }
        for each in ordered
        if rows[each.kind, each.key].id not in mine
    ]
    if sightings:
        connection.execute(insert(ReviewSightingRow), sightings)
    changes = []
    for each in ordered:
        row = rows[each.kind, each.key]
        name = min(row.name, each.name, key=spelling_rank)
        if row.id not in again or name != row.name:
            changes.append({"item": row.id, "more": int(row.id not in again), "spelling": name})
    if changes:
        connection.execute(
            update(ReviewItemRow)
            .where(ReviewItemRow.id == bindparam("item"))
            .values(seen=ReviewItemRow.seen + bindparam("more"), name=bindparam("spelling")),
            changes,
        )
    return {key: QueuedItem(row.id, row.status) for key, row in rows.items()}


def forget_sightings(connection: Connection, run_key: int) -> None:
    """Take one run's sightings out of the queue, and items that nobody else has seen or decided.

    Parameters
    ----------
    connection
        An open write transaction that holds the lock on the JD's row.
    run_key
        Key of the run.
    """
    items = connection.execute(
        select(ReviewItemRow.id, ReviewItemRow.name, ReviewItemRow.status, ReviewItemRow.origin)
        .where(
            ReviewItemRow.id.in_(
                select(ReviewSightingRow.item_id).where(ReviewSightingRow.run_key == run_key)
            )
        )
        .order_by(ReviewItemRow.kind, ReviewItemRow.key)
        .with_for_update()
    ).all()
    connection.execute(delete(ReviewSightingRow).where(ReviewSightingRow.run_key == run_key))
    keys = [item.id for item in items]
    decided = set(
        connection.scalars(select(ReviewDecisionRow.item_id).where(ReviewDecisionRow.item_id.in_(keys)))
    )
    for item in items:
        seen = _distinct_jds(connection, item.id)
        if seen == 0 and item.origin == "run" and item.status == "pending" and item.id not in decided:
            connection.execute(delete(ReviewItemRow).where(ReviewItemRow.id == item.id))
            continue
        names = connection.scalars(
            select(ReviewSightingRow.name).where(ReviewSightingRow.item_id == item.id).distinct()
        ).all()
        connection.execute(
            update(ReviewItemRow)
            .where(ReviewItemRow.id == item.id)
            .values(seen=seen, name=min(names, key=spelling_rank, default=item.name))
        )


def _locked(connection: Connection, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Any]:
    rows = connection.execute(
        select(
            ReviewItemRow.id, ReviewItemRow.kind, ReviewItemRow.key, ReviewItemRow.name, ReviewItemRow.status
        )
        .where(tuple_(ReviewItemRow.kind, ReviewItemRow.key).in_(list(keys)))
        .order_by(ReviewItemRow.kind, ReviewItemRow.key)
        .with_for_update()
    )
    return {(row.kind, row.key): row for row in rows}


def _seen_in(connection: Connection, jd_id: int, items: Collection[int]) -> set[int]:
    query = select(ReviewSightingRow.item_id).where(
        ReviewSightingRow.jd_id == jd_id, ReviewSightingRow.item_id.in_(items)
    )
    return set(connection.scalars(query))


def _seen_by(connection: Connection, run_key: int) -> set[int]:
    return set(
        connection.scalars(select(ReviewSightingRow.item_id).where(ReviewSightingRow.run_key == run_key))
    )


def seen_by_others(connection: Connection, run_key: int, items: Collection[int]) -> frozenset[int]:
    """Return those of some items that another run has seen too.

    Parameters
    ----------
    connection
        A transaction.
    run_key
        Key of the run.
    items
        Keys of the items.
    """
    query = (
        select(ReviewSightingRow.item_id)
        .where(ReviewSightingRow.item_id.in_(sorted(items)), ReviewSightingRow.run_key != run_key)
        .distinct()
    )
    return frozenset(connection.scalars(query))


def _distinct_jds(connection: Connection, item_id: int) -> int:
    query = select(func.count(ReviewSightingRow.jd_id.distinct())).where(ReviewSightingRow.item_id == item_id)
    return connection.execute(query).scalar_one()
