"""A proposal: tuned settings with all that speaks for and against them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from jdwork.config import Settings, settings_hash
from jdwork.config.compare import SettingChange, diff_settings
from jdwork.evaluate.resampling import RESAMPLES, Estimate
from jdwork.tune.dials import Dial, with_values
from jdwork.tune.guarantee import Guarantee, guarantee
from jdwork.tune.guard import MOST_CHANCE, RoleShift, Verdict, judge_tuning
from jdwork.tune.labelled import TuningData
from jdwork.tune.objectives import Objective
from jdwork.tune.replay import Outcome
from jdwork.tune.search import TRIALS, Cancelled, search
from jdwork.tune.sweep import Sweep, sweep
from jdwork.tune.validation import compared, held_out, labels_told

SENSITIVITY_VALUES = 64
ACCEPT = "accept.min_confidence"

Progress = Callable[[str, float], None]
"""Told what is being done, and which share of all is done."""


@dataclass(frozen=True, slots=True)
class Flips:
    """JDs that other settings decide otherwise, by id.

    Parameters
    ----------
    fixed, broken
        Those that become right, or wrong.
    otherwise
        Wrong before and after, by another role.
    accepted, queued
        Those that nobody has to look at any more, or somebody now has to; whatever becomes of the role.
    """

    fixed: tuple[str, ...]
    broken: tuple[str, ...]
    otherwise: tuple[str, ...]
    accepted: tuple[str, ...]
    queued: tuple[str, ...]

    def in_words(self) -> str:
        """Their numbers."""
        words = {"otherwise": "wrong otherwise", "accepted": "newly accepted", "queued": "newly queued"}
        counts = {name: len(getattr(self, name)) for name in self.__dataclass_fields__}
        return ", ".join(f"{count:,} {words.get(name, name)}" for name, count in counts.items())


@dataclass(frozen=True, eq=False)
class Proposal:
    """Tuned settings, how they were come by, and what they are worth.

    Parameters
    ----------
    objective
        Name of what was sought; ``guarantee`` for a promise.
    said
        It in words.
    changes
        Settings that would change; none where those in force are the best.
    before, after
        What the objective comes to on the JDs tuned on.
    unseen_before, unseen_after, improvement
        What it comes to on JDs decided by settings tuned without them; with the 95 % interval of the
        difference.
    flips
        JDs that the proposal decides otherwise.
    roles
        What becomes of the roles of enough JDs, on JDs not tuned on.
    sweeps
        The objective along each dial around the proposal.
    verdict
        Whether it may be written.
    promise
        In guarantee mode.
    n, groups
        Labelled JDs, and different ones among them.
    seed, tried, cancelled
        Of the search.
    data_hash, settings_hash
        What it was tuned on, and from which settings.
    settings
        As proposed.
    by_hand
        Whether a person chose the values; the unseen JDs are then those held back.
    would_do
        In guarantee mode, where nothing can be promised: how many labels roughly would do; None: no number.
    """

    objective: str
    said: str
    changes: tuple[SettingChange, ...]
    before: float
    after: float
    unseen_before: Estimate
    unseen_after: Estimate
    improvement: Estimate
    flips: Flips
    roles: tuple[RoleShift, ...]
    sweeps: tuple[Sweep, ...]
    verdict: Verdict
    promise: Guarantee | None
    n: int
    groups: int
    seed: int
    tried: int
    cancelled: bool
    data_hash: str
    settings_hash: str
    settings: Settings
    by_hand: bool = False
    would_do: int | None = None

    @property
    def values(self) -> dict[str, Any]:
        """New values by key."""
        return {one.key: one.after for one in self.changes}

    def in_words(self) -> str:
        """The proposal as one sentence."""
        if self.promise is not None:
            return self.promise.in_words()
        if not self.changes:
            return f"No other settings found that give more of {self.said}: {self.before:.4f} as it is."
        gain, on = self.improvement, "held back" if self.by_hand else "not tuned on"
        return (
            f"{', '.join(f'{one.key} {one.before:g} → {one.after:g}' for one in self.changes)}: {self.said} "
            f"goes from {self.unseen_before.value:.4f} to {self.unseen_after.value:.4f} on JDs {on} "
            f"({gain.value:+.4f}, 95 % interval {gain.low:+.4f} to {gain.high:+.4f})."
        )

    def metrics(self) -> dict[str, Any]:
        """The figures that the history of settings keeps with a change."""
        return {
            "objective": self.said,
            "tuned_on": {"before": round(self.before, 4), "after": round(self.after, 4)},
            "unseen": {"before": self.unseen_before.to_dict(), "after": self.unseen_after.to_dict()},
            "improvement": self.improvement.to_dict(),
            "n": self.n,
            "groups": self.groups,
            "seed": self.seed,
            "tried": self.tried,
            "objections": list(self.verdict.objections),
        } | self._promised()

    def _promised(self) -> dict[str, Any]:
        if self.promise is None:
            return {}
        none = self.promise.threshold is None
        return {"promise": self.promise.to_dict()} | ({"labels_that_would_do": self.would_do} if none else {})

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values for JSON."""
        return {
            "objective": self.objective,
            "says": self.in_words(),
            "changes": {one.key: {"before": one.before, "after": one.after} for one in self.changes},
            **self.metrics(),
            "flips": {name: list(getattr(self.flips, name)) for name in Flips.__dataclass_fields__},
            "verdict": self.verdict.to_dict(),
            "sensitivity": {
                one.dial.key: {
                    "values": one.values.tolist(),
                    "scores": np.round(one.scores, 5).tolist(),
                    "exact": one.exact,
                }
                for one in self.sweeps
            },
            "cancelled": self.cancelled,
            "data_hash": self.data_hash,
            "settings_hash": self.settings_hash,
        }


