"""A `PointMap` as a plotly figure: alive in the browser, or as a picture."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import numpy as np
import traitlets

from jdwork.output.shown import shown_text
from jdwork.view.notebook import jdwork_template
from jdwork.widgets.point_map import PointMap
from jdwork.widgets.showing import watch

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from ipywidgets import VBox
    from numpy.typing import NDArray

FEW_GROUPS = 12
"""So many groups get a legend; more are one trace whose points have a colour each."""
DRAWN_AS_SHAPES = 5000
"""More points than these are drawn by WebGL, which not every desktop has and a page can have few of."""
STATIC_POINTS = 1500
"""Points of a picture at most: each carries its text, and a notebook is to stay below two megabytes."""
HEIGHT = 520
INK = "#1f2933"
_LINE = 110
_LINES = 8


class MapRing(anywidget.AnyWidget):
    """The ring round the selected point of the figure that stands beside it. Made by `map_view`."""

    _esm = (Path(__file__).parent / "static" / "map_ring.js").read_text(encoding="utf-8")
    point = traitlets.List(traitlets.Float(), help="Its place; empty: there is no ring.").tag(sync=True)
    color = traitlets.Unicode().tag(sync=True)

    def __init__(self, point_map: PointMap) -> None:
        self._map = point_map
        super().__init__()
        self._follow()
        watch(self, point_map, self._follow, ["selected", "revision"])

    def _follow(self, _: Any = None) -> None:
        with self.hold_sync():
            found = _selected(self._map)
            self.point, self.color = ([], "") if found is None else ([*found[:2]], found[2])


def map_view(
    point_map: PointMap,
    *,
    css_class: str = "jd-map",
    height: int = HEIGHT,
    dress: Callable[[go.Figure], None] | None = None,
) -> VBox:
    """Draw a map that can be clicked: a point is selected by a click, several by box or lasso.

    The selected point is a ring; points of ``only`` are drawn over the others, which fade. A double click
    beside the points gives up what box or lasso chose.

    Parameters
    ----------
    point_map
        What is shown; it may be changed from anywhere.
    css_class
        A handle for style sheets and tests.
    height
        In pixels.
    dress
        Changes the figure before it becomes a widget.

    Returns
    -------
    VBox
        A box of the figure and its ring.
    """
    import plotly.graph_objects as go
    from ipywidgets import VBox

    rows = point_map.sample()
    # Whole before it becomes a widget: a browser that joins late may miss what is sent one by one.
    whole = go.Figure(layout=_layout(point_map, len(rows), height))
    whole.update_layout(dragmode="select", clickmode="event", autosize=True, shapes=())
    whole.add_traces([*_base_traces(point_map, rows), _over_trace(point_map)])
    if point_map.only is not None:
        for trace in whole.data[:-1]:
            trace.marker.opacity = _FADED
    if dress is not None:
        dress(whole)
    figure = go.FigureWidget(whole)
    view = _MapView(point_map, figure)
    box = VBox([figure, MapRing(point_map)])
    box.add_class(css_class)
    for names, handler in (
        ("only", view.bring_out),
        ("chosen", view.mark_chosen),
        ("revision", view.draw),
    ):
        watch(box, point_map, handler, names)
    return box


def map_static(point_map: PointMap, *, most: int = STATIC_POINTS, height: int = HEIGHT) -> go.Figure:
    """Draw a map as a picture; points of ``only`` and the selected one stand out.

    Parameters
    ----------
    point_map
        What is shown.
    most
        Points drawn at most, the first of the map's own sample.
    height
        In pixels.
    """
    import plotly.graph_objects as go

    rows = point_map.sample()
    if len(rows) > most:
        rows = np.sort(np.random.default_rng(0).choice(rows, size=most, replace=False))
    figure = go.Figure(layout=_layout(point_map, len(rows), height))
    for trace in _base_traces(point_map, rows):
        figure.add_trace(trace)
    if point_map.only is not None:
        figure.update_traces(marker_opacity=_FADED)
    figure.add_trace(_over_trace(point_map))
    return figure


def plotly_text(text: str) -> str:
    """Escape a text for plotly, which reads some markup, and formulas between dollar signs."""
    lines = [shown_text(line[:_LINE] + ("…" if len(line) > _LINE else "")) for line in text.splitlines()]
    escaped = "<br>".join(html.escape(line) for line in lines[:_LINES])
    return escaped.replace("$", "&#36;")


_FULL, _FADED = 0.85, 0.12
_MARGIN = 0.05


class _MapView:
    """Keeps a figure in step with a map, and the map with what is done on the figure."""

    def __init__(self, point_map: PointMap, figure: go.FigureWidget) -> None:
        self.map = point_map
        self.figure = figure
        self._listen()

    def draw(self, _: Any = None) -> None:
        """Draw all points anew."""
        rows = self.map.sample()
        with self.figure.batch_update():
            self.figure.layout.title.text = _title(self.map, len(rows))
            self.figure.layout.showlegend = _has_legend(self.map)
            self.figure.layout.xaxis.range, self.figure.layout.yaxis.range = _ranges(self.map)
            self.figure.layout.selections = ()
        self.figure.data = []
        self.figure.add_traces([*_base_traces(self.map, rows), _over_trace(self.map)])
        self._listen()
        if self.map.only is not None:
            self.bring_out()

    def _listen(self) -> None:
        *base, over = self.figure.data
        for trace in (*base, over):
            trace.on_click(self._on_click)
        base[0].on_selection(self._on_selection)
        base[0].on_deselect(self._on_deselect)
        if self.map.chosen:
            self.mark_chosen()

    def bring_out(self, _: Any = None) -> None:
        """Fade all points and draw those of `only` over them, or undo that."""
        fresh = _over_trace(self.map)
        opacity = _FULL if self.map.only is None else _FADED
        with self.figure.batch_update():
            for trace in self.figure.data[:-1]:
                trace.marker.opacity = opacity
            over = self.figure.data[-1]
            over.update({name: fresh[name] for name in ("x", "y", "customdata", "hovertext", "marker")})

    def mark_chosen(self, _: Any = None) -> None:
        """Show what is chosen where it was not chosen on this figure, and that nothing is any more."""
        chosen = set(self.map.chosen)
        with self.figure.batch_update():
            for trace in self.figure.data[:-1]:
                places = [place for place, key in enumerate(trace.customdata) if key in chosen]
                trace.selectedpoints = places if chosen else None
            if not chosen:
                self.figure.layout.selections = ()

    def _on_click(self, trace: Any, points: Any, _: Any) -> None:
        # A click calls back every trace of the figure, those not clicked without points.
        if points.point_inds:
            self.map.selected = str(trace.customdata[points.point_inds[0]])

    def _on_selection(self, _: Any, __: Any, selector: Any) -> None:
        if selector is None:
            return
        lasso = hasattr(selector, "xs")
        keys = (
            self.map.within_lasso(selector.xs, selector.ys)
            if lasso
            else self.map.within_box(selector.xrange, selector.yrange)
        )
        hidden = {trace.meta for trace in self.figure.data[:-1] if trace.visible == "legendonly"}
        if hidden:
            keys = [key for key in keys if self.map.groups[self.map.row(key) or 0] not in hidden]
        self.map.chosen = keys

    def _on_deselect(self, _: Any, __: Any) -> None:
        self.map.chosen = []


def _layout(point_map: PointMap, drawn: int, height: int) -> dict[str, Any]:
    hidden = {"showticklabels": False, "zeroline": False, "title": None, "showgrid": False, "showline": True}
    frame = {"linecolor": "#cbd2d9", "mirror": True}
    across, up = _ranges(point_map)
    return {
        "template": jdwork_template(),
        "title": {"text": _title(point_map, drawn)},
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 64, "b": 8},
        "xaxis": hidden | frame | {"range": across},
        "yaxis": hidden | frame | {"range": up},
        "showlegend": _has_legend(point_map),
        # Below: beside the points it would take a third of a narrow map.
        "legend": {"itemsizing": "constant", "orientation": "h", "x": 0, "y": -0.02, "font": {"size": 12}},
        "hovermode": "closest",
        # Zoom and selection outlive changes of the data.
        "uirevision": "map",
        "shapes": _ring_shapes(point_map),
    }


def _ranges(point_map: PointMap) -> tuple[list[float] | None, list[float] | None]:
    """The stretches of both axes that hold every point: the ring may stand where no drawn point does."""
    seen = point_map.places[np.isfinite(point_map.places).all(axis=1)]
    if not len(seen):
        return None, None
    low, high = seen.min(axis=0), seen.max(axis=0)
    margin = np.where(high > low, _MARGIN * (high - low), 1.0)
    across, up = np.stack([low - margin, high + margin], axis=1).tolist()
    return across, up


def _has_legend(point_map: PointMap) -> bool:
    return 0 < len(set(point_map.groups)) <= FEW_GROUPS


def _title(point_map: PointMap, drawn: int) -> str:
    title = plotly_text(point_map.title)
    if not len(point_map):
        return title or "No points to draw"
    said = f"{drawn:,} of {len(point_map):,} points drawn" if drawn < len(point_map) else ""
    note = f'<span style="font-size:12px;color:#52606d">{said}</span>' if said else ""
    return "<br>".join(part for part in (title, note) if part)


def _base_traces(point_map: PointMap, rows: NDArray[np.intp]) -> list[Any]:
    groups: list[str] = [point_map.groups[row] for row in rows]
    if len(set(point_map.groups)) > FEW_GROUPS:
        colors = {group: point_map.color(group) for group in set(groups)}
        return [_points(point_map, rows, [colors[group] for group in groups], size=7)]
    counts = Counter(point_map.groups)
    traces = []
    by_group = np.array(groups, dtype=object)
    for group, _ in sorted(counts.items(), key=lambda one: (-one[1], one[0])):
        held = rows[by_group == group]
        trace = _points(point_map, held, point_map.color(group), size=7)
        trace.name = plotly_text(point_map.names.get(group, group) or "no group")
        trace.meta = group
        traces.append(trace)
    return traces or [_points(point_map, rows, INK, size=7)]


def _over_trace(point_map: PointMap) -> Any:
    rows = point_map.brought_out()
    colors = [point_map.color(point_map.groups[row]) for row in rows]
    trace = _points(point_map, rows, colors, size=8)
    trace.showlegend = False
    return trace


def _points(point_map: PointMap, rows: NDArray[np.intp], color: Any, *, size: int) -> Any:
    import plotly.graph_objects as go

    kind = go.Scatter if point_map.most <= DRAWN_AS_SHAPES else go.Scattergl
    places = point_map.places[rows].astype(np.float32)
    return kind(
        x=places[:, 0],
        y=places[:, 1],
        mode="markers",
        customdata=[point_map.keys[row] for row in rows],
        hovertext=[plotly_text(point_map.hover[row]) for row in rows],
        hoverinfo="text",
        marker={"color": color, "size": size, "opacity": _FULL, "line": {"width": 0}},
        unselected={"marker": {"opacity": _FADED}},
    )


def _selected(point_map: PointMap) -> tuple[float, float, str] | None:
    """Place and colour of the selected point, also where the sample does not hold it."""
    row = point_map.row(point_map.selected)
    if row is None or not np.isfinite(point_map.places[row]).all():
        return None
    x, y = (float(one) for one in point_map.places[row])
    return x, y, point_map.color(point_map.groups[row])


def _ring_shapes(point_map: PointMap) -> list[dict[str, Any]]:
    """The selected point and a ring round it, for a picture."""
    found = _selected(point_map)
    if found is None:
        return []
    x, y, color = found
    dot = {"fillcolor": color, "line": {"width": 1, "color": "#ffffff"}}
    ring = {"line": {"width": 2.5, "color": INK}}
    return [
        {"type": "circle", "xsizemode": "pixel", "ysizemode": "pixel", "xanchor": x, "yanchor": y}
        | {"x0": -radius, "x1": radius, "y0": -radius, "y1": radius}
        | looks
        for radius, looks in ((4.5, dot), (9.5, ring))
    ]
