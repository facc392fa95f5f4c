"""Reading the centroids that recorded runs have built up, and keeping them for comparison."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, insert, select

from jdwork.catalog.snapshot import CatalogSnapshot
from jdwork.database.tables import CentroidSnapshotRow, RoleCentroidRow, RoleRow
from jdwork.database.transactions import read_transaction, safe_url, write
from jdwork.errors import CatalogError, DatabaseError
from jdwork.record.votes import Totals
from jdwork.signals.centroids import Centroids


def load_centroids(
    engine: Engine, snapshot: CatalogSnapshot, encoder_id: str, *, dimension: int
) -> Centroids:
    """Read the centroids of one encoder, laid out for one catalog.

    Parameters
    ----------
    engine
        A database from `open_database`.
    snapshot
        Gives the order of the roles. A role that was merged into another adds to that one's centroid;
        roles that the snapshot lacks are left out.
    encoder_id
        The encoder whose vectors are wanted.
    dimension
        Length of its vectors, d; needed where nothing is recorded yet.

    Returns
    -------
    Centroids
        ``vectors`` float32 of shape (n_roles, d), unit rows (zero where no JD counts), and ``counts``
        int64 of shape (n_roles,). Equal records give equal bits, in whatever order they came.

    Raises
    ------
    DatabaseError
        If the stored centroids have another length.
    """
    with read_transaction(engine) as connection:
        stored = _stored(connection, encoder_id)
    return _laid_out(stored, snapshot, encoder_id, dimension, safe_url(engine.url))


@dataclass(frozen=True, slots=True)
class KeptCentroids:
    """All centroids of one encoder as they were at one moment."""

    id: int
    name: str
    encoder_id: str
    taken_at: datetime
    centroids: Centroids


def keep_centroids(engine: Engine, encoder_id: str, *, name: str = "") -> int:
    """Keep a copy of today's centroids, to measure drift against later.

    Parameters
    ----------
    engine
        A database from `open_database`.
    encoder_id
        The encoder whose centroids are meant.
    name
        What to call the copy.

    Returns
    -------
    int
        Key of the copy. Where nothing has changed since the latest copy of the same name, that one's.
    """
    return write(engine, lambda connection: _keep(connection, encoder_id, name))


def load_kept_centroids(
    engine: Engine, snapshot: CatalogSnapshot, encoder_id: str, *, dimension: int
) -> list[KeptCentroids]:
    """Read all kept copies of an encoder's centroids, oldest first, laid out as by `load_centroids`."""
    query = (
        select(CentroidSnapshotRow)
        .where(CentroidSnapshotRow.encoder_id == encoder_id)
        .order_by(CentroidSnapshotRow.taken_at, CentroidSnapshotRow.id)
    )
    where = safe_url(engine.url)
    with read_transaction(engine) as connection:
        rows = connection.execute(query).all()
    return [
        KeptCentroids(
            row.id,
            row.name,
            row.encoder_id,
            row.taken_at,
            _laid_out(_unpacked(row), snapshot, encoder_id, dimension, where),
        )
        for row in rows
    ]


_Stored = list[tuple[str, int, Totals]]


def _stored(connection: Connection, encoder_id: str) -> _Stored:
    rows = connection.execute(
        select(RoleRow.slug, RoleCentroidRow.n, RoleCentroidRow.total)
        .join(RoleRow, RoleRow.id == RoleCentroidRow.role_id)
        .where(RoleCentroidRow.encoder_id == encoder_id, RoleCentroidRow.n > 0)
        .order_by(RoleRow.slug)
    )
    return [(slug, n, np.frombuffer(total, dtype="<i8").astype(np.int64)) for slug, n, total in rows]


def _laid_out(
    stored: _Stored, snapshot: CatalogSnapshot, encoder_id: str, dimension: int, where: str
) -> Centroids:
    totals = np.zeros((len(snapshot.roles), dimension), dtype=np.int64)
    counts = np.zeros(len(snapshot.roles), dtype=np.int64)
    for slug, n, total in stored:
        if len(total) != dimension:
            raise DatabaseError(
                f"Centroids of the encoder '{encoder_id}' have length {len(total)}, not {dimension}.",
                where=where,
                hint="An encoder id must change with the length of its vectors.",
            )
        try:
            position = snapshot.role_index[snapshot.role(slug).slug]
        except CatalogError:  # a retired role
            continue
        totals[position] += total
        counts[position] = counts[position] + n
    vectors = np.zeros(totals.shape, dtype=np.float32)
    for position in np.flatnonzero(counts).tolist():
        vectors[position] = _unit(totals[position])
    vectors.setflags(write=False)
    counts.setflags(write=False)
    return Centroids(vectors, counts)


def _unit(total: Totals) -> NDArray[np.float32]:
    # Summed without rounding, so that every machine finds the same length.
    length = math.sqrt(math.fsum(float(step) ** 2 for step in total))
    return (total / length).astype(np.float32) if length else np.zeros(len(total), dtype=np.float32)


def _keep(connection: Connection, encoder_id: str, name: str) -> int:
    stored = _stored(connection, encoder_id)
    totals = b"".join(total.astype("<i8").tobytes() for _, _, total in stored)
    slugs, counts = [slug for slug, _, _ in stored], [n for _, n, _ in stored]
    digest = hashlib.sha256(repr((slugs, counts)).encode() + totals).hexdigest()
    latest = connection.execute(
        select(CentroidSnapshotRow.id, CentroidSnapshotRow.content_hash)
        .where(CentroidSnapshotRow.encoder_id == encoder_id, CentroidSnapshotRow.name == name)
        .order_by(CentroidSnapshotRow.id.desc())
        .limit(1)
    ).first()
    if latest is not None and latest.content_hash == digest:
        return latest.id
    values = {
        "encoder_id": encoder_id,
        "content_hash": digest,
        "name": name,
        "role_slugs": slugs,
        "counts": counts,
        "dimension": len(stored[0][2]) if stored else 0,
        "totals": totals,
    }
    return connection.execute(
        insert(CentroidSnapshotRow).returning(CentroidSnapshotRow.id), values
    ).scalar_one()


def _unpacked(row: Any) -> _Stored:
    slugs, counts = row.role_slugs, row.counts
    totals = np.frombuffer(row.totals, dtype="<i8").astype(np.int64)
    split = totals.reshape(len(slugs), -1) if slugs else totals.reshape(0, 0)
    return list(zip(slugs, counts, split, strict=True))
