"""The effect of a catalog edit as a picture."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from jdwork.view.figures import OPEN, RIGHT, WRONG

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from jdwork.whatif import EditEffect

GROUPS = (
    ("broken", "broken", WRONG),
    ("fixed", "fixed", RIGHT),
    ("moved", "other role", "#d69e2e"),
    ("kept", "same role, other case or queueing", OPEN),
)
"""Effect, what it is called, its colour."""


def edit_effect_figure(effect: EditEffect, *, name: str = "", most: int = 12) -> go.Figure:
    """Show which roles JDs leave for which under an edit.

    Parameters
    ----------
    effect
        From `jdwork.whatif`.
    name
        What is tried, for the title.
    most
        Pairs of roles shown, the most frequent first.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    what = f"'{name}': " if name else ""
    looked = len(effect.reach.reasons)
    if not len(effect.changed):
        figure.update_layout(
            title=html.escape(f"{what}{effect.in_words()}", quote=False), height=110,
            xaxis={"visible": False}, yaxis={"visible": False},
        )  # fmt: skip
        return figure
    frame = effect.changed.assign(
        before=effect.changed["role_before"].fillna("(no role)"),
        after=effect.changed["role_after"].fillna("(no role)"),
    )
    pairs = frame.groupby(["before", "after"]).size().sort_values(ascending=False).head(most).index
    labels = {pair: html.escape(f"{pair[0]}  →  {pair[1]}") for pair in pairs}
    for group, said, color in GROUPS:
        part = frame[frame["effect"] == group]
        counts = [int(((part["before"] == one) & (part["after"] == two)).sum()) for one, two in pairs]
        if any(counts):
            figure.add_bar(
                x=counts, y=[labels[pair] for pair in pairs], name=said, orientation="h", marker_color=color,
                hovertemplate="%{y}: %{x} JDs " + said + "<extra></extra>",
            )  # fmt: skip
    found = f"{effect.fixed} fixed, {effect.broken} broken, {len(frame)} of {looked} JDs change"
    figure.update_layout(
        barmode="stack",
        title=html.escape(what + found, quote=False),
        height=150 + 26 * len(pairs),
        xaxis={"title": "JDs", "dtick": 1 if len(frame) < 8 else None},
        legend={"orientation": "h", "y": -0.3},
        showlegend=True,
    )
    figure.update_yaxes(autorange="reversed")
    return figure
