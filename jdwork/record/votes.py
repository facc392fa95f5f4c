"""Which JDs count for which role's centroid, kept exact.

A centroid is stored as a sum of vectors in whole steps of 2**-24. Whole numbers add up to the same
total in any order, and what was added can be taken away again to the last bit.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, and_, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from jdwork.database.tables import JdEmbeddingRow, RoleCentroidRow, RunRow
from jdwork.database.transactions import Vanished
from jdwork.errors import EncoderError

STEP = 2.0**-24
"""One step of the fixed-point sums; float32 components near 1 are no finer."""

_LARGEST = 16.0  # components of unit vectors are at most 1; far above that, sums could overflow

Totals = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Vote:
    """One JD's vector, counted for one role."""

    embedding_id: int
    role_id: int


def fixed_point(vector: NDArray[np.float32]) -> Totals:
    """Round a vector to whole steps of 2**-24.

    Parameters
    ----------
    vector
        Components between -16 and 16, shape (d,).

    Returns
    -------
    ndarray of int64, shape (d,)

    Raises
    ------
    EncoderError
        If a component is not a number, or far from any unit vector.
    """
    wide = np.asarray(vector, dtype=np.float64)
    if not np.all(np.abs(wide) <= _LARGEST):  # False for NaN as well
        raise EncoderError(
            "A vector holds values that no unit vector has (not a number, infinite or very large).",
            hint="Check the encoder: every row must have length one.",
        )
    return np.rint(wide / STEP).astype(np.int64)


def store_embedding(
    connection: Connection, jd_id: int, encoder_id: str, vector: NDArray[np.float32], *, jd_is_new: bool
) -> int:
    """Keep a JD's vector, once, and return its key.

    Parameters
    ----------
    connection
        An open write transaction that holds the lock on the JD's row.
    jd_id
        Key of the JD.
    encoder_id
        The encoder that made the vector.
    vector
        Shape (d,).
    jd_is_new
        Whether the JD cannot have a vector yet.

    Returns
    -------
    int
    """
    blob = np.ascontiguousarray(vector, dtype="<f4").tobytes()
    digest = hashlib.sha256(blob).hexdigest()
    if not jd_is_new:
        known = connection.scalar(
            select(JdEmbeddingRow.id).where(
                JdEmbeddingRow.jd_id == jd_id,
                JdEmbeddingRow.encoder_id == encoder_id,
                JdEmbeddingRow.vector_hash == digest,
            )
        )
        if known is not None:
            return known
    values = {
        "jd_id": jd_id,
        "encoder_id": encoder_id,
        "vector_hash": digest,
        "dimension": len(vector),
        "vector": blob,
    }
    return connection.execute(insert(JdEmbeddingRow).returning(JdEmbeddingRow.id), values).scalar_one()


def current_vote(connection: Connection, jd_id: int, encoder_id: str) -> Vote | None:
    """Return how a JD counts now, or None where it counts nowhere."""
    row = connection.execute(
        select(JdEmbeddingRow.id, JdEmbeddingRow.role_id).where(
            JdEmbeddingRow.jd_id == jd_id,
            JdEmbeddingRow.encoder_id == encoder_id,
            JdEmbeddingRow.role_id.is_not(None),
        )
    ).first()
    return None if row is None else Vote(row.id, row.role_id)


def latest_accepted(connection: Connection, jd_id: int, encoder_id: str) -> Vote | None:
    """Return how a JD should count: as the latest of its accepted runs says."""
    row = connection.execute(
        select(RunRow.embedding_id, RunRow.role_id)
        .where(RunRow.jd_id == jd_id, RunRow.encoder_id == encoder_id, RunRow.accepted)
        .order_by(RunRow.id.desc())
        .limit(1)
    ).first()
    return None if row is None else Vote(row.embedding_id, row.role_id)


def move_vote(connection: Connection, encoder_id: str, *, old: Vote | None, new: Vote | None) -> int:
    """Take a JD out of the centroid where it counts and add it to another.

    Parameters
    ----------
    connection
        An open write transaction that holds the lock on the JD's row.
    encoder_id
        The encoder whose centroids are meant.
    old, new
        How the JD counts until now and from now on, if at all.

    Returns
    -------
    int
        How many JDs the new role's centroid counts afterwards; 0 without a new role.
    """
    changes: dict[int, list[tuple[int, Totals]]] = {}
    if old != new:
        for vote, sign in ((old, -1), (new, 1)):
            if vote is not None:
                vector = _vector(connection, vote.embedding_id)
                changes.setdefault(vote.role_id, []).append((sign, sign * fixed_point(vector)))
    # One order for everybody: two writers that move JDs between the same roles never wait in a ring.
    counts = {role_id: _add(connection, role_id, encoder_id, changes[role_id]) for role_id in sorted(changes)}
    if old != new:
        # The old vote goes first, because a JD may count only once at any moment.
        for vote, role_id in ((old, None), (new, new.role_id if new else None)):
            if vote is not None:
                connection.execute(
                    update(JdEmbeddingRow)
                    .where(JdEmbeddingRow.id == vote.embedding_id)
                    .values(role_id=role_id)
                )
    if new is None:
        return 0
    if new.role_id in counts:
        return counts[new.role_id]
    return connection.scalar(select(RoleCentroidRow.n).where(_is(new.role_id, encoder_id))) or 0


def insert_unless_there(connection: Connection, table: Any) -> Any:
    """Begin an INSERT that leaves rows alone which are already there, in the words of the server."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    return dialect.insert(table).on_conflict_do_nothing()


def _add(connection: Connection, role_id: int, encoder_id: str, changes: list[tuple[int, Totals]]) -> int:
    added = sum(sign for sign, _ in changes)
    moved: Totals = np.sum([total for _, total in changes], axis=0)
    here = _is(role_id, encoder_id)
    held = (
        select(RoleCentroidRow.n, RoleCentroidRow.dimension, RoleCentroidRow.total)
        .where(here)
        .with_for_update()
    )
    row = connection.execute(held).first()
    if row is None:
        blank = {"n": 0, "dimension": len(moved), "total": np.zeros(len(moved), dtype="<i8").tobytes()}
        values = {"role_id": role_id, "encoder_id": encoder_id, **blank}
        connection.execute(insert_unless_there(connection, RoleCentroidRow), values)
        row = connection.execute(held).first()
    if row is None:
        raise Vanished
    if row.dimension != len(moved):
        raise EncoderError(
            f"The encoder '{encoder_id}' now makes vectors of length {len(moved)}, "
            f"but its centroids have length {row.dimension}.",
            hint="An encoder id must change with the length of its vectors.",
        )
    count = row.n + added
    if count == 0:
        connection.execute(delete(RoleCentroidRow).where(here))
        return 0
    total = np.frombuffer(row.total, dtype="<i8") + moved
    values = {"n": count, "total": total.astype("<i8").tobytes()}
    connection.execute(update(RoleCentroidRow).where(here).values(values))
    return count


def _is(role_id: int, encoder_id: str) -> Any:
    return and_(RoleCentroidRow.role_id == role_id, RoleCentroidRow.encoder_id == encoder_id)


def _vector(connection: Connection, embedding_id: int) -> NDArray[np.float32]:
    query = select(JdEmbeddingRow.vector).where(JdEmbeddingRow.id == embedding_id)
    return np.frombuffer(connection.execute(query).scalar_one(), dtype="<f4")
