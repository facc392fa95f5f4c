"""What is asked of tuning, as commands, notebooks and the tuning desk ask it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from jdwork.config import Settings
from jdwork.errors import JdworkError, did_you_mean
from jdwork.tune.dials import find_dials
from jdwork.tune.labelled import TuningData
from jdwork.tune.more_labels import labels_that_would_do
from jdwork.tune.objectives import OBJECTIVES, NewRoles, Objective, find_objective
from jdwork.tune.proposal import Progress, Proposal, propose, propose_promise
from jdwork.tune.search import TRIALS, Cancelled

GUARANTEE = "guarantee"
"""What may be sought beside an objective: a promise about what is accepted."""
PROMISED = {"most_wrong": 0.05, "level": 0.95}
"""Its options, with their defaults."""


SOUGHT = (*OBJECTIVES, GUARANTEE)
"""All that can be sought, by name."""


@dataclass(frozen=True, slots=True)
class TuningRequest:
    """What to look for, and how.

    Parameters
    ----------
    objective
        Name of an objective, or ``guarantee``.
    options
        Of objectives, by name, such as ``precision``; each objective takes those that it has.
    dials
        Keys of the settings to turn; see `jdwork.tune.dials.find_dials`.
    trials, seed, study
        As for `jdwork.tune.search.search`.

    Raises
    ------
    JdworkError
        If there is no such objective, or no objective has such an option.
    """

    objective: str = "accuracy"
    options: Mapping[str, float] = field(default_factory=dict)
    dials: tuple[str, ...] = ("thresholds",)
    trials: int = TRIALS
    seed: int = 0
    study: Path | None = None

    def __post_init__(self) -> None:
        known = {name for one in SOUGHT for name in option_names(one)}
        for name in self.options:
            if name not in known:
                raise JdworkError(f"No objective has an option '{name}'.", hint=did_you_mean(name, known))
        if self.objective not in SOUGHT:
            raise JdworkError(
                f"There is no objective '{self.objective}'.", hint=did_you_mean(self.objective, SOUGHT)
            )
        self.measure()

    @property
    def needs_unknown(self) -> bool:
        """Whether it takes JDs that no role fits, see `TuningData.of`."""
        return self.objective == NewRoles.name

    def measure(self) -> Objective:
        """Make what settings are measured by: the objective; for a promise, accuracy."""
        name = "accuracy" if self.objective == GUARANTEE else self.objective
        has = option_names(name)
        return find_objective(name, **{key: value for key, value in self.options.items() if key in has})

    def propose(
        self,
        data: TuningData,
        settings: Settings,
        *,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> Proposal:
        """Look for it; see `jdwork.tune.proposal.propose` and `propose_promise`.

        Where nothing can be promised, it is worked out how many labels would do.
        """
        if self.objective == GUARANTEE:
            most_wrong, level = (self.options.get(name, default) for name, default in PROMISED.items())
            made = propose_promise(data, settings, most_wrong=most_wrong, level=level, seed=self.seed)
            if made.promise is not None and made.promise.threshold is None:
                would_do = labels_that_would_do(
                    data, settings, most_wrong=most_wrong, level=level, seed=self.seed
                )
                made = replace(made, would_do=would_do)
            return made
        return propose(
            data,
            settings,
            find_dials(self.dials, settings),
            self.measure(),
            trials=self.trials,
            seed=self.seed,
            study=self.study,
            progress=progress,
            cancelled=cancelled,
        )


def option_names(objective: str) -> tuple[str, ...]:
    """List the options that an objective takes."""
    if objective == GUARANTEE:
        return tuple(PROMISED)
    kind: Any = OBJECTIVES[objective]
    return tuple(kind.__dataclass_fields__)
