"""Folds for cross-validation: labels spread evenly, copies never on both sides."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from jdwork.errors import JdworkError

Rows = NDArray[np.int64]


def grouped_folds(
    labels: Sequence[Hashable], groups: Sequence[Hashable] | Rows, *, folds: int = 5, seed: int = 0
) -> Rows:
    """Deal JDs into folds.

    Groups of several JDs are placed one by one, the largest first, each where its labels are rarest;
    then the single ones fill up label by label, the rarest label first. So a label's counts in two
    folds differ by at most one wherever its groups leave that possible, and the folds are of nearly
    equal size: as even as `sklearn.model_selection.StratifiedGroupKFold`, in time that grows with the
    number of JDs instead of groups times labels times folds.

    Parameters
    ----------
    labels
        Label of each JD; what has none may share a label of its own, such as None.
    groups
        Group of each JD, as `jdwork.text.near_duplicates.near_duplicate_groups` numbers them. JDs of
        one group lie in one fold.
    folds
        How many.
    seed
        Decides which of several like JDs goes where.

    Returns
    -------
    NDArray[np.int64], shape (n,)
        Fold of each JD, 0 to ``folds - 1``; every fold holds at least one.

    Raises
    ------
    JdworkError
        If there are fewer groups than folds, or fewer than two folds.
    """
    label, group = _codes(labels), _codes(list(groups))
    if len(label) != len(group):
        raise JdworkError(f"There are {len(label)} labels and {len(group)} groups: one of each per JD.")
    sizes = np.bincount(group)
    if folds < 2 or len(sizes) < folds:
        raise JdworkError(
            f"{len(sizes)} groups of JDs cannot be dealt into {folds} folds.",
            hint="Give at least two folds, and at least one group for each.",
        )
    draw = np.random.default_rng(seed)
    kinds = int(label.max()) + 1
    held = np.zeros((folds, kinds), dtype=np.int64)
    totals = np.bincount(label, minlength=kinds)
    home = np.full(len(sizes), -1, dtype=np.int64)

    several = draw.permutation(np.flatnonzero(sizes > 1))
    several = several[np.argsort(-sizes[several], kind="stable")]
    members = np.split(np.argsort(group, kind="stable"), np.cumsum(sizes)[:-1])
    for one in several:
        counts = np.bincount(label[members[one]], minlength=kinds)
        there = np.flatnonzero(counts)
        crowded = (held[:, there] * (counts[there] / totals[there])).sum(axis=1)
        # Rounded: sums that differ in the last bit only are ties, on every machine.
        fold = np.lexsort((held.sum(axis=1), np.round(crowded, 9)))[0]
        home[one] = fold
        held[fold] += counts

    alone = draw.permutation(np.flatnonzero(sizes[group] == 1))
    waiting = np.bincount(label[alone], minlength=kinds)
    for kind in np.argsort(totals, kind="stable"):
        if waiting[kind]:
            rows = alone[label[alone] == kind]
            given = _shares(held[:, kind], held.sum(axis=1), len(rows))
            home[group[rows]] = np.repeat(np.arange(folds), given)
            held[:, kind] += given
    _fill_empty(home, folds, draw)
    return home[group]


def joined_groups(*groupings: Sequence[Hashable] | Rows) -> Rows:
    """Groups in which JDs are together if any of several groupings has them together.

    For inputs that hold one JD more than once, with and without its title say: give the near-duplicate
    groups of their texts, and their ids.

    Parameters
    ----------
    groupings
        Each one group per JD, in the same order.

    Returns
    -------
    NDArray[np.int64], shape (n,)
        Numbered from 0 in order of first appearance.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    coded = [_codes(list(one)) for one in groupings]
    n = len(coded[0])
    if not n:
        return np.zeros(0, dtype=np.int64)
    # A graph of JDs and of the groups of each grouping; JDs are connected through the groups they are in.
    offsets = n + np.cumsum([0, *(int(one.max()) + 1 for one in coded)])
    heads = np.tile(np.arange(n), len(coded))
    tails = np.concatenate([one + offset for one, offset in zip(coded, offsets[:-1], strict=True)])
    size = int(offsets[-1])
    graph = csr_array((np.ones(len(heads), dtype=np.int8), (heads, tails)), shape=(size, size))
    found = connected_components(graph, directed=False)[1][:n]
    return _codes(found.tolist())


def _codes(values: Sequence[Hashable]) -> Rows:
    """Number values from 0 in order of first appearance."""
    seen: dict[Hashable, int] = {}
    return np.fromiter((seen.setdefault(one, len(seen)) for one in values), dtype=np.int64, count=len(values))


def _shares(held: Rows, sizes: Rows, n: int) -> Rows:
    """Split n like JDs over folds so that what folds hold of them becomes as even as it can.

    The folds that hold least are filled up to a common level; what is left over goes one by one to
    those that hold least of all labels.
    """
    order = np.lexsort((sizes, held))
    level = held[order]
    reach = np.arange(1, len(held) + 1)
    # Filling the r lowest folds up to the next one's level takes this many.
    needed = np.append(level[1:] * reach[:-1] - np.cumsum(level)[:-1], np.iinfo(np.int64).max)
    filled = int(np.argmax(needed >= n)) + 1
    lowest = order[:filled]
    height, left = divmod(int(held[lowest].sum()) + n, filled)
    given = np.zeros(len(held), dtype=np.int64)
    given[lowest] = height - held[lowest]
    given[lowest[np.argsort(sizes[lowest] + given[lowest], kind="stable")[:left]]] += 1
    return given


def _fill_empty(home: Rows, folds: int, draw: np.random.Generator) -> None:
    """Give each empty fold a group of the fold that has most."""
    for empty in np.flatnonzero(np.bincount(home, minlength=folds) == 0):
        fullest = int(np.bincount(home, minlength=folds).argmax())
        home[draw.choice(np.flatnonzero(home == fullest))] = empty
