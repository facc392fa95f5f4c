"""Taking an export back: what the files no longer hold waits for an export again."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, func, insert, select, update

from jdwork.catalog.journal import current_user
from jdwork.database.columns import now
from jdwork.database.tables import ReviewDecisionRow, ReviewItemRow
from jdwork.database.transactions import write


def take_back_export(engine: Engine, number: int, *, by: str | None = None) -> tuple[int, ...]:
    """Make the items of an export approved again, after its change of the files was undone.

    Parameters
    ----------
    engine
        A database from `open_database`.
    number
        Number of the undone change in the catalog's journal.
    by
        Who took it back; by default the user of this process.

    Returns
    -------
    tuple of int
        Keys of the items; empty if the change was no export, or its items were decided anew since.
    """
    return write(engine, lambda connection: _take_back(connection, number, by or current_user()))


def _take_back(connection: Connection, number: int, who: str) -> tuple[int, ...]:
    latest = select(func.max(ReviewDecisionRow.id)).group_by(ReviewDecisionRow.item_id).scalar_subquery()
    rows = connection.execute(
        select(ReviewItemRow.id, ReviewDecisionRow.facts)
        .join(ReviewDecisionRow, ReviewDecisionRow.item_id == ReviewItemRow.id)
        .where(
            ReviewItemRow.status == "exported",
            ReviewDecisionRow.verdict == "exported",
            ReviewDecisionRow.id.in_(latest),
        )
        .order_by(ReviewItemRow.kind, ReviewItemRow.key)
        .with_for_update(of=ReviewItemRow)
    ).all()
    items = [row.id for row in rows if row.facts.get("journal") == number]
    moment = now()
    for item in items:
        approved = connection.execute(
            select(ReviewDecisionRow.facts)
            .where(ReviewDecisionRow.item_id == item, ReviewDecisionRow.verdict == "approved")
            .order_by(ReviewDecisionRow.id.desc())
            .limit(1)
        ).scalar_one()
        connection.execute(
            insert(ReviewDecisionRow),
            {"item_id": item, "verdict": "approved", "decided_by": who, "facts": approved,
             "note": f"its export (change {number} of the catalog) was taken back", "decided_at": moment},
        )  # fmt: skip
    if items:
        connection.execute(update(ReviewItemRow).where(ReviewItemRow.id.in_(items)).values(status="approved"))
    return tuple(items)
