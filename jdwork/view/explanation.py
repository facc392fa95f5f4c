"""The picture of an explanation: signal by signal, from nothing to the lead of one role over another."""

from __future__ import annotations

import html
import itertools
from typing import TYPE_CHECKING

from jdwork.explain import source_text
from jdwork.view.figures import OPEN, RIGHT, WRONG

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from jdwork.explain import Explanation

HOVERED_SOURCES = 2
"""Sources told of each role when the pointer rests on a bar."""
HOVERED_CHARACTERS = 90


def explanation_waterfall(explanation: Explanation) -> go.Figure:
    """Show what each signal adds to the lead of the first role over the second.

    Bars go right where a signal speaks for the first role, left where it speaks for the second, the
    widest first; the last bar is the lead itself. Resting on a bar tells what stands behind it.

    Parameters
    ----------
    explanation
        Of any decision.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    if explanation.gap is None:
        figure.update_layout(
            title="No two roles to compare", height=120, xaxis={"visible": False}, yaxis={"visible": False}
        )
        return figure
    first, second = (html.escape(name) for name in (explanation.names or explanation.roles)[:2])
    added = {
        signal: gap for signal, gap in explanation.gaps.items() if any(explanation.contributions[signal])
    }
    order = sorted(added, key=lambda signal: -abs(added[signal]))
    figure.add_waterfall(
        orientation="h",
        y=[signal.replace("_", " ") for signal in order] + ["lead"],
        x=[added[signal] for signal in order] + [explanation.gap],
        measure=["relative"] * len(order) + ["total"],
        text=[f"{added[signal]:+.2f}" for signal in order] + [f"{explanation.gap:+.2f}"],
        textposition="outside",
        cliponaxis=False,
        increasing={"marker": {"color": RIGHT}},
        decreasing={"marker": {"color": WRONG}},
        totals={"marker": {"color": OPEN}},
        connector={"line": {"color": "#cbd2d9", "width": 1}},
        customdata=[_behind(explanation, signal) for signal in order] + [""],
        hovertemplate="%{y}: %{text}%{customdata}<extra></extra>",
    )
    edges = [0.0, *itertools.accumulate(added[signal] for signal in order)]
    room = 0.14 * (max(edges) - min(edges) or 1.0)
    figure.update_layout(
        title=_finding(explanation, first, second, order[0] if order else None),
        height=140 + 30 * (len(order) + 1),
        # Room for the figures that stand outside their bars.
        xaxis={
            "title": f"log-odds: ← {second} · {first} →",
            "range": [min(edges) - room, max(edges) + room],
        },
        showlegend=False,
    )
    figure.update_yaxes(autorange="reversed")
    return figure


def _finding(explanation: Explanation, first: str, second: str, widest: str | None) -> str:
    gap = explanation.gap or 0.0
    if widest is None:
        return f"No signal tells {first} from {second}"
    leads = f"{first} leads {second}" if gap >= 0 else f"{second} leads {first}"
    signal = widest.replace("_", " ")
    return f"{leads} by {abs(gap):.2f} log-odds; {signal} weighs most ({explanation.gaps[widest]:+.2f})"


def _behind(explanation: Explanation, signal: str) -> str:
    """What stands behind a signal, as lines that plotly breaks."""
    lines = []
    for role, name in zip(explanation.roles, explanation.names or explanation.roles, strict=True):
        for source in explanation.sources_of(signal, role)[:HOVERED_SOURCES]:
            told = source_text(source)
            cut = told if len(told) <= HOVERED_CHARACTERS else f"{told[:HOVERED_CHARACTERS]} …"
            lines.append(f"<br>{html.escape(name)}: {html.escape(cut)}")
    return "".join(lines)
