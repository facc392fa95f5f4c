"""JDs that wait under review items of new roles, read back from the database."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import Connection, select

from jdwork.database.tables import (
    JdEmbeddingRow,
    JdRow,
    ReviewDecisionRow,
    ReviewItemRow,
    ReviewSightingRow,
    RunRow,
)
from jdwork.discover import UnknownJd
from jdwork.record.unknown import stored_unknown
from jdwork.text import JobDescription

_CHUNK = 500  # values in one condition; SQLite allows some thousands


@dataclass(frozen=True, eq=False)
class Waiting:
    """One JD with the sightings that it has of new roles."""

    jd: UnknownJd
    item_of_run: Mapping[int, int]


@dataclass(frozen=True, eq=False)
class NewRoleQueue:
    """The items of new roles, and who was seen under which."""

    rows: Mapping[int, Any]
    held: frozenset[int]
    sightings: frozenset[tuple[int, int, int]]

    @property
    def state(self) -> object:
        """What a plan relies on."""
        return self.sightings, self.held, {item: row.key for item, row in self.rows.items()}


def read_queue(connection: Connection, *, lock: bool) -> NewRoleQueue:
    """Read the items of new roles.

    Parameters
    ----------
    connection
        A transaction.
    lock
        Whether to hold the items' rows, in the order in which recording holds them too.
    """
    query = (
        select(ReviewItemRow.id, ReviewItemRow.key, ReviewItemRow.name, ReviewItemRow.seen,
               ReviewItemRow.status, ReviewItemRow.origin)
        .where(ReviewItemRow.kind == "new_role")
        .order_by(ReviewItemRow.kind, ReviewItemRow.key)
    )  # fmt: skip
    rows = {row.id: row for row in connection.execute(query.with_for_update() if lock else query)}
    held = _decided(connection, rows)
    held |= {row.id for row in rows.values() if row.status != "pending" or row.origin != "run"}
    return NewRoleQueue(rows, frozenset(held), _sightings(connection, rows))


def waiting_jds(
    connection: Connection, items: Collection[int], *, most: int | None = None
) -> list[UnknownJd]:
    """Read the JDs under some review items of new roles, those seen last first.

    Parameters
    ----------
    connection
        A transaction.
    items
        Keys of the items.
    most
        JDs to read; all by default.
    """
    sightings = _sightings(connection, items)
    return [one.jd for one in read_waiting(connection, sightings, most=most).values()]


def _decided(connection: Connection, items: Collection[int]) -> set[int]:
    """Items about which somebody said something, now or once."""
    found: set[int] = set()
    for some in chunks(sorted(items)):
        query = select(ReviewDecisionRow.item_id).where(ReviewDecisionRow.item_id.in_(some)).distinct()
        found |= set(connection.scalars(query))
    return found


def _sightings(connection: Connection, items: Collection[int]) -> frozenset[tuple[int, int, int]]:
    """Who was seen under some items: item, JD, run."""
    sightings: set[tuple[int, int, int]] = set()
    for some in chunks(sorted(items)):
        query = select(ReviewSightingRow.item_id, ReviewSightingRow.jd_id, ReviewSightingRow.run_key)
        found = connection.execute(query.where(ReviewSightingRow.item_id.in_(some)))
        sightings |= {(row.item_id, row.jd_id, row.run_key) for row in found}
    return frozenset(sightings)


def read_waiting(
    connection: Connection,
    sightings: Iterable[tuple[int, int, int]],
    *,
    most: int | None = None,
) -> dict[int, Waiting]:
    """Read JDs with their latest runs.

    Parameters
    ----------
    connection
        A transaction.
    sightings
        Item, JD and run.
    most
        JDs to read, those seen last; all by default.

    Returns
    -------
    dict
        By key of the JD, those seen last first. Vectors of two encoders cannot be compared, so only those
        of the commonest one are read.
    """
    items: dict[int, dict[int, int]] = defaultdict(dict)
    for item, jd_id, run_key in sightings:
        items[jd_id][run_key] = item
    latest = {max(runs): jd_id for jd_id, runs in items.items()}
    wanted = sorted(latest, reverse=True)[:most]
    encoder = _commonest_encoder(connection, wanted)
    found = {}
    for some in chunks(wanted):
        query = (
            select(
                RunRow.id, RunRow.jd_name, RunRow.encoder_id, RunRow.decision, RunRow.detail,
                JdRow.title, JdRow.text, JdEmbeddingRow.vector,
            )
            .join(JdRow, JdRow.id == RunRow.jd_id)
            .outerjoin(JdEmbeddingRow, JdEmbeddingRow.id == RunRow.embedding_id)
            .where(RunRow.id.in_(some))
            .order_by(RunRow.id.desc())
        )  # fmt: skip
        for row in connection.execute(query):
            known = row.vector is not None and row.encoder_id == encoder
            jd = stored_unknown(
                JobDescription(id=row.jd_name, text=row.text, title=row.title),
                name=row.decision.get("new_role_name") or "",
                vector=np.frombuffer(row.vector, dtype="<f4") if known else None,
                decision=row.decision,
                detail=row.detail,
            )
            found[latest[row.id]] = Waiting(jd, dict(sorted(items[latest[row.id]].items())))
    return found


def _commonest_encoder(connection: Connection, runs: Sequence[int]) -> str | None:
    counts: Counter[str] = Counter()
    for some in chunks(runs):
        query = select(RunRow.encoder_id).where(RunRow.id.in_(some), RunRow.embedding_id.is_not(None))
        counts.update(connection.scalars(query))
    return min(counts, key=lambda name: (-counts[name], name), default=None)


def chunks(values: Sequence[int]) -> Iterable[Sequence[int]]:
    """Cut what would make a condition too long into parts."""
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))
