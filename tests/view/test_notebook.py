"""Setting up a notebook."""

from __future__ import annotations

import subprocess
import sys

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


def test_the_grammar_of_web_addresses_is_not_read():
    code = (
        "import sys; from jdwork.view import prepare_notebook; prepare_notebook(); import nbformat.v4;"
        "print('rfc3987_syntax.syntax_helpers' in sys.modules, sys.modules.get('rfc3987_syntax', 'absent'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "absent"]
