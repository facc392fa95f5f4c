"""Notebook 02 alive: a JD is picked, heatmap, ranking, map and words follow."""

from __future__ import annotations

import html
import threading
from typing import TYPE_CHECKING, Any

from jdwork.output.palette import role_color
from jdwork.output.shown import html_text as _text
from jdwork.view.figures import empty_figure
from jdwork.view.kra_map import SENTENCES
from jdwork.view.kra_similarity import kra_heatmap, rank_figure
from jdwork.widgets.kra_explorer import KraExplorer
from jdwork.widgets.map_view import map_static, map_view
from jdwork.widgets.showing import link, watch, with_class
from jdwork.widgets.table_view import table_view

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from IPython.display import HTML
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
    return _ExplorerView(explorer).box


class _ExplorerView:
    """Keeps the parts in step with an explorer, and the explorer with what is done on them."""

    def __init__(self, explorer: KraExplorer) -> None:
        import ipywidgets as widgets
        import plotly.graph_objects as go

        self.explorer = explorer
        self.finding = with_class(widgets.HTML(), "jd-kra-finding")
        self.details = with_class(widgets.HTML(layout={"width": "38%"}), "jd-kra-details")
        # Whole before they become widgets: a browser that joins late misses what is sent one by one.
        self.heatmap = go.FigureWidget(explorer_heatmap(explorer))
        self.ranking = go.FigureWidget(explorer_ranking(explorer))
        heat_box = with_class(widgets.VBox([self.heatmap]), "jd-kra-heatmap")
        rank_box = with_class(widgets.VBox([self.ranking], layout={"width": "50%"}), "jd-kra-ranking")
        nothing = explorer.problem or "There are no JDs."
        jds = table_view(explorer.table, label="JDs of the run", empty=nothing)
        jds.layout.width = "50%"
        parts: list[Any] = [self.finding, self._controls(), heat_box, widgets.HBox([jds, rank_box])]
        self.box = with_class(widgets.VBox(parts), "jd-kra-explorer")
        # A table may give its selection up; the pictures keep the last JD.
        link(explorer.table, "selected", explorer, "jd", to_target=lambda key: key or explorer.jd)
        if explorer.fitted is not None:
            mapped = map_view(
                explorer.points,
                css_class="jd-kra-map",
                height=600,
                dress=lambda figure: decorate(figure, explorer),
            )
            mapped.layout.width = "62%"
            self.map = mapped.children[0]
            self.box.children = [*parts, widgets.HBox([mapped, self.details])]
            # A map out of the cache has still to be worked out before it can take other JDs in.
            threading.Thread(target=explorer.fitted.prepare, daemon=True).start()
            # After the map's own drawing, which makes the traces anew.
            watch(self.box, explorer.points, self.outline, "revision")
            watch(self.box, explorer, self.outline, "revision")
        self.say()
        self.tell()
        watch(self.box, explorer, self.draw, "revision")
        watch(self.box, explorer, self.draw_heatmap, "corrected")
        watch(self.box, explorer, self.say, ["corrected", "revision"])
        watch(self.box, explorer, self.tell, ["corrected", "revision"])
        watch(self.box, explorer.points, self.tell, "selected")

    def _controls(self) -> Any:
        import ipywidgets as widgets

        explorer = self.explorer
        correction = widgets.ToggleButtons(options=[CORRECTED, RAW], style={"button_width": "7em"})
        add = widgets.Combobox(
            placeholder="compare another role …", options=tuple(explorer.opened.snapshot.role_index),
            continuous_update=False, layout={"width": "18em"},
        )  # fmt: skip
        own = widgets.Button(description="roles of this JD", layout={"width": "9em"})
        link(
            explorer, "corrected", correction, "value",
            to_target=lambda yes: CORRECTED if yes else RAW, to_source=lambda word: word == CORRECTED,
        )  # fmt: skip

        def take_role(change: Any) -> None:
            if change["new"] and explorer.add_role(change["new"]):
                add.value = ""

        def own_roles(_: Any) -> None:
            explorer.named = []

        add.observe(take_role, "value")
        own.on_click(own_roles)
        handles = ((correction, "correction"), (add, "roles"), (own, "own-roles"))
        return widgets.HBox([with_class(part, f"jd-kra-{name}") for part, name in handles])

    def draw(self, _: Any = None) -> None:
        """Draw what depends on the JD and the roles."""
        self.draw_heatmap()
        replace_figure(self.ranking, explorer_ranking(self.explorer))

    def draw_heatmap(self, _: Any = None) -> None:
        """Draw what depends on the correction too."""
        replace_figure(self.heatmap, explorer_heatmap(self.explorer))

    def say(self, _: Any = None) -> None:
        """Say what the pictures show."""
        self.finding.value = finding_html(self.explorer)

    def tell(self, _: Any = None) -> None:
        """Say what is selected on the map."""
        self.details.value = details_html(self.explorer)

    def outline(self, _: Any = None) -> None:
        """Lay the outlines under the map."""
        decorate(self.map, self.explorer)


def finding_shown(explorer: KraExplorer) -> HTML:
    """The JD's title and the finding, for a page that nobody can click."""
    from IPython.display import HTML

    return HTML(finding_html(explorer))


def explorer_heatmap(explorer: KraExplorer, *, corrected: bool | None = None) -> go.Figure:
    """The heatmap of an explorer's JD; what to do where there is none."""
    if explorer.found is None:
        return empty_figure(html.escape(explorer.problem))
    chosen = explorer.corrected if corrected is None else corrected
    return kra_heatmap(explorer.found, explorer.roles, corrected=chosen)


def explorer_ranking(explorer: KraExplorer) -> go.Figure:
    """The ranking of an explorer's JD, its roles brought out."""
    rows = explorer.found.ranking(most=8, always=explorer.roles) if explorer.found is not None else ()
    return rank_figure(rows, explorer.roles)


def explorer_map(explorer: KraExplorer) -> go.Figure:
    """The map of an explorer as a picture; what to do where there are too few KRAs for one."""
    if explorer.fitted is None:
        return empty_figure("No map: the catalog has fewer than three KRAs; write some in catalog/roles/")
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


def finding_html(explorer: KraExplorer) -> str:
    """Say what the pictures of an explorer's JD show, as markup with every text escaped."""
    title = explorer.found.jd.title if explorer.found is not None else ""
    head = _text(title or explorer.jd or "No JD")
    said = _text(explorer.finding)
    wrong = explorer.problem if explorer.found is not None and not explorer.found.empty else ""
    hint = f'<div style="color:#975a16">{_text(wrong)}</div>' if wrong else ""
    return (
        f'<div style="max-width:62em;line-height:1.5"><b style="font-size:1.15em">{head}</b>'
        f"<div>{said}</div>{hint}</div>"
    )


def details_html(explorer: KraExplorer) -> str:
    """Say what is selected on the map, as markup with every text escaped."""
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
