"""A process that records a list of runs, is killed again and again, and goes on from what is stored."""

from __future__ import annotations

import random
import signal
from typing import Any

from sqlalchemy import select

from jdwork.database.engine import open_database
from jdwork.database.tables import RunRow
from jdwork.database.transactions import read_transaction
from jdwork.record import record, record_many
from tests.record.factory import SETTINGS
from tests.record.together import PROCESSES
from tests.record.traffic import traffic_record

AGAIN = 5
"""Runs already stored that a restarted process records once more."""
MORE = 40
"""Runs added to the list whenever the process gets through before it is killed."""
MOST_SECONDS = 0.3
"""A process is killed within this time after it began to record."""


def record_under_kills(url: str, *, kills: int, seed: int = 0) -> int:
    """Record runs in a process that is killed at random moments and restarted until all is stored.

    Parameters
    ----------
    url
        A database that holds the little catalog.
    kills
        How often it is killed.
    seed
        Of the moments.

    Returns
    -------
    int
        How many runs the list had in the end: the first ones of `tests.record.traffic.traffic_record`.
    """
    chance = random.Random(seed)
    goal, killed = MORE, 0
    while True:
        began = PROCESSES.Event()
        child = PROCESSES.Process(target=go_on, args=(url, goal, began))
        child.start()
        while not began.wait(0.1) and child.is_alive():
            pass
        child.join(chance.uniform(0, MOST_SECONDS) if killed < kills else None)
        if child.is_alive():
            child.kill()
            child.join()
        if child.exitcode == -signal.SIGKILL:
            killed += 1
        elif child.exitcode:
            raise AssertionError(f"the recorder failed with exit code {child.exitcode}")
        elif killed == kills:
            return goal
        else:
            goal += MORE


def go_on(url: str, goal: int, began: Any) -> None:
    """Record the first ``goal`` runs but those that are stored, a few of which are recorded again."""
    engine = open_database(url, create=False)
    with read_transaction(engine) as connection:
        stored = set(connection.scalars(select(RunRow.run_id)))
    records = [traffic_record(number) for number in range(goal)]
    left = [each for each in records if each.run_id not in stored]
    again = records[max(0, goal - len(left) - AGAIN) : goal - len(left)]
    began.set()
    for each in [*again, *left[: len(left) // 2]]:
        record(each, engine, settings=SETTINGS)
    for start in range(len(left) // 2, len(left), 7):  # several in one transaction, where that is done
        record_many(left[start : start + 7], engine, settings=SETTINGS)
    engine.dispose()
