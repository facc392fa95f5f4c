"""Working out a run in several processes of this machine."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing.connection import wait
from pathlib import Path

from jdwork.errors import RunError
from jdwork.pipeline import Pipeline
from jdwork.runs.files import RunFolder
from jdwork.runs.working import Job, Worked, work_out

AHEAD = 2
"""Jobs per process that are under way or wait for it, so that none runs dry."""

MOST_DEATHS = 3
"""So many times in a row processes may die before the run is given up."""


class SeveralProcesses:
    """Works jobs out in processes, each with a classifier that it opens from the run folder.

    A process that dies (killed for memory, say) is replaced, and its jobs are worked out again. Each uses
    one thread: they share the cores among them.

    Parameters
    ----------
    folder
        The run; catalog, settings and centroids are read from there.
    state
        Folder of the workspace's caches of vectors and prepared arrays; None: there are none.
    processes
        How many.
    """

    def __init__(self, folder: RunFolder, *, state: Path | None, processes: int) -> None:
        self._folder, self._state, self._processes = folder, state, processes

    def work(self, jobs: Iterable[Job]) -> Iterator[Worked]:
        """Work jobs out; they come back in their order.

        Raises
        ------
        RunError
            If processes keep dying.
        """
        source = iter(jobs)
        waiting: deque[tuple[Job, Future[Worked] | None]] = deque()
        pool = self._open()
        deaths = 0
        try:
            while True:
                while len(waiting) < AHEAD * self._processes and (job := next(source, None)) is not None:
                    waiting.append((job, None if job.done else _submit(pool, job)))
                if not waiting:
                    return
                job, future = waiting.popleft()
                if future is None and job.part is not None:
                    yield Worked(job, job.part)
                    continue
                try:
                    worked = _result(future)
                except BrokenProcessPool:
                    deaths += 1
                    if deaths > MOST_DEATHS:
                        raise RunError(
                            f"Worker processes died {deaths} times in a row.",
                            where=str(self._folder.path),
                            hint="Is memory short? Go on with fewer: --workers 1 --resume.",
                        ) from None
                    pool.shutdown(wait=False, cancel_futures=True)
                    pool = self._open()
                    again = [(job, None), *waiting]
                    waiting = deque((one, None if one.done else _submit(pool, one)) for one, _ in again)
                    continue
                deaths = 0
                # The job's own chunk: what came back is a copy of it.
                yield Worked(job, worked.part, worked.records)
        finally:
            _close(pool)

    def _open(self) -> ProcessPoolExecutor:
        # Spawned: a forked process would inherit threads that hold locks.
        return ProcessPoolExecutor(
            self._processes,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_begin,
            initargs=(str(self._folder.path), str(self._state) if self._state else None),
        )


def default_processes() -> int:
    """Cores that this process may use."""
    with suppress(AttributeError):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


_opened: Pipeline | None = None
"""The classifier of a worker process, opened once; nothing in the parent."""


def _begin(folder: str, state: str | None) -> None:
    """Open the classifier in a fresh worker process."""
    global _opened  # noqa: PLW0603 - how a pool's initializer hands on what it opened
    # The parent sees to Ctrl-C; and a worker must not outlive a parent that was killed.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.environ["OMP_NUM_THREADS"] = "1"
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    from threadpoolctl import threadpool_limits

    from jdwork.runs.long_lived import set_aside_for_good
    from jdwork.runs.reopening import reopen_pipeline

    threadpool_limits(1)
    _opened = reopen_pipeline(RunFolder(Path(folder)), state=Path(state) if state else None).ready()
    set_aside_for_good()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _work(job: Job) -> Worked:
    assert _opened is not None
    made = work_out(job, _opened)
    # The JDs need not travel back.
    return Worked(Job(job.number, ()), made.part, made.records)


def _submit(pool: ProcessPoolExecutor, job: Job) -> Future[Worked]:
    try:
        return pool.submit(_work, job)
    except BrokenProcessPool as error:
        failed: Future[Worked] = Future()
        failed.set_exception(error)
        return failed


def _result(future: Future[Worked] | None) -> Worked:
    assert future is not None
    return future.result()


def _close(pool: ProcessPoolExecutor) -> None:
    """End the workers now: what they are at is thrown away or was handed over."""
    processes = list((getattr(pool, "_processes", None) or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()
    for process in processes:
        process.join(5)
