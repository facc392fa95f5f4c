"""Pictures of drift: which roles moved, how far and how surely, and on how many JDs."""

from __future__ import annotations

import html
import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from jdwork.output.palette import role_color
from jdwork.view.figures import OPEN, RIGHT, WRONG, empty_figure

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from pandas.io.formats.style import Styler

    from jdwork.evaluate.drift import DriftReport, RoleDrift

INK, FAINT, SMALL = "#1f2933", "#cbd2d9", "#d69e2e"
COLORS = {"drifted": WRONG, "small": SMALL, "steady": RIGHT, "unclear": OPEN, "too few": FAINT}
"""Colour of each verdict."""

_LONGEST = 60
_READABLE = {"drifted": WRONG, "small": "#975a16", "steady": RIGHT}


def drift_forest(
    report: DriftReport, *, period: str | None = None, baseline: str = "reference", most: int = 40
) -> go.Figure:
    """Show how far each role moved, with its interval, and what would have gone unseen.

    Alarms are orange. A hollow diamond is the effect that a role's JDs would have shown with a chance of
    80 %: left of it, silence says little. Roles with too few JDs have nothing but that.

    Parameters
    ----------
    report
        From `jdwork.evaluate.drift.measure_drift`.
    period
        The later period; by default the last in which something could be tested, else the last one.
    baseline
        Against the ``reference``, or the period ``before``.
    most
        Roles shown: first those tested, by effect, then those with too few JDs, by their number.
    """
    import plotly.graph_objects as go

    rows = report.of(baseline=baseline)
    if period is None and rows:
        worth = [row for row in rows if row.verdict != "too few"] or rows
        period = max((row.period for row in worth), key=report.periods.index)
    rows = tuple(row for row in rows if row.period == period)
    if not rows:
        return empty_figure(
            "Nothing to compare: divide the JDs into periods by date, or read several runs (by batch)"
        )
    tested = sorted(
        (row for row in rows if row.verdict != "too few"), key=lambda row: -_plain(row.effect.value)
    )
    few = sorted((row for row in rows if row.verdict == "too few"), key=lambda row: -min(row.n, row.n_before))
    # Where something could be tested, a few of the others are enough to show that they exist.
    shown = tested[:most] + few[: max(0, min(most - len(tested), 10 if tested else most))]
    labels = [_label(row) for row in shown]
    figure = go.Figure()
    for verdict, color in COLORS.items():
        part = [(label, row) for label, row in zip(labels, shown, strict=True) if row.verdict == verdict]
        if verdict == "too few" or not part:
            continue
        figure.add_scatter(
            x=[row.effect.value for _, row in part],
            y=[label for label, _ in part],
            mode="markers",
            name=verdict,
            marker={"color": color, "size": 11},
            error_x={
                "type": "data",
                "array": [row.effect.high - row.effect.value for _, row in part],
                "arrayminus": [row.effect.value - row.effect.low for _, row in part],
                "color": color,
                "thickness": 1.4,
            },
            customdata=[[row.role, _hover(row)] for _, row in part],
            hovertemplate="%{customdata[1]}<extra></extra>",
        )
    seen = [(label, row) for label, row in zip(labels, shown, strict=True) if math.isfinite(row.detectable)]
    figure.add_scatter(
        x=[row.detectable for _, row in seen],
        y=[label for label, _ in seen],
        mode="markers",
        name="smallest effect it could show",
        marker={"symbol": "diamond-open", "color": OPEN, "size": 9},
        customdata=[[row.role, _hover(row)] for _, row in seen],
        hovertemplate="%{customdata[1]}<extra></extra>",
    )
    figure.add_vline(
        x=report.settings.min_effect,
        line_dash="dot",
        line_color=INK,
        annotation_text="worth an alarm",
        annotation_position="top right",
    )
    figure.update_layout(
        title={
            "text": _forest_title(report, tested, few, str(period), rows[0].against),
            "subtitle": {"text": _forest_subtitle(report, tested, few, shown)},
        },
        height=190 + 23 * len(shown),
        xaxis={
            "title": "shift of the centroid, in distances of a JD to it (95 % interval)",
            "rangemode": "tozero",
        },
        legend={"orientation": "h", "y": -90 / (100 + 23 * len(shown))},
    )
    figure.update_yaxes(
        type="category", categoryorder="array", categoryarray=labels, range=[len(labels) - 0.4, -0.6], dtick=1
    )
    return figure


