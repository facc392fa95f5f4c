"""Pictures of tuning: what settings do, how much each dial matters, what a proposal rests on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from jdwork.output.palette import role_color
from jdwork.output.shown import html_text
from jdwork.view.figures import OPEN, RIGHT, WRONG

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from IPython.display import HTML

    from jdwork.config import HistoryEntry
    from jdwork.evaluate.resampling import Estimate
    from jdwork.tune.consequences import ConfusedPair, Consequences, Totals
    from jdwork.tune.proposal import Proposal

QUIET = "color:var(--jp-ui-font-color2,#52606d)"
SHOWN_ROLES = 6
SHOWN_ENTRIES = 6
SHOWN_LOSS = 0.1
"""Of the objective, in the picture of sensitivity."""
COLUMNS = 4
"""Dials side by side in the picture of sensitivity."""
TOLERATED = 0.0025
"""Loss of the objective within which a dial's value is as good as another."""


def consequences_picture(before: Consequences, after: Consequences, *, height: int = 330) -> go.Figure:
    """Draw risk by coverage and reliability, of the settings tried over those in force.

    Parameters
    ----------
    before, after
        What the settings in force do, and those tried.
    height
        In pixels.
    """
    from plotly.subplots import make_subplots

    figure = make_subplots(rows=1, cols=2, horizontal_spacing=0.1)
    for data, name, color, col in _lines(before, after):
        figure.add_scatter(**data, name=name, marker_color=color, showlegend=col == 1, row=1, col=col)
    figure.add_scatter(
        x=[0, 1], y=[0, 1], mode="lines", line={"dash": "dot", "color": "#cbd2d9"}, hoverinfo="skip",
        showlegend=False, row=1, col=2,
    )  # fmt: skip
    figure.update_layout(
        title=curve_title(before.totals, after.totals),
        height=height,
        margin={"l": 60, "r": 28, "t": 48, "b": 60},
        legend={"orientation": "h", "y": -0.24},
        uirevision="tuning",
    )
    figure.update_xaxes(range=[0, 1.01], tickformat=".0%", automargin=False)
    figure.update_yaxes(tickformat=".0%", automargin=False)
    figure.update_xaxes(title="share of JDs accepted, the surest first", row=1, col=1)
    figure.update_yaxes(title="share of them wrong", range=[0, risk_range(before, after)], row=1, col=1)
    figure.update_xaxes(title="confidence", row=1, col=2)
    figure.update_yaxes(title="share right", range=[0, 1.03], row=1, col=2)
    return figure


def curve_data(found: Consequences) -> list[dict[str, Any]]:
    """Give what moves in the picture: points of the curve, of where it stands, and of reliability."""
    at = math.isfinite(found.curve.at_risk)
    return [
        {"x": found.curve.coverage, "y": found.curve.risk},
        {"x": [found.curve.at_coverage] if at else [], "y": [found.curve.at_risk] if at else []},
        {"x": found.bins.confidence, "y": found.bins.right},
    ]


def curve_title(before: Totals, after: Totals) -> str:
    """Say what the picture of consequences found."""
    if not after.accepted:
        return "Every JD is looked at"
    wrong = _percent(after.accepted_wrong / after.accepted)
    said = f"{_percent(after.accepted / after.n)} accepted, {wrong} of it wrong"
    if before == after or not before.accepted:
        return said
    return (
        f"{said}; in force: {_percent(before.accepted / before.n)}, "
        f"{_percent(before.accepted_wrong / before.accepted)}"
    )


def risk_range(before: Consequences, after: Consequences) -> float:
    """Top of the axis of risk: a tenth above what there is, in steps, so that it seldom jumps."""
    most = max((float(one.curve.risk.max()) for one in (before, after) if len(one.curve.risk)), default=0.1)
    return min(max(math.ceil(most * 10.5) / 10, 0.1), 1.03)


