"""How far a centroid moved, in distances of a JD to it; how sure that is, and what could have been missed."""

from __future__ import annotations

import math

import numpy as np

from jdwork.evaluate.drift.permutation import PermutationTest
from jdwork.evaluate.drift.samples import Floats, TwoSamples
from jdwork.evaluate.resampling import Estimate, interval

POWER = 0.8
"""Chance with which a shift of the detectable size is found."""

_QUANTILE = 0.8416212335729143
"""Standard normal quantile of `POWER`."""

_TOGETHER = 2_000_000
"""Cells of resampled weights worked on together."""

UNKNOWN = Estimate(math.nan, math.nan, math.nan)


def cosine_distance(samples: TwoSamples) -> float:
    """One less the cosine of the two centroids; small samples alone make it larger than zero."""
    before, after = samples.mean_before, samples.mean_after
    length = float(np.linalg.norm(before) * np.linalg.norm(after))
    return 1 - float(before @ after) / length if length > 0 else math.nan


def along_reference(samples: TwoSamples) -> float:
    """Change of the JDs' mean likeness to the earlier centroid; below 0, they moved away from its core.

    A JD of the earlier period is compared with the centroid of the others, so that it is no nearer to
    it than a later JD for having been counted. NaN where there are no others.
    """
    own = np.concatenate([samples.before, samples.pair_before])
    new = np.concatenate([samples.after, samples.pair_after])
    if len(own) < 2 or not len(new):
        return math.nan
    total = own.sum(axis=0)
    others = total - own
    lengths = np.linalg.norm(others, axis=1)
    length = float(np.linalg.norm(total))
    if length == 0 or (lengths == 0).any():
        return math.nan
    likeness = (own * others).sum(axis=1) / lengths
    return float((new @ total).mean() / length - likeness.mean())


def effect_size(samples: TwoSamples, *, resamples: int, seed: int | list[int]) -> Estimate:
    """Length of the centroid's shift over the typical distance of a JD to its centroid.

    Half a distance is 0.5. What the samples' size alone would make of no shift is taken off: the squared
    length less `TwoSamples.noise` is its unbiased estimate, of which the root is taken, or 0 below 0.

    Parameters
    ----------
    samples
        At least two units in each period; otherwise the effect is not known.
    resamples
        Of the bootstrap: units are drawn anew within each period, pairs as pairs. The resamples of the
        squared length are shifted to the estimate, since resampling adds noise of its own.
    seed
        Of the draw.

    Returns
    -------
    Estimate
        With its 95 % interval; 0 is its end where the data do not exclude that nothing moved.
    """
    spread = samples.spread
    if min(samples.n_before, samples.n_after) < 2 or not spread > 0:
        return UNKNOWN
    squared = float(np.square(samples.shift).sum()) - samples.noise
    drawn = _resampled(samples, resamples, seed)
    found = interval(squared, drawn - drawn.mean() + squared)
    value, low, high = (math.sqrt(max(one, 0.0)) / spread for one in (found.value, found.low, found.high))
    return Estimate(value, low, high)


def detectable(samples: TwoSamples, test: PermutationTest, *, level: float) -> float:
    """Smallest effect that so many JDs would have shown with a chance of 80 %.

    Where the shift has squared length x, the squared length that is observed has about the mean and
    variance that rearranging gives, plus x, plus ``4 x`` times the variance of a centroid along the
    shift, taken as the mean one over the directions in which JDs differ. The critical length comes from
    a Pearson III distribution with the moments of the rearrangements (Mielke & Berry, 2007).

    Parameters
    ----------
    samples
        The units.
    test
        Their permutation test.
    level
        Largest p that counts as found.

    Returns
    -------
    float
        In the units of `effect_size`; infinite where no shift at all could have given a p so small,
        NaN where the spread is not known.
    """
    spread = samples.spread
    if not spread > 0:
        return math.nan
    if test.attainable > level:
        return math.inf
    from scipy.stats import pearson3

    excess = float(pearson3.isf(level, test.skewness)) * test.deviation
    along = 2 * test.deviation**2 / test.mean if test.mean > 0 else 0.0
    # x - excess = quantile * sqrt(deviation**2 + along * x): the larger root.
    half = excess + _QUANTILE**2 * along / 2
    root = half**2 - excess**2 + (_QUANTILE * test.deviation) ** 2
    return math.sqrt(max(half + math.sqrt(max(root, 0.0)), 0.0)) / spread


def _resampled(samples: TwoSamples, resamples: int, seed: int | list[int]) -> Floats:
    """Squared length of the shift in each resample; shape (resamples,)."""
    draw = np.random.default_rng(seed)
    a, b, k = len(samples.before), len(samples.after), len(samples.pair_before)
    centre = (samples.mean_before + samples.mean_after) / 2
    earlier = np.concatenate([samples.before, samples.pair_before]) - centre
    later = np.concatenate([samples.after, samples.pair_after]) - centre
    found = []
    together = max(1, _TOGETHER // (a + b + k))
    for start in range(0, resamples, together):
        size = min(together, resamples - start)
        pairs = _counts(draw, size, k)
        first = np.concatenate([_counts(draw, size, a), pairs], axis=1) @ earlier / samples.n_before
        second = np.concatenate([_counts(draw, size, b), pairs], axis=1) @ later / samples.n_after
        found.append(np.square(second - first).sum(axis=1))
    return np.concatenate(found)


def _counts(draw: np.random.Generator, size: int, n: int) -> Floats:
    """How often each of n units is in each of some resamples of n."""
    if not n:
        return np.zeros((size, 0))
    drawn = draw.integers(n, size=(size, n)) + np.arange(size)[:, None] * n
    return np.bincount(drawn.ravel(), minlength=size * n).reshape(size, n).astype(np.float64)
