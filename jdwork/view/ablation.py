"""The picture of an ablation: what each group of signals is worth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jdwork.view.figures import OPEN, RIGHT, WRONG

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from jdwork.evaluate import AblationRow


def ablation_figure(rows: Sequence[AblationRow]) -> go.Figure:
    """Show the accuracy under each set of signals, and how many labels lead the ranking.

    A bar is orange where its interval lies below the accuracy of all signals, green where it does
    not; whiskers are the 95 % interval of the difference to all signals.

    Parameters
    ----------
    rows
        As `ablate` gives them.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    if not rows:
        figure.update_layout(title="No ablation yet", height=120)
        return figure
    names = [f"{row.name} (says nothing here)" if row.silent else row.name for row in rows]
    gaps = [row.accuracy_difference for row in rows]
    figure.add_bar(
        x=[row.accuracy for row in rows],
        y=names,
        orientation="h",
        name="role is the label",
        marker_color=[WRONG if gap.high < 0 else RIGHT for gap in gaps],
        # Measured from the end of each bar, whose place on the axis is full accuracy + difference.
        error_x={
            "type": "data",
            "array": [gap.high - gap.value for gap in gaps],
            "arrayminus": [gap.value - gap.low for gap in gaps],
            "color": OPEN,
        },
        customdata=[
            [_points(gap.value), _points(gap.low), _points(gap.high), row.no_role]
            for row, gap in zip(rows, gaps, strict=True)
        ],
        hovertemplate="%{x:.1%} right<br>%{customdata[0]} points (%{customdata[1]} to %{customdata[2]})"
        "<br>%{customdata[3]:.1%} got no role<extra></extra>",
    )
    figure.add_scatter(
        x=[row.leads for row in rows],
        y=names,
        mode="markers",
        name="label is the first candidate",
        marker={"symbol": "diamond", "size": 9, "color": "#1f2933"},
        hovertemplate="label first for %{x:.1%}<extra></extra>",
    )
    figure.add_vline(x=rows[0].accuracy, line_dash="dot", line_color="#1f2933")
    figure.update_layout(
        title=_finding(rows),
        height=140 + 28 * len(rows),
        xaxis={"title": f"share of {rows[0].n:,} labelled JDs", "range": [0, 1], "tickformat": ".0%"},
        legend={"orientation": "h", "y": -0.2},
    )
    figure.update_yaxes(autorange="reversed")
    return figure


def _finding(rows: Sequence[AblationRow]) -> str:
    missed = [row for row in rows if row.kind == "without" and row.accuracy_difference.high < 0]
    if not missed:
        return "No single group of signals is missed: accuracy holds without any one of them"
    # Listed, not ranked: intervals of neighbours often overlap.
    missed.sort(key=lambda row: row.accuracy_difference.value)
    named = [f"{row.group} ({_points(row.accuracy_difference.value)} points)" for row in missed]
    return "Accuracy falls without " + " or ".join([", ".join(named[:-1]), named[-1]] if named[1:] else named)


def _points(share: float) -> str:
    """A difference of shares in percentage points."""
    return f"{100 * share:+.1f}".replace("-", "−")
