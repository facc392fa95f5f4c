"""Fitting all that `jdwork fit` fits, and saying by cross-validation what it is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from jdwork.config import Settings
from jdwork.decide import (
    CASE_NUMBER,
    candidate_sets,
    confidence,
    decide,
    evidence,
    probabilities,
    support,
    support_features,
)
from jdwork.evaluate.calibrating import fit_calibration, fit_set_threshold
from jdwork.evaluate.fitting import fit_weights
from jdwork.evaluate.labelled_signals import Flags, LabelledSignals, Numbers, Pool, Rows, pool
from jdwork.evaluate.metrics import score
from jdwork.evaluate.novelty import fit_support, separation, support_threshold

FOLDS = 5
WORST = 5
"""Roles listed whose sets hold them least often."""
FEWEST = 10
"""JDs that a role must have to be among them."""


@dataclass(frozen=True, slots=True)
class RoleCoverage:
    """How often the sets of one role's JDs hold it."""

    role: str
    n: int
    coverage: float


@dataclass(frozen=True, slots=True)
class RunFigures:
    """What the fit is worth on one input, every JD decided by what was fitted on other folds.

    Parameters
    ----------
    name
        The input.
    n
        Labelled JDs.
    accuracy, macro_f1
        Of the decisions; a JD for which a new role is proposed counts as wrong.
    ece_before, ece
        Expected calibration error of the probabilities as they come, and as recalibrated.
    coverage_at_95
        Largest share of JDs, most confident first, that is right in at least 95 %.
    set_size, set_coverage
        Roles in the sets on average, and share of sets that hold the right one, of JDs that got a role.
    worst_roles
        Roles whose sets hold them least often.
    auroc
        How well support tells a JD with its role in the catalog from one with that role left out.
    known_lost, unknown_found
        Share of the ones, and of the others, whose support is below the threshold.
    known_as_new, unknown_as_new
        Share of the ones, and of the others, that are decided as new roles (case E): a given title
        that a role carries goes before that.
    """

    name: str
    n: int
    accuracy: float
    macro_f1: float
    ece_before: float
    ece: float
    coverage_at_95: float
    set_size: float
    set_coverage: float
    worst_roles: tuple[RoleCoverage, ...]
    auroc: float
    known_lost: float
    unknown_found: float
    known_as_new: float
    unknown_as_new: float


@dataclass(frozen=True, slots=True)
class RegimeFit:
    """Everything fitted on the runs with a role model, or on those without.

    Parameters
    ----------
    with_model
        Which of the two.
    n
        Labelled JDs, those with their role among the candidates.
    weights
        Signal to log-odds per unit; a signal that never varies is left out.
    slope, offset
        Of the confidence.
    set_threshold
        Least probability in a set of roles.
    support
        Weights of support.
    least_support
        Support below which a new role is proposed.
    runs
        What all that is worth, input by input.
    """

    with_model: bool
    n: int
    weights: dict[str, float]
    slope: float
    offset: float
    set_threshold: float
    support: dict[str, float]
    least_support: float
    runs: tuple[RunFigures, ...]

    @property
    def changes(self) -> dict[str, float]:
        """What was fitted, as settings by their keys."""
        end = "_with_model" if self.with_model else ""
        return {
            **{f"evidence{end}.{name}": weight for name, weight in self.weights.items()},
            f"calibration.slope{end}": self.slope,
            f"calibration.offset{end}": self.offset,
            f"calibration.set_threshold{end}": self.set_threshold,
            **{f"support{end}.{name}": weight for name, weight in self.support.items()},
            f"new_role.max{end}": self.least_support,
        }


