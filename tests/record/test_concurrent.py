from __future__ import annotations

import multiprocessing
import os
import random
import signal
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import pytest
from sqlalchemy import event

from jdwork.database.engine import open_database
from jdwork.record import StageFiveUpdates, record, record_many, unrecord
from tests.record.factory import ROLES, SETTINGS, contents, make_record, raw_contents, seeded

pytestmark = pytest.mark.processes

# Each process is forked off a clean one that has imported the package already.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.record.factory", "jdwork.record.recording", "jdwork.record.undoing"])
_start: Any = None


def _remember(barrier: Any) -> None:
    global _start  # noqa: PLW0603 - the only way to hand a barrier to pool workers
    _start = barrier


def busy_record(number: int):
    """Records that meet in the same role, the same review items and the same collisions."""
    return make_record(
        number,
        role=ROLES[number % 2],
        skills=("react", "python", "excel") if number % 3 else ("excel",),
        proposed=("Zig", "Cobol") if number % 2 else ("Cobol", "Fortran", "Ada"),
        alias_roles=ROLES[:2],
    )


def _record_some(url: str, numbers: list[int]) -> list[StageFiveUpdates]:
    engine = open_database(url, create=False)
    _start.wait()
    updates = [record(busy_record(number), engine, settings=SETTINGS) for number in numbers]
    engine.dispose()
    return updates


def _record_and_undo(url: str, seed: int) -> None:
    engine = open_database(url, create=False)
    chance = random.Random(seed)
    _start.wait()
    for _ in range(40):
        one = busy_record(chance.randrange(4))
        if chance.random() < 0.5:
            record(one, engine, settings=SETTINGS)
        else:
            unrecord(one.run_id, engine)
    engine.dispose()


def _die_while_recording(url: str, at_statement: int) -> None:
    engine = open_database(url, create=False)
    left = at_statement

    def die(*_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "before_cursor_execute", die)
    record(busy_record(1), engine, settings=SETTINGS)


def in_processes(work, *arguments: tuple) -> list[Any]:
    """Run ``work`` once per argument tuple, each in its own process, all starting together."""
    barrier = PROCESSES.Barrier(len(arguments))
    with ProcessPoolExecutor(
        len(arguments), mp_context=PROCESSES, initializer=_remember, initargs=(barrier,)
    ) as pool:
        return [future.result() for future in [pool.submit(work, *each) for each in arguments]]


@pytest.fixture
def expected(tmp_path):
    """What recording the given numbers one by one leaves."""

    def store(numbers):
        engine = seeded(f"sqlite:///{tmp_path / 'expected.sqlite'}")
        for number in numbers:
            record(busy_record(number), engine, settings=SETTINGS)
        found = contents(engine)
        engine.dispose()
        return found

    return store


def test_two_processes_that_record_the_same_runs_store_them_once(database_url, expected):
    engine = seeded(database_url)
    first, second = in_processes(_record_some, *[(database_url, list(range(15)))] * 2)
    assert first == second
    assert contents(engine) == expected(range(15))
    engine.dispose()


def test_four_processes_with_overlapping_runs_lose_and_double_nothing(database_url, expected):
    engine = seeded(database_url)
    chance = random.Random(7)
    shares = [[(start + step) % 40 for step in range(20)] for start in (0, 10, 20, 30)]
    for share in shares:
        chance.shuffle(share)
    in_processes(_record_some, *[(database_url, share) for share in shares])
    assert contents(engine) == expected(range(40))
    engine.dispose()


def test_recording_and_undoing_at_once_stays_consistent(database_url, expected):
    engine = seeded(database_url)
    untouched = raw_contents(engine)
    in_processes(_record_and_undo, *[(database_url, seed) for seed in range(4)])
    left = [number for number in range(4) if busy_record(number).run_id in runs_of(engine)]
    assert contents(engine) == expected(left)
    for number in left:
        unrecord(busy_record(number).run_id, engine)
    assert raw_contents(engine) == untouched
    engine.dispose()


def runs_of(engine) -> set[str]:
    return {run_id for run_id, *_ in contents(engine)["run"]}


def test_a_killed_process_leaves_nothing_and_stops_nobody(database_url, expected):
    engine = seeded(database_url)
    untouched = raw_contents(engine)
    for at_statement in (6, 14):
        child = PROCESSES.Process(target=_die_while_recording, args=(database_url, at_statement))
        child.start()
        child.join()
        assert child.exitcode == -signal.SIGKILL
        assert raw_contents(engine) == untouched
    record_many([busy_record(1), busy_record(2)], engine, settings=SETTINGS)
    assert contents(engine) == expected([1, 2])
    engine.dispose()
