"""Many processes that record at once, and one that is killed again and again: nothing lost, nothing double.

``python -m tests.benchmarks.recording --processes 8 --seconds 60`` records overlapping runs on SQLite and on
a PostgreSQL server from the test extra (or at ``--url``, an empty database), records the same runs one by one
into a fresh database, and compares every row. ``--kills 100`` kills a recording process that often instead.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import text

from jdwork.database.engine import open_database
from tests.fresh_databases import postgres_databases
from tests.record.compared import all_rows, differences, row_count
from tests.record.factory import seeded, with_little_catalog
from tests.record.killed_recorder import record_under_kills
from tests.record.together import numbers_in_order, record_one_by_one, record_together


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and say by the exit code whether the databases are alike."""
    parser = argparse.ArgumentParser(prog="recording", description=__doc__)
    parser.add_argument("--processes", type=int, default=8, help="how many record at once (default 8)")
    parser.add_argument("--seconds", type=float, default=60, help="for how long (default 60)")
    parser.add_argument("--kills", type=int, default=0, help="kill one process that often instead")
    parser.add_argument("--seed", type=int, default=0, help="of orders and moments (default 0)")
    parser.add_argument("--url", help="an empty database; both servers in turn by default")
    asked = parser.parse_args(arguments)
    wrong = 0
    for url in _urls(asked.url):
        with_little_catalog(url)
        if asked.kills:
            found = killed(url, kills=asked.kills, seed=asked.seed)
        else:
            found = together(url, processes=asked.processes, seconds=asked.seconds, seed=asked.seed)
        for line in found[:20]:
            sys.stdout.write(f"  DIFFERS {line}\n")
        wrong += len(found)
    return int(wrong > 0)


def together(url: str, *, processes: int, seconds: float, seed: int) -> list[str]:
    """Record from several processes, print how fast, and tell where rows differ from recording alone."""
    engine = open_database(url, create=False)
    before = row_count(all_rows(engine))
    shares = record_together(url, processes=processes, seconds=seconds, seed=seed)
    numbers = frozenset().union(*(share.numbers for share in shares))
    with_details = frozenset().union(*(share.with_details for share in shares))
    there = all_rows(engine)
    order = numbers_in_order(engine, numbers)
    rows = row_count(there) - before
    calls = sum(share.calls for share in shares)
    line = (
        f"{engine.dialect.name}: {processes} processes, {seconds:g} s: {calls:,} recordings of "
        f"{len(order):,} "
        f"runs, {calls / seconds:,.0f} recordings/s, {rows:,} rows, {rows / seconds:,.0f} rows/s, "
        f"longest wait {max(share.longest for share in shares):.2f} s"
    )
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_stat_force_next_flush()"))
            query = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
            line += f", {connection.scalar(text(query))} deadlocks met and retried"
    sys.stdout.write(f"{line}\n")
    engine.dispose()
    return _compared(there, order, with_details)


def killed(url: str, *, kills: int, seed: int) -> list[str]:
    """Kill a recording process again and again, and tell where the rows differ from an undisturbed one."""
    began = time.monotonic()
    goal = record_under_kills(url, kills=kills, seed=seed)
    engine = open_database(url, create=False)
    there = all_rows(engine)
    sys.stdout.write(
        f"{engine.dialect.name}: killed {kills} times, {goal} runs, {row_count(there):,} rows, "
        f"{time.monotonic() - began:.0f} s\n"
    )
    engine.dispose()
    return _compared(there, list(range(goal)), frozenset(range(goal)))


def _compared(there: dict, order: Sequence[int], with_details: frozenset[int]) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        alone = seeded(f"sqlite:///{Path(folder) / 'alone.sqlite'}")
        record_one_by_one(alone, order, with_details)
        found = differences(there, all_rows(alone))
        alone.dispose()
    sys.stdout.write(f"  {'every row equal to' if not found else 'NOT equal to'} recording one by one\n")
    return found


def _urls(url: str | None) -> Iterator[str]:
    if url is not None:
        yield url
        return
    with tempfile.TemporaryDirectory(prefix="jdwork-recording-") as folder:
        yield f"sqlite:///{Path(folder) / 'jdwork.sqlite'}"
    with postgres_databases() as server:
        yield server.empty()


if __name__ == "__main__":
    sys.exit(main())
