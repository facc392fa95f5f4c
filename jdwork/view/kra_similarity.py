"""Pictures of one JD against the KRAs of roles: which sentence resembles which, and who gains by it."""

from __future__ import annotations

import html
import math
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from jdwork.output.palette import role_color
from jdwork.output.shown import html_text, shown_text
from jdwork.view.drift import FAINT, INK, shortened
from jdwork.view.figures import OPEN, empty_figure

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from jdwork.explain.kra_draws import KraDraws
    from jdwork.explain.kra_similarity import KraSimilarity, RankedRole

SCALE = ((0.0, "#ffffff"), (0.35, "#dbe4ee"), (0.7, "#829ab1"), (1.0, "#243b53"))
"""Likeness from white to ink: no hue, since hues are roles."""
TOP = {"y": 1, "yref": "container", "yanchor": "top", "pad": {"t": 16}}
MOST_SENTENCES = 40
_LABEL = 56
_WRAP = 70


def wrapped(text: str, *, most: int = 420) -> str:
    """Text for a plotly hover: shortened, broken into lines, and escaped line by line.

    Plotly reads some markup, and formulas between dollar signs; a JD's text is neither.
    """
    lines = textwrap.wrap(shortened(shown_text(text), most), _WRAP) or [""]
    return "<br>".join(html_text(line) for line in lines)


def plain(text: str, length: int) -> str:
    """One escaped line of a text for plotly, cut where it is too long."""
    return html_text(shortened(shown_text(text), length))


def kra_finding(found: KraSimilarity, role: str | None) -> str:
    """Say in numbers what the picture of a JD shows.

    Parameters
    ----------
    found
        The JD's similarities.
    role
        Slug of the decided role; None where none was.

    Returns
    -------
    str
        Plain text.
    """
    if said := found.empty:
        return said
    n, m = len(found), len(found.index.vectors)
    kinds = f"{n} sentence{'s' if n != 1 else ''}"
    drawing = found.drawing(corrected=True)
    names = {slug: found.snapshot.role(slug).display_name for slug, _ in drawing}
    others = [f"{names[slug]} ({count})" for slug, count in drawing if slug != role][:3]
    if role is None or role not in found.snapshot.role_index:
        return f"No role was decided. Of {kinds}, most resemble KRAs of {', '.join(others)}."
    name = found.snapshot.role(role).display_name
    if not len(found.columns(role)):
        return (
            f"{name} has no KRA, so no sentence can resemble one: write some in its file. "
            f"Of {kinds}, most resemble KRAs of {', '.join(others)}."
        )
    after, before = (found.drawn(role, corrected=corrected) for corrected in (True, False))
    if after == before:
        moved = "as many as before the correction"
    else:
        moved = f"before the correction {before} ({before / n:.0%})"
    rest = f" The others lean to {', '.join(others)}." if others and after < n else ""
    return (
        f"Of {kinds}, {after} ({after / n:.0%}) resemble a KRA of {name} more than any other of the "
        f"catalog's {m:,}; {moved}.{rest}"
    )


