"""An index of the recorded JDs' vectors inside PostgreSQL, by the extension pgvector (HNSW, cosine).

The index stands on the column that recording fills, through a function that reads its bytes as a vector. So
there is no second copy to keep up: the server adds to the index in the transaction that stores a vector, and
what is rolled back or undone is gone from it. An index can be dropped and made again at any time; nothing but
the speed of a search depends on it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Row, text
from sqlalchemy.exc import DBAPIError

from jdwork.database.transactions import database_errors

MOST_DIMENSIONS = 2000
"""Longest vector that pgvector indexes in single precision."""

MOST_CANDIDATES = 1000
"""Largest value of ``hnsw.ef_search``."""

_NOT_POSSIBLE = {
    "0A000": "the server lacks the extension pgvector",
    "58P01": "the server lacks the extension pgvector",
    "42501": "the database's user may not add the extension or the index",
    "42704": "the extension pgvector is too old, or stands in a schema that search_path does not name",
    "42883": "the extension pgvector is too old, or stands in a schema that search_path does not name",
}
"""What is said where an index cannot be made, by SQLSTATE."""

_LOCK = 0x6A64766563
"""Key of the PostgreSQL lock of the one process that makes an index ("jdvec" in ASCII)."""

# IEEE 754 single precision: a sign, 8 bits of exponent, 23 of fraction; exponent 0 holds zero and the numbers
# next to it, 255 what is no finite number. Sums and products are exact in double precision. OFFSET 0 keeps
# the planner from copying the inner expressions to every place where they are used.
_FUNCTION = """
CREATE OR REPLACE FUNCTION jdwork_vector(packed bytea) RETURNS vector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10000
RETURN (
  SELECT CASE
    WHEN bool_or(bits & 2139095040 = 2139095040) THEN NULL
    ELSE CAST(array_agg(
      CASE
        WHEN bits & 2139095040 = 2139095040 THEN CAST(0 AS real)
        WHEN bits & 2139095040 = 0 THEN CAST(
          (CASE WHEN bits < 0 THEN -1 ELSE 1 END) * (bits & 8388607)
          * power(CAST(2 AS double precision), -149) AS real)
        ELSE CAST(
          (CASE WHEN bits < 0 THEN -1 ELSE 1 END) * ((bits & 8388607) + 8388608)
          * power(CAST(2 AS double precision), ((bits >> 23) & 255) - 150) AS real)
      END ORDER BY place) AS vector)
    END
  FROM (
    SELECT place,
      (get_byte(held, 4 * place + 3) << 24) | (get_byte(held, 4 * place + 2) << 16)
      | (get_byte(held, 4 * place + 1) << 8) | get_byte(held, 4 * place) AS bits
    FROM
      (SELECT packed || CAST('' AS bytea) AS held OFFSET 0) AS once,
      generate_series(0, length(packed) / 4 - 1) AS place
    OFFSET 0
  ) AS numbers
)
"""


def make_vector_index(engine: Engine, encoder_id: str, *, dimension: int) -> str | None:
    """Make the index of one encoder's vectors, where the server can; others may record meanwhile.

    With 100,000 JDs that takes minutes; fewer where the server's ``maintenance_work_mem`` holds all vectors
    and half as much again (in the database's address: ``?options=-cmaintenance_work_mem=512MB``).

    Parameters
    ----------
    engine
        A database from `open_database`.
    encoder_id
        The encoder whose vectors are indexed.
    dimension
        Their length.

    Returns
    -------
    str or None
        Why there can be no index; None where there is one now (or was before).

    Raises
    ------
    DatabaseError
        If the database cannot be used.
    """
    if engine.dialect.name != "postgresql":
        return "only PostgreSQL can have one"
    if dimension > MOST_DIMENSIONS:
        return f"pgvector indexes vectors of up to {MOST_DIMENSIONS:,} numbers, these have {dimension:,}"
    with database_errors(engine.url), engine.connect() as connection:
        # Outside a transaction, beside the recorders' own: they would wait for one in a transaction.
        alone = connection.execution_options(isolation_level="AUTOCOMMIT", no_parameters=True)
        # Never waited for: the index waits for the transactions that see the table, this one among them.
        if not alone.exec_driver_sql(f"SELECT pg_try_advisory_lock({_LOCK})").scalar_one():
            return "another process is making it at this moment"
        try:
            _make(alone, encoder_id, dimension)
        except DBAPIError as error:
            why = _NOT_POSSIBLE.get(getattr(error.orig, "sqlstate", None) or "")
            if why is None:
                raise
            return why
        finally:
            alone.exec_driver_sql(f"SELECT pg_advisory_unlock({_LOCK})")
    return None


def drop_vector_index(engine: Engine, encoder_id: str, *, dimension: int) -> bool:
    """Drop the index of one encoder's vectors; says whether there was one."""
    if engine.dialect.name != "postgresql":
        return False
    name = index_name(encoder_id, dimension)
    with database_errors(engine.url), engine.begin() as connection:
        there = connection.scalar(text("SELECT to_regclass(:name) IS NOT NULL"), {"name": name})
        connection.exec_driver_sql(f"DROP INDEX IF EXISTS {name}")
    return bool(there)


def has_vector_index(connection: Connection, encoder_id: str, *, dimension: int) -> bool:
    """Whether the vectors of an encoder are indexed, all of them."""
    if connection.dialect.name != "postgresql":
        return False
    query = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(:name)"
    return bool(connection.scalar(text(query), {"name": index_name(encoder_id, dimension)}))


def near_by_index(
    connection: Connection, encoder_id: str, vector: Sequence[float], *, count: int
) -> Sequence[Row[Any]]:
    """Ask the index for vectors near to one.

    Parameters
    ----------
    connection
        A transaction that only reads, on a database where `has_vector_index`; settings are changed until
        its end.
    encoder_id
        The encoder whose vectors are meant.
    vector
        Shape (d,).
    count
        How many are wanted, up to `MOST_CANDIDATES`.

    Returns
    -------
    sequence of Row
        ``jd_id`` and ``vector`` (bytes), about the nearest ones; fewer than ``count`` where there are fewer,
        or the index gave up.
    """
    settings = {
        # Nothing else answers in the order of the distance without reading every row.
        "enable_seqscan": "off",
        "enable_sort": "off",
        "hnsw.ef_search": str(min(MOST_CANDIDATES, max(200, 2 * count))),
    }
    version = connection.scalar(text("SELECT extversion FROM pg_extension WHERE extname = 'vector'"))
    if version and tuple(map(int, re.findall(r"\d+", version)[:2])) >= (0, 8):
        # Rows that were replaced or undone stay in the index until the next vacuum: go on past them.
        settings["hnsw.iterative_scan"] = "strict_order"
    for name, value in settings.items():
        connection.execute(text("SELECT set_config(:name, :value, true)"), {"name": name, "value": value})
    dimension = len(vector)
    statement = (
        f"SELECT jd_id, vector FROM jd_embedding WHERE {_indexed(encoder_id, dimension)} "  # noqa: S608
        f"ORDER BY CAST(jdwork_vector(vector) AS vector({dimension})) "
        f"<=> CAST('[{','.join(map(repr, map(float, vector)))}]' AS vector({dimension})) LIMIT {int(count)}"
    )
    return connection.exec_driver_sql(statement, execution_options={"no_parameters": True}).all()


def index_name(encoder_id: str, dimension: int) -> str:
    """Name of the index of an encoder's vectors: encoder ids are longer than names may be."""
    digest = hashlib.sha256(encoder_id.encode()).hexdigest()[:16]
    return f"ix_jd_embedding_nearest_{digest}_{dimension}"


def _make(connection: Connection, encoder_id: str, dimension: int) -> None:
    name = index_name(encoder_id, dimension)
    if has_vector_index(connection, encoder_id, dimension=dimension):
        return
    connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS vector")
    connection.exec_driver_sql(_FUNCTION)
    # One whose making was interrupted costs as much as a whole one, and answers nothing.
    connection.exec_driver_sql(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
    connection.exec_driver_sql(
        f"CREATE INDEX CONCURRENTLY {name} ON jd_embedding "
        f"USING hnsw ((CAST(jdwork_vector(vector) AS vector({dimension}))) vector_cosine_ops) "
        f"WHERE {_indexed(encoder_id, dimension)}"
    )


def _indexed(encoder_id: str, dimension: int) -> str:
    """Which rows an index holds, as the statement that asks it must say again word for word."""
    from psycopg import sql

    return (
        f"encoder_id = {sql.Literal(encoder_id).as_string(None)} AND octet_length(vector) = {4 * dimension}"
    )
