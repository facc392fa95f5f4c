"""Keeping the garbage collector off what stays for a whole run."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def set_aside() -> Iterator[None]:
    """Let full collections pass over all objects that there are now.

    A classifier is very many of them, and none goes before the run does: to look through them again after
    every few hundred JDs is wasted. Where objects were set aside already, nothing is done.
    """
    mine = gc.get_freeze_count() == 0
    if mine:
        gc.freeze()
    try:
        yield
    finally:
        if mine:
            gc.unfreeze()


def set_aside_for_good() -> None:
    """Do the same in a process that does nothing else; what was set aside before is looked at once more."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
