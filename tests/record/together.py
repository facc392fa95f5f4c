"""Several processes that record overlapping runs into one database at once."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, select

from jdwork.database.engine import open_database
from jdwork.database.tables import RunRow
from jdwork.record import record_many, recorded
from tests.record.factory import SETTINGS
from tests.record.traffic import bare, traffic_record

LEAST = 30
"""Recordings that each process does, however long they take, so that they meet."""

WINDOW = 24
"""How far the runs of one moment lie apart: processes go through the same runs, each in its own order."""

# Each process is forked off a clean one that has imported the package already.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(
    ["tests.record.traffic", "jdwork.record.recording", "jdwork.database.engine"]
)

_start: Any = None


@dataclass(frozen=True)
class Share:
    """What one process did.

    ``numbers`` and ``with_details`` are the runs that it recorded, ``calls`` how often it recorded one,
    ``longest`` the seconds that it waited longest for that.
    """

    numbers: frozenset[int]
    with_details: frozenset[int]
    calls: int
    longest: float


def record_together(url: str, *, processes: int, seconds: float, seed: int = 0) -> list[Share]:
    """Record from several processes at once for some time.

    Parameters
    ----------
    url
        A database that holds the little catalog.
    processes
        How many.
    seconds
        For how long.
    seed
        Of the order in which each goes through the runs.

    Returns
    -------
    list of Share
        Of each process. Whatever one of them could not record is raised.
    """
    barrier = PROCESSES.Barrier(processes)
    with ProcessPoolExecutor(
        processes, mp_context=PROCESSES, initializer=_remember, initargs=(barrier,)
    ) as pool:
        shares = [pool.submit(_record_for, url, seconds, seed + number) for number in range(processes)]
        return [share.result() for share in shares]


def record_one_by_one(engine: Engine, numbers: Sequence[int], with_details: frozenset[int]) -> None:
    """Record runs alone, in the order given, those named with their details."""
    records = (traffic_record(number) for number in numbers)
    record_many(
        (
            record if number in with_details else bare(record)
            for number, record in zip(numbers, records, strict=True)
        ),
        engine,
        settings=SETTINGS,
    )


def numbers_in_order(engine: Engine, numbers: frozenset[int]) -> list[int]:
    """Return the numbers of the runs in a database, in the order in which it took them in.

    Raises
    ------
    AssertionError
        If the database has other runs than these.
    """
    number_of = {traffic_record(number).run_id: number for number in numbers}
    with engine.connect() as connection:
        stored = connection.scalars(select(RunRow.run_id).order_by(RunRow.id)).all()
    assert set(stored) == number_of.keys()
    return [number_of[run_id] for run_id in stored]


def _remember(barrier: Any) -> None:
    global _start  # noqa: PLW0603 - the only way to hand a barrier to pool workers
    _start = barrier


def _record_for(url: str, seconds: float, seed: int) -> Share:
    engine = open_database(url, create=False)
    chance = random.Random(seed)
    numbers: set[int] = set()
    with_details: set[int] = set()
    calls, longest = 0, 0.0
    _start.wait()
    began = time.monotonic()
    while (now := time.monotonic()) < began + seconds or calls < LEAST:
        # All go on at about the same pace, so that they meet: some do a run again, some do it first.
        number = calls // 2 + chance.randrange(WINDOW)
        record = traffic_record(number)
        late = chance.random() < 0.3
        recorded([bare(record) if late else record], engine, settings=SETTINGS)
        longest = max(longest, time.monotonic() - now)
        calls += 1
        numbers.add(number)
        if not late:
            with_details.add(number)
    engine.dispose()
    return Share(frozenset(numbers), frozenset(with_details), calls, longest)
