"""Searching many dials at once: exact sweeps along each, and a seeded search in between."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jdwork.config import Settings, settings_hash
from jdwork.errors import JdworkError
from jdwork.tune.dials import Dial, values_of, with_values
from jdwork.tune.labelled import TuningData
from jdwork.tune.objectives import Objective
from jdwork.tune.sweep import score, sweep

if TYPE_CHECKING:
    import optuna

TRIALS = 60
ROUNDS = 4
"""Times that each dial is swept in turn, at most."""
RESTARTS = 3
"""Trials of the search from which dials are swept again."""
SWEPT_VALUES = 64
"""Values of a dial that one sweep of the search tries."""

Progress = Callable[[int, int, float], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Found:
    """The best settings that a search came by.

    Parameters
    ----------
    values
        Where the dials stand, by key.
    score
        What the objective comes to there, on the JDs searched on.
    before
        What it came to at first.
    tried
        Configurations that were decided.
    cancelled
        Whether the search was stopped before it ended.
    """

    values: Mapping[str, float]
    score: float
    before: float
    tried: int
    cancelled: bool = False


def search(
    data: TuningData,
    settings: Settings,
    dials: Sequence[Dial],
    objective: Objective,
    *,
    trials: int = TRIALS,
    seed: int = 0,
    study: Path | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Found:
    """Look for the values of dials under which an objective is highest.

    From the values in force and from the defaults, each dial in turn is swept over the values that make a
    difference until none improves. A seeded search over all dials together (tree-structured Parzen
    estimators: Bergstra, Bardenet, Bengio & Kégl, 2011; by Optuna) then looks elsewhere, and what it finds
    is swept again. A value is only changed for a better score.

    Parameters
    ----------
    data
        Labelled JDs.
    settings
        In force.
    dials
        To be turned; at least one.
    objective
        What is sought.
    trials
        Of the search between sweeps; none for a single dial, whose sweep is complete.
    seed
        The same seed gives the same result.
    study
        File in which trials are kept, so that a search that was broken off goes on.
    progress
        Told after each step: how many there were, how many there will be at most, the best score.
    cancelled
        Asked after each step; the best so far is returned where it says yes.

    Returns
    -------
    Found

    Raises
    ------
    JdworkError
        If there is no dial, or the study cannot be read.
    """
    if not dials:
        raise JdworkError("There is no dial to turn.", hint="Name some, such as b.margin, or 'thresholds'.")
    trials = trials if len(dials) > 1 else 0
    climb = _Climb(data, settings, tuple(dials), objective, progress, cancelled, trials)
    current = values_of(settings, dials)
    before = climb.take(current)
    climb.sweep_all()
    default = values_of(Settings(), dials)
    if default != current and climb.consider(default):
        climb.sweep_all()
    if trials and not climb.stopped:
        for values in _explore(climb, trials, seed=seed, study=study):
            climb.sweep_from(values)
    climb.turn_back(current)
    return Found(climb.best, climb.top, before, climb.tried, climb.stopped)


class _Climb:
    """The best values so far, and how they were come by."""

    def __init__(
        self,
        data: TuningData,
        settings: Settings,
        dials: tuple[Dial, ...],
        objective: Objective,
        progress: Progress | None,
        cancelled: Cancelled | None,
        trials: int,
    ) -> None:
        self.data, self.settings, self.dials, self.objective = data, settings, dials, objective
        self.best: dict[str, float] = {}
        self.top = float("-inf")
        self.tried = 0
        self.stopped = False
        self._progress, self._cancelled = progress, cancelled
        self._steps, self._most = 0, trials + (2 + RESTARTS) * ROUNDS * len(dials)

    def take(self, values: Mapping[str, float]) -> float:
        """Start from values whatever they score."""
        self.best, self.top = dict(values), self.scored(values)
        return self.top

    def scored(self, values: Mapping[str, float]) -> float:
        self.tried += 1
        return score(self.data, with_values(self.settings, values), self.objective)

    def consider(self, values: Mapping[str, float]) -> bool:
        """Take values if they are better."""
        found = self.scored(values)
        if found > self.top:
            self.best, self.top = dict(values), found
            return True
        return False

    def turn_back(self, current: Mapping[str, float]) -> None:
        """Turn dials back one by one where that costs nothing: what changes should matter."""
        for key, value in current.items():
            if self.best[key] != value and (found := self.scored(self.best | {key: value})) >= self.top:
                self.best, self.top = self.best | {key: value}, found

    def step(self) -> None:
        self._steps += 1
        if self._progress is not None:
            self._progress(min(self._steps, self._most), self._most, self.top)
        self.stopped = self.stopped or (self._cancelled is not None and self._cancelled())

    def sweep_from(self, values: Mapping[str, float]) -> None:
        """Sweep from values that need not be the best; go back where that leads nowhere better."""
        best, top = self.best, self.top
        self.take(values)
        self.sweep_all()
        if self.top <= top:
            self.best, self.top = best, top

    def sweep_all(self) -> None:
        """Sweep each dial in turn until none improves."""
        for _ in range(ROUNDS):
            top = self.top
            for dial in self.dials:
                if self.stopped:
                    return
                at = with_values(self.settings, self.best)
                found = sweep(self.data, at, dial, self.objective, most=SWEPT_VALUES)
                self.tried += len(found.values)
                value, better = found.best()
                if better > self.top:
                    self.best, self.top = self.best | {dial.key: value}, better
                self.step()
            if self.top <= top:
                return


def _explore(climb: _Climb, trials: int, *, seed: int, study: Path | None) -> list[dict[str, float]]:
    """Try values that Optuna asks for; return the best few of them, the best first."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    found = _open_study(climb, seed=seed, study=study)
    done = len(found.get_trials(deepcopy=False, states=(optuna.trial.TrialState.COMPLETE,)))
    if not done:
        found.enqueue_trial(dict(climb.best))
    else:  # what it came by before
        climb.consider(found.best_params)
    for _ in range(done, trials):
        trial = found.ask()
        values = {
            dial.key: dial.rounded(trial.suggest_float(dial.key, dial.low, dial.high)) for dial in climb.dials
        }
        value = climb.scored(values)
        found.tell(trial, value)
        if value > climb.top:
            climb.best, climb.top = values, value
        climb.step()
        if climb.stopped:
            break
    complete = found.get_trials(deepcopy=False, states=(optuna.trial.TrialState.COMPLETE,))
    ranked = sorted(complete, key=lambda one: (-one.value, one.number))  # type: ignore[operator]
    return [
        {dial.key: dial.rounded(one.params[dial.key]) for dial in climb.dials} for one in ranked[:RESTARTS]
    ]


