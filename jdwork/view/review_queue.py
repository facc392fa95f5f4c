"""The review queue in a notebook: what waits, and how often it was seen."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING

from jdwork.view.figures import OPEN, RIGHT

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from pandas.io.formats.style import Styler

    from jdwork.review import ReviewItem

STATUS_COLORS = {"pending": "#d69e2e", "approved": RIGHT, "exported": "#6b46c1", "rejected": OPEN}
"""Colour of each status."""
_LONGEST = 90


def review_queue_table(items: Sequence[ReviewItem], *, rows: int = 50) -> Styler:
    """Show review items as a table: what they are, what they are about, in how many JDs they were seen.

    Everything that comes from a JD is escaped.

    Parameters
    ----------
    items
        From `jdwork.review.list_items`.
    rows
        How many to show.
    """
    import pandas as pd

    frame = pd.DataFrame(
        [
            {
                "id": item.id,
                "kind": item.kind,
                "name": _short(item.name),
                "about": " / ".join(part for part in (item.role, item.skill, item.dimension) if part),
                "JDs": item.seen,
                "status": item.status,
                "last seen": f"{item.last_seen:%Y-%m-%d}" if item.last_seen else "–",
            }
            for item in items[:rows]
        ],
        columns=["id", "kind", "name", "about", "JDs", "status", "last seen"],
    )
    style = frame.style.hide(axis="index").format(escape="html")
    if len(frame):
        style = style.bar(subset=["JDs"], color="#bee3f8", vmin=0)
    style = style.map(
        lambda one: f"color: {STATUS_COLORS[one]}; font-weight: 600" if one in STATUS_COLORS else "",
        subset=["status"],
    )
    return style.set_table_styles(
        [
            {"selector": "th, td", "props": "text-align: left; padding: 3px 8px; vertical-align: top;"},
            {"selector": "td.col0, td.col1, td.col6", "props": "white-space: nowrap;"},
        ]
    )


def sightings_figure(items: Sequence[ReviewItem], *, most: int = 25) -> go.Figure:
    """Show in how many JDs each item was seen.

    Parameters
    ----------
    items
        From `jdwork.review.list_items`.
    most
        Items shown, those seen most.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    if not items:
        figure.update_layout(
            title="Nothing waits for review", height=120, xaxis={"visible": False}, yaxis={"visible": False}
        )
        return figure
    shown = sorted(items, key=lambda item: (-item.seen, item.id))[:most]
    # Names come from ads, and plotly reads some markup. The number keeps equal names apart.
    labels = {
        item.id: html.escape(
            f"{item.id}  {item.kind}: {_short(item.name, 60)}" + (f" ({item.role})" if item.role else "")
        )
        for item in shown
    }
    for status, color in STATUS_COLORS.items():
        part = [item for item in shown if item.status == status]
        if part:
            figure.add_bar(
                x=[item.seen for item in part],
                y=[labels[item.id] for item in part],
                name=status,
                orientation="h",
                marker_color=color,
                hovertemplate="%{y}<br>%{x} JDs<extra></extra>",
            )
    top = shown[0]
    many = f"{len(items)} item{'s' if len(items) != 1 else ''}"
    about = f" ({top.role})" if top.role else ""
    title = f"{many}; '{_short(top.name, 50)}'{about} was seen in {top.seen} JD{'s' if top.seen != 1 else ''}"
    figure.update_layout(
        title=html.escape(title, quote=False),
        height=140 + 24 * len(shown),
        barmode="stack",
        xaxis={"title": "JDs", "dtick": 1 if top.seen < 8 else None},
        legend={"orientation": "h", "y": -0.2},
    )
    figure.update_yaxes(
        categoryorder="array", categoryarray=[labels[item.id] for item in shown], autorange="reversed"
    )
    return figure


def _short(text: str, length: int = _LONGEST) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1]}…"