def kra_heatmap(found: KraSimilarity, roles: Sequence[str], *, corrected: bool = True) -> go.Figure:
    """Show how much each sentence of a JD resembles each KRA of some roles.

    A full dot is a sentence's best KRA in the whole catalog; a hollow one is the best among those shown,
    where a role that is not shown holds a nearer one. Sentences stand in the JD's order; grey ones are no
    duties, and count for the corrected score alone.

    Parameters
    ----------
    found
        The JD's similarities.
    roles
        Slugs; those without KRAs are left out.
    corrected
        Whether after whitening, or raw.
    """
    import plotly.graph_objects as go

    roles = [slug for slug in roles if slug in found.snapshot.role_index and len(found.columns(slug))]
    if found.empty or not roles:
        return empty_figure(html.escape(found.empty or "No role with KRAs to compare: name some in `roles`"))
    values = found.matrix(corrected=corrected)
    shown = _worth_showing(found, roles, values)
    spans, columns = _spans(found, roles)
    kras = [found.kra(column) if column >= 0 else ("", "") for column in columns]
    held = np.array([column >= 0 for column in columns])
    z = np.full((len(shown), len(columns)), np.nan)
    z[:, held] = values[np.ix_(shown, [column for column in columns if column >= 0])]
    names = {slug: found.snapshot.role(slug).display_name for slug in roles}
    # One text a row and one a column; together in each cell they would be most of a notebook's size.
    said = [wrapped(found.texts[row], most=260) for row in shown]
    texts = [wrapped(text, most=260) for _, text in kras]
    whose = [html.escape(names.get(slug, "")) for slug, _ in kras]
    figure = go.Figure()
    figure.add_heatmap(
        # None and not NaN, which a message to the browser cannot carry.
        z=[[None if math.isnan(cell) else round(cell, 3) for cell in row] for row in z.tolist()],
        x=list(range(len(columns))),
        y=list(range(len(shown))),
        colorscale=[list(stop) for stop in SCALE],
        zmin=0,
        zmax=max(float(np.nanmax(z)), 0.3),
        xgap=1,
        ygap=1,
        hoverongaps=False,
        hovertext=[
            [f"<b>{whose[x]}</b><br>{texts[x]}<br><br>{line}" for x in range(len(columns))] for line in said
        ],
        hovertemplate="%{hovertext}<br><br>likeness %{z:.2f}<extra></extra>",
        colorbar={"title": {"text": "likeness"}, "thickness": 10, "outlinewidth": 0, "len": 0.6},
    )
    _mark_best(figure, found, shown, columns, values, corrected=corrected)
    for slug, first, last in spans:
        color = role_color(slug)
        figure.add_shape(
            type="rect", xref="x", yref="paper", x0=first - 0.5, x1=last + 0.5, y0=1.005, y1=1.02,
            fillcolor=color, line_width=0,
        )  # fmt: skip
        room = max(8, int((last - first + 1) / len(columns) * 96))
        figure.add_annotation(
            xref="x", yref="paper", x=(first + last) / 2, y=1.02, yanchor="bottom", showarrow=False,
            text=f"<b>{plain(names[slug], room)}</b>", hovertext=html.escape(names[slug]),
            font={"color": color, "size": 12},
        )  # fmt: skip
    number = {column: place for slug in roles for place, column in enumerate(found.columns(slug).tolist(), 1)}
    labels = [
        plain(found.texts[row], _LABEL)
        if found.counted[row]
        else f'<span style="color:{OPEN}">{plain(found.texts[row], _LABEL)}</span>'
        for row in shown
    ]
    cut = f" The {len(shown)} of {len(found)} sentences nearest to them." if len(shown) < len(found) else ""
    figure.update_layout(
        title=TOP
        | {
            "text": _heatmap_title(found, roles, corrected=corrected),
            "subtitle": {
                "text": ("After whitening." if corrected else "Raw cosine.")
                + f"{cut} ● best in the whole catalog, ○ best of those shown; grey: no duty."
            },
        },
        height=190 + 21 * len(shown),
        margin={"t": 118, "l": 16, "r": 16, "b": 44},
        showlegend=False,
        plot_bgcolor="#f5f7fa",
        uirevision=found.jd.id,
    )
    figure.update_yaxes(
        autorange="reversed", tickvals=list(range(len(shown))), ticktext=labels, showgrid=False,
        zeroline=False, tickfont={"size": 11},
    )  # fmt: skip
    figure.update_xaxes(
        tickvals=[x for x, column in enumerate(columns) if column >= 0],
        ticktext=[str(number[column]) for column in columns if column >= 0],
        title={"text": "KRAs of each role, by number", "font": {"size": 12}}, showgrid=False, zeroline=False,
        tickangle=0, tickfont={"size": 10},
    )  # fmt: skip
    return figure


