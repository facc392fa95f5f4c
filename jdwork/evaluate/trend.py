"""Accuracy over several sets of decisions on the same JDs, with intervals that can be read together."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

import numpy as np

from jdwork.evaluate.labelled_decisions import LabelledDecisions
from jdwork.evaluate.resampling import (
    RESAMPLES,
    Estimate,
    exact_ends,
    group_codes,
    intervals,
    resampled_weights,
    stacked,
)


def accuracy_trend(
    sets: Sequence[LabelledDecisions],
    *,
    groups: Mapping[str, Hashable] | None = None,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> list[Estimate]:
    """Give the accuracy of each set of decisions.

    All are resampled alike, so that a bad draw of JDs moves every interval and not just one.

    Parameters
    ----------
    sets
        One or more; each on the JDs that it has among those of all.
    groups
        Group of copies of each JD, by id; None: each stands alone.
    resamples, seed
        Of the bootstrap.

    Returns
    -------
    list of Estimate
        In the order of the sets, with 95 % intervals.
    """
    ids = sorted({name for one in sets for name in one.ids})
    place = {name: row for row, name in enumerate(ids)}
    held = np.zeros((len(ids), len(sets)))
    right = np.zeros((len(ids), len(sets)))
    for column, one in enumerate(sets):
        rows = [place[name] for name in one.ids]
        held[rows, column] = 1
        right[rows, column] = one.right
    codes = group_codes(ids, None if groups is None else [groups.get(name, name) for name in ids])
    drawn = []
    with np.errstate(invalid="ignore"):
        for weights in resampled_weights(codes, resamples=resamples, seed=seed):
            drawn.append((weights @ right) / (weights @ held))
        value = right.sum(axis=0) / held.sum(axis=0)
    found = intervals(value, stacked(drawn))
    sizes = [int(np.unique(codes[held[:, column] > 0]).size) for column in range(len(sets))]
    return exact_ends(found, sizes)
