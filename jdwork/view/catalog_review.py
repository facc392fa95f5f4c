"""Pictures of a catalog lint; each title states what the picture found."""

from __future__ import annotations

import html
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from pandas.io.formats.style import Styler

    from jdwork.catalog.lint import LintReport

COLORS = {"error": "#c05621", "warning": "#d69e2e", "info": "#a0aec0"}
"""Colour of each severity."""
NAMES = {"error": "errors", "warning": "warnings", "info": "notes"}


def findings_picture(report: LintReport) -> go.Figure:
    """Show how many findings each check has, by severity.

    Parameters
    ----------
    report
        What a lint found.
    """
    import plotly.graph_objects as go

    from jdwork.catalog.lint import CHECKS, SEVERITIES

    figure = go.Figure()
    codes = list(report.by_code)
    for severity in SEVERITIES:
        counts = [
            sum(one.code == code and one.severity == severity for one in report.findings) for code in codes
        ]
        if any(counts):
            figure.add_bar(
                x=counts,
                y=[f"{code}  ·  {CHECKS[code].title}" for code in codes],
                name=NAMES[severity],
                orientation="h",
                marker_color=COLORS[severity],
                text=[str(count) if count else "" for count in counts],
                textposition="outside",
                textfont={"size": 12},
                cliponaxis=False,
                hovertemplate="%{x} " + NAMES[severity] + "<extra></extra>",
            )
    title = "Nothing found" if not codes else _headline(report)
    # Notes come by the hundred, errors one by one: both have to be seen.
    figure.update_layout(
        barmode="group",
        title=title,
        height=150 + 34 * max(len(codes), 1),
        legend={"orientation": "h", "y": -0.2},
    )
    most = max(report.by_code.values(), default=1)
    figure.update_xaxes(
        type="log", title="findings (log scale)", range=[-0.3, math.log10(most) + 0.3], dtick=1
    )
    figure.update_yaxes(autorange="reversed")
    return figure


def _headline(report: LintReport) -> str:
    from jdwork.catalog.lint import CHECKS

    errors, warnings = report.counts["error"], report.counts["warning"]
    if not errors and not warnings:
        return f"No errors and no warnings; {report.counts['info']} notes"
    worst = "error" if errors else "warning"
    of_worst = [one.code for one in report.findings if one.severity == worst]
    most = max(sorted(set(of_worst)), key=of_worst.count)
    said = f"{errors} error{'s' if errors != 1 else ''} and {warnings} warning{'s' if warnings != 1 else ''}"
    return f"{said}; most {worst}s: {CHECKS[most].title.lower()}"


def overlap_picture(report: LintReport, *, most: int = 24) -> go.Figure:
    """Show the roles that overlap most, each with each, as a heat map.

    Parameters
    ----------
    report
        What a lint found; needs CAT011 to have run.
    most
        Roles shown: those of the most overlapping pairs.
    """
    import numpy as np
    import plotly.graph_objects as go

    figure = go.Figure()
    if not report.pairs:
        figure.update_layout(
            title="No roles to compare", height=120, xaxis={"visible": False}, yaxis={"visible": False}
        )
        return figure
    chosen: list[str] = []
    for pair in report.pairs:
        chosen += [slug for slug in (pair.first, pair.second) if slug not in chosen]
        if len(chosen) >= most:
            break
    slugs = _side_by_side(chosen[:most], report)
    place = {slug: number for number, slug in enumerate(slugs)}
    values = np.full((len(slugs), len(slugs)), np.nan)
    words = np.full((len(slugs), len(slugs)), "", dtype=object)
    for pair in report.pairs:
        if pair.first in place and pair.second in place:
            for row, column in ((pair.first, pair.second), (pair.second, pair.first)):
                values[place[row], place[column]] = pair.overlap
                words[place[row], place[column]] = (
                    f"titles {_share(pair.titles)}, KRAs {_cosine(pair.kras)}, skills {_share(pair.skills)}"
                )
    labels = [html.escape(slug) for slug in slugs]
    figure.add_heatmap(
        z=values,
        x=labels,
        y=labels,
        customdata=words,
        colorscale=[[0, "#f7fafc"], [0.5, "#f6ad55"], [1, "#c05621"]],
        zmin=0,
        zmax=max(0.4, float(np.nanmax(values))),
        colorbar={"title": "overlap"},
        hovertemplate="%{y} and %{x}: %{z:.2f}<br>%{customdata}<extra></extra>",
    )
    doubles = sum(one.code == "CAT011" for one in report.findings)
    top = report.pairs[0]
    title = (
        f"{doubles} pair{'s' if doubles != 1 else ''} of roles may be one job"
        if doubles
        else f"No duplicate roles; nearest are {html.escape(top.first)} and {html.escape(top.second)}"
    )
    figure.update_layout(title=title, height=240 + 22 * len(slugs))
    figure.update_xaxes(tickangle=-50, showgrid=False)
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure


