"""The picture of an explanation: signal by signal, from nothing to the lead of one role over another."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jdwork.explain import source_text
from jdwork.view.figures import OPEN, RIGHT, WRONG

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from jdwork.explain import Compared

HOVERED_SOURCES = 2
"""Sources told of each role when the pointer rests on a bar."""
HOVERED_CHARACTERS = 90


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a waterfall.

    Parameters
    ----------
    signal
        In words; the last bar is the ``lead``.
    amount
        Log-odds for the first role (above 0) or the second.
    start, end
        From where to where it reaches.
    behind
        What stands behind it, a line each; plain text.
    """

    signal: str
    amount: float
    start: float
    end: float
    behind: tuple[str, ...] = ()


def waterfall_bars(compared: Compared) -> tuple[Bar, ...]:
    """Lay the contributions of two roles out as a waterfall: the widest bar first, at last the lead.

    Parameters
    ----------
    compared
        Two roles, see `jdwork.explain.Explanation` and `jdwork.explain.StoredDecision.compare`.

    Returns
    -------
    tuple of Bar
        Without signals that say nothing of either; empty where there are no two roles.
    """
    if compared.gap is None:
        return ()
    added = {signal: gap for signal, gap in compared.gaps.items() if any(compared.contributions[signal])}
    bars, at = [], 0.0
    for signal in sorted(added, key=lambda signal: -abs(added[signal])):
        behind = _behind(compared, signal)
        bars.append(Bar(signal.replace("_", " "), added[signal], at, at + added[signal], behind))
        at += added[signal]
    return (*bars, Bar("lead", compared.gap, 0.0, compared.gap))


def waterfall_finding(compared: Compared) -> str:
    """Say in a sentence who leads, and by what; plain text."""
    bars = waterfall_bars(compared)
    if not bars:
        return "No two roles to compare"
    first, second = (compared.names or compared.roles)[:2]
    if len(bars) == 1:
        return f"No signal tells {first} from {second}"
    gap = compared.gap or 0.0
    leads = f"{first} leads {second}" if gap >= 0 else f"{second} leads {first}"
    # The signal that speaks most for the role that leads; what speaks against it does not explain its lead.
    most = max(bars[:-1], key=lambda bar: bar.amount if gap >= 0 else -bar.amount)
    return f"{leads} by {abs(gap):.2f} log-odds; {most.signal} weighs most ({most.amount:+.2f})"


def explanation_waterfall(explanation: Compared) -> go.Figure:
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
    bars = waterfall_bars(explanation)
    if not bars:
        figure.update_layout(
            title=waterfall_finding(explanation),
            height=120,
            xaxis={"visible": False},
            yaxis={"visible": False},
        )
        return figure
    first, second = (html.escape(name) for name in (explanation.names or explanation.roles)[:2])
    figure.add_waterfall(
        orientation="h",
        y=[bar.signal for bar in bars],
        x=[bar.amount for bar in bars],
        measure=["relative"] * (len(bars) - 1) + ["total"],
        text=[f"{bar.amount:+.2f}" for bar in bars],
        textposition="outside",
        cliponaxis=False,
        increasing={"marker": {"color": RIGHT}},
        decreasing={"marker": {"color": WRONG}},
        totals={"marker": {"color": OPEN}},
        connector={"line": {"color": "#cbd2d9", "width": 1}},
        customdata=["".join(f"<br>{html.escape(line)}" for line in bar.behind) for bar in bars],
        hovertemplate="%{y}: %{text}%{customdata}<extra></extra>",
    )
    edges = [0.0, *(bar.end for bar in bars)]
    room = 0.14 * (max(edges) - min(edges) or 1.0)
    figure.update_layout(
        title=html.escape(waterfall_finding(explanation)),
        height=140 + 30 * len(bars),
        # Room for the figures that stand outside their bars.
        xaxis={
            "title": f"log-odds: ← {second} · {first} →",
            "range": [min(edges) - room, max(edges) + room],
        },
        showlegend=False,
    )
    figure.update_yaxes(autorange="reversed")
    return figure


def _behind(compared: Compared, signal: str) -> tuple[str, ...]:
    """What stands behind a signal, a line for each source."""
    lines = []
    for role, name in zip(compared.roles, compared.names or compared.roles, strict=True):
        for source in compared.sources_of(signal, role)[:HOVERED_SOURCES]:
            told = source_text(source)
            cut = told if len(told) <= HOVERED_CHARACTERS else f"{told[:HOVERED_CHARACTERS]} …"
            lines.append(f"{name}: {cut}")
    return tuple(lines)
