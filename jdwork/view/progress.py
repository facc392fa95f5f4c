"""Progress in a notebook: a bar in JupyterLab, one line where nobody watches."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def counting(what: str) -> Iterator[Callable[[int], None]]:
    """Show how many are done while a block runs.

    A text display that is updated in place: it lives in JupyterLab, leaves one line behind, and works
    under papermill, where widgets do not.

    Parameters
    ----------
    what
        What is counted, in the plural with its participle (``"JDs classified"``).
    """
    from IPython.display import display

    started = time.perf_counter()
    handle = display({"text/plain": f"0 {what} …"}, raw=True, display_id=True)

    def show(done: int) -> None:
        seconds = time.perf_counter() - started
        line = f"{done:,} {what} in {seconds:.1f} s ({done / max(seconds, 1e-9):,.0f} a second)"
        if handle is not None:
            handle.update({"text/plain": line}, raw=True)

    yield show


@contextmanager
def working(what: str) -> Iterator[Callable[[str, float], None]]:
    """Show what is being done, and which share of it is, while a block runs; see `counting`.

    Parameters
    ----------
    what
        The whole, said at the end with the time it took.
    """
    from IPython.display import display

    started = time.perf_counter()
    handle = display({"text/plain": f"{what} …"}, raw=True, display_id=True)

    def line(text: str) -> None:
        if handle is not None:
            handle.update({"text/plain": text}, raw=True)

    yield lambda now, share: line(f"{share:4.0%}  {now}")
    line(f"{what}: {time.perf_counter() - started:.1f} s")
