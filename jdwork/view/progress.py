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
