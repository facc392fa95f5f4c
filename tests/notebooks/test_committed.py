"""Notebooks as they are committed: no outputs, no traces of a session, declared parameters."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))


@pytest.fixture(params=NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def book(request):
    return nbformat.read(request.param, as_version=4)


def test_there_are_notebooks():
    assert NOTEBOOKS


def test_it_is_valid_and_empty_of_results(book):
    nbformat.validate(book)
    for cell in book.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
    assert set(book.metadata) <= {"kernelspec", "language_info"}


def test_it_begins_with_a_title_and_declares_its_parameters(book):
    assert book.cells[0].cell_type == "markdown"
    assert book.cells[0].source.startswith("# ")
    tagged = [cell for cell in book.cells if "parameters" in cell.metadata.get("tags", [])]
    assert len(tagged) == 1
    for line in tagged[0].source.splitlines():
        assert ": " in line.split("=")[0], f"no type: {line}"
        assert "  # " in line, f"no help: {line}"


def test_its_cells_have_ids_that_stay(book):
    ids = [cell["id"] for cell in book.cells]
    assert len(set(ids)) == len(ids)
