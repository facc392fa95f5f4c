"""A role's JDs in two periods, near-copies counted once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class TwoSamples:
    """What is compared: different JDs of an earlier and of a later period.

    A group of near-copies is one unit, and counts in a period as the mean of its vectors there. A unit
    that occurs in both periods is a pair: it says something only of what changed within it.

    Parameters
    ----------
    before, after
        Units of one period only; shapes (a, d) and (b, d).
    pair_before, pair_after
        Units of both, as they are in each; shape (k, d).
    """

    before: Floats
    after: Floats
    pair_before: Floats
    pair_after: Floats

    @property
    def n_before(self) -> int:
        """Units of the earlier period."""
        return len(self.before) + len(self.pair_before)

    @property
    def n_after(self) -> int:
        """Units of the later period."""
        return len(self.after) + len(self.pair_after)

    @cached_property
    def mean_before(self) -> Floats:
        """Centroid of the earlier period, not scaled to unit length; shape (d,)."""
        return np.asarray((self.before.sum(axis=0) + self.pair_before.sum(axis=0)) / max(self.n_before, 1))

    @cached_property
    def mean_after(self) -> Floats:
        """Centroid of the later period; shape (d,)."""
        return np.asarray((self.after.sum(axis=0) + self.pair_after.sum(axis=0)) / max(self.n_after, 1))

    @cached_property
    def shift(self) -> Floats:
        """From the earlier centroid to the later; shape (d,)."""
        return np.asarray(self.mean_after - self.mean_before)

    @cached_property
    def _squares(self) -> tuple[float, float, float]:
        """Squared distances of the units to their centroids, by period, and the pairs' products."""
        first = [np.square(part - self.mean_before).sum() for part in (self.before, self.pair_before)]
        second = [np.square(part - self.mean_after).sum() for part in (self.after, self.pair_after)]
        shared = ((self.pair_before - self.mean_before) * (self.pair_after - self.mean_after)).sum()
        return float(sum(first)), float(sum(second)), float(shared)

    @property
    def spread(self) -> float:
        """Typical distance of a unit to the centroid of its period (pooled, root of the mean square).

        NaN where no period has two units.
        """
        freedom = max(self.n_before - 1, 0) + max(self.n_after - 1, 0)
        before, after, _ = self._squares
        return float(np.sqrt((before + after) / freedom)) if freedom else float("nan")

    @property
    def noise(self) -> float:
        """What the squared length of the shift is expected to be where nothing changed.

        ``s0**2 / n0 + s1**2 / n1``, less twice the covariance of the pairs.
        """
        if min(self.n_before, self.n_after) < 2:
            return float("nan")
        before, after, shared = self._squares
        n0, n1, k = self.n_before, self.n_after, len(self.pair_before)
        together = shared / max(k - 1, 1) * k / (n0 * n1) if k > 1 else 0.0
        return before / (n0 - 1) / n0 + after / (n1 - 1) / n1 - 2 * together


def two_samples(vectors: Floats, groups: Rows, later: NDArray[np.bool_]) -> TwoSamples:
    """Collect the units of two periods, in an order that the order of rows has no part in.

    Parameters
    ----------
    vectors
        Of a role's JDs in the two periods; shape (n, d).
    groups
        Group of near-copies of each; shape (n,).
    later
        Whether each belongs to the later period; shape (n,).
    """
    before, names_before = _units(vectors[~later], groups[~later])
    after, names_after = _units(vectors[later], groups[later])
    both = np.intersect1d(names_before, names_after)
    of_before = {name: row for row, name in enumerate(names_before.tolist())}
    of_after = {name: row for row, name in enumerate(names_after.tolist())}
    pairs = [(before[of_before[name]], after[of_after[name]]) for name in both.tolist()]
    pairs.sort(key=lambda pair: pair[0].tobytes() + pair[1].tobytes())
    width = vectors.shape[1]
    return TwoSamples(
        before=_sorted(before[~np.isin(names_before, both)]),
        after=_sorted(after[~np.isin(names_after, both)]),
        pair_before=np.array([one for one, _ in pairs]).reshape(-1, width),
        pair_after=np.array([other for _, other in pairs]).reshape(-1, width),
    )


def _units(vectors: Floats, groups: Rows) -> tuple[Floats, Rows]:
    """Mean vector of each group, and the groups' names; sums do not depend on the order of rows."""
    names, place, size = np.unique(groups, return_inverse=True, return_counts=True)
    if len(names) == len(groups):
        return vectors[np.argsort(place, kind="stable")], names
    canonical = _digest_order(vectors)
    sums = np.zeros((len(names), vectors.shape[1]))
    np.add.at(sums, place[canonical], vectors[canonical])
    return sums / size[:, None], names


def _sorted(units: Floats) -> Floats:
    return units[_digest_order(units)]


def _digest_order(rows: Floats) -> Rows:
    """An order of rows that depends on their content alone."""
    keys = [hashlib.blake2b(row.tobytes(), digest_size=16).digest() for row in rows]
    return np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.int64)
