"""What tuning is for: figures of which more is better, each worked out in one place."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from jdwork.errors import JdworkError, did_you_mean
from jdwork.evaluate.metrics import weighted_sums
from jdwork.tune.labelled import NEW, TuningData
from jdwork.tune.replay import Outcome

Shares = NDArray[np.float64]


class Objective(Protocol):
    """A figure of which more is better."""

    name: ClassVar[str]
    bounded: ClassVar[bool]
    """Whether it has a bound that must hold; settings under which it does not score below 0."""

    def values(self, outcome: Outcome, data: TuningData, weights: Shares) -> Shares:
        """Work the figure out under weights that say how often each JD counts.

        Parameters
        ----------
        outcome
            Of some settings on the data.
        data
            With the right answers.
        weights
            Shape (b, n).

        Returns
        -------
        ndarray, shape (b,)
        """
        ...

    def in_words(self) -> str:
        """Say what is sought."""
        ...


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Share of JDs that get their right role (or a new one where none fits)."""

    name: ClassVar[str] = "accuracy"
    bounded: ClassVar[bool] = False

    def values(self, outcome: Outcome, data: TuningData, weights: Shares) -> Shares:
        """See `Objective`."""
        return _mean(weights, data.right(outcome))

    def in_words(self) -> str:
        """See `Objective`."""
        return "the share of JDs that get their right role"


@dataclass(frozen=True, slots=True)
class MacroF1:
    """Mean F1 of the roles that occur as labels; roles of few JDs count as much as those of many."""

    name: ClassVar[str] = "macro-f1"
    bounded: ClassVar[bool] = False

    def values(self, outcome: Outcome, data: TuningData, weights: Shares) -> Shares:
        """See `Objective`."""
        gold = np.where(data.gold == NEW, len(data.roles), data.gold).astype(np.int64)
        given = np.where(outcome.is_new, len(data.roles), outcome.role).astype(np.int64)
        size = len(data.roles) + 1
        held, claimed = weighted_sums(weights, gold, size), weighted_sums(weights, given, size)
        hits = weighted_sums(weights, np.where(gold == given, gold, -1), size)
        with np.errstate(invalid="ignore"):
            f1 = np.where(held > 0, 2 * hits / (held + claimed), 0)
        found: Shares = f1.sum(axis=1) / (held > 0).sum(axis=1)
        return found

    def in_words(self) -> str:
        """See `Objective`."""
        return "the mean F1 of the roles"


@dataclass(frozen=True, slots=True)
class Cost:
    """What decisions cost, below 0: the dearest is a wrong role that nobody looks at.

    Parameters
    ----------
    wrong, review, right
        Of a wrong decision that is accepted, of a decision that a person looks at, and of a right one that
        is accepted; in any one unit.
    mend
        On top of a look where what was proposed is wrong, and has to be found anew. Without it nothing
        would be lost by proposing nothing.
    """

    wrong: float = 10.0
    review: float = 1.0
    right: float = 0.0
    mend: float = 1.0
    name: ClassVar[str] = "cost"
    bounded: ClassVar[bool] = False

    def __post_init__(self) -> None:
        if not self.right <= self.review <= self.review + self.mend <= self.wrong:
            raise JdworkError(
                f"A look costs {self.review:g}, {self.mend:g} more to mend: that must lie between a right "
                f"decision ({self.right:g}) and a wrong one ({self.wrong:g}).",
                hint="Else everything, or nothing, would be looked at.",
            )

    def values(self, outcome: Outcome, data: TuningData, weights: Shares) -> Shares:
        """See `Objective`."""
        hit = data.right(outcome)
        accepted = np.where(hit, self.right, self.wrong)
        looked_at = np.where(hit, self.review, self.review + self.mend)
        return _mean(weights, -np.where(outcome.accepted, accepted, looked_at))

    def in_words(self) -> str:
        """See `Objective`."""
        return (
            f"the cost per JD ({self.wrong:g} for a wrong role unseen, {self.review:g} for a look, "
            f"{self.mend:g} more where it was wrong)"
        )


