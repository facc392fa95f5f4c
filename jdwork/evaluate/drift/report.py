"""What was found about drift: one row per role, period and what it is compared with."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from jdwork.config.settings import DriftSettings
from jdwork.evaluate.resampling import Estimate

if TYPE_CHECKING:
    import pandas as pd

Verdict = Literal["drifted", "small", "steady", "unclear", "too few"]

VERDICTS: dict[Verdict, str] = {
    "drifted": "an alarm: more than chance, and far enough to matter",
    "small": "more than chance, but less than is worth an alarm",
    "steady": "a shift worth an alarm is ruled out by the interval",
    "unclear": "neither shown nor ruled out",
    "too few": "not tested: too few different JDs in one of the periods",
}
"""What each verdict means."""


@dataclass(frozen=True, slots=True)
class RoleDrift:
    """A role in one period, compared with another.

    Parameters
    ----------
    role
        Slug, or whatever the JDs were grouped by.
    period, against
        The later and the earlier period.
    baseline
        ``reference`` where ``against`` is the reference period, ``before`` where it is the one before.
    jds_before, jds
        JDs in the earlier and in the later period.
    n_before, n
        Different JDs among them: near-copies count once.
    distance
        Cosine distance of the two centroids, 0 to 2; small samples alone make it larger than 0.
    along
        Change of the JDs' mean likeness (cosine) to the earlier centroid; below 0, away from its core.
    effect
        Shift in distances of a JD to its centroid, with its 95 % interval; NaN where it is not known.
    p
        Of the permutation test; NaN where none was made, as for q.
    q
        p adjusted for all tests of the report.
    detectable
        Effect that would have been found with a chance of 80 %; infinite where no effect could have been.
    with_others
        Cosine of the shift with the mean shift of the other tested roles: near 1, everything moved the
        same way, which speaks of another source or style rather than of the role. NaN where unknown.
    verdict
        One of `VERDICTS`.
    """

    role: str
    period: str
    against: str
    baseline: Literal["reference", "before"]
    jds_before: int
    jds: int
    n_before: int
    n: int
    distance: float
    along: float
    effect: Estimate
    p: float
    q: float
    detectable: float
    with_others: float
    verdict: Verdict

    @property
    def alarm(self) -> bool:
        """Whether the role counts as drifted."""
        return self.verdict == "drifted"

    @property
    def words(self) -> str:
        """The finding in a sentence, small samples told as such."""
        missed = _missed(self.detectable)
        if self.verdict == "too few":
            return f"too few to tell (n={self.n_before} and {self.n}, {missed})"
        effect = f"effect {self.effect.value:.2f} ({self.effect.low:.2f} to {self.effect.high:.2f})"
        n = f"n={self.n_before} and {self.n}"
        if self.verdict == "drifted":
            return f"drifted: {effect}, q={self.q:.2g}, {n}"
        if self.verdict == "small":
            return f"moved, but little: {effect}, q={self.q:.2g}, {n}"
        if self.verdict == "steady":
            return f"no more than {self.effect.high:.2f}: {effect}, {n}"
        return f"cannot tell: {effect}, q={self.q:.2g}, {n}, {missed}"

    def to_dict(self) -> dict[str, Any]:
        """The figures as JSON values; None for what is not known or infinite."""
        plain = {name: getattr(self, name) for name in self.__slots__ if name != "effect"}
        for name, value in plain.items():
            if isinstance(value, float):
                plain[name] = round(value, 6) if math.isfinite(value) else None
        return {**plain, "effect": self.effect.to_dict(), "words": self.words}


@dataclass(frozen=True, slots=True)
class DriftReport:
    """Drift of all roles.

    Parameters
    ----------
    reference
        The period that others are compared with.
    periods
        All that hold JDs, in order.
    rows
        The comparisons: by period, then by what it is compared with, then by role.
    counts
        JDs by role and period; where there are none, no entry.
    settings
        The thresholds that were used.
    left_out
        JDs that were not used, by reason.
    notes
        What the reader should know of this report.
    """

    reference: str
    periods: tuple[str, ...]
    rows: tuple[RoleDrift, ...]
    counts: Mapping[tuple[str, str], int]
    settings: DriftSettings
    left_out: Mapping[str, int]
    notes: tuple[str, ...] = ()

    @property
    def alarms(self) -> tuple[RoleDrift, ...]:
        """Comparisons that found drift, the largest effect first."""
        return tuple(sorted((row for row in self.rows if row.alarm), key=lambda row: -row.effect.value))

    @property
    def tested(self) -> tuple[RoleDrift, ...]:
        """Comparisons with enough JDs."""
        return tuple(row for row in self.rows if row.verdict != "too few")

    @property
    def roles(self) -> tuple[str, ...]:
        """All roles, in alphabetical order."""
        return tuple(sorted({role for role, _ in self.counts}))

    def of(
        self, *, role: str | None = None, period: str | None = None, baseline: str | None = None
    ) -> tuple[RoleDrift, ...]:
        """Pick comparisons by role, later period, and ``reference`` or ``before``."""
        return tuple(
            row
            for row in self.rows
            if role in (None, row.role) and period in (None, row.period) and baseline in (None, row.baseline)
        )

    @property
    def words(self) -> str:
        """The finding in a sentence or two."""
        alarms = self.alarms
        untested = len(self.rows) - len(self.tested)
        if not self.tested:
            return (
                f"Nothing could be tested: no role has {self.settings.min_count} different JDs "
                "in two of the periods."
            )
        tests = len(self.tested)
        found = f"{len(alarms)} of {tests} comparisons raise{'s' if len(alarms) == 1 else ''} an alarm"
        if alarms:
            found += f", {alarms[0].role} most ({alarms[0].period}: {alarms[0].effect.value:.2f})"
        more = f"; {untested} more have too few JDs to tell" if untested else ""
        return f"{found}{more}."

    def to_frame(self) -> pd.DataFrame:
        """The comparisons as a table, effect and interval in columns of their own."""
        import pandas as pd

        rows = []
        for row in self.rows:
            plain = {name: getattr(row, name) for name in row.__slots__ if name != "effect"}
            parts = {"effect": row.effect.value, "low": row.effect.low, "high": row.effect.high}
            rows.append({**plain, **parts, "words": row.words})
        names = [
            *(name for name in RoleDrift.__slots__ if name != "effect"),
            "effect",
            "low",
            "high",
            "words",
        ]
        return pd.DataFrame(rows, columns=names)

    def to_dict(self) -> dict[str, Any]:
        """Everything as JSON values."""
        return {
            "reference": self.reference,
            "periods": list(self.periods),
            "settings": self.settings.model_dump(),
            "left_out": dict(self.left_out),
            "notes": list(self.notes),
            "counts": [
                {"role": role, "period": period, "jds": count}
                for (role, period), count in sorted(self.counts.items())
            ],
            "rows": [row.to_dict() for row in self.rows],
        }


def _missed(detectable: float) -> str:
    if math.isnan(detectable) or math.isinf(detectable):
        return "no effect, however large, could be told from chance"
    return f"could only find an effect of {detectable:.2f}"
