"""What a catalog lint found, as tables that can be searched and sorted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jdwork.widgets.table import Column, Table

if TYPE_CHECKING:
    from jdwork.catalog.lint import LintReport


def findings_rows(report: LintReport, *, severity: str = "warning") -> Table:
    """Findings, the worst first.

    Parameters
    ----------
    report
        What a lint found.
    severity
        Least severity shown: ``error``, ``warning`` or ``info``.
    """
    from jdwork.catalog.lint import SEVERITIES

    shown = SEVERITIES[: list(SEVERITIES).index(severity) + 1]  # type: ignore[arg-type]
    frame = report.to_frame()
    frame = frame[frame["severity"].isin(shown)].reset_index(drop=True)
    frame["row"] = [str(number) for number in range(len(frame))]
    return Table(
        frame,
        key="row",
        columns=(
            Column("severity", kind="tag", width="6em"),
            Column("code", kind="tag", width="6em"),
            Column("message", "what is wrong"),
            Column("suggestion", "what to do"),
            Column("where", width="16em"),
        ),
        filters=("severity", "code"),
    )


def reach_rows(report: LintReport) -> Table:
    """How far each role's KRAs lead back to it, the hardest to reach first."""
    import pandas as pd

    frame = pd.DataFrame(
        [
            (one.role, one.own_titles, one.kras, one.first, one.near, ", ".join(one.rivals))
            for one in report.reach
        ],
        columns=["role", "own_titles", "kras", "first", "near", "rivals"],
    ).sort_values(["first", "near"], kind="stable")
    return Table(
        frame,
        key="role",
        columns=(
            Column("role", kind="role"),
            Column("own_titles", "own titles", kind="number", width="7em"),
            Column("kras", "KRAs", kind="number", width="5em"),
            Column("first", "lead to it", kind="number", width="7em"),
            Column("near", "come near", kind="number", width="7em"),
            Column("rivals", "lead instead to"),
        ),
    )