def volume_figure(report: DriftReport, *, most: int = 10) -> go.Figure:
    """Show how many JDs each period holds, and of which roles.

    Parameters
    ----------
    report
        From `jdwork.evaluate.drift.measure_drift`.
    most
        Roles shown by themselves, those with most JDs.
    """
    import plotly.graph_objects as go

    if not report.counts:
        return empty_figure("No JDs: none has a role, a period and a vector. Do the JDs have dates?")
    totals: Counter[str] = Counter()
    for (role, _), count in report.counts.items():
        totals[role] += count
    first = [role for role, _ in sorted(totals.items(), key=lambda one: (-one[1], one[0]))[:most]]
    figure = go.Figure()
    for role in first:
        figure.add_bar(
            x=list(report.periods),
            y=[report.counts.get((role, period), 0) for period in report.periods],
            name=html.escape(shortened(role, 32)),
            marker_color=role_color(role),
            hovertemplate="%{x}: %{y} JDs<extra>%{fullData.name}</extra>",
        )
    rest = len(totals) - len(first)
    if rest > 0:
        others = [
            sum(n for (role, own), n in report.counts.items() if own == period and role not in first)
            for period in report.periods
        ]
        figure.add_bar(
            x=list(report.periods), y=others, name=f"{rest} others", marker_color=FAINT,
            hovertemplate="%{x}: %{y} JDs<extra>%{fullData.name}</extra>",
        )  # fmt: skip
    ready = {row.role for row in report.tested}
    left_out = ", ".join(f"{count:,} with {reason}" for reason, count in report.left_out.items())
    figure.update_layout(
        barmode="stack",
        title={
            "text": f"{sum(totals.values()):,} JDs in {len(report.periods)} periods; "
            f"{len(ready)} of {len(totals)} groups can be compared",
            "subtitle": {
                "text": f"{report.settings.min_count} different JDs are needed in two periods"
                + (f"; left out: {left_out}" if left_out else "")
            },
        },
        height=400,
        xaxis={"type": "category"},
        yaxis={"title": "JDs"},
    )
    return figure


def drift_table(report: DriftReport, *, rows: int = 40) -> Styler:
    """Show the comparisons as a table, alarms first, then by q; those with too few JDs last.

    Parameters
    ----------
    report
        From `jdwork.evaluate.drift.measure_drift`.
    rows
        How many to show.
    """
    import pandas as pd

    order = ("drifted", "small", "unclear", "steady", "too few")
    ranked = sorted(
        report.rows,
        key=lambda row: (
            order.index(row.verdict),
            _plain(row.q),
            -_plain(row.effect.value),
            -row.n,
            row.role,
        ),
    )
    frame = pd.DataFrame(
        [
            (
                row.role, row.period, row.against, f"{row.n_before} → {row.n}", row.words,
                row.distance, row.along, row.with_others, row.verdict,
            )
            for row in ranked[:rows]
        ],
        columns=[
            "role", "period", "against", "different JDs", "finding", "cosine distance", "to the core",
            "with the others", "verdict",
        ],
    )  # fmt: skip
    style = frame.style.hide(axis="index").format(escape="html")
    style = style.format(_figure("{:.3f}"), subset=["cosine distance"])
    style = style.format(_figure("{:+.3f}"), subset=["to the core"])
    style = style.format(_figure("{:+.2f}"), subset=["with the others"])
    style = style.map(lambda verdict: f"color: {_READABLE.get(verdict, INK)}", subset=["verdict"])
    return plain_table(style)


def _forest_title(
    report: DriftReport, tested: Sequence[RoleDrift], few: Sequence[RoleDrift], period: str, against: str
) -> str:
    span = html.escape(f"{period} against {against}")
    if not tested:
        return f"{span}: too few JDs to tell for any of {len(few)}"
    alarms = [row for row in tested if row.alarm]
    if not alarms:
        return f"{span}: no alarm among {len(tested)} that could be tested"
    first = alarms[0]
    return (
        f"{span}: {len(alarms)} of {len(tested)} drifted, {html.escape(shortened(first.role, 40))} most "
        f"({first.effect.value:.2f})"
    )


def _forest_subtitle(
    report: DriftReport, tested: Sequence[RoleDrift], few: Sequence[RoleDrift], shown: Sequence[RoleDrift]
) -> str:
    parts = [f"alarm: q ≤ {report.settings.alpha:g} and effect ≥ {report.settings.min_effect:g}"]
    blind = sum(row.verdict == "unclear" for row in tested)
    if blind:
        parts.append(f"{blind} neither shown nor ruled out")
    if few:
        parts.append(f"{len(few)} with too few JDs to tell")
    if hidden := len(tested) + len(few) - len(shown):
        parts.append(f"{hidden} not shown")
    return "; ".join(parts)


def _label(row: RoleDrift) -> str:
    return html.escape(f"{shortened(row.role, 40)}  ({row.n_before} → {row.n})")


def _hover(row: RoleDrift) -> str:
    lines = [row.role, row.words]
    if row.verdict != "too few":
        lines.append(f"cosine distance {row.distance:.3f}, likeness to the core {row.along:+.3f}")
        if not math.isnan(row.with_others):
            lines.append(f"likeness of the shift to that of the others {row.with_others:+.2f}")
        if math.isfinite(row.detectable):
            lines.append(f"an effect of {row.detectable:.2f} would have been found (80 %)")
    return "<br>".join(html.escape(shortened(line, 120)) for line in lines)


def _figure(form: str) -> Callable[[object], str]:
    return lambda value: "–" if value != value else form.format(value)  # noqa: PLR0124 - NaN


def _plain(value: float) -> float:
    return -1.0 if math.isnan(value) else value


def plain_table(style: Styler) -> Styler:
    """Lay a table out for reading: to the left, from the top, first columns unbroken."""
    return style.set_table_styles(
        [
            {"selector": "th, td", "props": "text-align: left; padding: 3px 8px; vertical-align: top;"},
            {"selector": "td.col0, td.col1", "props": "white-space: nowrap;"},
        ]
    )


def shortened(text: str, length: int = _LONGEST) -> str:
    """Text on one line, cut where it is too long."""
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1]}…"
