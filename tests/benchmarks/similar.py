"""How long the recorded JDs nearest to one take to find, on each server, and what the index misses.

``python -m tests.benchmarks.similar --jds 100000`` stores JDs with vectors round some centres, asks for the
ten nearest of some, and prints milliseconds a query: SQLite and PostgreSQL comparing all, PostgreSQL by its
index; recall of the index, the time to make it, and what it adds to recording a JD.
"""
# ruff: noqa: T201

from __future__ import annotations

import argparse
import resource
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from sqlalchemy import Engine, text

from jdwork.database.engine import open_database
from jdwork.database.vector_index import index_name, make_vector_index
from jdwork.record import find_similar, record
from tests.fresh_databases import postgres_databases
from tests.record.factory import SETTINGS, make_record, seed_catalog
from tests.record.similar_jds import clustered, store_vectors

ENCODER = "benchmark"
SHOWN = 10


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="similar", description=__doc__)
    parser.add_argument("--jds", type=int, default=100_000, help="recorded JDs (default 100,000)")
    parser.add_argument("--dimension", type=int, default=384, help="of their vectors (default 384)")
    parser.add_argument("--queries", type=int, default=50, help="by the index; a fifth by comparing (50)")
    parser.add_argument("--spread", type=float, default=1.0, help="of JDs round their centres (default 1)")
    parser.add_argument("--recorded", type=int, default=300, help="JDs recorded with and without (300)")
    asked = parser.parse_args(arguments)
    vectors = clustered(asked.jds + asked.queries, asked.dimension, spread=asked.spread)
    vectors, queries = vectors[: asked.jds], vectors[asked.jds :]
    few = queries[: max(1, asked.queries // 5)]
    print(f"{asked.jds:,} JDs, {asked.dimension} numbers each, spread {asked.spread:g}")
    with tempfile.TemporaryDirectory(prefix="jdwork-similar-") as folder:
        engine = open_database(f"sqlite:///{Path(folder) / 'jdwork.sqlite'}")
        store_vectors(engine, vectors, encoder_id=ENCODER)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        on_sqlite, _ = _asked("SQLite, all compared", engine, few)
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        print(f"  peak memory grew by {grown / 1024:,.0f} MB while asking")
        engine.dispose()
    with postgres_databases() as server:
        engine = open_database(server.empty())
        seed_catalog(engine)
        store_vectors(engine, vectors, encoder_id=ENCODER)
        _moved_on(engine)
        on_postgres, _ = _asked("PostgreSQL, all compared", engine, few)
        print(f"  the same as on SQLite: {on_postgres == on_sqlite}")
        without = _recording(engine, range(asked.recorded), asked.dimension)
        began = time.perf_counter()
        if (why := make_vector_index(engine, ENCODER, dimension=asked.dimension)) is not None:
            print(f"no index: {why}")
            return
        made = time.perf_counter() - began
        with engine.connect() as connection:
            size = connection.scalar(
                text("SELECT pg_relation_size(to_regclass(:name))"),
                {"name": index_name(ENCODER, asked.dimension)},
            )
        print(f"index made in {made:,.0f} s, {size / 2**20:,.0f} MB")
        by_index, chosen = _asked("PostgreSQL, by its index", engine, queries)
        exact = [_pairs(find_similar(engine, one, ENCODER, limit=SHOWN, exact=True)) for one in queries]
        hits = sum(len(set(a) & set(b)) for a, b in zip(by_index, exact, strict=True))
        print(f"  answered by the index: {chosen} of {len(queries)}")
        print(f"  recall@{SHOWN}: {hits / sum(map(len, exact)):.4f}")
        numbers = range(asked.recorded, 2 * asked.recorded)
        with_index = _recording(engine, numbers, asked.dimension)
        print(f"recording a JD: {without:.2f} ms without the index, {with_index:.2f} ms with it")
        engine.dispose()


def _asked(what: str, engine: Engine, queries: np.ndarray) -> tuple[list, int]:
    """Ask once to warm up, then measure each query; prints, and returns what was found."""
    find_similar(engine, queries[0], ENCODER, limit=SHOWN)
    taken, found, chosen = [], [], 0
    for query in queries:
        began = time.perf_counter()
        answer = find_similar(engine, query, ENCODER, limit=SHOWN)
        taken.append(1000 * (time.perf_counter() - began))
        found.append(_pairs(answer))
        chosen += not answer.exact
    print(
        f"{what}: {statistics.median(taken):,.1f} ms a query (median of {len(taken)}, best {min(taken):,.1f})"
    )
    return found, chosen


def _pairs(found: object) -> list[tuple[str, float]]:
    return [(jd.name, jd.similarity) for jd in found.jds]  # type: ignore[attr-defined]


def _recording(engine: Engine, numbers: range, dimension: int) -> float:
    """Milliseconds that recording a JD takes."""
    vectors = clustered(len(numbers), dimension, seed=numbers.start + 1)
    records = [make_record(number, vector=vector) for number, vector in zip(numbers, vectors, strict=True)]
    records = [replace(one, provenance=replace(one.provenance, encoder_id=ENCODER)) for one in records]
    began = time.perf_counter()
    for one in records:
        record(one, engine, settings=SETTINGS)
    return 1000 * (time.perf_counter() - began) / len(records)


def _moved_on(engine: Engine) -> None:
    """Let PostgreSQL count on behind the keys that were given, and look over what is in the tables."""
    with engine.begin() as connection:
        for table in ("jd", "jd_embedding", "run"):
            connection.execute(text(f"ANALYZE {table}"))
            connection.execute(
                text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
            )


if __name__ == "__main__":
    main()
