"""Trying settings on stored signals, beside deciding anew."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from jdwork.bench.figures import Figure, seconds
from jdwork.config import Settings
from jdwork.decide import decide
from jdwork.signals import SignalTable
from jdwork.tune.dials import with_values
from jdwork.tune.replay import Replay


def time_what_if(
    table: SignalTable,
    settings: Settings,
    *,
    jds: int = 100_000,
    turns: int = 9,
    seed: int = 0,
    told: Callable[[str], object] = lambda _: None,
) -> list[Figure]:
    """Time one setting more, over many JDs.

    Parameters
    ----------
    table
        Signals of some JDs, drawn with replacement up to ``jds``.
    settings
        In force when they were decided.
    jds
        How many.
    turns
        Settings tried; the median counts.
    seed
        Of the draw.
    told
        Called with what is being timed.

    Returns
    -------
    list of Figure
        A threshold turned, and weights turned, in settings a second.
    """
    told("what-if")
    rows = np.random.default_rng(seed).integers(len(table), size=jds)
    drawn = table.take(rows.tolist())
    replay = Replay(drawn)
    replay.decide(settings)
    plain = float(np.median([seconds(lambda: decide(drawn, settings)) for _ in range(3)]))
    figures = []
    for name, key, low, high in (
        ("a threshold turned", "b.margin", 0.5, 12.0),
        ("a weight turned", "evidence.kra", 1.0, 3.0),
    ):
        taken = []
        for value in np.linspace(low, high, turns):
            tried = with_values(settings, {key: float(value)})
            taken.append(seconds(lambda tried=tried: replay.decide(tried)))  # type: ignore[misc]
        figures.append(
            Figure(
                f"what-if, {name} ({jds:,} JDs)",
                1 / float(np.median(taken)),
                "settings",
                naive=1 / plain,
                naive_way="deciding anew",
            )
        )
    return figures
