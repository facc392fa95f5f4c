"""Pictures of the client output: what is done, with which skills, about AI or not, on how settled a stack."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING

from jdwork.errors import InputError
from jdwork.output.client import ClientOutput
from jdwork.output.client.model import Span
from jdwork.output.palette import role_color
from jdwork.output.shown import shown_text
from jdwork.view.figures import OPEN, RIGHT, WRONG, empty_figure
from jdwork.view.notebook import jdwork_template

if TYPE_CHECKING:
    import plotly.graph_objects as go

BAND_COLORS = {"settled": RIGHT, "moving": OPEN, "young": WRONG}
INK = "#1f2933"
HOVERED_QUOTES = 3
HOVERED_CHARACTERS = 100
SHOWN_TECHNOLOGIES = 20


def nature_picture(output: ClientOutput) -> go.Figure:
    """Show how the duties divide into natures of work, the largest share first.

    Parameters
    ----------
    output
        The client output.
    """
    import plotly.graph_objects as go

    nature = output.nature_of_work
    figure = go.Figure()
    if not nature.duties_read:
        return empty_figure(_escaped(nature.finding))
    rows = [(one.nature, one.share, role_color(one.nature), one.evidence) for one in nature.shares]
    if nature.unclassified:
        rows.append(("unclassified", nature.unclassified, OPEN, nature.unclassified_evidence))
    figure.add_bar(
        x=[share for _, share, _, _ in rows],
        y=[name for name, _, _, _ in rows],
        orientation="h",
        marker_color=[color for _, _, color, _ in rows],
        text=[f"{100 * share:.0f} %" for _, share, _, _ in rows],
        textposition="outside",
        textfont={"size": 12},
        cliponaxis=False,
        customdata=[_quoted(evidence) for *_, evidence in rows],
        hovertemplate="%{y}: %{text}%{customdata}<extra></extra>",
    )
    widest = max(share for _, share, _, _ in rows)
    figure.update_layout(
        title=_escaped(nature.finding),
        height=96 + 26 * len(rows),
        # Room for the figures that stand outside their bars.
        xaxis={"tickformat": ".0%", "range": [0, 1.15 * widest]},
        showlegend=False,
    )
    figure.update_yaxes(autorange="reversed")
    return figure


def cluster_picture(output: ClientOutput) -> go.Figure:
    """Show the skills as a map: each category a field as large as its share, its skills within.

    Parameters
    ----------
    output
        The client output.
    """
    import plotly.graph_objects as go

    clusters = output.skill_clusters
    figure = go.Figure()
    if not any(cluster.weight for cluster in clusters.by_category):
        return empty_figure(_escaped(clusters.finding))
    ids, labels, parents, values, colors, hover = [], [], [], [], [], []
    for number, cluster in enumerate(clusters.by_category):
        color = role_color(cluster.name)
        parts = [skill.weight for skill in cluster.skills]
        ids.append(f"c{number}")
        labels.append(_escaped(cluster.name))
        parents.append("")
        # The sum of the parts as they are drawn; plotly leaves a field empty whose parts outgrow it.
        values.append(sum(parts))
        colors.append(color)
        hover.append(f"{100 * cluster.share:.0f} % of the skills")
        for place, skill in enumerate(cluster.skills):
            ids.append(f"c{number}-{place}")
            labels.append(_escaped(skill.name) + (" *" if skill.is_new else ""))
            parents.append(f"c{number}")
            values.append(skill.weight)
            colors.append(color)
            asked = skill.requirement.replace("_", " ") + (", not in the catalog" if skill.is_new else "")
            hover.append(f"{asked}{_quoted(skill.evidence)}")
    figure.add_treemap(
        ids=ids,
        labels=labels,
        parents=parents,
        values=values,
        branchvalues="total",
        marker={"colors": colors, "line": {"color": "#ffffff", "width": 1}},
        textfont={"color": "#ffffff"},
        tiling={"pad": 2},
        customdata=hover,
        hovertemplate="%{label}: %{customdata}<extra></extra>",
    )
    figure.update_layout(title=_escaped(clusters.finding), height=340)
    return figure


def ai_picture(output: ClientOutput) -> go.Figure:
    """Show the AI index as a line across its three parts.

    Parameters
    ----------
    output
        The client output.
    """
    import plotly.graph_objects as go

    ai = output.ai_index
    figure = go.Figure()
    if ai.value is None:
        return empty_figure(_escaped(ai.finding))
    parts = [part for part in (ai.subject, ai.tools, ai.exposure) if part.value is not None]
    figure.add_bar(
        x=[part.value for part in parts],
        y=[part.name for part in parts],
        orientation="h",
        width=0.5,
        marker_color=[role_color("ai-" + part.name) for part in parts],
        text=[f"{part.value:.1f}" for part in parts],
        textposition="outside",
        textfont={"size": 12},
        cliponaxis=False,
        customdata=[_quoted(part.evidence) for part in parts],
        hovertemplate="%{y}: %{text} of 100%{customdata}<extra></extra>",
    )
    _mark(figure, ai.value, "index")
    figure.update_layout(
        title=_escaped(ai.finding), height=120 + 32 * len(parts), xaxis={"range": [0, 108]}, showlegend=False
    )
    figure.update_yaxes(autorange="reversed")
    return figure


def maturity_picture(output: ClientOutput, *, most: int = SHOWN_TECHNOLOGIES) -> go.Figure:
    """Show how settled each technology is, and the stack as a line.

    Parameters
    ----------
    output
        The client output.
    most
        Technologies shown, the heaviest of the JD.
    """
    import plotly.graph_objects as go

    stack = output.tech_stack_maturity
    figure = go.Figure()
    if stack.value is None:
        return empty_figure(_escaped(stack.finding))
    heaviest = sorted(stack.skills, key=lambda skill: (-skill.weight, skill.name))[:most]
    shown = [skill for skill in stack.skills if skill in heaviest]
    order = [_escaped(skill.name) for skill in shown]
    for band, color in BAND_COLORS.items():
        held = [skill for skill in shown if skill.band == band]
        if held:
            figure.add_bar(
                x=[skill.score for skill in held],
                y=[_escaped(skill.name) for skill in held],
                orientation="h",
                name=band,
                marker_color=color,
                customdata=[
                    f"{skill.volatility.lower()}, {skill.typical_lifespan.lower()}{_quoted(skill.evidence)}"
                    for skill in held
                ],
                hovertemplate="%{y}: %{x:.0f} of 100, %{customdata}<extra></extra>",
            )
    _mark(figure, stack.value, "stack")
    figure.update_layout(
        title=_escaped(stack.finding),
        height=150 + 24 * len(shown),
        xaxis={"range": [0, 104]},
        barmode="overlay",
        legend={"orientation": "h", "y": -0.02, "yanchor": "top", "yref": "container"},
    )
    figure.update_yaxes(autorange="reversed", categoryorder="array", categoryarray=order)
    return figure


def client_figures_html(output: ClientOutput, *, plotlyjs: str = "inline") -> str:
    """Draw the pictures of a client output as HTML fragments for the run page.

    Parameters
    ----------
    output
        The client output.
    plotlyjs
        ``inline``: plotly.js stands in the fragment (about 5 MB), and nothing is fetched. ``none``: the
        page has it already. An http or https address: it is fetched from there.

    Returns
    -------
    str
        A ``div`` for each picture that has something to show; empty where none has. Texts of the JD and
        the catalog are escaped, and the same output gives the same markup.

    Raises
    ------
    InputError
        If ``plotlyjs`` is something else.
    """
    if plotlyjs not in ("inline", "none") and not plotlyjs.startswith(("http://", "https://")):
        raise InputError(
            f"plotlyjs is {plotlyjs!r}, which is no address.",
            hint="Say 'inline', 'none' or an http(s) address.",
        )
    pictures = {
        "nature": nature_picture(output),
        "clusters": cluster_picture(output),
        "ai": ai_picture(output),
        "maturity": maturity_picture(output),
    }
    for figure in pictures.values():
        figure.update_layout(template=jdwork_template(), title_font_size=15)
    drawn = [
        figure.to_html(
            full_html=False,
            include_plotlyjs=False,
            # An id of plotly's own choosing would differ each time the same page is made.
            div_id=f"client-{name}-{output.run_id[:8]}",
            config={"displaylogo": False, "responsive": True},
        )
        for name, figure in pictures.items()
        if figure.data
    ]
    if not drawn:
        return ""
    return _script(plotlyjs) + "\n".join(drawn)


def _script(plotlyjs: str) -> str:
    if plotlyjs == "none":
        return ""
    if plotlyjs == "inline":
        from plotly.offline import get_plotlyjs

        return f"<script>{get_plotlyjs()}</script>\n"
    return f'<script src="{html.escape(plotlyjs)}" charset="utf-8"></script>\n'


def _mark(figure: go.Figure, value: float, name: str) -> None:
    figure.add_vline(
        x=value,
        line_dash="dot",
        line_color=INK,
        annotation_text=f"{name} {value:.0f}",
        annotation_position="top",
    )


def _quoted(spans: Sequence[Span]) -> str:
    """The first quotes of some evidence, as lines that plotly breaks."""
    lines = []
    for span in spans[:HOVERED_QUOTES]:
        line = " ".join(span.quote.split())
        cut = line if len(line) <= HOVERED_CHARACTERS else f"{line[:HOVERED_CHARACTERS]} …"
        lines.append(f"<br>“{_escaped(cut)}”")
    if len(spans) > HOVERED_QUOTES:
        lines.append(f"<br>and {len(spans) - HOVERED_QUOTES} more")
    return "".join(lines)


def _escaped(text: str) -> str:
    """Foreign text for plotly, which reads some markup in labels and cannot write half characters."""
    return html.escape(shown_text(text))
