"""Setting a notebook up for pictures."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    import plotly.graph_objects as go


def prepare_notebook() -> None:
    """Draw plotly figures as data alone, in jdwork's template.

    JupyterLab draws the data itself, and `jdwork.runs.notebook.notebook_page` does so for pages; the
    default renderer would put four megabytes of library into every notebook.
    """
    with _without("rfc3987_syntax"):
        import plotly.io

        plotly.io.renderers.default = "plotly_mimetype"
    plotly.io.templates["jdwork"] = _own_template()
    plotly.io.templates.default = "plotly_white+jdwork"


def jdwork_template() -> go.layout.Template:
    """Return the template of jdwork's figures, for a page that is made outside a notebook."""
    import plotly.io

    return plotly.io.templates.merge_templates("plotly_white", _own_template())


def _own_template() -> go.layout.Template:
    import plotly.graph_objects as go

    return go.layout.Template(
        layout={
            "font": {
                "family": "Inter, Segoe UI, Helvetica, Arial, sans-serif",
                "size": 13,
                "color": "#1f2933",
            },
            "title": {"font": {"size": 17}, "x": 0, "xanchor": "left", "pad": {"l": 12}},
            "paper_bgcolor": "white",
            "plot_bgcolor": "white",
            "margin": {"l": 16, "r": 16, "t": 56, "b": 40},
            "xaxis": {
                "gridcolor": "#e4e7eb",
                "zerolinecolor": "#cbd2d9",
                "automargin": True,
                "title": {"font": {"size": 13}},
            },
            "yaxis": {
                "gridcolor": "#e4e7eb",
                "zerolinecolor": "#cbd2d9",
                "automargin": True,
                "title": {"font": {"size": 13}},
            },
            "hoverlabel": {"font": {"size": 12}},
        }
    )


@contextmanager
def _without(name: str) -> Iterator[None]:
    """Have an optional module not be found while something else is imported.

    plotly imports nbformat, and that jsonschema, which spends two and a half seconds on a grammar of web
    addresses whenever it finds one; no notebook is checked for those.
    """
    if name in sys.modules:
        yield
        return
    modules = cast("dict[str, object]", sys.modules)
    modules[name] = None
    try:
        yield
    finally:
        del modules[name]