def _open_study(climb: _Climb, *, seed: int, study: Path | None) -> optuna.Study:
    import optuna
    from optuna.storages import JournalStorage
    from optuna.storages.journal import JournalFileBackend

    name = study_name(climb.data, climb.settings, climb.dials, climb.objective)
    options: dict[str, Any] = {"study_name": name, "direction": "maximize", "load_if_exists": True}
    if study is None:
        sampler = optuna.samplers.TPESampler(seed=seed, multivariate=True)
        return optuna.create_study(sampler=sampler, **options)
    try:
        study.parent.mkdir(parents=True, exist_ok=True)
        found = optuna.create_study(storage=JournalStorage(JournalFileBackend(str(study))), **options)
    except Exception as error:  # whatever Optuna makes of a file that it did not write
        raise JdworkError(
            f"The study cannot be read: {error}.",
            where=str(study),
            hint="Move it out of the way, or name another file.",
        ) from None
    # One that goes on must not draw again what it drew at first.
    found.sampler = optuna.samplers.TPESampler(seed=seed + len(found.trials), multivariate=True)
    return found


def study_name(data: TuningData, settings: Settings, dials: Sequence[Dial], objective: Objective) -> str:
    """Name a study by all that its scores depend on, so that others never mix with it."""
    made_of: Any = [
        data.content_hash,
        settings_hash(settings),
        repr(objective),
        [(dial.key, dial.low, dial.high, dial.digits) for dial in dials],
    ]
    return hashlib.sha256(json.dumps(made_of).encode()).hexdigest()[:20]
