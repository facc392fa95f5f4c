from __future__ import annotations

import os
import random
import signal
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event, select

from jdwork.database.engine import open_database
from jdwork.database.tables import JdRow, ReviewItemRow, RunRow
from jdwork.details import Linked
from jdwork.record import StageFiveUpdates, record, record_many, recorded, unrecord
from jdwork.record.votes import fixed_point
from tests.record.compared import all_rows, differences
from tests.record.detailed import rich_record
from tests.record.factory import ENCODER, ROLES, SETTINGS, contents, make_record, raw_contents, seeded, unit
from tests.record.killed_recorder import record_under_kills
from tests.record.together import PROCESSES, numbers_in_order, record_one_by_one, record_together

pytestmark = pytest.mark.processes

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


def lean_record(number: int):
    """Records that meet in nothing but their role's centroid."""
    return make_record(number, skills=(), role=ROLES[0])


def repeated_record(number: int):
    """Runs of two JDs under ever new settings, now for one role, now for the other."""
    return make_record(
        number % 2,
        config=f"config-{number}",
        role=ROLES[(number // 2) % 2],
        skills=(),
        title=None,
        queued=number % 5 == 0,
    )


def _record_some(url: str, numbers: list[int], make: Any) -> list[StageFiveUpdates]:
    engine = open_database(url, create=False)
    records = [make(number) for number in numbers]
    _start.wait()
    updates = [record(each, engine, settings=SETTINGS) for each in records]
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


def _add_details(url: str, numbers: list[int]) -> list[tuple[StageFiveUpdates, Linked]]:
    engine = open_database(url, create=False)
    records = [rich_record(number) for number in numbers]
    _start.wait()
    stored = [recorded([one], engine, settings=SETTINGS)[0] for one in records]
    engine.dispose()
    return [(one.updates, one.linked) for one in stored]


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
    first, second = in_processes(_record_some, *[(database_url, list(range(15)), busy_record)] * 2)
    assert first == second
    assert contents(engine) == expected(range(15))
    engine.dispose()


def test_four_processes_with_overlapping_runs_lose_and_double_nothing(database_url, expected):
    engine = seeded(database_url)
    chance = random.Random(7)
    shares = [[(start + step) % 40 for step in range(20)] for start in (0, 10, 20, 30)]
    for share in shares:
        chance.shuffle(share)
    in_processes(_record_some, *[(database_url, share, busy_record) for share in shares])
    assert contents(engine) == expected(range(40))
    engine.dispose()


def test_writers_that_meet_only_in_one_centroid_all_count(database_url):
    engine = seeded(database_url)
    shares = [list(range(start, start + 25)) for start in (0, 25, 50, 75)]
    in_processes(_record_some, *[(database_url, share, lean_record) for share in shares])
    ((_, _, count, total),) = contents(engine)["centroid"]
    assert count == 100
    assert total == sum(fixed_point(unit(number)) for number in range(100)).tobytes()
    engine.dispose()


def test_a_jd_that_many_reclassify_at_once_counts_as_its_latest_run_says(database_url):
    engine = seeded(database_url)
    shares = [list(range(start, start + 25)) for start in (0, 25, 50, 75)]
    in_processes(_record_some, *[(database_url, share, repeated_record) for share in shares])
    with engine.connect() as connection:
        jds = connection.execute(select(JdRow)).all()
        latest = [
            connection.execute(
                select(RunRow.role_slug)
                .where(RunRow.jd_id == jd.id, RunRow.accepted)
                .order_by(RunRow.id.desc())
                .limit(1)
            ).scalar_one()
            for jd in jds
        ]
        seen = connection.scalars(select(ReviewItemRow.seen)).all()
    assert len(jds) == 2
    votes: dict[str, list[Any]] = {}
    for jd, slug in zip(jds, latest, strict=True):
        number = int(jd.text.removeprefix("Job ").rstrip(" ."))
        votes.setdefault(slug, []).append(fixed_point(unit(number)))
    assert contents(engine)["centroid"] == sorted(
        (slug, ENCODER, len(each), sum(each).tobytes()) for slug, each in votes.items()
    )
    assert seen == [1, 1]  # a doubtful decision of each JD, seen by ten runs
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


def test_details_that_two_hand_in_at_once_are_stored_once(database_url, tmp_path):
    alone = seeded(f"sqlite:///{tmp_path / 'alone.sqlite'}")
    recorded([rich_record(number) for number in range(6)], alone, settings=SETTINGS)
    engine = seeded(database_url)
    untouched = raw_contents(engine)
    numbers = list(range(6))
    bare = [replace(rich_record(number), details=None, calls=()) for number in numbers[::2]]
    recorded(bare, engine, settings=SETTINGS)
    told = in_processes(
        _add_details, *[(database_url, order) for order in (numbers, numbers[::-1], numbers, numbers[::-1])]
    )
    first, *others = [
        dict(zip(order, each, strict=True))
        for order, each in zip((numbers, numbers[::-1], numbers, numbers[::-1]), told, strict=True)
    ]
    assert all(each == first for each in others)
    assert contents(engine) == contents(alone)
    for number in numbers:
        unrecord(rich_record(number).run_id, engine)
    assert raw_contents(engine) == untouched
    for each in (engine, alone):
        each.dispose()


def runs_of(engine) -> set[str]:
    return {run_id for run_id, *_ in contents(engine)["run"]}


def test_whatever_several_record_at_once_ends_as_if_one_had(database_url, sqlite_url):
    seeded(database_url).dispose()
    shares = record_together(database_url, processes=4, seconds=3)
    numbers = frozenset().union(*(share.numbers for share in shares))
    with_details = frozenset().union(*(share.with_details for share in shares))
    engine, alone = open_database(database_url), seeded(sqlite_url)
    record_one_by_one(alone, numbers_in_order(engine, numbers), with_details)
    assert differences(all_rows(engine), all_rows(alone)) == []
    # They did meet: what several recorded is there once.
    assert sum(len(share.numbers) for share in shares) > len(numbers)
    for each in (engine, alone):
        each.dispose()


def test_a_recorder_that_is_killed_again_and_again_ends_as_if_nobody_had(database_url, sqlite_url):
    seeded(database_url).dispose()
    goal = record_under_kills(database_url, kills=10)
    engine, alone = open_database(database_url), seeded(sqlite_url)
    record_one_by_one(alone, range(goal), frozenset(range(goal)))
    assert differences(all_rows(engine), all_rows(alone)) == []
    for each in (engine, alone):
        each.dispose()


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
