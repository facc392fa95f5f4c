"""What tuning is worth on JDs that it has not seen: all of it again for each fold, judged on that fold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from jdwork.config import Settings
from jdwork.evaluate.folds import grouped_folds
from jdwork.evaluate.resampling import RESAMPLES, Estimate, intervals, resampled_weights
from jdwork.tune.dials import with_values
from jdwork.tune.labelled import NEW, TuningData
from jdwork.tune.objectives import Objective
from jdwork.tune.replay import Outcome

PERMUTATIONS = 999

OPEN = {"new_role.max": 0.0, "new_role.max_with_model": 0.0}
"""Thresholds under which every JD that is one gets a role, if any is a candidate."""


Tuner = Callable[[TuningData], Mapping[str, float]]
"""A way to tune: from labelled JDs alone to values of dials."""


@dataclass(frozen=True, slots=True, eq=False)
class HeldOut:
    """Decisions on JDs by settings that were tuned without them.

    Parameters
    ----------
    current
        What the settings in force decide.
    tuned
        What the tuned ones decide, each fold by those found on the other folds.
    found
        Values by fold.
    before, after
        What the objective comes to under each.
    improvement
        After less before, with the 95 % interval of the paired bootstrap over groups of copies.
    """

    current: Outcome
    tuned: Outcome
    found: tuple[Mapping[str, float], ...]
    before: Estimate
    after: Estimate
    improvement: Estimate


def held_out(
    data: TuningData,
    settings: Settings,
    objective: Objective,
    tuner: Tuner,
    *,
    folds: int = 5,
    seed: int = 0,
    resamples: int = RESAMPLES,
    progress: Callable[[int, int], None] | None = None,
) -> HeldOut:
    """Judge a way of tuning by folds in which near-copies stay together and roles are spread evenly.

    Parameters
    ----------
    data
        Labelled JDs.
    settings
        In force, to improve on.
    objective
        What is sought.
    tuner
        The whole search: all that is chosen by looking at labels must be chosen in it.
    folds
        How many parts; each is decided by settings that were tuned on all others.
    seed
        Of folds and resamples.
    resamples
        Behind the interval.
    progress
        Told how many folds are done, of how many.

    Raises
    ------
    JdworkError
        If there are fewer groups of JDs than folds.
    """
    fold = grouped_folds(data.gold.tolist(), data.group, folds=folds, seed=seed)
    current = data.replay.decide(settings)
    columns = {one.name: getattr(current, one.name).copy() for one in fields(Outcome)}
    found = []
    for number in range(folds):
        rest, own = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        values = dict(tuner(data.take(rest)))
        decided = data.take(own).replay.decide(with_values(settings, values))
        for name, column in columns.items():
            column[own] = getattr(decided, name)
        found.append(values)
        if progress is not None:
            progress(number + 1, folds)
    tuned = Outcome(**columns)
    before, after, improvement = compared(data, objective, current, tuned, seed=seed, resamples=resamples)
    return HeldOut(current, tuned, tuple(found), before, after, improvement)


def compared(
    data: TuningData,
    objective: Objective,
    before: Outcome,
    after: Outcome,
    *,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> tuple[Estimate, Estimate, Estimate]:
    """Compare two outcomes on the same JDs: both figures and their difference, each with its interval."""

    def figures(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        was, now = (objective.values(one, data, weights) for one in (before, after))
        return np.stack([was, now, now - was], axis=1)

    samples = [figures(weights) for weights in resampled_weights(data.group, resamples=resamples, seed=seed)]
    was, now, gap = intervals(figures(np.ones((1, len(data))))[0], np.concatenate(samples))
    return was, now, gap


def labels_told(data: TuningData, settings: Settings, *, seed: int = 0) -> float:
    """Test whether labels have anything to do with signals: without that, nothing can be tuned on them.

    To queue everything, or to propose new roles throughout, truly improves on decisions whose labels are
    arbitrary; that no held-out fold would object. So labels are dealt out anew among different JDs
    (permutation test), and hits of the best role counted each time, thresholds aside.

    Parameters
    ----------
    data
        Labelled JDs; near-copies count once, those that no role fits not at all.
    settings
        In force.
    seed
        Of the permutations.

    Returns
    -------
    float
        p-value: the chance of so many hits, or more, by arbitrary labels.
    """
    known = np.flatnonzero(data.gold != NEW)
    rows = known[np.unique(data.group[known], return_index=True)[1]]
    role = data.replay.decide(with_values(settings, OPEN)).role[rows]
    gold = data.gold[rows]
    draw = np.random.default_rng(seed)
    hits = int((role == gold).sum())
    reached = sum(int((role == draw.permutation(gold)).sum()) >= hits for _ in range(PERMUTATIONS))
    return (1 + reached) / (1 + PERMUTATIONS)