def hub_picture(report: LintReport, *, most: int = 15) -> go.Figure:
    """Show the KRAs that draw most sentences out of other roles' ads.

    Parameters
    ----------
    report
        What a lint found; needs CAT020 to have run.
    most
        KRAs shown.
    """
    import plotly.graph_objects as go

    hubs = {one.subject.slugs for one in report.findings if one.code == "CAT020"}
    pulls = report.pulls[:most]
    figure = go.Figure()
    if not pulls:
        figure.update_layout(
            title="No ads to measure KRAs against",
            height=120,
            xaxis={"visible": False},
            yaxis={"visible": False},
        )
        return figure
    for is_hub, name, color in ((True, "hub", COLORS["error"]), (False, "within bounds", COLORS["info"])):
        part = [pull for pull in pulls if ((pull.role, pull.text) in hubs) == is_hub]
        if not part:
            continue
        figure.add_bar(
            x=[pull.lift for pull in part],
            y=[html.escape(f"{pull.role}: {_short(pull.text)}") for pull in part],
            name=name,
            orientation="h",
            marker_color=color,
            customdata=[
                (
                    pull.drawn,
                    pull.roles,
                    "<br>".join(
                        html.escape(f"{score:.2f} {label}: {_short(text)}")
                        for text, score, label in pull.examples
                    ),
                )
                for pull in part
            ],
            hovertemplate="%{customdata[0]} sentences from ads of %{customdata[1]} roles"
            "<br>%{customdata[2]}<extra></extra>",
        )
    if hubs:
        title = (
            f"{len(hubs)} KRA{'s draw' if len(hubs) != 1 else ' draws'} sentences from the ads of many roles"
        )
    else:
        title = f"No hub KRA; the strongest draws {pulls[0].lift:.1f} times its share"
    order = [html.escape(f"{pull.role}: {_short(pull.text)}") for pull in pulls]
    figure.update_layout(
        title=title, height=140 + 26 * len(pulls), barmode="stack", legend={"orientation": "h", "y": -0.25}
    )
    figure.update_xaxes(title="times its share of other roles' sentences")
    figure.update_yaxes(categoryorder="array", categoryarray=order, autorange="reversed")
    return figure


def findings_table(report: LintReport, *, rows: int = 40, severity: str = "warning") -> Styler:
    """Show findings as a table, the worst first.

    Parameters
    ----------
    report
        What a lint found.
    rows
        How many to show.
    severity
        Least severity shown.
    """
    from jdwork.catalog.lint import SEVERITIES

    shown = SEVERITIES[: list(SEVERITIES).index(severity) + 1]  # type: ignore[arg-type]
    frame = report.to_frame()
    frame = frame[frame["severity"].isin(shown)].head(rows)
    style = frame[["code", "severity", "message", "suggestion", "where"]].style.hide(axis="index")
    style = style.format(escape="html").map(
        lambda one: f"color: {COLORS[one]}; font-weight: 600" if one in COLORS else "", subset=["severity"]
    )
    return style.set_table_styles(
        [
            {"selector": "th, td", "props": "text-align: left; padding: 3px 8px; vertical-align: top;"},
            {"selector": "td.col0, td.col1", "props": "white-space: nowrap;"},
        ]
    )


def _side_by_side(slugs: list[str], report: LintReport) -> list[str]:
    """Order roles so that each stands beside the one it overlaps most with."""
    overlap = {}
    for pair in report.pairs:
        overlap[pair.first, pair.second] = overlap[pair.second, pair.first] = pair.overlap
    left, ordered = slugs[1:], slugs[:1]
    while left:
        nearest = max(left, key=lambda slug: (overlap.get((ordered[-1], slug), 0.0), -slugs.index(slug)))
        ordered.append(nearest)
        left.remove(nearest)
    return ordered


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"


def _cosine(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _short(text: str, *, length: int = 70) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
