"""Figures of a run; each title states what the figure found."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from jdwork.decide import CASE_MEANING, CASES

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

RIGHT, WRONG, OPEN = "#2166ac", "#c05621", "#8a96a5"
"""Colours of a decision that agrees with its label, that does not, and that has none."""


BIN = 0.05
"""Width of a bar in the picture of confidences."""


def case_mix(decisions: pd.DataFrame) -> go.Figure:
    """Show how many JDs each case of the decision table decided, and how many of them rightly.

    Parameters
    ----------
    decisions
        As in ``decisions.parquet``.
    """
    import plotly.graph_objects as go

    if decisions.empty:
        return empty_figure("No decisions yet")
    outcome = _outcome(decisions)
    figure = go.Figure()
    for name, color in (("right", RIGHT), ("wrong", WRONG), ("no label", OPEN)):
        counts = [int(((decisions["case"] == case) & (outcome == name)).sum()) for case in CASES]
        if any(counts):
            figure.add_bar(
                x=counts,
                y=[f"{case}  ·  {CASE_MEANING[case]}" for case in CASES],
                name=name,
                orientation="h",
                marker_color=color,
                hovertemplate="%{x} JDs " + name + "<extra></extra>",
            )
    most = decisions["case"].value_counts()
    title = f"Case {most.index[0]} decides most: {most.iloc[0]:,} of {len(decisions):,} JDs"
    figure.update_layout(
        barmode="stack",
        title=title,
        height=340,
        xaxis={"title": "JDs", "dtick": 1 if most.iloc[0] < 8 else None},
        legend={"orientation": "h", "y": -0.2, "traceorder": "normal"},
    )
    figure.update_yaxes(autorange="reversed")
    return figure


def confidence_picture(decisions: pd.DataFrame, *, accept: float) -> go.Figure:
    """Show how sure the decisions are, against the threshold below which a person looks.

    Parameters
    ----------
    decisions
        As in ``decisions.parquet``.
    accept
        ``accept.min_confidence``.
    """
    import numpy as np
    import plotly.graph_objects as go

    chosen = decisions[decisions["role"].notna()]
    if chosen.empty:
        return empty_figure("No JD got a role: look at the reasons in the table of decisions")
    outcome = _outcome(chosen)
    edges = np.linspace(0, 1, round(1 / BIN) + 1)
    figure = go.Figure()
    for name, color in (("right", RIGHT), ("wrong", WRONG), ("no label", OPEN)):
        part = chosen[outcome == name]
        if len(part):
            # Binned here: plotly would put a confidence of 1 into a bin of its own beyond the axis.
            counts, _ = np.histogram(part["confidence"].to_numpy(dtype=float), bins=edges)
            figure.add_bar(
                x=edges[:-1] + BIN / 2,
                y=counts,
                name=name,
                marker_color=color,
                width=BIN,
                customdata=[f"{low:.0%} to {low + BIN:.0%}" for low in edges[:-1]],
                hovertemplate="%{y} JDs of %{customdata} " + name + "<extra></extra>",
            )
    waiting = chosen["queued"].to_numpy(dtype=bool)
    title = f"{waiting.sum():,} of {len(chosen):,} decisions wait for a person"
    accepted = outcome[~waiting]
    if (labelled := int((accepted != "no label").sum())) > 0:
        title += f"; {(accepted == 'right').sum() / labelled:.0%} of the accepted ones are right"
    figure.add_vline(x=accept, line_dash="dot", line_color="#1f2933", annotation_text="accepted from here on")
    figure.update_layout(
        barmode="stack",
        title=title,
        height=320,
        xaxis={"title": "confidence", "range": [0, 1.02], "dtick": 0.2, "tickformat": ".0%"},
        yaxis={"title": "JDs"},
        legend={"orientation": "h", "y": -0.25, "traceorder": "normal"},
    )
    return figure


def confusions(decisions: pd.DataFrame, *, most: int = 15) -> go.Figure:
    """Show which role was taken for which.

    Parameters
    ----------
    decisions
        As in ``decisions.parquet``, with labels.
    most
        Pairs shown, the most frequent first.
    """
    import plotly.graph_objects as go

    labelled = decisions[decisions["label"].notna()]
    wrong = labelled[labelled["role"] != labelled["label"]]
    figure = go.Figure()
    if not len(wrong):
        says = "Every labelled JD got its role" if len(labelled) else "No labels: nothing to confuse"
        return empty_figure(says)
    pairs = wrong.assign(role=wrong["role"].fillna("(no role)")).groupby(["label", "role"])
    counts = pairs.size().sort_values(ascending=False).head(most)
    titles = pairs["title"].apply(
        lambda column: "<br>".join(html.escape(str(one)[:80]) for one in column.head(5))
    )
    figure.add_bar(
        x=counts.to_numpy(),
        # Labels come from whoever made the file, and plotly reads some markup.
        y=[html.escape(f"{label}  →  {role}") for label, role in counts.index],
        orientation="h",
        marker_color=WRONG,
        customdata=[titles[pair] for pair in counts.index],
        hovertemplate="%{y}: %{x}<br>%{customdata}<extra></extra>",
    )
    figure.update_layout(
        title=f"{len(wrong):,} of {len(labelled):,} labelled JDs got another role (label → role)",
        height=120 + 24 * len(counts),
        xaxis={"title": "JDs", "dtick": 1 if counts.max() < 8 else None},
    )
    figure.update_yaxes(autorange="reversed")
    return figure


def empty_figure(title: str) -> go.Figure:
    """A figure that only says why it is empty; what comes from a JD has to be escaped before."""
    import plotly.graph_objects as go

    figure = go.Figure()
    figure.update_layout(title=title, height=120, xaxis={"visible": False}, yaxis={"visible": False})
    return figure


def _outcome(decisions: pd.DataFrame) -> pd.Series:
    import numpy as np
    import pandas as pd

    labelled = decisions["label"].notna()
    right = decisions["role"] == decisions["label"]
    names = np.select([~labelled, right], ["no label", "right"], "wrong")
    return pd.Series(names, index=decisions.index)
