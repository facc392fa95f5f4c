"""Why a JD got its role: what each signal added for the winner, and for the runner-up."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jdwork.config import Settings
from jdwork.decide import WEIGHTED_SIGNALS
from jdwork.errors import JdworkError, did_you_mean
from jdwork.record import RunRecord

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Explanation:
    """The evidence of one decision, role against role.

    Parameters
    ----------
    record
        The classified JD.
    roles
        Slugs compared: the chosen (or best) role first.
    contributions
        Log-odds that each signal adds: signal to one figure per role. They sum to the roles' evidence.
    values
        The signals themselves, likewise.
    """

    record: RunRecord
    roles: tuple[str, ...]
    contributions: dict[str, tuple[float, ...]]
    values: dict[str, tuple[float, ...]]

    def to_frame(self) -> pd.DataFrame:
        """One row per signal: its value and contribution for each role, and the first two roles' gap."""
        import pandas as pd

        rows = []
        for signal, added in self.contributions.items():
            row: dict[str, object] = {"signal": signal}
            for role, value, share in zip(self.roles, self.values[signal], added, strict=True):
                row[f"{role} value"] = value
                row[f"{role} adds"] = share
            if len(added) > 1:
                row["gap"] = round(added[0] - added[1], 4)
            rows.append(row)
        return pd.DataFrame(rows)

    @property
    def decisive(self) -> str | None:
        """The signal that speaks most for the first role against the second."""
        if len(self.roles) < 2:
            return None
        return max(
            self.contributions, key=lambda name: self.contributions[name][0] - self.contributions[name][1]
        )

    def __str__(self) -> str:
        decision = self.record.decision
        said = f"{decision.role or 'no role'} (case {decision.case}, {decision.confidence:.0%})"
        lines = [f"{said}: {decision.reason}"]
        if len(self.roles) > 1:
            lines.append(f"against {self.roles[1]}, decided most by {self.decisive}:")
            for signal, added in self.contributions.items():
                if added[0] or added[1]:
                    lines.append(f"  {signal:<14}{added[0]:8.2f}{added[1]:8.2f}{added[0] - added[1]:+8.2f}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{html.escape(role)}</th>" for role in self.roles)
        body = "".join(
            f"<tr><td>{html.escape(signal)}</td>"
            + "".join(f"<td>{share:+.2f}</td>" for share in added)
            + "</tr>"
            for signal, added in self.contributions.items()
            if any(added)
        )
        total = "".join(
            f"<th>{sum(added[number] for added in self.contributions.values()):+.2f}</th>"
            for number in range(len(self.roles))
        )
        return (
            f"<p>{html.escape(self.record.decision.reason)}</p>"
            f"<table><thead><tr><th>log-odds from</th>{head}</tr></thead>"
            f"<tbody>{body}</tbody><tfoot><tr><th>evidence</th>{total}</tr></tfoot></table>"
        )


def explain(record: RunRecord, settings: Settings, *, against: str | None = None) -> Explanation:
    """Explain a decision.

    Parameters
    ----------
    record
        The classified JD.
    settings
        The settings it was classified with.
    against
        Slug of the role to compare with; the best other candidate by default.

    Raises
    ------
    JdworkError
        If ``against`` was no candidate.
    """
    decision = record.decision
    order = [candidate.slug for candidate in decision.candidates]
    if against is not None and against not in order:
        raise JdworkError(f"'{against}' was no candidate for this JD.", hint=did_you_mean(against, order))
    first = decision.role or (order[0] if order else None)
    second = against or next((slug for slug in order if slug != first), None)
    roles = tuple(slug for slug in (first, second) if slug is not None)
    columns = [_column(record, slug) for slug in roles]
    weights = settings.evidence
    values, contributions = {}, {}
    for signal in WEIGHTED_SIGNALS:
        figures = [float(getattr(record.signals, signal)[0, column]) for column in columns]
        values[signal] = tuple(round(figure, 4) for figure in figures)
        contributions[signal] = tuple(round(getattr(weights, signal) * figure, 4) for figure in figures)
    return Explanation(record, roles, contributions, values)


def _column(record: RunRecord, slug: str) -> int:
    """Column of a candidate in the record's signal table."""
    return next(candidate.column for candidate in record.decision.candidates if candidate.slug == slug)
