"""Who works a batch out: this process, several, or a Dask cluster."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jdwork.runs import RunFolder
    from jdwork.runs.working import Engine
    from jdwork.text import JobDescription, RejectedRow
    from jdwork.workbench import Workbench

MANY = 1024
"""From so many JDs on, opening the classifier several times pays."""


def choose_engine(
    folder: RunFolder,
    workbench: Workbench,
    inputs: Iterable[JobDescription | RejectedRow],
    *,
    workers: int | None,
    dask: bool,
    scheduler: str | None,
    alone: bool,
) -> tuple[Engine | None, Iterable[JobDescription | RejectedRow]]:
    """Settle who works (None: this process); gives the inputs back, the first of them read to count them."""
    from jdwork.cli.console import errors
    from jdwork.errors import InputError
    from jdwork.runs.processes import SeveralProcesses, default_processes

    if scheduler is not None and not dask:
        raise InputError("--scheduler is for a Dask cluster.", hint="Add --engine dask.")
    if alone:
        if dask or (workers is not None and workers > 1):
            raise InputError(
                "Language models, and skills in detail, are worked out in one process.",
                hint="Leave out --workers and --engine.",
            )
        return None, inputs
    state = workbench.workspace.state
    if dask:
        from jdwork.runs.cluster import OnDask

        many = workers or default_processes()
        errors.print(f"Dask: {scheduler or f'a cluster of {many} workers on this machine'}.", style="dim")
        return OnDask(folder, scheduler=scheduler, workers=many, state=state), inputs
    if workers is None:
        read = iter(inputs)
        first = list(itertools.islice(read, MANY))
        workers = default_processes() if len(first) == MANY else 1
        inputs = itertools.chain(first, read)
    if workers == 1:
        return None, inputs
    errors.print(f"{workers} processes.", style="dim")
    return SeveralProcesses(folder, state=state, processes=workers), inputs