def rank_figure(ranking: Sequence[RankedRole], roles: Sequence[str] = ()) -> go.Figure:
    """Show which roles rise and which fall when what all sentences share is taken off.

    Parameters
    ----------
    ranking
        From `KraSimilarity.ranking`.
    roles
        Slugs that are brought out: decided, right, runner-up.
    """
    import plotly.graph_objects as go

    if not ranking:
        return empty_figure("No ranking: there are no sentences, or no KRAs, to compare")
    before = {one.role: place for place, one in enumerate(sorted(ranking, key=lambda one: one.raw_rank))}
    figure = go.Figure()
    for place, one in enumerate(ranking):
        brought = not roles or one.role in roles
        color = role_color(one.role) if brought else OPEN
        name = html.escape(one.name)
        figure.add_scatter(
            x=[0, 1], y=[before[one.role], place], mode="lines+markers", name=name,
            line={"color": color if brought else FAINT, "width": 3 if brought else 1.5},
            marker={"color": color, "size": 9 if brought else 6},
            hovertemplate=f"{name}<br>raw {one.raw:.2f}, place {one.raw_rank}"
            f"<br>corrected {one.corrected:.2f}, place {one.corrected_rank}<extra></extra>",
        )  # fmt: skip
        weight = ("<b>", "</b>") if brought and roles else ("", "")
        for x, y, rank, score, anchor, shift in (
            (0, before[one.role], one.raw_rank, one.raw, "right", -10),
            (1, place, one.corrected_rank, one.corrected, "left", 10),
        ):
            figure.add_annotation(
                x=x, y=y, xanchor=anchor, xshift=shift, showarrow=False, font={"color": color, "size": 12},
                text=f"{weight[0]}{rank}. {plain(one.name, 38)}  {score:.2f}{weight[1]}",
            )  # fmt: skip
    for x, text in ((0, "raw"), (1, "corrected")):
        figure.add_annotation(
            x=x, y=-0.9, text=f"<b>{text}</b>", showarrow=False, font={"color": INK, "size": 12},
            xanchor="right" if x == 0 else "left",
        )  # fmt: skip
    figure.update_layout(
        title=TOP | {"text": _rank_title(ranking, roles)},
        height=130 + 24 * len(ranking),
        showlegend=False,
        xaxis={"visible": False, "range": [-0.8, 1.8]},
        yaxis={"visible": False, "range": [len(ranking) - 0.4, -1.5]},
        margin={"t": 56, "b": 16},
    )
    return figure


def hub_figure(draws: KraDraws, *, most: int = 12) -> go.Figure:
    """Show the KRAs that draw the most sentences of other roles' JDs, before and after the correction.

    Parameters
    ----------
    draws
        What every KRA draws of some JDs.
    most
        KRAs shown.
    """
    import plotly.graph_objects as go

    hubs = draws.hubs(most=most)
    if not hubs:
        return empty_figure("No KRA draws a foreign sentence: read a run, or a file, with more JDs")
    labels = [
        f'{plain(one.text, 62)}  <span style="color:{role_color(one.role)}"><b>'
        f"{plain(draws.material.snapshot.role(one.role).display_name, 28)}</b></span>"
        for one in hubs
    ]
    figure = go.Figure()
    figure.add_scatter(
        x=[value for one in hubs for value in (one.raw, one.corrected, None)],
        y=[place for place in range(len(hubs)) for _ in range(3)],
        mode="lines", line={"color": FAINT, "width": 3}, hoverinfo="skip", showlegend=False,
    )  # fmt: skip
    for name, corrected in (("raw", False), ("corrected", True)):
        figure.add_scatter(
            x=[one.corrected if corrected else one.raw for one in hubs],
            y=list(range(len(hubs))),
            mode="markers",
            name=name,
            marker={
                "color": [role_color(one.role) for one in hubs],
                "symbol": "circle" if corrected else "circle-open",
                "size": 11,
                "line": {"width": 2.5},
            },
            customdata=[
                f"{wrapped(one.text)}<br>draws from JDs of {one.roles} other roles"
                + ("<br>a hub" if (one.corrected_hub if corrected else one.raw_hub) else "")
                for one in hubs
            ],
            hovertemplate=f"%{{x}} sentences, {name}<br>%{{customdata}}<extra></extra>",
        )
    even = draws.raw[0].sentences / max(len(draws.material.kra_texts), 1) if draws.raw else 0
    figure.add_vline(
        x=even, line_dash="dot", line_color=INK, annotation_text=f"even share: {even:.1f}",
        annotation_position="bottom right",
    )  # fmt: skip
    before, after = (draws.n_hubs(corrected=corrected) for corrected in (False, True))
    skewed = [draws.skewness(corrected=corrected) for corrected in (False, True)]
    worst = max(hubs, key=lambda one: one.raw)
    count = "No KRA is a hub" if not before else f"{before} KRA{'s are hubs' if before != 1 else ' is a hub'}"
    figure.update_layout(
        title=TOP
        | {
            "text": f"{count} by raw cosine, {after or 'none'} after the correction",
            "subtitle": {
                "text": f"Sentences of other roles' JDs, of {len(draws):,} in {draws.n_jds:,} JDs. "
                f"The worst: {worst.raw} before, {worst.corrected} after. "
                f"Skewness of all {skewed[0]:.1f} and {skewed[1]:.1f}."
            },
        },
        height=170 + 26 * len(hubs),
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 1, "xanchor": "right"},
        margin={"t": 96},
    )
    figure.update_yaxes(
        autorange="reversed", tickvals=list(range(len(hubs))), ticktext=labels, tickfont={"size": 11},
        showgrid=False, zeroline=False,
    )  # fmt: skip
    figure.update_xaxes(title="foreign sentences drawn", rangemode="tozero")
    return figure


