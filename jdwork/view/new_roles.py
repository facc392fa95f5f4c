"""New roles in a notebook: how many JDs ask for each, and what for."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from pandas.io.formats.style import Styler

    from jdwork.discover import NewRole

_TITLES = 4
_LONGEST = 70
_SURE = [[0.0, "#cbd5e0"], [0.5, "#90cdf4"], [1.0, "#2b6cb0"]]


def new_role_table(proposals: Sequence[NewRole], *, rows: int = 50) -> Styler:
    """Show proposals of new roles as a table. Everything that comes from a JD is escaped.

    Parameters
    ----------
    proposals
        From `jdwork.discover.propose_new_roles`, or `Workbench.new_roles`.
    rows
        How many to show.
    """
    import pandas as pd

    frame = pd.DataFrame(
        [
            {
                "new role": _short(one.name),
                "JDs": one.n,
                "sure": one.confidence,
                "titles": _titles(one),
                "own words": ", ".join(one.terms[:6]),
                "skills": ", ".join(f"{slug} ({n})" for slug, n in list(one.skills.items())[:5]),
                "nearest role": f"{one.nearest[0].display_name} ({one.nearest[0].support:.2f})"
                if one.nearest
                else "–",
                "why not": f"looks like {one.looks_like}: an alias or a KRA is missing"
                if one.looks_like
                else one.nearest[0].why_not
                if one.nearest
                else "–",
            }
            for one in proposals[:rows]
        ],
        columns=["new role", "JDs", "sure", "titles", "own words", "skills", "nearest role", "why not"],
    )
    style = frame.style.hide(axis="index").format(escape="html").format("{:.2f}", subset=["sure"])
    if len(frame):
        style = style.bar(subset=["JDs"], color="#bee3f8", vmin=0)
    return style.set_table_styles(
        [
            {"selector": "th, td", "props": "text-align: left; padding: 3px 8px; vertical-align: top;"},
            {"selector": "td.col0, td.col1", "props": "white-space: nowrap;"},
        ]
    )


def new_role_figure(proposals: Sequence[NewRole], *, most: int = 25) -> go.Figure:
    """Show how many JDs ask for each new role, coloured by how sure it is.

    Hovering tells the titles and own words of its JDs, and the known role nearest to it.

    Parameters
    ----------
    proposals
        From `jdwork.discover.propose_new_roles`, or `Workbench.new_roles`.
    most
        Proposals shown, those with the most JDs.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    if not proposals:
        figure.update_layout(
            title="Every JD fits a role", height=120, xaxis={"visible": False}, yaxis={"visible": False}
        )
        return figure
    shown = list(proposals[:most])
    # Names come from ads, and plotly reads some markup. The rank keeps equal names apart.
    labels = [html.escape(f"{rank}  {_short(one.name, 50)}") for rank, one in enumerate(shown, 1)]
    figure.add_bar(
        x=[one.n for one in shown],
        y=labels,
        orientation="h",
        text=[html.escape(_short(_titles(one))) for one in shown],
        textposition="auto",
        marker={
            "color": [one.confidence for one in shown],
            "colorscale": _SURE,
            "cmin": 0,
            "cmax": 1,
            "colorbar": {"title": "sure"},
        },
        customdata=[one.slug for one in shown],
        hovertext=[_hover(one) for one in shown],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    jds = sum(one.n for one in proposals)
    several = sum(one.n > 1 for one in proposals)
    title = (
        f"No role fits {jds:,} JD{'s' if jds != 1 else ''}: {several:,} of {len(proposals):,} "
        "new roles are asked for by several"
    )
    figure.update_layout(
        title=title,
        height=150 + 26 * len(shown),
        xaxis={"title": "JDs", "dtick": 1 if shown[0].n < 8 else None},
        showlegend=False,
    )
    figure.update_yaxes(categoryorder="array", categoryarray=labels, autorange="reversed", title=None)
    return figure


def _hover(one: NewRole) -> str:
    lines = [_short(one.name), f"{one.n} JDs, sure {one.confidence:.2f}, cohesion {one.cohesion:.2f}"]
    lines.append(f"titles: {_titles(one)}")
    lines.append(f"own words: {', '.join(one.terms)}")
    if one.looks_like:
        lines.append(f"looks like {one.looks_like}: an alias or a KRA is missing")
    lines += [f"not {near.display_name} ({near.support:.2f}): {near.why_not}" for near in one.nearest[:2]]
    return "<br>".join(html.escape(_short(line, 120)) for line in lines)


def _titles(one: NewRole) -> str:
    return ", ".join(f"{title} ({n})" if n > 1 else title for title, n in list(one.titles.items())[:_TITLES])


def _short(text: str, length: int = _LONGEST) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1]}…"
