"""Notebook 02 alive: a JD is picked, heatmap, ranking, map and words follow."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from jdwork.output.palette import role_color
from jdwork.output.shown import shown_text
from jdwork.view.kra_map import SENTENCES
from jdwork.view.kra_similarity import kra_heatmap, rank_figure
from jdwork.widgets.kra_explorer import KraExplorer
from jdwork.widgets.map_view import map_static, map_view
from jdwork.widgets.showing import link, watch
from jdwork.widgets.table_view import table_view

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from ipywidgets import VBox

RAW, CORRECTED = "raw", "corrected"


def kra_explorer_view(explorer: KraExplorer) -> VBox:
    """Draw an explorer: JDs, sentence by KRA heatmap, ranking, map, and what is selected on it.

    Parameters
    ----------
    explorer
        What is shown; it may be changed from anywhere.

    Returns
    -------
    VBox
        With the handles ``jd-kra-finding``, ``jd-kra-correction``, ``jd-kra-roles``, ``jd-kra-heatmap``,
        ``jd-kra-ranking``, ``jd-kra-map``, ``jd-kra-details`` and, for the JDs, ``jd-table``.
    """
    import ipywidgets as widgets
    import plotly.graph_objects as go

    finding = _named(widgets.HTML(), "jd-kra-finding")
    correction = _named(
        widgets.ToggleButtons(
            options=[CORRECTED, RAW],
            value=CORRECTED if explorer.corrected else RAW,
            style={"button_width": "7em"},
        ),
        "jd-kra-correction",
    )
    add = _named(
        widgets.Combobox(
            placeholder="compare another role …", options=tuple(explorer.opened.snapshot.role_index),
            continuous_update=False, layout={"width": "18em"},
        ),
        "jd-kra-roles",
    )  # fmt: skip
    own = widgets.Button(description="roles of this JD", layout={"width": "9em"})
    own.add_class("jd-kra-own-roles")
    heatmap, ranking = go.FigureWidget(), go.FigureWidget()
    details = _named(widgets.HTML(), "jd-kra-details")
    heat_box = _named(widgets.VBox([heatmap]), "jd-kra-heatmap")
    rank_box = _named(widgets.VBox([ranking], layout={"width": "50%"}), "jd-kra-ranking")
    jds = table_view(explorer.table, label="JDs of the run", empty=explorer.problem or "There are no JDs.")
    jds.layout.width = "50%"
    parts: list[Any] = [
        finding,
        widgets.HBox([correction, add, own]),
        heat_box,
        widgets.HBox([jds, rank_box]),
    ]
    box = _named(widgets.VBox(parts), "jd-kra-explorer")

    def draw_heatmap(_: Any = None) -> None:
        finding.value = _finding_html(explorer)
        if explorer.found is not None:
            replace_figure(heatmap, kra_heatmap(explorer.found, explorer.roles, corrected=explorer.corrected))

    def draw(_: Any = None) -> None:
        draw_heatmap()
        if explorer.found is not None:
            replace_figure(ranking, explorer_ranking(explorer))

    def tell(_: Any = None) -> None:
        details.value = _details_html(explorer)

    def take_role(change: Any) -> None:
        if change["new"] and explorer.add_role(change["new"]):
            add.value = ""

    def own_roles(_: Any) -> None:
        explorer.named = []

    link(
        explorer, "corrected", correction, "value",
        to_target=lambda yes: CORRECTED if yes else RAW, to_source=lambda word: word == CORRECTED,
    )  # fmt: skip
    link(explorer.table, "selected", explorer, "jd", to_target=lambda key: key or explorer.jd)
    add.observe(take_role, "value")
    own.on_click(own_roles)
    if explorer.fitted is not None:
        mapped = map_view(explorer.points, css_class="jd-kra-map", height=600)
        mapped.layout.width = "62%"
        figure = mapped.children[0]

        def outline(_: Any = None) -> None:
            decorate(figure, explorer)

        outline()
        # After the map's own drawing, which makes the traces anew.
        watch(box, explorer.points, outline, "revision")
        watch(box, explorer, outline, "revision")
        details.layout.width = "38%"
        box.children = [*parts, widgets.HBox([mapped, details])]
    draw()
    tell()
    watch(box, explorer, draw, "revision")
    watch(box, explorer, draw_heatmap, "corrected")
    watch(box, explorer, tell, ["corrected", "revision"])
    watch(box, explorer.points, tell, "selected")
    return box


def explorer_ranking(explorer: KraExplorer) -> go.Figure:
    """The ranking of an explorer's JD, its roles brought out."""
    rows = explorer.found.ranking(most=8, always=explorer.roles) if explorer.found is not None else ()
    return rank_figure(rows, explorer.roles)


def explorer_map(explorer: KraExplorer) -> go.Figure | None:
    """The map of an explorer as a picture; None where there are too few KRAs for one."""
    if explorer.fitted is None:
        return None
    figure = map_static(explorer.points, most=explorer.points.most, height=620)
    decorate(figure, explorer)
    return figure


def decorate(figure: Any, explorer: KraExplorer) -> None:
    """Lay the outlines of roles under a map, and make the JD's sentences stand out."""
    with figure.batch_update():
        figure.layout.shapes = explorer.shapes
        for trace in figure.data:
            if trace.meta == SENTENCES:
                trace.marker.update(symbol="diamond", size=11, line={"width": 1.5, "color": "#ffffff"})
            elif trace.meta == "":
                trace.marker.update(size=5)


def replace_figure(shown: Any, fresh: go.Figure) -> None:
    """Put another figure's data and layout in place of a widget's, in one message each."""
    with shown.batch_update():
        shown.data = ()
        shown.add_traces(fresh.data)
        shown.layout = fresh.layout


def _named(widget: Any, name: str) -> Any:
    widget.add_class(name)
    return widget


def _finding_html(explorer: KraExplorer) -> str:
    title = explorer.found.jd.title if explorer.found is not None else ""
    head = _text(title or explorer.jd or "No JD")
    said = _text(explorer.finding)
    wrong = explorer.problem if explorer.found is not None and not explorer.found.empty else ""
    hint = f'<div style="color:#975a16">{_text(wrong)}</div>' if wrong else ""
    return (
        f'<div style="max-width:62em;line-height:1.5"><b style="font-size:1.15em">{head}</b>'
        f"<div>{said}</div>{hint}</div>"
    )


def _details_html(explorer: KraExplorer) -> str:
    rows = []
    for kind, text in explorer.selected_words():
        if kind == "role":
            known = explorer.opened.snapshot.role_index
            name = explorer.opened.snapshot.role(text).display_name if text in known else text
            rows.append(
                f'<div style="color:{role_color(text)};font-weight:600;font-size:1.05em">{_text(name)}</div>'
            )
        else:
            style = {
                "title": "font-weight:600",
                "note": "color:var(--jp-ui-font-color2,#52606d);margin:.5em 0 .2em",
                "sentence": "border-left:3px solid #cbd2d9;padding-left:.6em;margin:.3em 0",
            }.get(kind, "")
            rows.append(f'<div style="{style}">{_text(text)}</div>')
    return (
        '<div style="line-height:1.45;padding:1em;overflow-wrap:anywhere;max-height:560px;overflow-y:auto">'
        + "".join(rows)
        + "</div>"
    )


def _text(text: str) -> str:
    # Jupyter typesets formulas between dollar signs in HTML too.
    return html.escape(shown_text(text)).replace("$", "&#36;")
