import pytest

from tests.output.contract import differences


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        ({"a": None, "b": [1]}, {"a": "text", "b": []}),
        ({"a": []}, {"a": [{"deep": 1.0}]}),
        ([1, "x", 2], ["y", 3]),
        ({"a": {"b": "x"}}, {"a": None}),
    ],
)
def test_same_shapes_do_not_differ(actual, expected):
    assert differences(actual, expected) == []


@pytest.mark.parametrize(
    ("actual", "expected", "told"),
    [
        ({}, {"a": 1}, "$: key 'a' missing"),
        ({"a": {"b": 1}}, {"a": {}}, "$.a: key 'b' unexpected"),
        ({"a": True}, {"a": 1}, "$.a: bool, expected int"),
        ({"a": 1}, {"a": 1.0}, "$.a: int, expected float"),
        ({"a": [{"b": "x"}, {"b": 2}]}, {"a": [{"b": "y"}]}, "$.a[1].b: int, expected str"),
        ({"a": {}}, {"a": []}, "$.a: dict, expected list"),
    ],
)
def test_other_shapes_are_told_with_their_place(actual, expected, told):
    assert differences(actual, expected) == [told]