@dataclass(frozen=True, slots=True)
class FitReport:
    """What was fitted, without a role model, with one, or for both."""

    regimes: tuple[RegimeFit, ...]

    @property
    def changes(self) -> dict[str, float]:
        """All that was fitted, as settings by their keys."""
        return {key: value for one in self.regimes for key, value in one.changes.items()}

    @property
    def metrics(self) -> dict[str, float]:
        """The main figures, by name and input, for the history of settings."""
        names = ("accuracy", "macro_f1", "ece", "coverage_at_95", "set_coverage", "auroc", "known_lost")
        return {
            f"{name} {run.name}": getattr(run, name)
            for one in self.regimes
            for run in one.runs
            for name in names
        }

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values for JSON."""
        return {"changes": self.changes, "fits": [asdict(one) for one in self.regimes]}


def fit_settings(inputs: Sequence[LabelledSignals], settings: Settings, *, folds: int = FOLDS) -> FitReport:
    """Fit weights, calibration, sets and support; inputs with a role model apart from those without.

    Parameters
    ----------
    inputs
        Labelled signals, of one catalog.
    settings
        Thresholds of the decision table, and ``calibration.set_coverage``.
    folds
        Parts for cross-validation; copies of one another are in one.

    Returns
    -------
    FitReport

    Raises
    ------
    JdworkError
        If fewer than ten labelled JDs per fold have their role among the candidates.
    """
    fits = []
    for with_model in (False, True):
        own = [one for one in inputs if one.with_model is with_model]
        if own:
            fits.append(_fit_regime(own, settings, with_model=with_model, folds=folds))
    return FitReport(tuple(fits))


def _fit_regime(
    inputs: Sequence[LabelledSignals], settings: Settings, *, with_model: bool, folds: int
) -> RegimeFit:
    labelled = pool(inputs, folds=folds)
    held = _HeldOut.of(labelled, settings, folds)
    weights = fit_weights(labelled)
    fitted = with_weights(settings, weights)
    coverage = settings.calibration.set_coverage
    slope, offset = fit_calibration(held.chance[held.chosen], held.right[held.chosen])
    return RegimeFit(
        with_model=with_model,
        n=int(labelled.usable.sum()),
        weights=weights,
        slope=slope,
        offset=offset,
        set_threshold=fit_set_threshold(held.gold_chance, labelled.source, coverage=coverage),
        support=_fit_support(labelled, fitted, labelled.usable),
        least_support=support_threshold(held.known[held.passed], labelled.source[held.passed]),
        runs=tuple(_figures(number, one, labelled, held) for number, one in enumerate(inputs)),
    )


def with_weights(settings: Settings, weights: dict[str, float]) -> Settings:
    """Settings under which every JD is weighed by these weights, whether a role model speaks or not."""
    return settings.model_copy(
        update={
            name: getattr(settings, name).model_copy(update=weights)
            for name in ("evidence", "evidence_with_model")
        }
    )


def with_support(settings: Settings, weights: dict[str, float], least: float | None = None) -> Settings:
    """Settings under which every JD has support by these weights; likewise."""
    update: dict[str, Any] = {
        name: getattr(settings, name).model_copy(update=weights) for name in ("support", "support_with_model")
    }
    if least is not None:
        limits = {"max": least, "max_with_model": least}
        update["new_role"] = settings.new_role.model_copy(update=limits)
    return settings.model_copy(update=update)


def _fit_support(labelled: Pool, settings: Settings, rows: Flags) -> dict[str, float]:
    table, bare = labelled.table, labelled.without_gold()
    return fit_support(
        support_features(table, evidence(table, settings))[rows],
        support_features(bare, evidence(bare, settings))[rows],
    )


@dataclass(frozen=True, slots=True)
class _HeldOut:
    """Every JD as decided by what was fitted on the other folds; all of shape (n,) but ``in_set``."""

    passed: Flags
    role: Rows
    chosen: Flags
    right: Flags
    chance: Numbers
    gold_chance: Numbers
    raw: Numbers
    sure: Numbers
    known: Numbers
    unknown: Numbers
    least: Numbers
    known_as_new: Flags
    unknown_as_new: Flags
    set_size: Rows
    covered: Flags

    @classmethod
    def of(cls, labelled: Pool, settings: Settings, folds: int) -> _HeldOut:
        n, table, bare = len(labelled), labelled.table, labelled.without_gold()
        rows, target, passed = np.arange(n), labelled.target, labelled.table.passed
        parts = [labelled.fold == number for number in range(folds)]
        known, unknown = np.zeros(n), np.zeros(n)
        probability = np.zeros(table.roles.shape, dtype=np.float32)
        fitted = []
        for held in parts:
            own = with_weights(settings, fit_weights(labelled, ~held))
            own = with_support(own, _fit_support(labelled, own, labelled.usable & ~held))
            fitted.append(own)
            some = np.flatnonzero(held).tolist()
            for kind, one in ((known, table.take(some)), (unknown, bare.take(some))):
                kind[held] = support(one, evidence(one, own), own)
            probability[held] = probabilities(evidence(table.take(some), own))
        column, role = np.full(n, -1, dtype=np.int32), np.full(n, -1, dtype=np.int64)
        raw, least = np.zeros(n), np.zeros(n)
        known_as_new, unknown_as_new = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
        for held, own in zip(parts, fitted, strict=True):
            others = ~held & passed
            least[held] = limit = support_threshold(known[others], labelled.source[others])
            some = np.flatnonzero(held).tolist()
            limited = with_support(own, {}, limit)
            decided = decide(table.take(some), limited)
            column[held], role[held] = decided.column, decided.role
            raw[held] = np.where(decided.role < 0, decided.confidence, 0)
            known_as_new[held] = decided.case == CASE_NUMBER["E"]
            unknown_as_new[held] = decide(bare.take(some), limited).case == CASE_NUMBER["E"]
        chosen = column >= 0
        chance = np.where(chosen, probability[rows, column], 0).astype(np.float64)
        gold_chance = np.where(labelled.usable, probability[rows, target], 0).astype(np.float64)
        right = role == labelled.gold
        sure = raw.copy()
        inside = np.zeros(table.roles.shape, dtype=bool)
        coverage = settings.calibration.set_coverage
        for held in parts:
            learned, shown = chosen & ~held, chosen & held
            sure[shown] = confidence(chance[shown], *fit_calibration(chance[learned], right[learned]))
            limit = fit_set_threshold(gold_chance[~held], labelled.source[~held], coverage=coverage)
            inside[held] = candidate_sets(probability[held], np.full(held.sum(), limit), column[held])
        return cls(
            passed=passed,
            role=role,
            chosen=chosen,
            right=right,
            chance=chance,
            gold_chance=gold_chance,
            raw=np.where(chosen, chance, raw),
            sure=sure,
            known=known,
            unknown=unknown,
            least=least,
            known_as_new=known_as_new,
            unknown_as_new=unknown_as_new,
            set_size=inside.sum(axis=1),
            covered=(target >= 0) & inside[rows, target],
        )


def _figures(number: int, one: LabelledSignals, labelled: Pool, held: _HeldOut) -> RunFigures:
    rows = np.flatnonzero(labelled.source == number)
    gold, role = labelled.gold[rows], held.role[rows]
    names = [str(position) for position in gold]
    given = [str(position) if position >= 0 else None for position in role]
    no_candidates: list[list[str]] = [[]] * len(rows)
    before = score(names, given, held.raw[rows].tolist(), no_candidates)
    after = score(names, given, held.sure[rows].tolist(), no_candidates)
    sets = rows[held.chosen[rows]]
    passed = rows[held.passed[rows]]
    shut_out = passed[labelled.target[passed] >= 0]

    def share(flags: Flags, among: Rows) -> float:
        return round(float(flags[among].mean()), 4) if len(among) else 0.0

    below = held.known < held.least, held.unknown < held.least
    return RunFigures(
        name=one.name,
        n=len(rows),
        accuracy=round(after.accuracy, 4),
        macro_f1=round(after.macro_f1, 4),
        ece_before=round(before.ece, 4),
        ece=round(after.ece, 4),
        coverage_at_95=round(after.coverage_at_95, 4),
        set_size=round(float(held.set_size[sets].mean()), 2) if len(sets) else 0.0,
        set_coverage=share(held.covered, sets),
        worst_roles=_worst(labelled.gold[sets], held.covered[sets], one.roles),
        auroc=round(separation(held.known[passed], held.unknown[shut_out]), 4),
        known_lost=share(below[0], passed),
        unknown_found=share(below[1], shut_out),
        known_as_new=share(held.known_as_new, passed),
        unknown_as_new=share(held.unknown_as_new, shut_out),
    )


def _worst(gold: Rows, covered: Flags, slugs: Sequence[str]) -> tuple[RoleCoverage, ...]:
    found = []
    for position in np.unique(gold):
        own = covered[gold == position]
        if len(own) >= FEWEST:
            slug = slugs[position] if position < len(slugs) else str(position)
            found.append(RoleCoverage(slug, len(own), round(float(own.mean()), 4)))
    found.sort(key=lambda one: (one.coverage, -one.n, one.role))
    return tuple(found[:WORST])
