"""Slow work beside the kernel, so that clicks are answered meanwhile."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

Result = TypeVar("Result")
PAUSE = 0.2
"""Seconds before work begins: who steps through a list asks for nothing on the way, and what a click shows
at once is drawn first."""
TURN = 0.0003
"""Seconds that the thread keeps the interpreter while a click waits for it, instead of Python's 0.005: an
answer takes some hundred turns."""


class Background:
    """Does one piece of work after another in a thread; of each kind only the latest counts.

    Where no event loop runs (in a script, in a test) work is done at once.
    """

    def __init__(self) -> None:
        self._latest: dict[str, object] = {}
        self._threads: ThreadPoolExecutor | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def submit(
        self,
        kind: str,
        work: Callable[[], Result],
        done: Callable[[Result], None],
        failed: Callable[[Exception], None],
        *,
        pause: float = PAUSE,
    ) -> None:
        """Have something done, and hear of it in the event loop's own thread.

        Parameters
        ----------
        kind
            Work of the same kind that was handed in before is forgotten: left out if it has not begun,
            unheard if it has.
        work
            What is done in the thread; it must not touch a widget.
        done, failed
            Called with what it gives or raises.
        pause
            Seconds before it begins.
        """
        token = self._latest[kind] = object()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._deliver(kind, token, *_outcome(work), done, failed)
            return
        self._loop = loop

        def begin() -> None:
            if self._latest.get(kind) is not token:
                return
            if self._threads is None:
                self._threads = ThreadPoolExecutor(1, thread_name_prefix="jdwork-inspector")
            self._threads.submit(run)

        def run() -> None:
            if self._latest.get(kind) is not token:
                return
            with _short_turns():
                made, error = _outcome(work)
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._deliver, kind, token, made, error, done, failed)

        loop.call_later(pause, begin)

    def post(self, call: Callable[..., None], *arguments: Any) -> None:
        """From within work: have something done in the event loop's own thread, where widgets live."""
        if self._loop is None:
            call(*arguments)
        elif not self._loop.is_closed():
            self._loop.call_soon_threadsafe(call, *arguments)

    def forget(self, kind: str) -> None:
        """Let nobody hear of a kind of work that is under way."""
        self._latest.pop(kind, None)

    def close(self) -> None:
        """Forget all work, and start none any more that has not begun."""
        self._latest.clear()
        if self._threads is not None:
            self._threads.shutdown(wait=False, cancel_futures=True)
            self._threads = None

    def _deliver(
        self,
        kind: str,
        token: object,
        made: Any,
        error: Exception | None,
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
    ) -> None:
        if self._latest.get(kind) is not token:
            return
        del self._latest[kind]
        if error is not None:
            failed(error)
        else:
            done(made)


@contextmanager
def _short_turns() -> Iterator[None]:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(min(TURN, usual))
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def _outcome(work: Callable[[], Any]) -> tuple[Any, Exception | None]:
    try:
        return work(), None
    except Exception as error:  # handed on to whoever asked for the work
        return None, error
