"""Measuring drift within a run, or over several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from jdwork.config import Settings
from jdwork.errors import RunError
from jdwork.evaluate.drift import (
    Division,
    DriftReport,
    MovedSentence,
    Periods,
    RoleDrift,
    SkillMover,
    moved_sentences,
    skill_movers,
)
from jdwork.runs.drift_data import DriftData, Given, Level, read_drift_data
from jdwork.runs.files import RunFolder

if TYPE_CHECKING:
    from jdwork.embed import Encoder

LEVELS: tuple[Level, ...] = ("role", "domain", "all")
ENOUGH = 3
"""Groups that can be tested, from which on a grouping is worth looking at; or fewer with half of the JDs."""


@dataclass(frozen=True, eq=False)
class RunDrift:
    """Drift in one or several runs, and what it was measured on.

    Parameters
    ----------
    data
        The JDs.
    periods
        Which period each belongs to.
    report
        What was found.
    level
        What the JDs were grouped by: ``role``, ``domain`` or ``all``.
    """

    data: DriftData
    periods: Periods
    report: DriftReport
    level: Level

    @property
    def grouping(self) -> str:
        """How the JDs were grouped, in words."""
        return "all JDs together" if self.level == "all" else f"by {self.level}"

    @property
    def foremost(self) -> RoleDrift | None:
        """The comparison to look at first: the largest alarm, else the least q; None where none was made."""
        if self.report.alarms:
            return self.report.alarms[0]
        return min(self.report.tested, key=lambda row: (row.q, -row.effect.value), default=None)

    def skills(self, found: RoleDrift) -> tuple[SkillMover, ...]:
        """Skills whose share changed in a comparison, see `skill_movers`."""
        rows, later = self._rows(found)
        return skill_movers(
            [self.data.skills[row] for row in rows],
            later,
            groups=self.data.groups[rows],
            alpha=self.report.settings.alpha,
        )

    def sentences(self, found: RoleDrift, encoder: Encoder, *, most: int = 8) -> tuple[MovedSentence, ...]:
        """Sentences that lie farthest along the shift of a comparison, see `moved_sentences`.

        Raises
        ------
        RunError
            If the encoder is not the one that the runs' vectors come from, or a JD is gone.
        """
        if encoder.encoder_id != self.data.encoder_id:
            raise RunError(
                f"The runs' vectors come from {self.data.encoder_id}, this encoder is {encoder.encoder_id}.",
                where=self.data.runs[0],
                hint="Open the workbench with the encoder of the runs, or run the jobs again.",
            )
        rows, later = self._rows(found)
        return moved_sentences(
            self.data.jds(rows),
            self.data.vectors[rows],
            later,
            encoder,
            groups=self.data.groups[rows],
            most=most,
        )

    def _rows(self, found: RoleDrift) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        return self.data.rows(self.periods, role=found.role, earlier=found.against, later=found.period)


def measure_runs(
    folders: Sequence[RunFolder],
    *,
    settings: Settings,
    by: Division | Literal["batch"] | Sequence[str] = "auto",
    reference: str | None = None,
    level: Level | Literal["auto"] = "auto",
    given: Given = "decided",
    min_confidence: float = 0.0,
    seed: int = 0,
) -> RunDrift:
    """Measure drift within a run, or over several.

    Parameters
    ----------
    folders, given, min_confidence
        As for `read_drift_data`.
    settings
        Thresholds, in the section ``[drift]``.
    by
        Periods: of posting dates, see `periods_of`, or ``batch``: each run is one.
    reference
        The period that others are compared with; by default the first.
    level
        What to group JDs by. ``auto``: by role, or where no three roles (nor roles with half of the JDs)
        can be tested by domain, or else all together; where ``by`` is ``auto`` too, two halves are tried
        before a coarser grouping.
    seed
        Of permutations and resamples.

    Returns
    -------
    RunDrift

    Raises
    ------
    JdworkError
        As `read_drift_data`, `periods_of` and `measure_drift` do.
    """
    read = read_drift_data(folders, given=given, min_confidence=min_confidence)
    periods = read.periods(by, settings=settings)
    if level != "auto":
        data = read.grouped(level)
        return RunDrift(
            data, periods, data.measure(periods, settings=settings, reference=reference, seed=seed), level
        )
    halves = read.periods("median", settings=settings) if by == "auto" and reference is None else periods
    for one in LEVELS:
        data = read.grouped(one)
        for divided in (periods, halves):
            report = data.measure(divided, settings=settings, reference=reference, seed=seed)
            if _worth_looking_at(report):
                return RunDrift(data, divided, report, one)
    return RunDrift(data, divided, report, one)


def _worth_looking_at(report: DriftReport) -> bool:
    tested = {row.role for row in report.tested}
    held = sum(count for (role, _), count in report.counts.items() if role in tested)
    return bool(tested) and (len(tested) >= ENOUGH or 2 * held >= sum(report.counts.values()))
