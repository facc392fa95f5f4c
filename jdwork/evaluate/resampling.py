"""Bootstrap resamples of JDs, copies drawn together, and the intervals that come of them."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jdwork.errors import JdworkError
from jdwork.evaluate.labelled_decisions import Counts, Shares

RESAMPLES = 1000
LEVEL = 0.95
"""Share of resamples that an interval holds."""

_CELLS = 200_000
"""Weights worked on together: what a processor's cache holds."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval; NaN throughout where it is not defined."""

    value: float
    low: float
    high: float

    def to_dict(self) -> dict[str, float | None]:
        """The figures, rounded to 4 decimals; None for NaN, which JSON lacks."""
        parts = {"value": self.value, "low": self.low, "high": self.high}
        return {name: None if np.isnan(part) else round(part, 4) for name, part in parts.items()}

    @property
    def excludes_zero(self) -> bool:
        """Whether zero lies outside the interval."""
        return self.low > 0 or self.high < 0


def group_codes(ids: Sequence[str], groups: Sequence[Hashable] | Counts | None) -> Counts:
    """Number the groups of JDs in the order of their ids, so that the order of rows plays no part.

    Parameters
    ----------
    ids
        Of the JDs.
    groups
        Group of each; None where each stands alone.

    Returns
    -------
    NDArray[np.int64], shape (n,)

    Raises
    ------
    JdworkError
        If there is not one group for each JD.
    """
    given = list(range(len(ids))) if groups is None else list(groups)
    if len(given) != len(ids):
        raise JdworkError(f"There are {len(ids)} JDs and {len(given)} groups: one of each is needed.")
    seen: dict[Hashable, int] = {}
    codes = np.empty(len(ids), dtype=np.int64)
    for row in sorted(range(len(ids)), key=lambda row: ids[row]):
        codes[row] = seen.setdefault(given[row], len(seen))
    return codes


def resampled_weights(groups: Counts, *, resamples: int = RESAMPLES, seed: int = 0) -> Iterator[Shares]:
    """Draw groups of JDs with replacement, as many as there are.

    Drawing whole groups keeps copies together: a JD that was posted ten times says no more about a
    classifier than one (cluster bootstrap: Davison & Hinkley, 1997, section 3.8).

    Parameters
    ----------
    groups
        Group of each JD, numbered from 0; shape (n,).
    resamples
        How many.
    seed
        The same seed, groups and number give the same resamples.

    Yields
    ------
    NDArray[np.float64], shape (b, n)
        How often each JD is in each of the next b resamples.
    """
    size = int(groups.max()) + 1
    draw = np.random.default_rng(seed)
    together = max(1, _CELLS // max(len(groups), size))
    for start in range(0, resamples, together):
        count = min(together, resamples - start)
        drawn = draw.integers(size, size=(count, size)) + np.arange(count)[:, None] * size
        times = np.bincount(drawn.ravel(), minlength=count * size).reshape(count, size)
        yield times[:, groups].astype(np.float64)


def interval(value: float, samples: Shares, *, centred: bool = False) -> Estimate:
    """Percentile interval of a figure.

    Parameters
    ----------
    value
        The figure itself.
    samples
        The figure in each resample, NaN where it is not defined there; shape (b,).
    centred
        Shift the resamples so that their mean is the figure, for one from 0 to 1 that resampling itself
        moves: noise of a resample looks like miscalibration, and rare labels lose some of their F1.
    """
    return intervals(np.array([value]), samples[:, None], centred=centred)[0]


def intervals(values: Shares, samples: Shares, *, centred: bool = False) -> list[Estimate]:
    """Percentile intervals of many figures; values of shape (k,), samples of shape (b, k)."""
    defined = ~np.isnan(samples).all(axis=0)
    bounds = np.full((2, len(values)), np.nan)
    if defined.any():
        edges = [100 * (1 - LEVEL) / 2, 100 * (1 + LEVEL) / 2]
        bounds[:, defined] = np.nanpercentile(samples[:, defined], edges, axis=0)
        if centred:
            bounds += values - np.nanmean(samples, axis=0)
            bounds = np.clip(bounds, 0, 1)
    return [
        Estimate(float(value), float(low), float(high))
        for value, low, high in zip(values, bounds[0], bounds[1], strict=True)
    ]


def exact_ends(estimates: Sequence[Estimate], counts: Sequence[int]) -> list[Estimate]:
    """Give shares of all or nothing an interval, where every resample says the same.

    Twelve of twelve right does not mean that none is ever wrong: the interval becomes the exact
    binomial one (Clopper & Pearson, 1934), which reaches some 3.7 / n beyond what was seen.

    Parameters
    ----------
    estimates
        Of shares.
    counts
        Independent observations behind each: groups of copies count once.
    """
    found = []
    for one, count in zip(estimates, counts, strict=True):
        settled = one.low == one.high == one.value and one.value in (0.0, 1.0) and count > 0
        least = ((1 - LEVEL) / 2) ** (1 / count) if settled else 0.0
        low, high = (least, 1.0) if one.value else (0.0, 1.0 - least)
        found.append(Estimate(one.value, low, high) if settled else one)
    return found


def stacked(parts: Sequence[NDArray[np.float64]]) -> Shares:
    """Put the figures of consecutive resamples under one another."""
    found: Shares = np.concatenate(list(parts), axis=0)
    return found
