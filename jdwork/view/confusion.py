"""The picture of who is taken for whom."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from jdwork.view.figures import RIGHT, WRONG

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from jdwork.evaluate import Evaluation

INK = "#1f2933"
MATRIX_ROLES = 25
NO_ROLE, ANOTHER = "(no role)", "(another role)"


def confusion_matrix(evaluation: Evaluation, *, roles: int = MATRIX_ROLES) -> go.Figure:
    """Show who is taken for whom among the most confused roles, roles that mix standing together.

    Parameters
    ----------
    evaluation
        As `jdwork.evaluate.evaluate_decisions` gives it.
    roles
        How many are shown.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    if not evaluation.confusions:
        figure.update_layout(
            title="Nothing is confused: every labelled JD got its role",
            height=120,
            xaxis={"visible": False},
            yaxis={"visible": False},
        )
        return figure
    shown = _most_confused(evaluation, roles)
    shown = [shown[place] for place in _clustered(_pair_counts(evaluation, shown))]
    counts = _pair_counts(evaluation, shown)
    support = {role.role: role.support for role in evaluation.roles}
    missing, elsewhere = (
        np.array([[_misses(evaluation, label, shown, none=none)] for label in shown])
        for none in (True, False)
    )
    right = np.array([support[label] for label in shown]) - _wrong_of(evaluation, shown)
    table = np.hstack([counts, elsewhere, missing])
    columns = [*shown, ANOTHER, NO_ROLE]
    share = table / np.maximum([[support[label]] for label in shown], 1)
    words = [[str(n) if n else "" for n in row] for row in table.astype(int)]
    names = [html.escape(one) for one in shown]
    figure.add_heatmap(
        # None, not NaN, where nothing is confused: a live figure is sent as JSON, which has no NaN.
        z=[
            [float(part) if n else None for part, n in zip(*both, strict=True)]
            for both in zip(share, table, strict=True)
        ],
        x=[html.escape(one) for one in columns],
        y=names,
        text=words,
        texttemplate="%{text}",
        colorscale=[[0, "#fdf0e6"], [1, WRONG]],
        zmin=0,
        zmax=max(0.3, float(share.max())),
        colorbar={"title": "share of<br>the label", "tickformat": ".0%"},
        hovertemplate="%{y} taken for %{x}: %{text} (%{z:.0%})<extra></extra>",
    )
    figure.add_scatter(
        x=names,
        y=names,
        mode="markers+text",
        text=[str(int(n)) for n in right],
        marker={"symbol": "square", "size": 17, "color": RIGHT, "opacity": 0.25},
        textfont={"color": INK},
        customdata=[support[label] for label in shown],
        hovertemplate="%{y}: %{text} of %{customdata} right<extra></extra>",
        showlegend=False,
    )
    first = evaluation.confusions[0]
    taken = f"taken for {html.escape(first.role)}" if first.role else "left without a role"
    inside = int(table.sum())
    figure.update_layout(
        title=f"Most often {html.escape(first.label)} is {taken} ({first.n} of {support[first.label]} JDs); "
        f"{inside} of {evaluation.wrong} errors are shown",
        height=220 + 24 * len(shown),
        xaxis={
            "title": "decided",
            "tickangle": -45,
            "dtick": 1,
            "type": "category",
            "range": [-0.5, len(columns) - 0.5],
        },
        yaxis={"title": "label", "dtick": 1, "type": "category", "range": [len(shown) - 0.5, -0.5]},
    )
    figure.update_xaxes(categoryorder="array", categoryarray=[html.escape(one) for one in columns])
    return figure


def _most_confused(evaluation: Evaluation, most: int) -> list[str]:
    """Labels that take part in most errors, by label or by decision."""
    labels = {role.role for role in evaluation.roles if role.support}
    parts: Counter[str] = Counter()
    for pair in evaluation.confusions:
        parts[pair.label] += pair.n
        if pair.role in labels:
            parts[pair.role] += pair.n
    return [label for label, _ in sorted(parts.items(), key=lambda item: (-item[1], item[0]))[:most]]


def _pair_counts(evaluation: Evaluation, shown: Sequence[str]) -> NDArray[np.float64]:
    place = {label: number for number, label in enumerate(shown)}
    counts = np.zeros((len(shown), len(shown)))
    for pair in evaluation.confusions:
        if pair.label in place and pair.role in place:
            counts[place[pair.label], place[pair.role]] = pair.n
    return counts


def _clustered(counts: NDArray[np.float64]) -> list[int]:
    """An order in which roles that are taken for one another stand side by side."""
    if len(counts) < 3:
        return list(range(len(counts)))
    from scipy.cluster.hierarchy import leaves_list, linkage
    from scipy.spatial.distance import squareform

    mixed = counts + counts.T
    # Related to what each role loses in all, so that large roles do not draw everything to them.
    total = np.maximum(mixed.sum(axis=1), 1)
    closeness = mixed / np.sqrt(total[:, None] * total[None, :])
    distance = 1 - np.clip(closeness, 0, 1)
    np.fill_diagonal(distance, 0)
    tree = linkage(squareform(distance, checks=False), method="average", optimal_ordering=True)
    return [int(place) for place in leaves_list(tree)]


def _misses(evaluation: Evaluation, label: str, shown: Sequence[str], *, none: bool) -> int:
    """JDs of a label that got no role, or one that is not shown."""
    return sum(
        pair.n
        for pair in evaluation.confusions
        if pair.label == label
        and (pair.role is None if none else pair.role is not None and pair.role not in shown)
    )


def _wrong_of(evaluation: Evaluation, shown: Sequence[str]) -> NDArray[np.int64]:
    wrong: Counter[str] = Counter()
    for pair in evaluation.confusions:
        wrong[pair.label] += pair.n
    return np.array([wrong[label] for label in shown], dtype=np.int64)
