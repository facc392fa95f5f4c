"""Pictures of drift: which roles moved and how surely, where to, what moved them, on how many JDs."""

from __future__ import annotations

import html
import math
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from jdwork.output.palette import role_color
from jdwork.view.figures import OPEN, RIGHT, WRONG

if TYPE_CHECKING:
    import numpy as np
    import plotly.graph_objects as go
    from numpy.typing import NDArray
    from pandas.io.formats.style import Styler

    from jdwork.evaluate.drift import DriftReport, MovedSentence, RoleDrift, SkillMover
    from jdwork.evaluate.drift.fixed_map import Method
    from jdwork.runs.drift import RunDrift

INK, FAINT, SMALL = "#1f2933", "#cbd2d9", "#b7791f"
COLORS = {"drifted": WRONG, "small": SMALL, "steady": RIGHT, "unclear": OPEN, "too few": FAINT}
"""Colour of each verdict."""

NOT_MEASURED_HERE = "The map is for orientation: drift is measured on the vectors, never read off a picture."
_LONGEST = 60
_ANCHOR, _ANCHORS = 3, 4
"""JDs that a role needs to have a say in the map, and roles that it needs; else all JDs have one."""


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
        The later period; by default the last one that is compared.
    baseline
        Against the ``reference``, or the period ``before``.
    most
        Roles shown: first those tested, by effect, then those with too few JDs, by their number.
    """
    import plotly.graph_objects as go

    rows = report.of(baseline=baseline)
    if period is None and rows:
        period = max((row.period for row in rows), key=report.periods.index)
    rows = tuple(row for row in rows if row.period == period)
    if not rows:
        return _empty(
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
        annotation_position="bottom right",
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


def drift_map(
    found: RunDrift,
    *,
    roles: Sequence[str] | None = None,
    method: Method = "pca",
    cache: Path | None = None,
    most: int = 8,
) -> go.Figure:
    """Show the paths of role centroids through the periods, on one map fitted on the reference.

    Parameters
    ----------
    found
        From `jdwork.runs.drift.measure_runs`.
    roles
        Which; by default those that moved most, then those with most JDs.
    method, cache
        As for `jdwork.evaluate.drift.fixed_map`.
    most
        Roles shown by default.
    """
    import numpy as np
    import plotly.graph_objects as go

    from jdwork.evaluate.drift import fixed_map

    data, report = found.data, found.report
    places: dict[tuple[str, str], list[int]] = {}
    for row, (role, period) in enumerate(zip(data.roles, found.periods.names, strict=True)):
        if role is not None and period is not None and data.vectors[row].any():
            places.setdefault((role, period), []).append(row)
    base = sorted(row for (_, period), rows in places.items() if period == report.reference for row in rows)
    if len({data.vectors[row].tobytes() for row in base}) < 3:
        return _empty(
            "No map: the reference period holds fewer than three different JDs; choose a longer one"
        )

    def centroid(rows: list[int]) -> NDArray[np.float64]:
        return np.asarray(data.vectors[rows].mean(axis=0), dtype=np.float64)

    chosen = list(roles) if roles is not None else _to_show(report, most)
    stations = [(role, period) for role in chosen for period in report.periods if (role, period) in places]
    paths = np.array([centroid(places[station]) for station in stations]).reshape(-1, data.vectors.shape[1])
    anchors = [
        centroid(rows)
        for (_, period), rows in sorted(places.items())
        if period == report.reference and len(rows) >= _ANCHOR
    ]
    if method == "pca" and len(anchors) >= _ANCHORS:
        # The axes along which roles differ: a few odd JDs would otherwise have an axis to themselves.
        made = fixed_map(np.array(anchors), [data.vectors[base], paths], method=method, cache=cache)
        ground, path, of_what = made.placed[0], made.placed[1], "what sets the roles apart"
    else:
        made = fixed_map(data.vectors[base], [paths], method=method, cache=cache)
        ground, path, of_what = made.reference, made.placed[0], "what sets the JDs apart"
    figure = go.Figure()
    figure.add_scattergl(
        x=ground[:, 0].round(4),
        y=ground[:, 1].round(4),
        mode="markers",
        name=f"JDs of {html.escape(report.reference)}",
        marker={"color": FAINT, "size": 4},
        hoverinfo="skip",
    )
    least = report.settings.min_count
    for role in chosen:
        at = [place for place, station in enumerate(stations) if station[0] == role]
        if not at:
            continue
        counts = [len(places[stations[place]]) for place in at]
        figure.add_scatter(
            x=path[at, 0].round(4),
            y=path[at, 1].round(4),
            mode="lines+markers",
            name=html.escape(_short(role, 40)),
            line={"color": role_color(role), "width": 2},
            marker={
                "color": role_color(role),
                # Hollow: too few JDs to lean on.
                "symbol": ["circle" if count >= least else "circle-open" for count in counts],
                "size": [8 + min(14, count**0.5) for count in counts],
            },
            customdata=[
                [role, html.escape(stations[place][1]), count]
                for place, count in zip(at, counts, strict=True)
            ],
            hovertemplate="%{fullData.name}, %{customdata[1]}: %{customdata[2]} JDs<extra></extra>",
        )
        if len(at) > 1:
            # plotly leaves the first mark out where marks point away from the one before.
            figure.add_scatter(
                x=path[at[-2:], 0].round(4),
                y=path[at[-2:], 1].round(4),
                mode="markers",
                marker={"symbol": "arrow", "angleref": "previous", "size": 12, "color": INK},
                hoverinfo="skip",
                showlegend=False,
            )
    shown = "" if made.shown is None else f" It shows {made.shown:.0%} of {of_what}."
    start = html.escape(report.reference)
    # What lies far out is off the picture, so that the paths can be seen; zooming out brings it back.
    seen = np.concatenate([np.percentile(ground, [2, 98], axis=0), path])
    low, high = seen.min(axis=0), seen.max(axis=0)
    room = np.maximum(high - low, 1e-6) * 0.06
    figure.update_layout(
        title={
            "text": f"Where the centroids went from {start} on: {_path_finding(report)}",
            "subtitle": {"text": f"{NOT_MEASURED_HERE}{shown} Hollow: fewer than {least} JDs."},
        },
        height=560,
        xaxis={"visible": False, "range": [low[0] - room[0], high[0] + room[0]]},
        yaxis={"visible": False, "range": [low[1] - room[1], high[1] + room[1]], "scaleanchor": "x"},
    )
    return figure


def skill_mover_figure(movers: Sequence[SkillMover], *, alpha: float = 0.05, most: int = 20) -> go.Figure:
    """Show the skills whose share changed most, with intervals; surely changed ones are coloured.

    Parameters
    ----------
    movers
        From `jdwork.evaluate.drift.skill_movers`.
    alpha
        q up to which a change counts as more than chance.
    most
        Skills shown.
    """
    import plotly.graph_objects as go

    if not movers:
        return _empty("No skills to compare: the JDs of one of the periods name none")
    sure = [one for one in movers if one.q <= alpha]
    shown = sorted(movers[:most], key=lambda one: one.change.value)
    figure = go.Figure()
    figure.add_bar(
        x=[one.change.value for one in shown],
        y=[html.escape(one.skill) for one in shown],
        orientation="h",
        marker_color=[
            (RIGHT if one.change.value > 0 else WRONG) if one.q <= alpha else FAINT for one in shown
        ],
        error_x={
            "type": "data",
            "array": [one.change.high - one.change.value for one in shown],
            "arrayminus": [one.change.value - one.change.low for one in shown],
            "color": OPEN,
            "thickness": 1,
        },
        customdata=[
            [one.with_before, one.n_before, one.with_after, one.n_after, _q_words(one)] for one in shown
        ],
        hovertemplate="%{y}: %{customdata[0]} of %{customdata[1]} JDs before, "
        "%{customdata[2]} of %{customdata[3]} after; %{customdata[4]}<extra></extra>",
    )
    first = movers[0]
    title = (
        f"{len(sure)} skill{'s' if len(sure) != 1 else ''} changed more than chance would; "
        f"{html.escape(sure[0].skill)} {_points(sure[0].change.value)}"
        if sure
        else f"No skill's share changed more than chance would (n={first.n_before} and {first.n_after})"
    )
    figure.update_layout(
        title=title,
        height=150 + 24 * len(shown),
        xaxis={"title": "change of the share of JDs that name it (95 % interval)", "tickformat": "+.0%"},
        showlegend=False,
    )
    figure.update_yaxes(type="category", dtick=1)
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
        return _empty("No JDs: none has a role, a period and a vector. Do the JDs have dates?")
    totals: Counter[str] = Counter()
    for (role, _), count in report.counts.items():
        totals[role] += count
    first = [role for role, _ in sorted(totals.items(), key=lambda one: (-one[1], one[0]))[:most]]
    figure = go.Figure()
    for role in first:
        figure.add_bar(
            x=list(report.periods),
            y=[report.counts.get((role, period), 0) for period in report.periods],
            name=html.escape(_short(role, 32)),
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
            "text": f"{sum(totals.values()):,} JDs in {len(report.periods)} periods: {len(ready)} of "
            f"{len(totals)} groups have {report.settings.min_count} different JDs in two of them",
            "subtitle": {"text": f"Left out: {left_out}." if left_out else ""},
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
    return _plain_table(style)


def moved_sentence_table(sentences: Sequence[MovedSentence], titles: Sequence[str | None]) -> Styler:
    """Show the sentences that lead the way, the later period's first. JDs' words are escaped.

    Parameters
    ----------
    sentences
        From `jdwork.runs.drift.RunDrift.sentences`.
    titles
        Title of each sentence's JD.
    """
    import pandas as pd

    frame = pd.DataFrame(
        [
            ("came" if one.later else "went", one.score, one.text, title or "(no title)", one.jd)
            for one, title in zip(sentences, titles, strict=True)
        ],
        columns=["", "place", "sentence", "of the JD", "id"],
    )
    style = frame.style.hide(axis="index").format(escape="html").format("{:+.1f}", subset=["place"])
    return _plain_table(style)


_READABLE = {"drifted": WRONG, "small": "#975a16", "steady": RIGHT}


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
        f"{span}: {len(alarms)} of {len(tested)} drifted, {html.escape(_short(first.role, 40))} most "
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


def _path_finding(report: DriftReport) -> str:
    if not report.tested:
        return "too few JDs to tell any from chance"
    moved = len({row.role for row in report.alarms})
    return f"{moved} of {len({row.role for row in report.tested})} tested drifted"


def _to_show(report: DriftReport, most: int) -> list[str]:
    totals: Counter[str] = Counter()
    for (role, _), count in report.counts.items():
        totals[role] += count
    moved = list(dict.fromkeys(row.role for row in report.alarms))
    tested = {row.role for row in report.tested}
    others = sorted(totals, key=lambda role: (role not in tested, -totals[role], role))
    return list(dict.fromkeys([*moved, *others]))[:most]


def _label(row: RoleDrift) -> str:
    return html.escape(f"{_short(row.role, 40)}  ({row.n_before} → {row.n})")


def _hover(row: RoleDrift) -> str:
    lines = [row.role, row.words]
    if row.verdict != "too few":
        lines.append(f"cosine distance {row.distance:.3f}, likeness to the core {row.along:+.3f}")
        if not math.isnan(row.with_others):
            lines.append(f"likeness of the shift to that of the others {row.with_others:+.2f}")
        if math.isfinite(row.detectable):
            lines.append(f"an effect of {row.detectable:.2f} would have been found (80 %)")
    return "<br>".join(html.escape(_short(line, 120)) for line in lines)


def _q_words(one: SkillMover) -> str:
    return "too rare, or too common, to tell" if math.isnan(one.q) else f"q={one.q:.2g}"


def _points(change: float) -> str:
    return f"{'gained' if change > 0 else 'lost'} {abs(100 * change):.0f} points"


def _figure(form: str) -> Callable[[object], str]:
    return lambda value: "–" if value != value else form.format(value)  # noqa: PLR0124 - NaN


def _plain(value: float) -> float:
    return -1.0 if math.isnan(value) else value


def _plain_table(style: Styler) -> Styler:
    return style.set_table_styles(
        [
            {"selector": "th, td", "props": "text-align: left; padding: 3px 8px; vertical-align: top;"},
            {"selector": "td.col0, td.col1", "props": "white-space: nowrap;"},
        ]
    )


def _empty(title: str) -> go.Figure:
    import plotly.graph_objects as go

    figure = go.Figure()
    figure.update_layout(title=title, height=120, xaxis={"visible": False}, yaxis={"visible": False})
    return figure


def _short(text: str, length: int = _LONGEST) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1]}…"