def _worth_showing(found: KraSimilarity, roles: Sequence[str], values: np.ndarray) -> list[int]:
    """Rows in text order; of very many those that resemble the roles most."""
    if len(found) <= MOST_SENTENCES:
        return list(range(len(found)))
    columns = np.concatenate([found.columns(slug) for slug in roles])
    best = values[:, columns].max(axis=1)
    kept: list[int] = np.argsort(-best, kind="stable")[:MOST_SENTENCES].tolist()
    return sorted(kept)


def _spans(found: KraSimilarity, roles: Sequence[str]) -> tuple[list[tuple[str, int, int]], list[int]]:
    """Where each role's KRAs stand in the picture, and the columns; -1 is a gap between roles."""
    spans: list[tuple[str, int, int]] = []
    columns: list[int] = []
    for slug in roles:
        if columns:
            columns.append(-1)
        own = found.columns(slug).tolist()
        spans.append((slug, len(columns), len(columns) + len(own) - 1))
        columns += own
    return spans, columns


def _mark_best(
    figure: go.Figure,
    found: KraSimilarity,
    shown: Sequence[int],
    columns: Sequence[int],
    values: np.ndarray,
    *,
    corrected: bool,
) -> None:
    place = {column: x for x, column in enumerate(columns) if column >= 0}
    own = np.array(list(place))
    best = found.best(corrected=corrected)
    marks: dict[bool, list[tuple[int, int, str]]] = {True: [], False: []}
    for y, row in enumerate(shown):
        everywhere = int(best[row])
        slug, text = found.kra(everywhere)
        name = html.escape(found.snapshot.role(slug).display_name)
        if everywhere in place:
            said = f"<b>Best in the catalog: {name}</b><br>{wrapped(text, most=260)}"
            marks[True].append(
                (place[everywhere], y, f"{said}<br><br>likeness {values[row, everywhere]:.2f}")
            )
        else:
            nearest = int(own[values[row, own].argmax()])
            said = (
                f"<b>Best of those shown</b>, likeness {values[row, nearest]:.2f}.<br>Nearer in the catalog, "
                f"{values[row, everywhere]:.2f}: {name}<br>{wrapped(text, most=260)}"
            )
            marks[False].append((place[nearest], y, said))
    for full, points in marks.items():
        figure.add_scatter(
            x=[x for x, _, _ in points],
            y=[y for _, y, _ in points],
            mode="markers",
            hovertext=[said for _, _, said in points],
            hoverinfo="text",
            marker={
                "size": 9,
                "symbol": "circle" if full else "circle-open",
                "color": [role_color(found.kra(columns[x])[0]) for x, _, _ in points],
                "line": {"width": 1.5 if full else 2, **({"color": "#ffffff"} if full else {})},
            },
        )


def _heatmap_title(found: KraSimilarity, roles: Sequence[str], *, corrected: bool) -> str:
    counts = [(found.drawn(slug, corrected=corrected), slug) for slug in roles]
    names = {slug: plain(found.snapshot.role(slug).display_name, 34) for slug in roles}
    parts = [f'<span style="color:{role_color(slug)}">{names[slug]}</span> {count}' for count, slug in counts]
    rest = len(found) - sum(count for count, _ in counts)
    return (
        f"Best KRAs of {len(found)} sentence{'s' if len(found) != 1 else ''}: {', '.join(parts)}"
        f", roles not shown {rest}"
    )


def _rank_title(ranking: Sequence[RankedRole], roles: Sequence[str]) -> str:
    first = ranking[0]
    raw_first = min(ranking, key=lambda one: one.raw_rank)
    told = [one for one in ranking if one.role in roles] or list(ranking)
    mover = max(told, key=lambda one: abs(one.rises))
    if first.role == raw_first.role:
        text = f"{plain(first.name, 40)} is first, corrected or not"
    else:
        text = f"The correction puts {plain(first.name, 40)} first, in place of {plain(raw_first.name, 40)}"
    if mover.rises and mover.role not in (first.role, raw_first.role):
        way = "rises" if mover.rises > 0 else "falls"
        text += f"; {plain(mover.name, 40)} {way} from place {mover.raw_rank} to {mover.corrected_rank}"
    return text
