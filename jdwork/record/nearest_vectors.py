"""The recorded JDs whose vectors lie nearest to one: compared with all, or by an index of the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select, text

from jdwork.database.tables import JdEmbeddingRow
from jdwork.database.vector_index import MOST_CANDIDATES, has_vector_index, near_by_index

BLOCK_BYTES = 2**20
"""Bytes of vectors that are compared at once; what is read beyond that is not kept."""

DECIMALS = 6
"""Similarities are rounded to as many: what a processor adds up differently must not change an order."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest JDs by key with their cosines, the nearest first; how many were compared, and if all."""

    jds: tuple[tuple[int, float], ...]
    compared: int
    exact: bool


def nearest_vectors(
    connection: Connection,
    vector: NDArray[np.floating],
    encoder_id: str,
    *,
    limit: int,
    without: int | None = None,
    exact: bool = False,
) -> Nearest:
    """Find the recorded JDs nearest to a vector, by cosine.

    Parameters
    ----------
    connection
        A transaction that only reads.
    vector
        Shape (d,), not all zeros.
    encoder_id
        The encoder that made it; only vectors of the same are compared.
    limit
        How many JDs at most. A JD with several vectors counts with the nearest.
    without
        Key of a JD to leave out.
    exact
        Compare with every vector, even where the database has an index of them.

    Returns
    -------
    Nearest
        Cosines to six decimals, ties by the JDs' keys. From an index a near JD may be missing; the cosines
        of those that it found are computed from the stored vectors all the same.
    """
    query = np.asarray(vector, dtype=np.float64)
    query = query / np.linalg.norm(query)
    if not exact:
        found = _by_index(connection, query, encoder_id, limit, without)
        if found is not None:
            return found
    return _by_all(connection, query, encoder_id, limit, without)


def _by_index(
    connection: Connection, query: NDArray[np.float64], encoder_id: str, limit: int, without: int | None
) -> Nearest | None:
    """The nearest, as an index of the database knows them; None where that will not do."""
    # More than are shown: a JD may have several vectors, and the index's own distances are rounded. Not many
    # more: the server reads the bytes of each that it returns once again, in a fifth of a millisecond.
    count = 2 * limit + 20
    if count > MOST_CANDIDATES // 2 or not has_vector_index(connection, encoder_id, dimension=len(query)):
        return None
    rows = near_by_index(connection, encoder_id, query.tolist(), count=count)
    if len(rows) < count:  # so few are compared in no time
        return None
    best = _Best(limit, without)
    best.add([row.jd_id for row in rows], cosines([row.vector for row in rows], query))
    return Nearest(best.found(), len(rows), exact=False) if len(best.found()) == limit else None


def _by_all(
    connection: Connection, query: NDArray[np.float64], encoder_id: str, limit: int, without: int | None
) -> Nearest:
    best, compared = _Best(limit, without), 0
    for rows in _blocks(connection, encoder_id, len(query)):
        ids, packed = zip(*rows, strict=True)
        best.add(ids, cosines(packed, query))
        compared += len(ids)
    return Nearest(best.found(), compared, exact=True)


def _blocks(connection: Connection, encoder_id: str, dimension: int) -> Iterator[Sequence[Any]]:
    """Read the vectors of an encoder in blocks of `BLOCK_BYTES`, with the keys of their JDs."""
    size = max(1, BLOCK_BYTES // (4 * dimension))
    if connection.dialect.name != "postgresql":
        statement = select(JdEmbeddingRow.jd_id, JdEmbeddingRow.vector).where(
            JdEmbeddingRow.encoder_id == encoder_id, JdEmbeddingRow.dimension == dimension
        )
        yield from connection.execute(statement, execution_options={"yield_per": size}).partitions()
        return
    # Every row will be read, not the first tenth for which a cursor is planned by default.
    connection.execute(text("SELECT set_config('cursor_tuple_fraction', '1', true)"))
    # A binary cursor: as text, which a driver asks for by itself, bytes take three times as long.
    connection.execute(
        text(
            "DECLARE jdwork_vectors BINARY NO SCROLL CURSOR FOR SELECT jd_id, vector FROM jd_embedding "
            "WHERE encoder_id = :encoder_id AND dimension = :dimension"
        ),
        {"encoder_id": encoder_id, "dimension": dimension},
    )
    fetch = text(f"FETCH FORWARD {size} FROM jdwork_vectors")
    while rows := connection.execute(fetch).all():
        yield rows
    connection.execute(text("CLOSE jdwork_vectors"))


def cosines(packed: Sequence[bytes], query: NDArray[np.float64]) -> NDArray[np.float64]:
    """Compute the cosine of each of some stored vectors with one of length one.

    Parameters
    ----------
    packed
        n vectors as the database holds them: little-endian float32.
    query
        Shape (d,), of length one.

    Returns
    -------
    ndarray of float64, shape (n,)
        To six decimals; NaN for a vector that has no direction (all zeros, or not finite).
    """
    rows = np.frombuffer(b"".join(packed), dtype="<f4").reshape(len(packed), len(query)).astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
        found = np.clip((rows @ query) / lengths, -1, 1)
    # Adding zero: minus zero is not told apart.
    return np.where(np.isfinite(lengths), np.round(found, DECIMALS) + 0.0, np.nan)


class _Best:
    """The nearest few of JDs that come in parts, each JD once."""

    def __init__(self, limit: int, without: int | None) -> None:
        self._limit, self._without = limit, without
        self._ids = np.zeros(0, dtype=np.int64)
        self._cosines = np.zeros(0, dtype=np.float64)

    def add(self, ids: Sequence[int], found: NDArray[np.float64]) -> None:
        keys = np.asarray(ids, dtype=np.int64)
        kept = ~np.isnan(found)
        if self._without is not None:
            kept &= keys != self._without
        if len(self._cosines) == self._limit:
            kept &= found >= self._cosines[-1]
        keys, near = np.concatenate([self._ids, keys[kept]]), np.concatenate([self._cosines, found[kept]])
        by_jd = np.lexsort((-near, keys))
        keys, near = keys[by_jd], near[by_jd]
        first = np.ones(len(keys), dtype=bool)
        first[1:] = keys[1:] != keys[:-1]
        keys, near = keys[first], near[first]
        order = np.lexsort((keys, -near))[: self._limit]
        self._ids, self._cosines = keys[order], near[order]

    def found(self) -> tuple[tuple[int, float], ...]:
        return tuple(zip(self._ids.tolist(), self._cosines.tolist(), strict=True))
