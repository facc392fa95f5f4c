"""What is typed or given as a parameter comes out of the injected cell as it is, or is refused."""

from __future__ import annotations

import ast
import json
import math

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from papermill.translators import PythonTranslator

from jdwork.errors import RunError
from jdwork.runs.notebook_parameters import (
    DEEPEST,
    DeclaredParameter,
    must_be_storable,
    parse_parameters,
)

KINDS = ("str", "int", "float", "bool", "date", "list", "dict")
any_text = st.text(st.characters(exclude_categories=()), max_size=60)
code = st.sampled_from(
    [
        "__import__('os').system('x')",
        '"; import os; os.abort() #',
        "'''", '"""', "\\", "\\'", '\\"', "{x}", "{{}}", "%s", "a\nb", "a\r\nb", "a\x00b", "\u2028",
        "\x1b[31m",
        "\N{RIGHT-TO-LEFT OVERRIDE}abc", "../../etc/passwd", "~root", "None", "NaN", "inf", "-inf", "1e999",
        "[NaN]", "[1e999]", '{"a": Infinity}', '["\\ud800"]', '{"\\u0000": null}',
        "[" * 5_000, '{"a":' * 5_000,
        "[" * 120 + "]" * 120, "9" * 5_000, "[" + "9" * 5_000 + "]", "2025-02-30", "20250131", "0x10", "1_0",
        "\N{FULLWIDTH DIGIT ONE}",
    ]
)  # fmt: skip
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | any_text
    | code,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(any_text | code, inner, max_size=4),
    max_leaves=12,
)


def out_of_the_cell(value):
    """What a notebook sees of a value; the cell must consist of assignments of constants alone."""
    source = PythonTranslator.codify({"value": value})
    source.encode()  # as it is written into the notebook
    for node in ast.walk(tree := ast.parse(source)):
        assert not isinstance(node, ast.Call) or (
            isinstance(node.func, ast.Name) and node.func.id == "float" and len(node.args) == 1
        )
    names: dict[str, object] = {}
    exec(compile(tree, "cell", "exec"), {"__builtins__": {"float": float}}, names)
    return names["value"]


@settings(deadline=None, max_examples=300)
@given(kind=st.sampled_from(KINDS), items=st.sampled_from(["str", "int", "float"]), text=any_text | code)
@example(kind="list", items="str", text="[" * 100_000)
@example(kind="dict", items="str", text='{"a":' * 50_000)
@example(kind="str", items="str", text="x" * 2_000_000)
def test_typed_values_are_themselves_in_the_notebook_or_are_refused_in_few_words(kind, items, text):
    declared = DeclaredParameter("value", kind, False, "''", "what it is for", items)
    try:
        value = declared.parse(text)
        must_be_storable("value", value)
    except RunError as error:
        assert "Parameter 'value'" in error.problem
        assert error.hint
        assert len(str(error)) < 2_000
        return
    assert out_of_the_cell(value) == value
    assert json.loads(json.dumps(value, allow_nan=False)) == value


@settings(deadline=None, max_examples=300)
@given(json_values)
def test_given_values_are_themselves_in_the_notebook_or_are_refused(value):
    try:
        must_be_storable("value", value)
    except RunError as error:
        assert "half a character" in error.problem
        return
    assert out_of_the_cell(value) == value


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_numbers_that_are_none_are_refused(value):
    with pytest.raises(RunError, match="a number that is none, or is infinite"):
        must_be_storable("value", {"a": [value]})


def nested(depth):
    value: object = 1
    for _ in range(depth):
        value = [value]
    return value


def test_the_deepest_is_taken_and_one_deeper_refused():
    assert out_of_the_cell(nested(DEEPEST)) == nested(DEEPEST)
    must_be_storable("value", nested(DEEPEST))
    for depth in (DEEPEST + 1, 100_000):
        with pytest.raises(RunError, match=f"'value' is nested more than {DEEPEST} deep. Make it flatter"):
            must_be_storable("value", nested(depth))


def test_what_holds_itself_is_refused():
    value: list[object] = []
    value.append(value)
    with pytest.raises(RunError, match="nested"):
        must_be_storable("value", value)


@pytest.mark.parametrize("value", [object(), {1, 2}, b"x", [b"x"], {"a": print}, {("a",): 1}])
def test_what_is_no_json_is_refused(value):
    with pytest.raises(RunError, match="no JSON"):
        must_be_storable("value", value)


def test_what_is_too_long_is_refused_with_what_to_do():
    with pytest.raises(RunError, match=r"1,000,002 characters.*Give the path of a file"):
        must_be_storable("value", "x" * 1_000_000)


@settings(deadline=None)
@given(st.lists(st.tuples(any_text | code, any_text), min_size=1, max_size=3))
def test_unknown_names_are_refused(typed):
    known = {"limit": DeclaredParameter("limit", "str", False, "''", "how many")}
    try:
        assert set(parse_parameters(known, typed, where="01.ipynb")) == {"limit"}
    except RunError as error:
        assert "has no parameter" in error.problem
