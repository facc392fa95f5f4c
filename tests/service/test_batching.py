"""The worker: what waits together is done together, and no job is lost or done twice."""

from __future__ import annotations

import pickle
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.service.batching import BatchWorker, QueueClosedError, QueueFullError


class Doubling:
    """Doubles numbers, and remembers the batches; waits at a gate where it has one."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self, items):
        self.gate.wait(10)
        self.batches.append(list(items))
        if any(item < 0 for item in items):
            raise ValueError("negative")
        return [ArithmeticError("odd") if item == 13 else 2 * item for item in items]


def started(work, **options):
    worker = BatchWorker(
        {"double": work}, **{"size": 4, "wait": 0.0, "capacity": 100, "rest": 0.05} | options
    )
    worker.start()
    return worker


def test_jobs_that_wait_together_are_one_batch():
    work = Doubling()
    work.gate.clear()
    worker = started(work)
    first = worker.submit("double", 0)
    while len(worker):
        time.sleep(0.001)
    rest = [worker.submit("double", number) for number in range(1, 7)]
    work.gate.set()
    assert [future.result(5) for future in [first, *rest]] == [0, 2, 4, 6, 8, 10, 12]
    assert work.batches == [[0], [1, 2, 3, 4], [5, 6]]
    assert worker.stop(timeout=5)


def test_a_first_job_waits_for_others():
    work = Doubling()
    worker = started(work, wait=0.5)
    futures = []
    for number in range(4):
        futures.append(worker.submit("double", number))
        time.sleep(0.01)
    assert [future.result(5) for future in futures] == [0, 2, 4, 6]
    assert work.batches == [[0, 1, 2, 3]]  # full, so that the half second was not waited out
    worker.stop()


def test_a_full_queue_says_when_to_come_back():
    work = Doubling()
    work.gate.clear()
    worker = started(work, capacity=2)
    first = worker.submit("double", 0)
    while len(worker):
        time.sleep(0.001)
    waiting = [worker.submit("double", number) for number in (1, 2)]
    with pytest.raises(QueueFullError) as caught:
        worker.submit("double", 3)
    assert 1 <= caught.value.seconds <= 60
    work.gate.set()
    assert [future.result(5) for future in [first, *waiting]] == [0, 2, 4]
    assert worker.submit("double", 3).result(5) == 6
    worker.stop()


def test_one_bad_job_fails_alone():
    work = Doubling()
    worker = started(work, wait=0.2)
    futures = [worker.submit("double", number) for number in (1, -1, 13, 2)]
    assert futures[0].result(5) == 2
    with pytest.raises(ValueError, match="negative"):
        futures[1].result(5)
    with pytest.raises(ArithmeticError, match="odd"):
        futures[2].result(5)
    assert futures[3].result(5) == 4
    assert worker.submit("double", 5).result(5) == 10
    worker.stop()


def test_a_lost_answer_is_an_error_and_no_silence():
    worker = started(lambda items: [], wait=0.0)
    with pytest.raises(RuntimeError, match="0 of 1"):
        worker.submit("double", 1).result(5)
    worker.stop()


def test_not_even_an_exit_kills_the_thread():
    def leave(items):
        raise SystemExit(3)

    worker = started(leave)
    with pytest.raises(SystemExit):
        worker.submit("double", 1).result(5)
    assert worker.is_alive
    worker.stop()


def test_stopping_does_what_waits_and_takes_nothing_more():
    work = Doubling()
    work.gate.clear()
    worker = started(work, size=2)
    futures = [worker.submit("double", number) for number in range(7)]
    stopper = threading.Thread(target=worker.stop)
    stopper.start()
    time.sleep(0.02)
    with pytest.raises(QueueClosedError):
        worker.submit("double", 8)
    work.gate.set()
    stopper.join(5)
    assert [future.result(0) for future in futures] == [0, 2, 4, 6, 8, 10, 12]
    assert not worker.is_alive


def test_a_job_that_nobody_waits_for_any_more_is_not_done():
    work = Doubling()
    work.gate.clear()
    worker = started(work)
    first = worker.submit("double", 0)
    while len(worker):
        time.sleep(0.001)
    given_up, kept = worker.submit("double", 1), worker.submit("double", 2)
    assert given_up.cancel()
    work.gate.set()
    assert (first.result(5), kept.result(5)) == (0, 4)
    assert work.batches == [[0], [2]]
    worker.stop()


def test_housekeeping_is_done_between_batches_at_rest_and_at_the_end():
    calls = []

    def tidy():
        calls.append(time.monotonic())
        if len(calls) == 1:
            raise OSError("for once")

    worker = started(Doubling(), housekeeping=tidy)
    time.sleep(0.3)
    at_rest = len(calls)
    assert at_rest >= 2  # the failure did not end it
    worker.submit("double", 1).result(5)
    worker.stop(timeout=5)
    assert len(calls) > at_rest


def test_each_kind_of_work_is_a_batch_of_its_own():
    double, triple = Doubling(), []
    worker = BatchWorker(
        {"double": double, "triple": lambda items: (triple.append(list(items)), [3 * i for i in items])[1]},
        size=8,
        wait=0.2,
        capacity=10,
    )
    worker.start()
    futures = [worker.submit(name, n) for n, name in enumerate(["double", "triple", "double", "triple"])]
    assert [future.result(5) for future in futures] == [0, 3, 4, 9]
    assert (double.batches, triple) == ([[0, 2]], [[1, 3]])
    worker.stop()


@given(st.lists(st.integers(-3, 30), max_size=40), st.integers(1, 7))
def test_every_job_gets_its_own_answer(numbers, size):
    worker = started(Doubling(), size=size)
    futures = [worker.submit("double", number) for number in numbers]
    worker.stop(timeout=10)
    for number, future in zip(numbers, futures, strict=True):
        if number == 13 or number < 0:
            assert isinstance(future.exception(0), ArithmeticError if number == 13 else ValueError)
        else:
            assert future.result(0) == 2 * number


def test_a_full_queue_crosses_process_borders():
    assert pickle.loads(pickle.dumps(QueueFullError(seconds=7))).seconds == 7
