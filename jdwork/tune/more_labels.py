"""How many labels a promise would take, where those at hand do not bear it."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np

from jdwork.config import Settings
from jdwork.tune.dials import with_values
from jdwork.tune.guarantee import guarantee
from jdwork.tune.labelled import TuningData
from jdwork.tune.replay import Outcome

MOST_TIMES = 16
"""Further ahead than so many times the labels at hand, nothing is said."""


def labels_that_would_do(
    data: TuningData, settings: Settings, *, most_wrong: float, level: float, seed: int = 0
) -> int | None:
    """Project how many different labelled JDs would bear a promise, if more came that are like those at hand.

    Parameters
    ----------
    data, settings, most_wrong, level, seed
        As for `jdwork.tune.proposal.propose_promise`; the promise is about as many JDs as are labelled.

    Returns
    -------
    int or None
        A rough figure, right within a factor of two or three from a few hundred labels on: errors among
        few tell little about those among many. None where even `MOST_TIMES` as many would not do, mostly
        since there are too many errors at every confidence.
    """
    outcome = data.replay.decide(with_values(settings, {"accept.min_confidence": 0.0}))
    first = np.random.default_rng(seed).permutation(len(data))
    rows = first[np.unique(data.group[first], return_index=True)[1]]

    def bears(labels: int) -> bool:
        # Every JD as often as every other, as far as that goes.
        taken = np.resize(rows, labels)
        more = replace(data, gold=data.gold[taken], group=np.arange(labels, dtype=np.int64))
        decided = Outcome(**{one.name: getattr(outcome, one.name)[taken] for one in fields(Outcome)})
        made = guarantee(decided, more, most_wrong=most_wrong, level=level, seed=seed)
        return made.threshold is not None

    times = 1
    while not bears(times * len(rows)):
        if times >= MOST_TIMES:
            return None
        times *= 2
    low, high = (times // 2) * len(rows), times * len(rows)
    while high - low > max(high // 10, 1):
        middle = (low + high) // 2
        low, high = (low, middle) if bears(middle) else (middle, high)
    step = 10 ** max(len(str(high)) - 2, 0)
    return int(-(-high // step) * step)
