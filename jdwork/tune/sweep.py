"""Sweeping a dial, or two, over every value that makes a difference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jdwork.config import Settings
from jdwork.decide.support import supported
from jdwork.decide.weighing import Weighed
from jdwork.signals import Floats
from jdwork.tune.dials import Dial, values_of, with_values
from jdwork.tune.labelled import TuningData
from jdwork.tune.objectives import Objective

MOST_VALUES = 400
"""Values tried of one dial; where more of them make a difference, evenly spaced ones."""
MOST_CELLS = 10_000
"""Pairs of values tried of two."""
WEIGHT_STEPS = 41

Values = NDArray[np.float64]
Turning = Callable[[Weighed, Settings], Floats]

_TURNING: dict[str, Turning] = {
    "b.margin": lambda weighed, _: weighed.contradiction,
    "kra.floor": lambda weighed, _: weighed.prepared.kra_at_top,
    "skill.floor": lambda weighed, _: weighed.prepared.skill_at_top,
    "domain.floor": lambda weighed, _: weighed.domain_share,
    "new_role.max": lambda weighed, settings: supported(weighed.prepared, weighed.features, settings),
    "new_role.max_with_model": lambda weighed, settings: supported(
        weighed.prepared, weighed.features, settings
    ),
}
"""What each threshold is compared with; ``accept.min_confidence`` with the confidence itself."""


@dataclass(frozen=True, slots=True, eq=False)
class Sweep:
    """What an objective comes to along one dial, all others staying.

    Parameters
    ----------
    dial
        The one that is turned.
    values
        Rising, shape (m,): of each range of values that decide alike, the middle one.
    scores
        What the objective comes to there, shape (m,).
    exact
        Whether every value that can be written decides like one of these.
    current
        Where the dial stands.
    at_current
        What the objective comes to there.
    """

    dial: Dial
    values: Values
    scores: Values
    exact: bool
    current: float
    at_current: float

    def best(self) -> tuple[float, float]:
        """Return the best value and its score: the current one where none is better, else the middle one.

        Of several ranges that are equally good the widest counts, and its middle, since its ends are the
        likeliest to be chance.
        """
        top = float(self.scores.max())
        if top <= self.at_current:
            return self.current, self.at_current
        good = np.flatnonzero(self.scores == top)
        ranges = np.split(good, np.flatnonzero(np.diff(good) > 1) + 1)
        widest = max(ranges, key=lambda one: self.values[one[-1]] - self.values[one[0]])
        middle = (self.values[widest[0]] + self.values[widest[-1]]) / 2
        nearest = widest[np.abs(self.values[widest] - middle).argmin()]
        return float(self.values[nearest]), top

    def tolerance(self, loss: float) -> tuple[float, float]:
        """Return the range around the current value in which the score falls by no more than ``loss``."""
        good = self.scores >= self.at_current - loss
        place = int(np.abs(self.values - self.current).argmin())
        low = high = place
        while low > 0 and good[low - 1]:
            low -= 1
        while high + 1 < len(good) and good[high + 1]:
            high += 1
        return min(float(self.values[low]), self.current), max(float(self.values[high]), self.current)


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """What an objective comes to over two dials; ``scores`` of shape (values of first, of second)."""

    first: Dial
    second: Dial
    first_values: Values
    second_values: Values
    scores: Values
    exact: bool

    def best(self) -> tuple[float, float, float]:
        """Return the best pair of values, and its score."""
        one, two = np.unravel_index(int(self.scores.argmax()), self.scores.shape)
        return float(self.first_values[one]), float(self.second_values[two]), float(self.scores[one, two])


def telling_values(
    data: TuningData, settings: Settings, dial: Dial, *, most: int = MOST_VALUES
) -> tuple[Values, bool]:
    """Find values of a dial such that every other decides like one of them.

    Parameters
    ----------
    data
        JDs to decide.
    settings
        Where the other dials stand.
    dial
        The one to turn.
    most
        Values at most.

    Returns
    -------
    values
        Rising; of each range of values that decide alike, the middle one.
    exact
        Whether none was left out. Of a weight they always are.
    """
    if dial.key == "accept.min_confidence":
        points = data.replay.decide(settings).confidence
    elif dial.key in _TURNING:
        blocks = data.replay.weighed(settings)
        points = np.concatenate(
            [np.zeros(0, np.float32), *(_TURNING[dial.key](one, settings) for one in blocks)]
        )
    else:
        return dial.steps(WEIGHT_STEPS), False
    grid = dial.grid()
    # In single precision, as it is compared.
    points = np.unique(points[np.isfinite(points)].astype(np.float32))
    state = np.searchsorted(points, grid.astype(np.float32))
    starts = np.flatnonzero(np.r_[True, np.diff(state) > 0])
    middles = (starts + np.r_[starts[1:], len(grid)] - 1) // 2
    exact = len(middles) <= most
    if not exact:
        middles = middles[np.unique(np.linspace(0, len(middles) - 1, most).round().astype(int))]
    return grid[middles], exact


def sweep(
    data: TuningData,
    settings: Settings,
    dial: Dial,
    objective: Objective,
    *,
    most: int = MOST_VALUES,
) -> Sweep:
    """Work an objective out for every value of one dial that makes a difference.

    Parameters
    ----------
    data, settings, dial, most
        As for `telling_values`.
    objective
        What is sought.
    """
    values, exact = telling_values(data, settings, dial, most=most)
    scores = np.array([score(data, with_values(settings, {dial.key: one}), objective) for one in values])
    current = values_of(settings, [dial])[dial.key]
    return Sweep(dial, values, scores, exact, current, score(data, settings, objective))


def sweep_two(
    data: TuningData,
    settings: Settings,
    first: Dial,
    second: Dial,
    objective: Objective,
    *,
    most: int = MOST_CELLS,
) -> Plane:
    """Work an objective out for every pair of values of two dials that makes a difference.

    ``accept.min_confidence`` is compared with a confidence that follows from the other dial, so that a
    plane with it is never called exact.

    Parameters
    ----------
    data, settings, first, second, objective
        As for `sweep`.
    most
        Pairs at most.
    """
    side = max(int(most**0.5), 2)
    ones, exact = telling_values(data, settings, first, most=side)
    twos, second_exact = telling_values(data, settings, second, most=max(most // len(ones), 2))
    scores = np.array(
        [
            [score(data, with_values(settings, {first.key: one, second.key: two}), objective) for two in twos]
            for one in ones
        ]
    )
    moving = "accept.min_confidence" in (first.key, second.key)
    return Plane(first, second, ones, twos, scores, exact and second_exact and not moving)


def score(data: TuningData, settings: Settings, objective: Objective) -> float:
    """Work an objective out for one configuration, every JD counting once."""
    return float(objective.values(data.replay.decide(settings), data, np.ones((1, len(data))))[0])
