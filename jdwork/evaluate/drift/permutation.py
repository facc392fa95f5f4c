"""Could chance alone have moved the centroid so far? A permutation test on the vectors."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jdwork.evaluate.drift.samples import Floats, TwoSamples

ENOUGH = 50
"""Rearrangements with as large a shift after which a test is settled: p is then 0.05 or more at the first
look, 0.005 at the second, and further draws would only sharpen it."""

LOOKS = (1_000, 10_000)
"""Rearrangements after which a test may be settled."""

_CELLS = 4_000_000
"""Cells of rearrangements worked on together."""

_SAME = 1e-9
"""Relative difference below which two shifts are equal, whatever order their sums were taken in."""


@dataclass(frozen=True, slots=True)
class PermutationTest:
    """Outcome of a test.

    Parameters
    ----------
    p
        Chance of a shift at least as long where the period makes no difference.
    arrangements
        How many rearrangements stand behind it.
    exact
        Whether these are all there are.
    attainable
        The least p that so many units could have given.
    mean, deviation, skewness
        Of the squared length of the shift over the rearrangements.
    """

    p: float
    arrangements: int
    exact: bool
    attainable: float
    mean: float
    deviation: float
    skewness: float


def permutation_test(samples: TwoSamples, *, permutations: int, seed: int | list[int]) -> PermutationTest:
    """Test whether two periods differ in their centroid.

    Where the period makes no difference, units are exchangeable: those of one period only may have been
    dealt to the periods otherwise, and those of both may have had their two forms swapped. The squared
    length of the shift is compared with that under such rearrangements: under all of them where they are
    no more than ``permutations``, otherwise under random ones, of which as many are drawn as it takes
    (Besag & Clifford, 1991, with looks at fixed counts): p counts what was observed as one of them
    (Phipson & Smyth, 2010), so that ``P(p <= a) <= a`` holds exactly at every look.

    Parameters
    ----------
    samples
        At least one unit in each period.
    permutations
        Rearrangements at most.
    seed
        Of the random ones.

    Returns
    -------
    PermutationTest
    """
    drawn = _Rearranged(samples)
    if drawn.arrangements <= permutations:
        lengths = np.concatenate([drawn.lengths(part) for part in drawn.all()])
        as_long = int((lengths >= drawn.observed * (1 - _SAME) - 1e-15).sum())
        return PermutationTest(
            as_long / len(lengths), len(lengths), True, drawn.fewest / len(lengths), *_moments(lengths)
        )
    random = np.random.default_rng(seed)
    parts: list[Floats] = []
    done = as_long = 0
    for look in sorted({min(one, permutations) for one in (*LOOKS, permutations)}):
        for part in drawn.random(look - done, random):
            lengths = drawn.lengths(part)
            as_long += int((lengths >= drawn.observed * (1 - _SAME) - 1e-15).sum())
            if done < LOOKS[0]:
                parts.append(lengths)
            done += len(lengths)
        if as_long >= ENOUGH:
            break
    return PermutationTest(
        (as_long + 1) / (done + 1), done, False, 1 / (permutations + 1), *_moments(np.concatenate(parts))
    )


class _Rearranged:
    """Squared lengths of the shift under rearrangements of the units."""

    def __init__(self, samples: TwoSamples) -> None:
        self._a, self._b = len(samples.before), len(samples.after)
        change = samples.pair_after - samples.pair_before
        # A pair of equal forms is the same either way.
        moving = change[np.abs(change).max(axis=1, initial=0) > 0]
        self._k = len(moving)
        n0, n1 = samples.n_before, samples.n_after
        self._scale = 1 / n0 + 1 / n1
        centre = samples.mean_before
        single = np.concatenate([samples.before, samples.after]) - centre
        self._moved = np.concatenate([single, moving])
        fixed = (samples.pair_before - centre).sum(axis=0)
        total = single.sum(axis=0) + fixed + (samples.pair_after - centre).sum(axis=0)
        # The shift is ``origin - scale * (weights @ moved)``, weights saying who is in the earlier period.
        self._origin = total / n1 - self._scale * fixed
        self._gram = self._moved @ self._moved.T if len(self._moved) < self._moved.shape[1] else None
        self.observed = float(np.square(samples.shift).sum())
        self.arrangements = math.comb(self._a + self._b, self._a) * 2**self._k
        # Swapping everybody gives the opposite shift where the periods are of one size.
        self.fewest = min(2 if n0 == n1 else 1, self.arrangements)

    def lengths(self, weights: Floats) -> Floats:
        if self._gram is None:
            return np.asarray(np.square(self._origin - self._scale * (weights @ self._moved)).sum(axis=1))
        along = weights @ (self._moved @ self._origin)
        own = np.einsum("ij,ij->i", weights @ self._gram, weights)
        found = self._origin @ self._origin - 2 * self._scale * along + self._scale**2 * own
        return np.asarray(np.maximum(found, 0))

    def all(self) -> Iterator[Floats]:
        """Every arrangement, in blocks."""
        swaps = np.array(list(itertools.product((0.0, 1.0), repeat=self._k))).reshape(2**self._k, self._k)
        together = max(1, _CELLS // (max(len(self._moved), 1) * len(swaps)))
        chosen = itertools.combinations(range(self._a + self._b), self._a)
        while block := list(itertools.islice(chosen, together)):
            weights = np.zeros((len(block), len(swaps), len(self._moved)))
            rows = np.repeat(np.arange(len(block)), self._a)
            weights[rows, :, np.array(block, dtype=np.int64).ravel()] = 1
            weights[:, :, self._a + self._b :] = swaps
            yield weights.reshape(len(block) * len(swaps), len(self._moved))

    def random(self, count: int, random: np.random.Generator) -> Iterator[Floats]:
        """So many random arrangements, in blocks."""
        single = self._a + self._b
        together = max(1, min(LOOKS[0], _CELLS // max(len(self._moved), 1)))
        for start in range(0, count, together):
            size = min(together, count - start)
            weights = np.zeros((size, len(self._moved)))
            if 0 < self._a < single:
                picked = np.argpartition(random.random((size, single), dtype=np.float32), self._a - 1, axis=1)
                np.put_along_axis(weights, picked[:, : self._a], 1.0, axis=1)
            else:
                weights[:, : self._a] = 1
            if self._k:
                weights[:, single:] = random.integers(2, size=(size, self._k))
            yield weights


def _moments(lengths: NDArray[np.float64]) -> tuple[float, float, float]:
    deviation = float(lengths.std())
    if deviation <= 0:
        return float(lengths.mean()), 0.0, 0.0
    return float(lengths.mean()), deviation, float((((lengths - lengths.mean()) / deviation) ** 3).mean())
