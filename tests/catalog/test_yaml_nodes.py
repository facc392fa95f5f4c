from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jdwork.catalog.yaml_nodes import read_yaml

NESTED = b"a: 1\nb:\n  - x\n  - {c: d,\n     e: [f]}\n"


def test_every_scalar_is_text() -> None:
    assert read_yaml(NESTED, file="f").data == {"a": "1", "b": ["x", {"c": "d", "e": ["f"]}]}


def test_lines_of_values_are_those_of_their_keys_and_items() -> None:
    source = read_yaml(NESTED, file="f")
    assert [source.line(at) for at in ((), ("a",), ("b",), ("b", 0), ("b", 1), ("b", 1, "e", 0))] == [
        1,
        1,
        2,
        3,
        4,
        5,
    ]


def test_a_location_that_is_not_there_has_the_line_of_its_nearest_parent() -> None:
    source = read_yaml(NESTED, file="f")
    assert source.line(("b", 1, "missing")) == 4
    assert source.line(("b", 7)) == 2
    assert source.line(("a", "x")) == 1


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert read_yaml(b"\xef\xbb\xbfa: no\n", file="f").data == {"a": "no"}


def test_a_duplicate_key_deep_down_is_named_and_the_first_value_kept() -> None:
    source = read_yaml(b"a:\n  - {b: 1}\n  - b: 1\n    b: {c: 2}\n", file="f")
    assert source.data == {"a": [{"b": "1"}, {"b": "1"}]}
    assert [str(each) for each in source.problems] == [
        "f:4, key a[1].b: The key is given twice. Remove one; the first is on line 3."
    ]


@given(st.binary(max_size=60))
def test_any_bytes_give_data_or_a_problem_and_never_an_exception(content: bytes) -> None:
    source = read_yaml(content, file="f")
    assert source.data is not None or len(source.problems) == 1


@given(st.text(st.sampled_from("ab:-[]{}&*!'\"#\n ,|>%@`\\\t?"), max_size=40))
def test_any_punctuation_gives_data_or_a_problem(text: str) -> None:
    source = read_yaml(text.encode(), file="f")
    assert source.data is not None or len(source.problems) == 1
