"""Working out a run on a Dask cluster: one on this machine, or one whose scheduler is named."""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from jdwork.errors import JdworkError, RunError
from jdwork.pipeline import Pipeline
from jdwork.runs.files import RunFolder
from jdwork.runs.working import Job, Worked, work_out

AHEAD = 3
"""Jobs per thread of the cluster that are under way or wait, so that none runs dry."""

RETRIES = 3
"""So many workers may die of one job before it is given up."""

CONNECT_SECONDS = 20

_GONE = {"CancelledError", "FutureCancelledError", "FuturesCancelledError", "ClosedClientError"}
"""What Dask raises where a scheduler took its tasks with it."""


class OnDask:
    """Works jobs out on the workers of a Dask cluster.

    Catalog, settings, centroids and role model go to each worker once, whenever it joins; the weights of the
    encoder are those that are installed there, and must be the same. A job whose worker dies goes to another.

    Parameters
    ----------
    folder
        The run.
    scheduler
        Address of a scheduler, ``tcp://HOST:PORT``; None starts a cluster on this machine.
    workers
        Worker processes of a cluster of one's own.
    state
        Folder of the workspace's caches, for workers that have it; others keep caches of their own.
    """

    def __init__(
        self, folder: RunFolder, *, scheduler: str | None = None, workers: int = 2, state: Path | None = None
    ) -> None:
        self._folder, self._scheduler, self._workers, self._state = folder, scheduler, workers, state

    def work(self, jobs: Iterable[Job]) -> Iterator[Worked]:
        """Work jobs out; they come back in their order.

        Raises
        ------
        RunError
            If the cluster cannot be reached, goes away, or its workers keep dying.
        """
        source = iter(jobs)
        waiting: deque[tuple[Job, Any]] = deque()
        with ExitStack() as stack:
            client, key = None, ""
            while True:
                while len(waiting) < self._ahead(client) and (job := next(source, None)) is not None:
                    if job.done:
                        waiting.append((job, None))
                        continue
                    # Not before there is something to do.
                    if client is None:
                        client = stack.enter_context(self._connected())
                        key = stack.enter_context(self._equipped(client))
                    with self._explained():
                        future = client.submit(_work, job, key, pure=False, retries=RETRIES)
                    waiting.append((job, future))
                if not waiting:
                    return
                job, future = waiting.popleft()
                if future is None and job.part is not None:
                    yield Worked(job, job.part)
                    continue
                with self._explained():
                    worked = future.result()
                yield Worked(job, worked.part, worked.records)

    def _ahead(self, client: Any) -> int:
        if client is None:
            return AHEAD * self._workers
        with self._explained():
            return AHEAD * max(sum(client.nthreads().values()), 1)

    @contextmanager
    def _connected(self) -> Iterator[Any]:
        try:
            from distributed import Client, LocalCluster
        except ImportError:
            raise RunError(
                "Dask is not installed.", hint="Install it with: pip install 'jdwork[dask]'."
            ) from None
        with ExitStack() as stack:
            if self._scheduler is None:
                scratch = stack.enter_context(tempfile.TemporaryDirectory(prefix="jdwork-dask-"))
                address: Any = stack.enter_context(
                    LocalCluster(
                        n_workers=self._workers,
                        threads_per_worker=1,
                        dashboard_address=None,
                        local_directory=scratch,
                    )
                )
            else:
                address = self._scheduler
            with self._explained():
                client = stack.enter_context(Client(address, timeout=CONNECT_SECONDS))
            yield client

    @contextmanager
    def _equipped(self, client: Any) -> Iterator[str]:
        """Have every worker open the classifier, those that join later too."""
        key = f"jdwork-{self._folder.path.resolve().name}-{id(self)}"
        folder = self._folder
        files = (folder.manifest, folder.catalog, folder.config, folder.centroids, folder.role_model)
        content = {path.name: path.read_bytes() for path in files if path.exists()}
        with self._explained():
            client.register_plugin(_plugin(key, content, str(self._state) if self._state else None))
        try:
            yield key
        finally:
            # A cluster that went away has nothing left to tidy.
            with suppress(Exception):
                client.unregister_worker_plugin(key)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Say in plain words what Dask means."""
        try:
            yield
        except JdworkError:
            raise
        except Exception as error:
            kind = type(error).__name__
            if kind == "KilledWorker":
                raise RunError(
                    f"{RETRIES + 1} workers died of the same JDs.",
                    where=str(self._folder.path),
                    hint="Is memory short there? Give them more, then go on with --resume.",
                ) from None
            if not isinstance(error, OSError | TimeoutError) and kind not in _GONE:
                raise
            raise RunError(
                f"The Dask scheduler ({self._scheduler or 'on this machine'}) cannot be reached, "
                f"or went away ({kind}).",
                where=str(self._folder.path),
                hint="Start it, check the address, then go on with --resume.",
            ) from None


def _plugin(key: str, content: dict[str, bytes], state: str | None) -> Any:
    from distributed import WorkerPlugin

    class Classifier(WorkerPlugin):
        """Opens the classifier when a worker starts, and forgets it when the run is over."""

        name = key

        def setup(self, worker: Any) -> None:
            # This class travels by value: by name it finds the module that the work will look into.
            from jdwork.runs.cluster import equip

            equip(key, content, Path(worker.local_directory), state)

        def teardown(self, worker: Any) -> None:
            from jdwork.runs.cluster import equip

            equip(key, None)

    return Classifier()


_opened: dict[str, Pipeline] = {}
"""In a worker: its classifiers by run. Nothing elsewhere."""


def equip(
    key: str, content: dict[str, bytes] | None, local: Path | None = None, state: str | None = None
) -> None:
    """Open a run's classifier in this worker, or forget it.

    Parameters
    ----------
    key
        Names the run.
    content
        The files that it is made of, by name; None: forget it.
    local
        The worker's own folder.
    state
        Folder of the workspace's caches, where this machine has it.
    """
    if content is None or local is None:
        _opened.pop(key, None)
        return
    from threadpoolctl import threadpool_limits

    from jdwork.runs.long_lived import set_aside_for_good
    from jdwork.runs.reopening import reopen_pipeline

    threadpool_limits(1)
    with tempfile.TemporaryDirectory(dir=local) as scratch:
        for name, held in content.items():
            (Path(scratch) / name).write_bytes(held)
        caches = Path(state) if state and Path(state).is_dir() else local / "jdwork"
        _opened[key] = reopen_pipeline(RunFolder(Path(scratch)), state=caches).ready()
    set_aside_for_good()


def _work(job: Job, key: str) -> Worked:
    made = work_out(job, _opened[key])
    # The JDs need not travel back.
    return Worked(Job(job.number, ()), made.part, made.records)
