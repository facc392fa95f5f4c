"""Memory that a process and all its children hold, looked at again and again."""

from __future__ import annotations

import threading
from contextlib import suppress
from types import TracebackType

import psutil


class MemoryWatch:
    """Watches a process with its children while a block runs.

    Memory shared between them (libraries, mapped files) counts once in all: proportional set sizes are
    added, where the system tells them.

    Parameters
    ----------
    pid
        The process.
    every
        Seconds between two looks.
    """

    def __init__(self, pid: int, *, every: float = 0.5) -> None:
        self._process = psutil.Process(pid)
        self._every = every
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.peak = 0
        """Most bytes held by all together."""
        self.largest = 0
        """Most bytes held by one of them (resident)."""
        self.processes = 0
        """Most processes at a time."""

    def __enter__(self) -> MemoryWatch:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(self._every):
            with suppress(psutil.Error):
                self._look()

    def _look(self) -> None:
        held, alive = 0, 0
        for process in (self._process, *self._process.children(recursive=True)):
            with suppress(psutil.Error):
                memory = process.memory_full_info()
                held += getattr(memory, "pss", memory.rss)
                self.largest = max(self.largest, memory.rss)
                alive += 1
        self.peak = max(self.peak, held)
        self.processes = max(self.processes, alive)
