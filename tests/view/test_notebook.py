"""Setting up a notebook."""

from __future__ import annotations

import plotly.graph_objects as go
import plotly.io
import pytest

from jdwork.view import prepare_notebook


@pytest.fixture
def plotly_defaults():
    before = plotly.io.templates.default, plotly.io.renderers.default
    yield
    plotly.io.templates.default, plotly.io.renderers.default = before


def test_figures_are_shown_as_data_alone(plotly_defaults):
    prepare_notebook()
    bundle = go.Figure(go.Bar(x=[1]))._repr_mimebundle_()
    assert set(bundle) == {"application/vnd.plotly.v1+json"}
