"""Bounds on what a run may ask: money, requests a minute, pauses, and when to give a server up."""

from __future__ import annotations

import random
import threading
import time
from collections import deque
from collections.abc import Callable

FIRST_PAUSE = 0.5
"""Seconds; the longest first pause. It doubles with every try, up to `LONGEST_PAUSE`."""

LONGEST_PAUSE = 30.0
_MINUTE = 60.0


class Budget:
    """Money that one run may spend; shared by threads.

    A request first reserves what it can cost at most, and is settled with what it did cost. What is reserved
    and what is spent together never exceed the ceiling.

    Parameters
    ----------
    ceiling
        US dollars; 0 is no limit.
    """

    def __init__(self, ceiling: float) -> None:
        self.ceiling = ceiling
        self._spent = 0.0
        self._reserved = 0.0
        self._under_way = 0
        self._changed = threading.Condition()

    @property
    def spent(self) -> float:
        """US dollars that are gone, or that a lost request may have cost."""
        with self._changed:
            return self._spent

    def reserve(self, amount: float) -> bool:
        """Set money aside; waits for requests under way where what they give back may make it fit.

        Parameters
        ----------
        amount
            US dollars that the request can cost at most.

        Returns
        -------
        bool
            False if it does not fit any more; then nothing is reserved.
        """
        with self._changed:
            while self.ceiling and self._spent + self._reserved + amount > self.ceiling:
                if self._spent + amount > self.ceiling or self._under_way == 0:
                    return False
                self._changed.wait()
            self._reserved += amount
            self._under_way += 1
            return True

    def spend(self, cost: float) -> None:
        """Count what was paid before: by the same run, until it was interrupted."""
        with self._changed:
            self._spent += cost
            self._changed.notify_all()

    def settle(self, reserved: float, cost: float) -> None:
        """Replace what was reserved by what it did cost."""
        with self._changed:
            self._under_way -= 1
            # With nothing under way nothing is reserved: rounding must not add up over a long run.
            self._reserved = self._reserved - reserved if self._under_way else 0.0
            self._spent += cost
            self._changed.notify_all()


class RateLimit:
    """At most so many requests begun in any minute; shared by threads.

    Parameters
    ----------
    per_minute
        Requests; 0 is no limit.
    sleep, clock
        How to wait, and a clock in seconds that only goes forward.
    """

    def __init__(
        self,
        per_minute: int,
        *,
        sleep: Callable[[float], object] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._starts: deque[float] = deque(maxlen=per_minute or 1)
        self._per_minute = per_minute
        self._sleep = sleep
        self._clock = clock
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Return when the next request may begin."""
        if not self._per_minute:
            return
        with self._lock:  # Whoever comes later begins later: the place in line is taken before the pause.
            start = self._clock()
            if len(self._starts) == self._per_minute:
                start = max(start, self._starts[0] + _MINUTE)
            self._starts.append(start)
        while (pause := start - self._clock()) > 0:
            self._sleep(pause)


class Patience:
    """Whether a server is worth asking at all; shared by threads.

    After ``limit`` questions in a row that no answer came to, it is asked only now and then, so that a batch
    of thousands does not wait for a dead server thousands of times.

    Parameters
    ----------
    limit
        Questions in a row.
    every
        Seconds between trials after that.
    """

    def __init__(
        self, limit: int, *, every: float = 30.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit = limit
        self._every = every
        self._clock = clock
        self._lost = 0
        self._next = 0.0
        self._lock = threading.Lock()

    @property
    def lost(self) -> int:
        """Questions in a row that no answer came to."""
        with self._lock:
            return self._lost

    def may_ask(self) -> bool:
        """Whether to send the next question."""
        with self._lock:
            if self._lost < self._limit:
                return True
            if self._clock() < self._next:
                return False
            self._next = self._clock() + self._every
            return True

    def heard(self, answered: bool) -> None:
        """Tell what came of a question: whether the server answered anything at all."""
        with self._lock:
            self._lost = 0 if answered else self._lost + 1
            if self._lost == self._limit:
                self._next = self._clock() + self._every


def pause_before(attempt: int, chance: random.Random) -> float:
    """Return a random pause before another try: up to half a second, one, two, … (full jitter).

    Parameters
    ----------
    attempt
        How many tries have failed; 1 after the first.
    chance
        Where the randomness comes from.

    Returns
    -------
    float
        Seconds, evenly between 0 and min(`LONGEST_PAUSE`, `FIRST_PAUSE` · 2^(attempt - 1)).
    """
    return chance.uniform(0.0, min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(attempt - 1, 16)))
