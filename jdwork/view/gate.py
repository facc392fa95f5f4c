"""Pictures and tables of a gated run: the line of earlier runs, roles that moved, rules, regressions."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from jdwork.view.evaluation import INK
from jdwork.view.figures import OPEN, RIGHT, WRONG

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go
    from pandas.io.formats.style import Styler

    from jdwork.evaluate import Comparison, RoleChange
    from jdwork.evaluate.gate import Gate
    from jdwork.runs import GateReport
    from jdwork.runs.regressions import Regression

VERDICT_COLORS = {"passed": RIGHT, "failed": WRONG, None: OPEN}
STATUS_COLORS = {"pass": RIGHT, "fail": WRONG, "open": OPEN}
STATUS_WORDS = {"pass": "passes", "fail": "fails", "open": "cannot be judged"}
TICKS = 8
SHOWN_ROLES = 24


def trend_picture(report: GateReport) -> go.Figure:
    """Show the accuracy of every run of this data as a line with intervals, this run last.

    Parameters
    ----------
    report
        As `jdwork.runs.gate_run` gives it.
    """
    import plotly.graph_objects as go

    points = report.trend
    place = list(range(1, len(points) + 1))
    figure = go.Figure()
    if len(points) > 1:
        figure.add_scatter(
            x=[*place, *reversed(place)],
            y=[*(one.accuracy.high for one in points), *(one.accuracy.low for one in reversed(points))],
            mode="lines",
            fill="toself",
            fillcolor="rgba(113, 128, 150, 0.18)",
            line={"width": 0},
            hoverinfo="skip",
            name="95 % interval",
        )
    figure.add_scatter(
        x=place,
        y=[one.accuracy.value for one in points],
        mode="lines+markers",
        line={"color": OPEN, "width": 2},
        marker={
            "size": [9] * (len(points) - 1) + [15],
            "color": [VERDICT_COLORS.get(one.verdict, OPEN) for one in points],
            "line": {"color": "white", "width": 1},
            "opacity": 1,
        },
        error_y={
            "type": "data",
            "array": [one.accuracy.high - one.accuracy.value for one in points],
            "arrayminus": [one.accuracy.value - one.accuracy.low for one in points],
            "color": OPEN,
            "thickness": 1,
            # A band says it for many; one run alone has no band.
            "visible": len(points) == 1,
        },
        customdata=[
            [html.escape(one.run), _moment(one.started), one.accuracy.low, one.accuracy.high, one.n,
             {"passed": "the gate let it pass", "failed": "the gate failed it"}.get(
                 one.verdict or "", "no gate was asked")]
            for one in points
        ],
        hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{y:.1%} (%{customdata[2]:.1%} to "
        "%{customdata[3]:.1%}) of %{customdata[4]} right<br>%{customdata[5]}<extra></extra>",
        name="accuracy",
        showlegend=False,
    )  # fmt: skip
    low = min(one.accuracy.low for one in points)
    high = max(one.accuracy.high for one in points)
    room = max(0.01, 0.15 * (high - low))
    bound = report.settings.min_accuracy
    if bound >= low - 3 * (high - low):
        low, high = min(low, bound), max(high, bound)
        figure.add_hline(
            y=bound, line_dash="dot", line_color=WRONG, annotation_text="least", annotation_font_color=WRONG,
            annotation_position="bottom right",
        )  # fmt: skip
    step = max(1, -(-len(points) // TICKS))
    # Counted from this run backwards, so that it has a label.
    shown = place[::-1][::step][::-1]
    figure.update_layout(
        title=_trend_finding(report),
        height=300,
        xaxis={
            "tickmode": "array",
            "tickvals": shown,
            "ticktext": [_moment(points[number - 1].started) for number in shown],
            "range": [0.5, len(points) + 0.5],
            "tickangle": 0,
        },
        yaxis={
            "tickformat": ".1%" if high - low < 0.04 else ".0%",
            "range": [max(0.0, low - room), min(1.0, high + room) + (0.002 if high + room >= 1 else 0)],
        },
        showlegend=False,
    )
    return figure


def role_change_picture(comparison: Comparison, *, most: int = SHOWN_ROLES) -> go.Figure:
    """Show which roles lost and which gained, as F1 before and after with the interval of the difference.

    Parameters
    ----------
    comparison
        As `jdwork.evaluate.compare_decisions` gives it.
    most
        Roles shown, those that moved most first.
    """
    import plotly.graph_objects as go

    moved = moved_roles(comparison)
    figure = go.Figure()
    if not moved:
        figure.update_layout(
            title=f"None of {len(comparison.roles)} roles moved",
            height=110,
            xaxis={"visible": False},
            yaxis={"visible": False},
        )
        return figure
    shown = sorted(moved[:most], key=lambda one: one.difference.value)
    for what, part in (
        ("lost", [one for one in shown if one.difference.value < 0]),
        ("gained", [one for one in shown if one.difference.value > 0]),
    ):
        if not part:
            continue
        color = WRONG if what == "lost" else RIGHT
        clear = [beyond_chance(one) for one in part]
        figure.add_scatter(
            x=[one.difference.value for one in part],
            y=[html.escape(one.role) for one in part],
            mode="markers",
            name=f"{what} (filled: beyond chance)",
            marker={
                "size": 11,
                "color": [color if sure else "white" for sure in clear],
                "line": {"color": color, "width": 2},
            },
            error_x={
                "type": "data",
                "array": [one.difference.high - one.difference.value for one in part],
                "arrayminus": [one.difference.value - one.difference.low for one in part],
                "color": color,
                "thickness": 1,
                "width": 3,
            },
            customdata=[
                [one.before, one.after, one.support, one.difference.low, one.difference.high] for one in part
            ],
            hovertemplate="<b>%{y}</b>, %{customdata[2]} labelled JDs<br>F1 %{customdata[0]:.2f} before, "
            "%{customdata[1]:.2f} after: %{x:+.2f} (%{customdata[3]:+.2f} to %{customdata[4]:+.2f})"
            "<extra></extra>",
        )
    figure.add_vline(x=0, line_color=INK, line_width=1)
    figure.update_layout(
        title=_role_finding(comparison, moved, len(shown)),
        height=190 + 20 * len(shown),
        xaxis={"title": "difference of F1, 95 % interval", "tickformat": "+.1f"},
        yaxis={
            "type": "category",
            "categoryorder": "array",
            "categoryarray": [html.escape(one.role) for one in reversed(shown)],
            "dtick": 1,
        },
        legend={"orientation": "h", "yref": "container", "y": 0, "yanchor": "bottom"},
    )
    return figure


def moved_roles(comparison: Comparison) -> list[RoleChange]:
    """Roles whose F1 moved: those beyond chance first, then by how far."""
    moved = [one for one in comparison.roles if abs(one.difference.value) > 1e-9]
    return sorted(moved, key=lambda one: (not beyond_chance(one), -abs(one.difference.value)))


def beyond_chance(role: RoleChange) -> bool:
    """Whether a role moved further than chance explains.

    One or two JDs of a role say the same in every resample; an interval without width is no evidence.
    """
    return role.difference.excludes_zero and role.difference.low < role.difference.high


def gate_table(gate: Gate) -> Styler:
    """Show the rules of a gate: what was wanted, what was found, what became of it."""
    import pandas as pd

    frame = pd.DataFrame(
        [(STATUS_WORDS[one.status], one.wanted(), one.found(), one.note) for one in gate.rules],
        columns=["", "rule", "found", "note"],
    )
    colors = [STATUS_COLORS[one.status] for one in gate.rules]
    style = _plain_table(frame)
    return style.apply(lambda _: [f"color: {color}; font-weight: 600" for color in colors], subset=[""])


def regression_frame(found: Sequence[Regression]) -> pd.DataFrame:
    """Lay out regressions, a JD a row: ``id, title, label, after, was, now, case, why``.

    ``was`` and ``now`` are confidences, 0 to 1; what was decided before is the label.
    """
    import pandas as pd

    return pd.DataFrame(
        [
            (one.id, one.title or "(no title)", one.label, one.after or "(no role)", one.confidence_before,
             one.confidence_after, _cases(one), one.why)
            for one in found
        ],
        columns=["id", "title", "label", "after", "was", "now", "case", "why"],
    )  # fmt: skip


def regression_table(found: Sequence[Regression], *, rows: int = 25) -> Styler:
    """Show the JDs that were right and are wrong, the most confident first; titles and ids are escaped."""
    from jdwork.output.palette import role_color

    shown = list(found)[:rows]
    frame = regression_frame(shown)
    frame["title"] = frame["title"].str.slice(0, 70)
    if not any(one.title for one in shown):
        frame = frame.drop(columns="title")
    frame = frame.rename(
        columns={"label": "right role", "after": "role now", "was": "sure before", "now": "sure now"}
    )
    style = _plain_table(frame).format({"sure before": "{:.0%}", "sure now": "{:.0%}"}, escape="html")
    return style.map(
        lambda role: f"color: {role_color(role)}; font-weight: 600", subset=["right role", "role now"]
    )


def _cases(one: Regression) -> str:
    same = one.case_before == one.case_after
    return one.case_before if same else f"{one.case_before} → {one.case_after}"


def _plain_table(frame: pd.DataFrame) -> Styler:
    return (
        frame.style.hide(axis="index")
        .format(escape="html")
        .set_table_styles(
            [
                {"selector": "th, td", "props": "text-align: left; padding: 3px 10px; vertical-align: top;"},
                {"selector": "th", "props": "color: #52606d;"},
            ]
        )
    )


def _trend_finding(report: GateReport) -> str:
    now = report.trend[-1]
    found = f"{now.accuracy.value:.1%} right"
    earlier = [one.accuracy.value for one in report.trend[:-1]]
    if not earlier:
        return f"{found}: the first run of this data"
    better = sum(value > now.accuracy.value + 1e-9 for value in earlier)
    equal = sum(abs(value - now.accuracy.value) <= 1e-9 for value in earlier)
    runs = f"{len(earlier)} earlier run{'s' if len(earlier) > 1 else ''} of this data"
    if equal == len(earlier):
        return f"{found}: as in {runs}"
    if better == len(earlier):
        which = "the earlier run" if better == 1 else "both earlier runs" if better == 2 else f"all {runs}"
        return f"{found}: below {which}" + ("" if better > 2 else " of this data")
    if better:
        return f"{found}: {better} of {runs} did better"
    return f"{found}: none of {runs} did better"


def _role_finding(comparison: Comparison, moved: Sequence[RoleChange], shown: int) -> str:
    worse = [one for one in moved if beyond_chance(one) and one.difference.value < 0]
    better = [one for one in moved if beyond_chance(one) and one.difference.value > 0]
    verb = "role is" if len(worse) == 1 else "roles are"
    title = f"{len(worse)} {verb} clearly worse and {len(better)} clearly better"
    if worse:
        title += f", {html.escape(min(worse, key=lambda one: one.difference.value).role)} fell most"
    if not worse and not better:
        title = f"{len(moved)} of {len(comparison.roles)} roles moved, none beyond chance"
    return title if shown == len(moved) else f"{title} ({shown} of {len(moved)} that moved)"


def _moment(started: str) -> str:
    """When a run was started, short enough for an axis."""
    try:
        return f"{datetime.fromisoformat(started):%d %b %H:%M}"
    except ValueError:
        return html.escape(started)
