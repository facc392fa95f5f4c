"""One worker that does what waits together: jobs that arrive at about the same time are one batch."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from jdwork.errors import JdworkError

Work = Callable[[Sequence[Any]], Sequence[Any]]
"""Does several jobs; answers in their order, an exception standing for a job that failed alone."""

TRIED_AGAIN_SECONDS = 5.0
"""A batch that failed sooner is done again job by job, so that one bad job fails alone."""

_log = logging.getLogger("jdwork.service")


class QueueFullError(JdworkError):
    """More jobs wait than may; ``seconds`` is when to come back."""

    def __init__(self, *, seconds: int) -> None:
        super().__init__("More waits than the service can take on.", hint=f"Come back in {seconds} s.")
        self.seconds = seconds

    def __reduce__(self) -> tuple[object, ...]:
        return (_full, (self.seconds,))


def _full(seconds: int) -> QueueFullError:
    return QueueFullError(seconds=seconds)


class QueueClosedError(JdworkError):
    """The worker is stopping and takes nothing on."""


@dataclass(frozen=True, slots=True)
class _Job:
    work: str
    item: Any
    future: Future[Any]


class BatchWorker:
    """A thread that does jobs in batches, in the order in which they came.

    Whatever is not safe to do in two threads at once (encoding, mostly) is done here. A first job waits for
    up to ``wait`` seconds for others to join it; jobs that came while a batch was done are the next one.

    Parameters
    ----------
    works
        What can be done, by name.
    size
        Jobs of one batch at most.
    wait
        Seconds that a first job waits for others.
    capacity
        Jobs that may wait.
    housekeeping
        Called between batches and, while nothing is to do, every ``rest`` seconds; and once at the end.
    rest
        See ``housekeeping``.
    """

    def __init__(
        self,
        works: Mapping[str, Work],
        *,
        size: int,
        wait: float,
        capacity: int,
        housekeeping: Callable[[], object] | None = None,
        rest: float = 1.0,
    ) -> None:
        self._works = dict(works)
        self._size, self._wait, self._capacity, self._rest = size, wait, capacity, rest
        self._housekeeping = housekeeping
        self._waiting: deque[_Job] = deque()
        self._changed = threading.Condition()
        self._closed = False
        self._seconds_per_job = 0.05
        self._thread = threading.Thread(target=self._run, name="jdwork-classifier", daemon=True)

    def __len__(self) -> int:
        """Jobs that wait."""
        return len(self._waiting)

    @property
    def is_alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def submit(self, work: str, item: Any) -> Future[Any]:
        """Take a job on.

        Parameters
        ----------
        work
            Name of what is to be done.
        item
            With what.

        Returns
        -------
        Future
            What came of it.

        Raises
        ------
        QueueFullError
            If too many wait.
        QueueClosedError
            If the worker is stopping.
        """
        job = _Job(work, item, Future())
        with self._changed:
            if self._closed:
                raise QueueClosedError("The service is stopping.", hint="Come back when it runs again.")
            if len(self._waiting) >= self._capacity:
                raise QueueFullError(seconds=self._seconds_to_empty())
            self._waiting.append(job)
            self._changed.notify()
        return job.future

    def stop(self, *, timeout: float | None = None) -> bool:
        """Take nothing more on, do what waits, and end; False where that took longer than ``timeout``."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread.ident is None:
            return True
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _seconds_to_empty(self) -> int:
        return min(60, max(1, round(len(self._waiting) * self._seconds_per_job)))

    def _run(self) -> None:
        while (batch := self._take()) is not None:
            started = time.perf_counter()
            for work in dict.fromkeys(job.work for job in batch):
                self._do(work, [job for job in batch if job.work == work])
            if batch:
                share = (time.perf_counter() - started) / len(batch)
                self._seconds_per_job += 0.2 * (share - self._seconds_per_job)
            self._keep_house()
        self._keep_house()

    def _take(self) -> list[_Job] | None:
        """Wait for the next batch; empty after a rest in which nothing came, None at the end."""
        with self._changed:
            if not self._waiting and not self._closed:
                self._changed.wait(self._rest)
            if not self._waiting:
                return None if self._closed else []
            deadline = time.monotonic() + self._wait
            while len(self._waiting) < self._size and not self._closed:
                left = deadline - time.monotonic()
                if left <= 0:
                    break
                self._changed.wait(left)
            return [self._waiting.popleft() for _ in range(min(self._size, len(self._waiting)))]

    def _do(self, work: str, jobs: list[_Job]) -> None:
        # Whoever asked may have gone meanwhile.
        jobs = [job for job in jobs if job.future.set_running_or_notify_cancel()]
        if not jobs:
            return
        started = time.monotonic()
        results = self._results(work, jobs)
        is_failed = len(jobs) > 1 and all(isinstance(result, _Failed) for result in results)
        if is_failed and time.monotonic() - started < TRIED_AGAIN_SECONDS:
            results = [self._results(work, [job])[0] for job in jobs]
        for job, result in zip(jobs, results, strict=True):
            if isinstance(result, _Failed):
                job.future.set_exception(result.error)
            elif isinstance(result, Exception):
                job.future.set_exception(result)
            else:
                job.future.set_result(result)

    def _results(self, work: str, jobs: list[_Job]) -> list[Any]:
        try:
            results = list(self._works[work]([job.item for job in jobs]))
            if len(results) != len(jobs):
                raise RuntimeError(f"{work} answered {len(results)} of {len(jobs)} jobs")
        # Whatever it is, those who wait must hear of it, and the thread must live on.
        except BaseException as error:
            return [_Failed(error)] * len(jobs)
        return results

    def _keep_house(self) -> None:
        if self._housekeeping is None:
            return
        try:
            self._housekeeping()
        except Exception:
            _log.exception("Housekeeping failed; it is tried again.")


@dataclass(frozen=True, slots=True)
class _Failed:
    """A whole batch failed."""

    error: BaseException
