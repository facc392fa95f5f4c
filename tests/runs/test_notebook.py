"""Pages made of executed notebooks, and parameters checked before anything runs."""

from __future__ import annotations

import nbformat
import plotly.graph_objects as go
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from jdwork.errors import RunError
from jdwork.runs.notebook import check_parameters, notebook_page


def page_of(tmp_path, *outputs):
    book = new_notebook(cells=[new_code_cell("x", outputs=list(outputs))])
    nbformat.write(book, tmp_path / "book.ipynb")
    return notebook_page(tmp_path / "book.ipynb")


def figure(title):
    data = go.Figure(go.Bar(x=[1]), layout={"title": title}).to_plotly_json()
    return new_output(
        "display_data", data={"application/vnd.plotly.v1+json": {**data, "config": {"scrollZoom": 1}}}
    )


def test_the_library_is_in_the_page_once_and_only_where_needed(tmp_path):
    two = page_of(tmp_path, figure("One finding"), figure("Another finding"))
    assert two.count("plotly.js v") == 1
    assert two.count("Plotly.newPlot(") >= 2
    assert "One finding" in two and "Another finding" in two
    none = page_of(tmp_path, new_output("stream", name="stdout", text="plain"))
    assert "plotly" not in none.lower()
    assert len(none) < 1_000_000


def test_the_page_fetches_nothing(tmp_path):
    page = page_of(tmp_path, new_output("stream", name="stdout", text="plain $x^2$"))
    for host in ("cdnjs.cloudflare.com", "unpkg.com", "jsdelivr.net", "googleapis.com"):
        assert host not in page


def test_text_output_is_escaped(tmp_path):
    page = page_of(tmp_path, new_output("stream", name="stdout", text="<img src=x onerror=alert(1)>"))
    assert "<img src=x" not in page


def parameters_book(tmp_path):
    cell = new_code_cell(
        'name: str = "x"  # a name\nlimit: int = 0  # how many', metadata={"tags": ["parameters"]}
    )
    metadata = {"kernelspec": {"name": "python3", "display_name": "x", "language": "python"}}
    nbformat.write(new_notebook(cells=[cell], metadata=metadata), tmp_path / "book.ipynb")
    return tmp_path / "book.ipynb"


def test_parameters_are_checked(tmp_path):
    import numpy as np

    book = parameters_book(tmp_path)
    check_parameters(book, {"name": "a", "limit": 3})
    with pytest.raises(RunError, match=r"no parameter 'limits'.*Did you mean 'limit'"):
        check_parameters(book, {"limits": 3})
    with pytest.raises(RunError, match=r"'limit' is a int64.*numpy number as int"):
        check_parameters(book, {"limit": np.int64(3)})
    with pytest.raises(RunError, match=r"Path.*path as text"):
        check_parameters(book, {"name": tmp_path})


def test_a_notebook_that_cannot_be_read_is_told(tmp_path):
    with pytest.raises(RunError, match="cannot be read"):
        check_parameters(tmp_path / "missing.ipynb", {})
    (tmp_path / "broken.ipynb").write_text("{")
    with pytest.raises(RunError, match="not a notebook"):
        check_parameters(tmp_path / "broken.ipynb", {})
