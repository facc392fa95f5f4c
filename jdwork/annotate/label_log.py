"""The log of labels: what is said last of a JD counts, unless it was taken back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from jdwork.annotate.taken_back import taken_back
from jdwork.database.tables import LabelRow

WITHDRAWN = "withdrawn"
_CHUNK = 500  # values in one query


def say_label(
    connection: Connection,
    jd_id: int,
    *,
    verdict: str,
    role: str | None,
    by: str,
    note: str,
    moment: datetime,
) -> int:
    """Add a label to the log.

    Parameters
    ----------
    connection
        An open write transaction.
    jd_id
        Key of the JD.
    verdict, role
        What is said: a role with the verdict ``role``, or another verdict without one.
    by, note, moment
        Who says so, why, and when.

    Returns
    -------
    int
        Key of the row.
    """
    values = {
        "jd_id": jd_id, "verdict": verdict, "role_slug": role, "labelled_by": by, "note": note,
        "labelled_at": moment,
    }  # fmt: skip
    return connection.execute(insert(LabelRow).returning(LabelRow.id), values).scalar_one()


def take_back_label(connection: Connection, label_id: int, *, by: str, note: str, moment: datetime) -> int:
    """Take a row of the log back by adding one; taking that back says the first again.

    Parameters
    ----------
    connection
        An open write transaction, with the lock on the JD's row where others may label it meanwhile.
    label_id
        Key of the row to take back.
    by, note, moment
        Who does so, why, and when.

    Returns
    -------
    int
        Key of the added row. It repeats what is in force from now on.
    """
    jd_id = connection.execute(select(LabelRow.jd_id).where(LabelRow.id == label_id)).scalar_one()
    rows = _rows(connection, [jd_id])
    following = max(row.id for row in rows) + 1
    held = in_force(rows, more=[(following, label_id)])
    values = {
        "jd_id": jd_id,
        "verdict": WITHDRAWN if held is None else held.verdict,
        "role_slug": None if held is None else held.role_slug,
        "run_id": None if held is None else held.run_id,
        "labelled_by": by,
        "note": note,
        "labelled_at": moment,
        "takes_back": label_id,
    }
    return connection.execute(insert(LabelRow).returning(LabelRow.id), values).scalar_one()


def in_force(rows: Sequence[Any], *, more: Iterable[tuple[int, int]] = ()) -> Any:
    """Find which row of one JD's log counts.

    Parameters
    ----------
    rows
        The whole log of the JD, with the columns ``id`` and ``takes_back``.
    more
        Number, and what it takes back, of rows that are yet to come.

    Returns
    -------
    row
        The latest that was not taken back, and does not take back itself; None where there is none.
    """
    gone = taken_back([*((row.id, row.takes_back) for row in rows if row.takes_back is not None), *more])
    said = [row for row in rows if row.takes_back is None and row.id not in gone]
    return max(said, key=lambda row: row.id, default=None)


def labels_in_force(connection: Connection, jd_ids: Collection[int]) -> dict[int, Any]:
    """Find the labels of some JDs that count.

    Parameters
    ----------
    connection
        A transaction.
    jd_ids
        Keys of the JDs.

    Returns
    -------
    dict
        Row of the log by JD; JDs without label, or whose label was withdrawn, are left out.
    """
    logs: dict[int, list[Any]] = {}
    for row in _rows(connection, jd_ids):
        logs.setdefault(row.jd_id, []).append(row)
    found = {jd_id: in_force(rows) for jd_id, rows in logs.items()}
    return {jd_id: row for jd_id, row in found.items() if row is not None and row.verdict != WITHDRAWN}


def _rows(connection: Connection, jd_ids: Collection[int]) -> list[Any]:
    ordered = sorted(jd_ids)
    found: list[Any] = []
    for start in range(0, len(ordered), _CHUNK):
        query = (
            select(
                LabelRow.id,
                LabelRow.jd_id,
                LabelRow.verdict,
                LabelRow.role_slug,
                LabelRow.run_id,
                LabelRow.labelled_by,
                LabelRow.note,
                LabelRow.labelled_at,
                LabelRow.takes_back,
            )
            .where(LabelRow.jd_id.in_(ordered[start : start + _CHUNK]))
            .order_by(LabelRow.id)
        )
        found += connection.execute(query).all()
    return found
