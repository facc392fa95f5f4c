"""Doing equal work once: whoever comes while it is under way waits for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

R = TypeVar("R")


class _Flight(Generic[R]):
    def __init__(self) -> None:
        self.landed = threading.Event()
        self.result: list[R] = []


class SingleFlight(Generic[R]):
    """Work by key, shared by threads. Nothing is remembered once it is done: that is a cache's business."""

    def __init__(self) -> None:
        self._under_way: dict[str, _Flight[R]] = {}
        self._lock = threading.Lock()

    def do(self, key: str, work: Callable[[], R]) -> tuple[R, bool]:
        """Do the work, or wait for whoever is at it.

        Parameters
        ----------
        key
            Equal for equal work.
        work
            What to do.

        Returns
        -------
        result
            What came of it.
        is_own : bool
            Whether this call did it. Where another's work broke off with an error, it is done here.
        """
        while True:
            with self._lock:
                flight = self._under_way.get(key)
                if flight is None:
                    own = self._under_way[key] = _Flight()
                    break
            flight.landed.wait()
            if flight.result:
                return flight.result[0], False
        try:
            own.result.append(work())
            return own.result[0], True
        finally:
            with self._lock:
                del self._under_way[key]
            own.landed.set()
