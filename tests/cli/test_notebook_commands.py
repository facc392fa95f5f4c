"""`jdwork notebook`: found by number or name, told what to do by checked parameters, kept in a folder."""

from __future__ import annotations

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

PARAMETERS = """\
from typing import Optional
limit: int = 0  # how many
share: float = 0.5  # how much
record: bool = True  # whether
since: "date" = ""  # from when
names: list = []  # which
note: Optional[str] = None  # what"""


@pytest.fixture
def small(tiny_workspace):
    """A notebook that needs no jdwork."""
    tiny_workspace.runs.mkdir(exist_ok=True)
    book = new_notebook(
        cells=[
            new_markdown_cell("# Small\n\n**Does it work?** Something more. And more."),
            new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}),
            new_markdown_cell("## Work"),
            new_code_cell(
                "assert limit >= 0, 'limit is below nothing'\nprint(limit, share, record, since, names, note)"
            ),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "x", "language": "python"}},
    )
    nbformat.write(book, tiny_workspace.notebooks / "99_small.ipynb")
    return tiny_workspace


def test_without_a_name_the_notebooks_are_listed(jdwork, small):
    result = jdwork("notebook")
    assert result.code == 0
    assert "99_small" in result.out
    assert "Does it work?" in result.out
    assert "Something more" not in result.out
    assert jdwork("notebook", "--list").out == result.out


def test_parameters_are_shown_with_their_kinds_and_help(jdwork, small):
    said = jdwork("notebook", "small", "--parameters").said
    for word in ("limit", "int", "how many", "str or none", "date", "from when"):
        assert word in said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("limits", "3"), "Did you mean 'limit'"),
        (("limit", "three"), "takes a whole number, such as 25; 'three' is none"),
        (("record", "perhaps"), "takes yes or no"),
        (("since", "31.1.2025"), "a date as YYYY-MM-DD"),
        (("share", "nan"), "takes a number"),
        (("limit",), "-p limit has no value"),
    ],
)
def test_a_wrong_parameter_is_told_before_anything_runs(jdwork, small, typed, said):
    result = jdwork("notebook", "99", "-p", *typed)
    assert result.code == 2
    assert said in result.said
    assert list(small.runs.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "said"), [("smal1", "Did you mean 'small'"), ("0", "fits"), ("88", "--list")]
)
def test_a_name_that_fits_none_or_several_is_told(jdwork, small, name, said):
    result = jdwork("notebook", name)
    assert result.code == 2
    if name != "0":
        assert said in result.said


@pytest.mark.notebook
def test_it_is_executed_into_a_folder_that_is_no_run(jdwork, small):
    result = jdwork("notebook", "small", "-p", "limit", "-0", "-p", "record=no", "-p", "since", "2025-01-31",
                    "-p", "names", "a,b", "--name", "mine")  # fmt: skip
    assert result.code == 0, result.said
    (folder,) = small.runs.iterdir()
    assert "-mine-" in folder.name
    record = json.loads((folder / "notebook.json").read_text())
    assert (record["status"], record["notebook"]) == ("complete", "99_small")
    assert record["parameters"] == {"limit": 0, "record": False, "since": "2025-01-31", "names": ["a", "b"]}
    assert "0 0.5 False 2025-01-31 ['a', 'b'] None" in (folder / "notebook.html").read_text().replace(
        "&#39;", "'"
    )
    assert "notebook.html" in result.said
    assert "notebook" in jdwork("runs", "list").out
    assert "holds an executed notebook" in jdwork("runs", "show", "mine").said
    assert " s " in jdwork("notebook").out


@pytest.mark.notebook
def test_a_failed_cell_exits_1_in_words(jdwork, small):
    result = jdwork("notebook", "small", "-p", "limit", "-1", "--out", small.root / "there")
    assert result.code == 1
    assert "limit is below nothing" in result.said
    assert "Traceback" not in result.said
    assert (small.root / "there" / "notebook.ipynb").is_file()
    assert json.loads((small.root / "there" / "notebook.json").read_text())["status"] == "failed"
