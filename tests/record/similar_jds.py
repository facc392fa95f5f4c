"""Recorded JDs with vectors of one's own, and their nearest by plain arithmetic."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from sqlalchemy import Engine, insert, select

from jdwork.database.tables import JdEmbeddingRow, JdRow, RunRow
from jdwork.database.transactions import write_transaction
from jdwork.record.nearest_vectors import DECIMALS

CHUNK = 2000


def clustered(count: int, dimension: int, *, seed: int = 0, spread: float = 1.0) -> np.ndarray:
    """Unit vectors round some centres, as JDs of kinds of work are; float32 of shape (count, dimension)."""
    random = np.random.default_rng(seed)
    centres = random.normal(size=(max(1, count // 50), dimension)).astype(np.float32)
    rows = centres[random.integers(len(centres), size=count)]
    rows += spread * random.normal(size=rows.shape).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def store_vectors(engine: Engine, vectors: Sequence[np.ndarray], *, encoder_id: str, first: int = 1) -> None:
    """Put JDs with a run and a vector each into the tables, without classifying anything."""
    with write_transaction(engine) as connection:
        for start in range(0, len(vectors), CHUNK):
            numbers = range(first + start, first + min(start + CHUNK, len(vectors)))
            connection.execute(
                insert(JdRow),
                [
                    {"id": n, "content_hash": hashlib.sha256(b"%d" % n).hexdigest(), "text": f"JD {n}."}
                    for n in numbers
                ],
            )
            connection.execute(
                insert(JdEmbeddingRow),
                [_vector_row(n, n, vectors[n - first], encoder_id) for n in numbers],
            )
            connection.execute(
                insert(RunRow), [{**_RUN, "id": n, "run_id": f"run-{n}", "jd_id": n, "jd_name": f"jd-{n}",
                                  "encoder_id": encoder_id, "embedding_id": n} for n in numbers],
            )  # fmt: skip


def store_another(engine: Engine, number: int, jd_id: int, vector: np.ndarray, *, encoder_id: str) -> None:
    """Put one more vector of a JD into the tables."""
    with write_transaction(engine) as connection:
        connection.execute(insert(JdEmbeddingRow), _vector_row(number, jd_id, vector, encoder_id))


def nearest_plainly(engine: Engine, query: np.ndarray, *, encoder_id: str, limit: int) -> list:
    """The nearest JDs by key with their cosines: all vectors read, each compared by itself."""
    best: dict[int, float] = {}
    with engine.connect() as connection:
        rows = connection.execute(
            select(JdEmbeddingRow.jd_id, JdEmbeddingRow.vector).where(JdEmbeddingRow.encoder_id == encoder_id)
        ).all()
    wanted = query.astype(np.float64)
    for row in rows:
        stored = np.frombuffer(row.vector, dtype="<f4").astype(np.float64)
        cosine = float(stored @ wanted / np.linalg.norm(stored) / np.linalg.norm(wanted))
        best[row.jd_id] = max(best.get(row.jd_id, -2.0), round(cosine, DECIMALS))
    return sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]


_RUN = {
    "decision_case": "C", "role_slug": "nurse", "confidence": 0.5, "queued": False, "accepted": False,
    "code_version": "1", "catalog_hash": "c", "config_hash": "c", "centroid_hash": "c", "decision": {},
    "detail": {}, "updates": {},
}  # fmt: skip


def _vector_row(number: int, jd_id: int, vector: np.ndarray, encoder_id: str) -> dict[str, object]:
    packed = np.ascontiguousarray(vector, dtype="<f4").tobytes()
    return {
        "id": number,
        "jd_id": jd_id,
        "encoder_id": encoder_id,
        "vector_hash": hashlib.sha256(packed).hexdigest(),
        "dimension": len(vector),
        "vector": packed,
    }
