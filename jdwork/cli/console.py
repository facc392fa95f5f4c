"""Where commands write: data to stdout, progress and complaints to stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

PIPED_WIDTH = 200
"""Columns where nobody watches: rows stay on one line for grep and files."""

output = Console(highlight=False, width=None if sys.stdout.isatty() else PIPED_WIDTH)
errors = Console(stderr=True, highlight=False)


class _Rate(ProgressColumn):
    """How many are done in a second."""

    def __init__(self, unit: str) -> None:
        self._unit = unit
        super().__init__()

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:,.1f} {self._unit}" if task.speed else "", style="dim")


class Counter:
    """Moves one progress bar."""

    def __init__(self, bar: Progress, task: Any) -> None:
        self._bar, self._task = bar, task

    def __call__(self, done: int, *, total: int | None = None, what: str | None = None) -> None:
        """Set how many are done; of how many, and of what, where that is known only now."""
        self._bar.update(self._task, completed=done, total=total, description=what and escape(what))


@contextmanager
def counting(what: str, *, total: int | None = None, rate: str = "") -> Iterator[Counter]:
    """Show a progress bar on stderr while a block runs.

    Parameters
    ----------
    what
        What is counted.
    total
        How many there are, if known.
    rate
        Unit of the rate, ``"JDs/s"``; by default none is shown.
    """
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        *([_Rate(rate)] if rate else []),
    )
    # Over minutes: work comes back in large pieces.
    with Progress(*columns, console=errors, transient=True, speed_estimate_period=180) as bar:
        yield Counter(bar, bar.add_task(what, total=total))


def print_table(
    columns: Sequence[str], rows: Sequence[Sequence[object]], *, title: str | None = None
) -> None:
    """Print a table; cells are text, never markup."""
    table = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        table.add_column(Text(column), overflow="fold")
    for row in rows:
        table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    output.print(table)