def sensitivity_picture(proposal: Proposal) -> go.Figure:
    """Draw what the objective comes to along each dial, the others as proposed.

    Parameters
    ----------
    proposal
        With sweeps.
    """
    from plotly.subplots import make_subplots

    from jdwork.view.figures import empty_figure

    if not proposal.sweeps:
        return empty_figure("No dial was searched")
    count = len(proposal.sweeps)
    columns = min(count, COLUMNS)
    rows = math.ceil(count / columns)
    figure = make_subplots(
        rows=rows,
        cols=columns,
        subplot_titles=[one.dial.key for one in proposal.sweeps],
        vertical_spacing=0.3 / rows,
        horizontal_spacing=0.06,
        shared_yaxes="all",
    )
    was = {one.key: one.before for one in proposal.changes}
    tight = []
    for place, one in enumerate(proposal.sweeps):
        where = {"row": place // columns + 1, "col": place % columns + 1}
        low, high = one.tolerance(TOLERATED)
        if (high - low) < 0.5 * (one.dial.high - one.dial.low):
            tight.append(one.dial.key)
        figure.add_scatter(
            x=one.values, y=one.scores, mode="lines", line={"color": OPEN, "width": 1.5}, showlegend=False,
            hovertemplate="%{x:.4g}: %{y:.4f}<extra></extra>", **where,
        )  # fmt: skip
        figure.add_vrect(x0=low, x1=high, fillcolor=RIGHT, opacity=0.1, line_width=0, **where)
        figure.add_scatter(
            x=[one.current], y=[one.at_current], mode="markers", name="proposed", legendgroup="proposed",
            marker={"size": 9, "color": RIGHT}, showlegend=not place,
            hovertemplate="proposed %{x:.4g}: %{y:.4f}<extra></extra>", **where,
        )  # fmt: skip
        if one.dial.key in was:
            figure.add_vline(x=was[one.dial.key], line={"dash": "dot", "color": WRONG, "width": 1.5}, **where)
    matters = f"{', '.join(tight)} must be met" if tight else "No dial has to be met closely"
    figure.update_layout(
        title={
            "text": matters,
            "subtitle": {"text": f"shaded: loses at most {TOLERATED:g}; dotted: in force until now"},
        },
        height=130 + 180 * rows,
        autosize=True,
        margin={"l": 60, "r": 28, "t": 104, "b": 64},
        legend={"orientation": "h", "y": -0.14},
    )
    top = max(float(one.scores.max()) for one in proposal.sweeps)
    low = min(float(one.scores.min()) for one in proposal.sweeps)
    # Where a dial stands at an end, next to nothing may be right: that would flatten all that matters.
    figure.update_yaxes(range=[max(low, top - SHOWN_LOSS) - 0.005, top + 0.01])
    figure.update_annotations(font_size=12)
    return figure


def pairs_html(pairs: Iterable[ConfusedPair]) -> str:
    """Lay confusions out by how much rarer or more frequent they become, as bars with words."""
    shown = list(pairs)
    if not shown:
        return f'<div style="{QUIET};padding:1em 0">No confusion becomes rarer or more frequent.</div>'
    most = max(max(one.before, one.after) for one in shown)
    rows = []
    for one in shown:
        color = RIGHT if one.change < 0 else WRONG
        words = f"{one.label} taken for {one.given}"
        bars = "".join(
            f'<div style="height:5px;margin:1px 0;width:{100 * n / most:.1f}%;background:{shade}"></div>'
            for n, shade in ((one.before, "#cbd2d9"), (one.after, color))
        )
        rows.append(
            '<div style="display:grid;grid-template-columns:minmax(0,1fr) 56px 78px;gap:8px;'
            'align-items:center;line-height:1.3;padding:1px 0">'
            '<div style="overflow:hidden;text-overflow:ellipsis;white-space:nowrap" '
            f'title="{html_text(words)}">{_role(one.label)} <span style="{QUIET}">→</span> '
            f"{_role(one.given)}</div><div>{bars}</div>"
            f'<div style="font-variant-numeric:tabular-nums;text-align:right">{one.before} → {one.after} '
            f'<b style="color:{color}">{one.change:+d}</b></div></div>'
        )
    return f'<div role="list">{"".join(rows)}</div>'


def totals_html(before: Totals, after: Totals, *, fixed: int, broken: int) -> str:
    """Show what settings come to as figures, those in force beneath."""
    wrong = "–" if not after.accepted else _percent(after.accepted_wrong / after.accepted)
    was_wrong = "–" if not before.accepted else _percent(before.accepted_wrong / before.accepted)
    tiles = [
        ("right", _percent(after.right / after.n), _percent(before.right / before.n)),
        ("accepted unseen", _percent(after.accepted / after.n), _percent(before.accepted / before.n)),
        ("wrong among these", wrong, was_wrong),
        ("looked at", f"{after.queued:,}", f"{before.queued:,}"),
        ("new roles", f"{after.new:,}", f"{before.new:,}"),
    ]
    fixes = f'<span style="color:{RIGHT}">+{fixed:,}</span> <span style="color:{WRONG}">−{broken:,}</span>'
    made = [_tile(now, name, f"in force: {was}") for name, now, was in tiles]
    made.append(_tile(fixes, "fixed, broken", f"of {after.n:,} JDs"))
    return f'<div style="display:flex;flex-wrap:wrap;gap:6px 26px;line-height:1.25">{"".join(made)}</div>'


def _tile(figure: str, name: str, beneath: str) -> str:
    return (
        f'<div><b style="font-size:1.5em;font-variant-numeric:tabular-nums;white-space:nowrap">{figure}</b>'
        f'<div style="font-size:12.5px">{name}</div>'
        f'<div style="font-size:11.5px;{QUIET}">{beneath}</div></div>'
    )


def proposal_html(proposal: Proposal) -> str:
    """Say what is proposed, what it is worth on JDs not tuned on, and what speaks against it."""
    parts = [f'<div style="overflow-wrap:anywhere">{html_text(proposal.in_words())}</div>']
    if proposal.changes:
        rows = "".join(
            f'<tr><td style="text-align:left">{html_text(one.key)}</td><td>{one.before:g}</td>'
            f"<td><b>{one.after:g}</b></td></tr>"
            for one in proposal.changes
        )
        parts.append(
            '<table style="margin:6px 0"><thead><tr><th style="text-align:left">setting</th>'
            f"<th>in force</th><th>proposed</th></tr></thead><tbody>{rows}</tbody></table>"
        )
        parts.append(interval_html(proposal))
        seen = "looked at" if proposal.by_hand else "tuned on"
        losing = [one for one in proposal.roles if one.loss > 0][:SHOWN_ROLES]
        if losing:
            named = ", ".join(
                f"{_role(one.role)} {_percent(one.before)} → {_percent(one.after)} of {one.n}"
                for one in losing
            )
            parts.append(f'<div style="margin:4px 0">Roles that lose most: {named}.</div>')
        parts.append(f'<div style="{QUIET}">On the JDs {seen}: {html_text(proposal.flips.in_words())}.</div>')
    for objection in proposal.verdict.objections if proposal.changes else ():
        parts.append(
            f'<div style="color:{WRONG};overflow-wrap:anywhere">Against it: {html_text(objection)}.</div>'
        )
    if proposal.changes and proposal.verdict.allowed:
        parts.append(f'<div style="color:{RIGHT}">Nothing speaks against writing it.</div>')
    return f'<div class="jd-tune-proposal-text" style="line-height:1.5">{"".join(parts)}</div>'


def interval_html(proposal: Proposal) -> str:
    """Draw the interval of the improvement on unseen JDs as a line with the zero on it."""
    gain: Estimate = proposal.improvement
    span = max(abs(gain.low), abs(gain.high), 1e-6) * 1.15
    left, right, middle = (50 + 50 * value / span for value in (gain.low, gain.high, gain.value))
    color = RIGHT if gain.low > 0 else WRONG
    words = "JDs held back" if proposal.by_hand else "JDs not tuned on"
    return (
        f'<div style="{QUIET};font-size:12px">improvement on {proposal.n:,} {words}: '
        f"{gain.value:+.4f} (95 %: {gain.low:+.4f} to {gain.high:+.4f})</div>"
        '<div style="position:relative;height:18px;max-width:420px;margin:2px 0 6px">'
        '<div style="position:absolute;left:50%;top:0;bottom:0;border-left:1px dashed #8a96a5"></div>'
        f'<div style="position:absolute;left:{left:.1f}%;width:{max(right - left, 0.5):.1f}%;top:7px;'
        f'height:4px;background:{color}"></div>'
        f'<div style="position:absolute;left:calc({middle:.1f}% - 5px);top:4px;width:10px;height:10px;'
        f'border-radius:5px;background:{color}"></div></div>'
    )


def history_html(history: Sequence[HistoryEntry]) -> str:
    """The latest changes of the settings file, the last one first."""
    if not history:
        return f'<div style="{QUIET}">The settings file was never changed from here.</div>'
    rows = []
    for one in reversed(history[-SHOWN_ENTRIES:]):
        changed = ", ".join(f"{c.key} {_value(c.before)} → {_value(c.after)}" for c in one.changes)
        rows.append(
            f'<li style="margin:2px 0;overflow-wrap:anywhere"><span style="{QUIET}">'
            f"{html_text(one.time[:16].replace('T', ' '))} {html_text(one.kind)}</span> "
            f"{html_text(changed)}<br><span style='{QUIET};font-size:12px'>{html_text(one.reason[:240])}"
            "</span></li>"
        )
    more = f'<div style="{QUIET}">{len(history) - SHOWN_ENTRIES} earlier ones: jdwork config history</div>'
    return (
        '<div style="font-size:12px;font-weight:600;margin:8px 0 2px">History of the file</div>'
        f'<ul style="margin:0;padding-left:18px;'
        f'line-height:1.4">{"".join(rows)}</ul>{more if len(history) > SHOWN_ENTRIES else ""}'
    )


def tuning_report(proposal: Proposal) -> HTML:
    """Show a proposal on a page that nobody can click."""
    from IPython.display import HTML

    return HTML(proposal_html(proposal))


def history_report(history: Sequence[HistoryEntry]) -> HTML:
    """Show the history of the settings file on a page that nobody can click."""
    from IPython.display import HTML

    return HTML(history_html(history))


def totals_report(before: Consequences, after: Consequences) -> HTML:
    """Show what settings come to on a page that nobody can click."""
    from IPython.display import HTML

    kinds = [one.kind for one in after.flips]
    fixed, broken = kinds.count("fixed"), kinds.count("broken")
    return HTML(totals_html(before.totals, after.totals, fixed=fixed, broken=broken))


def confusions_report(pairs: Iterable[ConfusedPair]) -> HTML:
    """Show changed confusions on a page that nobody can click."""
    from IPython.display import HTML

    return HTML(f'<div style="max-width:720px">{pairs_html(pairs)}</div>')


def _lines(before: Consequences, after: Consequences) -> Iterable[tuple[dict[str, Any], str, str, int]]:
    """The traces, those in force beneath those tried; in the order of `curve_data`, twice."""
    for found, name, color in ((before, "in force", OPEN), (after, "tried", RIGHT)):
        curve, stand, bins = curve_data(found)
        line = {"color": color, "width": 2}
        over = {"size": 12, "line": {"width": 2, "color": "white"}}
        hover = "the surest %{x:.1%}: %{y:.1%} wrong<extra>" + name + "</extra>"
        yield curve | {"mode": "lines", "line": line, "hovertemplate": hover}, name, color, 1
        yield (
            stand
            | {
                "mode": "markers",
                "marker": over,
                "cliponaxis": False,
                "hovertemplate": hover,
                "legendgroup": name,
            },
            f"accepts, {name}",
            color,
            1,
        )
        hover = "confidence %{x:.1%}: %{y:.1%} right<extra>" + name + "</extra>"
        yield bins | {"mode": "lines+markers", "line": line, "hovertemplate": hover}, name, color, 2


def _value(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _percent(share: float) -> str:
    """Counted shares to a tenth: what moves when a dial is turned is often less than one percent."""
    return f"{100 * share:.1f} %"


def _role(name: str) -> str:
    return f'<span style="color:{role_color(name)};font-weight:600">{html_text(name)}</span>'
