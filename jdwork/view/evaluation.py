"""Pictures of an evaluation: how far confidence can be trusted, what can be accepted, who is hard to tell."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from jdwork.view.figures import OPEN, RIGHT, WRONG

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from jdwork.evaluate import Evaluation

INK = "#1f2933"
SHOWN_ROLES = 80


def reliability_diagram(evaluation: Evaluation) -> go.Figure:
    """Show how often decisions are right against how sure they claim to be, and how many claim it.

    Parameters
    ----------
    evaluation
        As `jdwork.evaluate.evaluate_decisions` gives it.
    """
    from plotly.subplots import make_subplots

    bins = evaluation.reliability
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, row_heights=[0.78, 0.22], vertical_spacing=0.05)
    figure.add_scatter(
        x=[0, 1], y=[0, 1], mode="lines", line={"dash": "dot", "color": OPEN}, name="confidence is right",
        hoverinfo="skip", row=1, col=1,
    )  # fmt: skip
    honest = [one.accuracy.low <= one.confidence <= one.accuracy.high for one in bins]
    figure.add_scatter(
        x=[one.confidence for one in bins],
        y=[one.accuracy.value for one in bins],
        mode="lines+markers",
        name="decisions, 95 % interval",
        line={"color": OPEN, "width": 1},
        marker={"size": 10, "color": [RIGHT if ok else WRONG for ok in honest]},
        error_y={
            "type": "data",
            "array": [one.accuracy.high - one.accuracy.value for one in bins],
            "arrayminus": [one.accuracy.value - one.accuracy.low for one in bins],
            "color": OPEN,
        },
        customdata=[[one.low, one.high, one.n] for one in bins],
        hovertemplate="confidence %{customdata[0]:.2f} to %{customdata[1]:.2f}, mean %{x:.1%}<br>"
        "%{y:.1%} of %{customdata[2]} right<extra></extra>",
        row=1,
        col=1,
    )
    width = [max(one.high - one.low, 0.004) for one in bins]
    figure.add_bar(
        x=[(one.low + one.high) / 2 for one in bins],
        # Bins are equally filled: what differs is how densely the JDs lie in them.
        y=[one.n / space for one, space in zip(bins, width, strict=True)],
        width=width,
        marker={"color": "#cbd2d9", "line": {"color": "white", "width": 1}},
        customdata=[[one.n, one.low, one.high] for one in bins],
        text=[str(one.n) for one in bins],
        textposition="none",
        hovertemplate="%{customdata[0]} JDs at %{customdata[1]:.2f} to %{customdata[2]:.2f}<extra></extra>",
        showlegend=False,
        row=2,
        col=1,
    )
    figure.update_layout(
        title=_calibration_finding(evaluation), height=520, legend={"orientation": "h", "y": -0.14}
    )
    figure.update_yaxes(title="share right", range=[0, 1.03], tickformat=".0%", row=1, col=1)
    counts = sorted({one.n for one in bins})
    each = f"{counts[0]}" if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"
    figure.update_yaxes(title="density", showticklabels=False, row=2, col=1)
    figure.update_xaxes(range=[0, 1.01], tickformat=".0%")
    figure.update_xaxes(title=f"confidence ({len(bins)} bins of {each} JDs)", row=2, col=1)
    return figure


def risk_coverage_picture(evaluation: Evaluation, *, precision: float = 0.95) -> go.Figure:
    """Show what share of decisions is wrong among the most confident ones, by how many are taken.

    Where some JDs are of unknown roles, which count as wrong, the subtitle says how these were told.

    Parameters
    ----------
    evaluation
        As `jdwork.evaluate.evaluate_decisions` gives it.
    precision
        Drawn as the line to stay below, where the evaluation has the coverage at it.
    """
    import plotly.graph_objects as go

    from jdwork.evaluate.evaluation import coverage_name

    points = evaluation.risk_coverage
    taken = [point.coverage for point in points]
    figure = go.Figure()
    figure.add_scatter(
        x=[*taken, *reversed(taken)],
        y=[*(point.risk.high for point in points), *(point.risk.low for point in reversed(points))],
        fill="toself",
        fillcolor="rgba(113, 128, 150, 0.25)",
        line={"width": 0},
        name="95 % interval",
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=taken,
        y=[point.risk.value for point in points],
        mode="lines+markers",
        marker={"size": 4},
        line={"color": INK},
        name="wrong decisions",
        customdata=[[point.confidence, point.risk.low, point.risk.high] for point in points],
        hovertemplate="the surest %{x:.0%} (confidence %{customdata[0]:.3f} and above): %{y:.1%} wrong "
        "(%{customdata[1]:.1%} to %{customdata[2]:.1%})<extra></extra>",
    )
    found = evaluation.figures.get(coverage_name(precision))
    title = f"{points[-1].risk.value:.0%} of all decisions are wrong" if points else "Nothing to show"
    if found is not None:
        figure.add_hline(y=1 - precision, line_dash="dot", line_color=WRONG)
        title = (
            f"{found.value:.0%} ({found.low:.0%} to {found.high:.0%}) of decisions can be accepted "
            f"with at most {1 - precision:.0%} of them wrong"
            if found.value
            else f"No share of the decisions stays within {1 - precision:.0%} wrong"
        )
        if found.value:
            figure.add_vline(x=found.value, line_dash="dot", line_color=RIGHT)
    figure.update_layout(
        title={"text": title, "subtitle": {"text": _unknown_finding(evaluation)}},
        height=420,
        xaxis={
            "title": "share of JDs accepted, most confident first",
            "range": [0, 1.01],
            "tickformat": ".0%",
        },
        yaxis={"title": "share of them wrong", "rangemode": "tozero", "tickformat": ".0%"},
        legend={"orientation": "h", "y": -0.2},
    )
    return figure


def role_f1_picture(evaluation: Evaluation) -> go.Figure:
    """Show the F1 of each role that occurs as label, with its interval, the hardest first.

    Parameters
    ----------
    evaluation
        As `jdwork.evaluate.evaluate_decisions` gives it.
    """
    import plotly.graph_objects as go

    found = sorted((role for role in evaluation.roles if role.support), key=lambda role: role.f1.value)
    shown = found[:SHOWN_ROLES]
    mean = evaluation.figures["macro_f1"].value
    figure = go.Figure()
    figure.add_scatter(
        x=[role.f1.value for role in shown],
        y=[html.escape(role.role) for role in shown],
        mode="markers",
        marker={
            "size": [6 + min(10, role.support**0.5) for role in shown],
            "color": [
                WRONG if role.f1.high < mean else RIGHT if role.f1.low > mean else OPEN for role in shown
            ],
        },
        error_x={
            "type": "data",
            "array": [role.f1.high - role.f1.value for role in shown],
            "arrayminus": [role.f1.value - role.f1.low for role in shown],
            "color": OPEN,
            "thickness": 1,
        },
        customdata=[
            [role.support, role.claimed, _percent(role.precision), _percent(role.recall)] for role in shown
        ],
        hovertemplate="%{y}: F1 %{x:.2f}<br>%{customdata[0]} labelled, %{customdata[1]} decided so<br>"
        "precision %{customdata[2]}, recall %{customdata[3]}<extra></extra>",
    )
    figure.add_vline(x=mean, line_dash="dot", line_color=INK, annotation_text="mean")
    below = [role for role in found if role.f1.high < mean]
    title = f"{len(below)} of {len(found)} roles are clearly below the mean F1 of {mean:.2f}"
    if below:
        title += f", {html.escape(below[0].role)} most"
    if len(found) > len(shown):
        title += f" (the hardest {len(shown)} are shown)"
    figure.update_layout(
        title=title,
        height=160 + 17 * len(shown),
        xaxis={"title": "F1, 95 % interval", "range": [0, 1.02]},
        yaxis={"range": [len(shown) - 0.4, -0.6], "type": "category", "dtick": 1},
        showlegend=False,
    )
    return figure


def _unknown_finding(evaluation: Evaluation) -> str | None:
    from jdwork.evaluate.unknown import unknown_line

    return evaluation.unknown_note if evaluation.unknown is None else unknown_line(evaluation.unknown)


def _calibration_finding(evaluation: Evaluation) -> str:
    ece = evaluation.figures["ece"]
    gap = sum(one.n * (one.accuracy.value - one.confidence) for one in evaluation.reliability) / evaluation.n
    if ece.value <= 1.5 * evaluation.ece_by_chance:
        finding = "Confidence can be taken at its word"
    elif abs(gap) < ece.value / 2:
        finding = "Confidence is off in both directions"
    else:
        finding = f"Decisions are right {'more' if gap > 0 else 'less'} often than they claim"
    return f"{finding}: ECE {ece.value:.3f} ({ece.low:.3f} to {ece.high:.3f})"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"
