"""A promise about what is accepted: at most so many wrong, with a confidence that is meant as said.

Thresholds are tested from strict to lax, each by an exact test, and the laxest that passes is taken: the
chance that any threshold passes that breaks the promise stays below what is allowed ("learn then test":
Angelopoulos, Bates, Candès, Jordan & Lei, 2021; fixed-sequence testing from several starts).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jdwork.errors import JdworkError
from jdwork.tune.dials import thresholds
from jdwork.tune.labelled import TuningData
from jdwork.tune.replay import Outcome

STARTS = 4
"""Thresholds from which testing starts; each may err in a quarter of the cases allowed."""
GRID = 40
"""Thresholds tested at most, by how many JDs they accept, evenly spaced on a log scale."""

Numbers = NDArray[np.int64]
Chances = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Guarantee:
    """A threshold of ``accept.min_confidence`` with its promise; or why there is none.

    Parameters
    ----------
    most_wrong
        Share of the accepted decisions that may be wrong.
    level
        Confidence that it is no more.
    ahead
        JDs that the promise is about: the next so many; None: the true share, of all JDs to come.
    threshold
        Least confidence that is accepted, as it can be written; None where none keeps the promise.
    n, wrong
        Different labelled JDs that it accepts, and how many of them are wrong.
    coverage
        Share of the different labelled JDs that it accepts.
    bound
        Share of wrong ones that can be promised there.
    nearest
        Where there is none: the smallest share that some threshold could promise, in full tenths of a
        percent; 1 where nothing could be.
    needed
        Where there is none, since labels are too few: the fewest different accepted JDs, without a single
        error, that the promise takes; else 0.
    as_many
        Whether the promise is about as many JDs as are labelled, however many that are.
    """

    most_wrong: float
    level: float
    ahead: int | None
    threshold: float | None
    n: int
    wrong: int
    coverage: float
    bound: float
    nearest: float
    needed: int
    as_many: bool = False

    def in_words(self) -> str:
        """Say what can be promised, or why nothing can."""
        of = "of all JDs to come" if self.ahead is None else f"of the next {self.ahead:,} JDs"
        promise = (
            f"at most {self.most_wrong:.1%} wrong among those accepted {of}, with {self.level:.0%} confidence"
        )
        if self.threshold is not None:
            return (
                f"From confidence {self.threshold:.4f} on: {promise}. It accepts {self.coverage:.1%} of the "
                f"JDs; of {self.n:,} labelled ones, {self.wrong:,} are wrong."
            )
        if self.needed:
            as_many = ", for a promise about as many" if self.as_many else ""
            return (
                f"No setting can promise {promise}: the labels are too few. {self.needed:,} different "
                f"accepted JDs without an error would be the fewest{as_many}."
            )
        least = f"The least that could be promised is {self.nearest:.1%}."
        return f"No setting can promise {promise}. {least if self.nearest < 1 else 'Nothing could be.'}"

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values for JSON."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__} | {"said": self.in_words()}


def guarantee(
    outcome: Outcome,
    data: TuningData,
    *,
    most_wrong: float = 0.05,
    level: float = 0.95,
    ahead: int | None = 0,
    seed: int = 0,
) -> Guarantee:
    """Find the least confidence to accept such that few of those accepted are wrong.

    Parameters
    ----------
    outcome
        Of the settings with ``accept.min_confidence`` at 0: what else is queued stays queued.
    data
        Labelled JDs that the settings were not tuned on. Of near-copies one is drawn.
    most_wrong
        Share of the accepted decisions that may be wrong, above 0 and below 1.
    level
        Confidence, above 0.5 and below 1.
    ahead
        JDs that the promise is about: the next so many, as they come from the same source; 0: as many as
        are labelled here. None: the true share. A promise about a batch is the harder to keep, since
        batches differ by chance.
    seed
        Of the draw among copies.

    Returns
    -------
    Guarantee

    Raises
    ------
    JdworkError
        If a figure is out of range.
    """
    if not 0 < most_wrong < 1:
        raise JdworkError(f"'{most_wrong:g}' is no share of wrong decisions: give one above 0 and below 1.")
    if not 0.5 < level < 1:
        raise JdworkError(f"'{level:g}' is no level of confidence: give one above 0.5 and below 1.")
    if ahead is not None and ahead < 0:
        raise JdworkError(
            f"A promise cannot be about the next {ahead:,} JDs.",
            hint="Give how many are to come; 0 for as many as are labelled.",
        )
    rows = _one_of_each(data.group, seed)
    total = len(rows)
    steps = next(dial.grid() for dial in thresholds() if dial.key == "accept.min_confidence")
    kept = rows[outcome.accepted[rows]]
    # The highest threshold that can be written and accepts a JD; in single precision, as it is compared.
    place = np.searchsorted(steps.astype(np.float32), outcome.confidence[kept], side="right") - 1
    order = np.argsort(-place, kind="stable")
    kept, place = kept[order], place[order]
    wrong = np.r_[0, np.cumsum(~data.right(outcome)[kept])]
    sizes = _sizes(place)
    exam = _Exam(most_wrong, (1 - level) / STARTS, ahead or (total if ahead == 0 else None), total)
    none = Guarantee(
        most_wrong, level, exam.ahead, threshold=None, n=0, wrong=0, coverage=0.0, bound=1.0, nearest=1.0,
        needed=0, as_many=ahead == 0,
    )  # fmt: skip
    if not (exam.least_p_values(sizes) <= exam.share).any():
        return replace(none, needed=_fewest(exam, int(sizes.max(initial=0)), as_many=ahead == 0))
    best = exam.largest(sizes, wrong)
    if not best:
        return replace(none, nearest=_nearest(exam, sizes, wrong))
    errors = int(wrong[best])
    return replace(
        none,
        threshold=float(steps[place[best - 1]]),
        n=best,
        wrong=errors,
        coverage=best / total,
        bound=exam.bound(best, errors),
        nearest=most_wrong,
    )


@dataclass(frozen=True, slots=True)
class _Exam:
    """Tests that no more than a share is wrong, by how many of n are.

    Parameters
    ----------
    most_wrong
        The share.
    share
        Chance of passing wrongly that one test may take.
    ahead
        JDs to come; None: all there will ever be.
    total
        Labelled ones.
    later
        How many of those to come are accepted; None: as large a share as of the labelled ones.
    """

    most_wrong: float
    share: float
    ahead: int | None
    total: int
    later: int | None = None

    def p_values(self, n: Numbers | int, wrong: Numbers | int) -> Chances:
        """Chance of so few wrong ones of n, or fewer, although the promise is broken."""
        from scipy.stats import binom, hypergeom

        if self.ahead is None:
            return np.asarray(binom.cdf(wrong, n, self.most_wrong), dtype=np.float64)
        # Of n labelled and the accepted ones to come, all orders are alike: so few wrong ones came first
        # although the others have one more than they may.
        later, broken = self._to_come(n)
        chance = hypergeom.cdf(wrong, n + later, wrong + np.minimum(broken, later), n)
        return np.where(broken <= later, chance, 0.0)

    def least_p_values(self, n: Numbers | int) -> Chances:
        """As `p_values` where none is wrong, in closed form: quick for very many n."""
        from scipy.special import gammaln

        if self.ahead is None:
            return np.asarray((1 - self.most_wrong) ** np.asarray(n, dtype=np.float64))
        later, broken = self._to_come(n)
        right = np.maximum(later - broken, 0)
        ways = gammaln(n + right + 1) - gammaln(right + 1) - gammaln(n + later + 1) + gammaln(later + 1)
        return np.where(broken <= later, np.exp(ways), 0.0)

    def _to_come(self, n: Numbers | int) -> tuple[Numbers, Numbers]:
        """How many accepted ones come later, and how many wrong ones among them break the promise."""
        later = self.accepted_later(n)
        return later, np.floor(self.most_wrong * later + 1e-9).astype(np.int64) + 1

    def accepted_later(self, n: Numbers | int) -> Numbers:
        """How many of those to come are accepted where n of the labelled ones are."""
        if self.later is not None:
            return np.asarray(self.later)
        assert self.ahead is not None
        return np.maximum(np.round(self.ahead / max(self.total, 1) * np.asarray(n)), 1).astype(np.int64)

    def largest(self, sizes: Numbers, wrong: Numbers) -> int:
        """Test from strict to lax, from several starts; return the most that may be accepted, or 0.

        ``wrong`` says how many of the first 0, 1, ... are.
        """
        able = _thinned(sizes[self.least_p_values(sizes) <= self.share])
        passed = self.p_values(able, wrong[able]) <= self.share
        best = 0
        for start in np.unique(np.linspace(0, len(able), STARTS, endpoint=False).astype(int)):
            run = np.logical_and.accumulate(passed[start:])
            best = max(best, int(able[start:][run].max(initial=0)))
        return best

    def bound(self, n: int, wrong: int) -> float:
        """Smallest share that could be promised of so many, by halving."""
        low, high = wrong / n, 1.0
        for _ in range(30):
            middle = (low + high) / 2
            passes = replace(self, most_wrong=middle).p_values(n, wrong) <= self.share
            low, high = (low, middle) if passes else (middle, high)
        return high


def _nearest(exam: _Exam, sizes: Numbers, wrong: Numbers) -> float:
    """Smallest share, in full tenths of a percent, that asking for would lead to a promise; else 1."""
    low, high = int(exam.most_wrong * 1000), 1000
    while high - low > 1:
        middle = (low + high) // 2
        passes = replace(exam, most_wrong=middle / 1000).largest(sizes, wrong)
        low, high = (low, middle) if passes else (middle, high)
    return high / 1000


def _fewest(exam: _Exam, accepted: int, *, as_many: bool) -> int:
    """Fewest accepted JDs, all of them right, that pass.

    Parameters
    ----------
    exam
        The test.
    accepted
        Labelled JDs that the laxest threshold accepts: of those to come, it will accept as large a share.
    as_many
        Whether the promise will be about as many as are then labelled.
    """
    if as_many:
        exam = replace(exam, ahead=1, total=1)
        # The more to come, the more of them may be wrong: only where one more may does the chance fall.
        for may in count():
            n = max(ceil(may / exam.most_wrong - 1e-9), 1)
            if exam.least_p_values(n) <= exam.share:
                return n
    if exam.ahead is not None:
        exam = replace(exam, later=int(exam.accepted_later(accepted)) if accepted else exam.ahead)
    low, high = 0, 1
    while exam.least_p_values(high) > exam.share:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if exam.least_p_values(middle) <= exam.share else (middle, high)
    return high


def _one_of_each(group: NDArray[np.int64], seed: int) -> NDArray[np.int64]:
    """Draw one row of each group."""
    shuffled = np.random.default_rng(seed).permutation(len(group))
    return np.sort(shuffled[np.unique(group[shuffled], return_index=True)[1]])


def _sizes(place: Numbers) -> Numbers:
    """How many each threshold accepts, from strict to lax; ``place`` falls."""
    return np.flatnonzero(np.diff(place, append=-1)) + 1


def _thinned(sizes: Numbers) -> Numbers:
    """Keep some sizes, evenly spaced on a log scale, the largest among them."""
    if len(sizes) <= GRID:
        return sizes
    wanted = np.geomspace(sizes[0], sizes[-1], GRID)
    return sizes[np.unique(np.clip(np.searchsorted(sizes, wanted), 0, len(sizes) - 1))]