def propose(
    data: TuningData,
    settings: Settings,
    dials: Sequence[Dial],
    objective: Objective,
    *,
    trials: int = TRIALS,
    seed: int = 0,
    resamples: int = RESAMPLES,
    study: Path | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Proposal:
    """Tune settings, and judge the way they were tuned on JDs not tuned on.

    Parameters
    ----------
    data
        Labelled JDs.
    settings
        In force; ``[tune]`` says what a proposal must show.
    dials
        To be turned.
    objective
        What is sought.
    trials, seed, study, cancelled
        As for `jdwork.tune.search.search`; the study keeps the trials of the final search.
    resamples
        Behind the interval.
    progress
        Told what is being done.

    Raises
    ------
    JdworkError
        If there are too few labelled JDs, or no dials.
    """
    rules = settings.tune

    def told(what: str, share: float) -> None:
        if progress is not None:
            progress(what, share)

    def tuner(part: TuningData) -> Mapping[str, float]:
        return search(part, settings, dials, objective, trials=trials, seed=seed, cancelled=cancelled).values

    parts = rules.folds + 2
    told("searching", 0.0)
    found = search(
        data,
        settings,
        dials,
        objective,
        trials=trials,
        seed=seed,
        study=study,
        progress=lambda step, most, top: told(f"searching: {top:.4f} at best", step / most / parts),
        cancelled=cancelled,
    )
    after = with_values(settings, found.values)
    held = held_out(
        data,
        settings,
        objective,
        tuner,
        folds=rules.folds,
        seed=seed,
        resamples=resamples,
        progress=lambda done, of: told(f"checking on unseen JDs: part {done} of {of}", (1 + done) / parts),
    )
    verdict = judge_tuning(
        data, held, labels_told(data, settings, seed=seed), rules, bounded=objective.bounded
    )
    stopped = found.cancelled or (cancelled is not None and cancelled())
    if stopped:
        reason = "the search was stopped, so that the check on unseen JDs is of other settings"
        verdict = replace(verdict, objections=(reason, *verdict.objections))
    told("working out how much each dial matters", (parts - 1) / parts)
    sweeps = tuple(sweep(data, after, dial, objective, most=SENSITIVITY_VALUES) for dial in dials)
    told("done", 1.0)
    return Proposal(
        objective=objective.name,
        said=objective.in_words(),
        changes=diff_settings(settings, after),
        before=found.before,
        after=found.score,
        unseen_before=held.before,
        unseen_after=held.after,
        improvement=held.improvement,
        flips=flips(data, data.replay.decide(settings), data.replay.decide(after)),
        roles=verdict.roles,
        sweeps=sweeps,
        verdict=verdict,
        promise=None,
        n=len(data),
        groups=data.different,
        seed=seed,
        tried=found.tried,
        cancelled=stopped,
        data_hash=data.content_hash,
        settings_hash=settings_hash(settings),
        settings=after,
    )


def propose_promise(
    data: TuningData,
    settings: Settings,
    *,
    most_wrong: float = 0.05,
    level: float = 0.95,
    ahead: int | None = 0,
    seed: int = 0,
) -> Proposal:
    """Set ``accept.min_confidence`` such that few of the accepted decisions are wrong; see `guarantee`.

    The promise holds for JDs that come from where the labelled ones came from. It is a test in itself, so
    no held-out folds are needed, as long as nothing else was tuned on these JDs.

    Parameters
    ----------
    data, settings
        As for `propose`.
    most_wrong, level, ahead, seed
        As for `guarantee`.
    """
    was = data.replay.decide(settings)
    promise = guarantee(
        data.replay.decide(with_values(settings, {ACCEPT: 0.0})),
        data,
        most_wrong=most_wrong,
        level=level,
        ahead=ahead,
        seed=seed,
    )
    objections = []
    after = settings
    if promise.threshold is None:
        objections.append(promise.in_words())
    else:
        after = with_values(settings, {ACCEPT: rounded_up(promise.threshold)})
    chance = labels_told(data, settings, seed=seed)
    if chance > MOST_CHANCE:
        objections.append(f"the labels have nothing to do with the signals (p = {chance:.3f} by permutation)")
    now = data.replay.decide(after)
    coverage = _Accepted()
    before_share, after_share, gain = compared(data, coverage, was, now, seed=seed)
    return Proposal(
        objective="guarantee",
        said=coverage.in_words(),
        changes=diff_settings(settings, after),
        before=before_share.value,
        after=after_share.value,
        unseen_before=before_share,
        unseen_after=after_share,
        improvement=gain,
        flips=flips(data, was, now),
        roles=(),
        sweeps=(),
        verdict=Verdict(tuple(objections)),
        promise=promise,
        n=len(data),
        groups=data.different,
        seed=seed,
        tried=1,
        cancelled=False,
        data_hash=data.content_hash,
        settings_hash=settings_hash(settings),
        settings=after,
    )


def flips(data: TuningData, before: Outcome, after: Outcome) -> Flips:
    """List what other settings decide otherwise."""
    was, now = data.right(before), data.right(after)
    moved = (before.role != after.role) | (before.is_new != after.is_new)

    def named(rows: Any) -> tuple[str, ...]:
        return tuple(data.ids[row] for row in np.flatnonzero(rows))

    return Flips(
        fixed=named(~was & now),
        broken=named(was & ~now),
        otherwise=named(~was & ~now & moved),
        accepted=named(~before.accepted & after.accepted),
        queued=named(before.accepted & ~after.accepted),
    )


def rounded_up(threshold: float, digits: int = 4) -> float:
    """Round a threshold so that it accepts no more than it did."""
    scale = 10**digits
    return min(float(np.ceil(threshold * scale - 1e-9) / scale), 1.0)


@dataclass(frozen=True, slots=True)
class _Accepted:
    """The share of JDs that nobody looks at: what a promise leaves."""

    name: ClassVar[str] = "accepted"
    bounded: ClassVar[bool] = False

    def values(self, outcome: Outcome, data: TuningData, weights: Any) -> Any:
        return weights @ outcome.accepted.astype(float) / weights.sum(axis=1)

    def in_words(self) -> str:
        return "the share of JDs that nobody looks at"
