"""Pictures of what moved: the paths of centroids on one map, skills that came and went, sentences."""

from __future__ import annotations

import html
import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from jdwork.output.palette import role_color
from jdwork.view.drift import FAINT, INK, plain_table, shortened
from jdwork.view.figures import OPEN, RIGHT, WRONG, empty_figure

if TYPE_CHECKING:
    import numpy as np
    import plotly.graph_objects as go
    from numpy.typing import NDArray
    from pandas.io.formats.style import Styler

    from jdwork.evaluate.drift import DriftReport, MovedSentence, SkillMover
    from jdwork.evaluate.projection import Method
    from jdwork.runs.drift import RunDrift

NOT_MEASURED_HERE = "The map is for orientation: drift is measured on the vectors, never read off a picture."
_ANCHOR, _ANCHORS = 3, 4
"""JDs that a role needs to have a say in the map, and roles that it needs; else all JDs have one."""


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
        As for `jdwork.evaluate.projection.fit_map`.
    most
        Roles shown by default.
    """
    import numpy as np
    import plotly.graph_objects as go

    from jdwork.evaluate.projection import fit_map

    data, report = found.data, found.report
    places: dict[tuple[str, str], list[int]] = {}
    for row, (role, period) in enumerate(zip(data.roles, found.periods.names, strict=True)):
        if role is not None and period is not None and data.vectors[row].any():
            places.setdefault((role, period), []).append(row)
    base = sorted(row for (_, period), rows in places.items() if period == report.reference for row in rows)
    if len({data.vectors[row].tobytes() for row in base}) < 3:
        return empty_figure(
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
        made = fit_map(np.array(anchors), method=method, cache=cache)
        ground, of_what = made.place(data.vectors[base]), "what sets the roles apart"
    else:
        made = fit_map(data.vectors[base], method=method, cache=cache)
        ground, of_what = made.places, "what sets the JDs apart"
    path = made.place(paths)
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
            name=html.escape(shortened(role, 40)),
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
        return empty_figure("No skills to compare: the JDs of one of the periods name none")
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
    return plain_table(style)


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


def _q_words(one: SkillMover) -> str:
    return "too rare, or too common, to tell" if math.isnan(one.q) else f"q={one.q:.2g}"


def _points(change: float) -> str:
    return f"{'gained' if change > 0 else 'lost'} {abs(100 * change):.0f} points"