@dataclass(frozen=True, slots=True)
class Coverage:
    """Share of JDs that nobody has to look at, as long as enough of those are right.

    Settings that fall short of the precision score below 0, the less the nearer they come.

    Parameters
    ----------
    precision
        Share of the accepted decisions that must be right, above 0 up to 1.
    """

    precision: float = 0.95
    name: ClassVar[str] = "coverage"
    bounded: ClassVar[bool] = True

    def __post_init__(self) -> None:
        if not 0 < self.precision <= 1:
            raise JdworkError(f"A precision of {self.precision:g} cannot be: it lies above 0 and up to 1.")

    def values(self, outcome: Outcome, data: TuningData, weights: Shares) -> Shares:
        """See `Objective`."""
        accepted = weights @ outcome.accepted.astype(np.float64)
        hits = weights @ (outcome.accepted & data.right(outcome)).astype(np.float64)
        held = np.divide(hits, accepted, out=np.ones_like(hits), where=accepted > 0)
        share = accepted / weights.sum(axis=1)
        return np.where(held >= self.precision, share, held - self.precision)

    def in_words(self) -> str:
        """See `Objective`."""
        return f"the share of JDs that nobody looks at, of which at least {self.precision:.0%} must be right"


@dataclass(frozen=True, slots=True)
class NewRoles:
    """Share of the JDs that no role fits for which a new role is proposed, at few false alarms.

    Settings with too many false alarms score below 0. It needs JDs of unknown roles, see `TuningData.of`.

    Parameters
    ----------
    false_alarms
        Share of the JDs of known roles that may be taken for new ones, 0 to 1.
    """

    false_alarms: float = 0.05
    name: ClassVar[str] = "new-roles"
    bounded: ClassVar[bool] = True

    def __post_init__(self) -> None:
        if not 0 <= self.false_alarms <= 1:
            raise JdworkError(f"A share of {self.false_alarms:g} false alarms cannot be: give 0 to 1.")

    def values(self, outcome: Outcome, data: TuningData, weights: Shares) -> Shares:
        """See `Objective`."""
        new, proposed = (data.gold == NEW).astype(np.float64), outcome.is_new
        found = _share(weights, new * proposed, new)
        alarms = _share(weights, (1 - new) * proposed, 1 - new)
        return np.where(alarms <= self.false_alarms, found, self.false_alarms - alarms)

    def in_words(self) -> str:
        """See `Objective`."""
        return (
            "the share of unknown roles that are recognised as new, with at most "
            f"{self.false_alarms:.0%} of the known ones taken for new"
        )


OBJECTIVES: dict[str, type] = {one.name: one for one in (Accuracy, MacroF1, Cost, Coverage, NewRoles)}
"""By the name that commands and notebooks use."""


def find_objective(name: str, /, **options: float) -> Objective:
    """Make an objective by its name.

    Raises
    ------
    JdworkError
        If there is none, or it has no such option.
    """
    kind = OBJECTIVES.get(name)
    if kind is None:
        raise JdworkError(f"There is no objective '{name}'.", hint=did_you_mean(name, OBJECTIVES))
    known = [one.name for one in fields(kind)]
    for option in options:
        if option not in known:
            has = ", ".join(known) if known else "none"
            raise JdworkError(f"The objective '{name}' has no option '{option}'.", hint=f"It has: {has}.")
    made: Objective = kind(**options)
    return made


def _mean(weights: Shares, points: NDArray) -> Shares:
    found: Shares = weights @ points.astype(np.float64) / weights.sum(axis=1)
    return found


def _share(weights: Shares, part: Shares, whole: Shares) -> Shares:
    among = weights @ whole
    return np.divide(weights @ part, among, out=np.zeros(len(weights)), where=among > 0)
