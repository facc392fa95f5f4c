from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.config.toml_edit import set_toml_values


@pytest.mark.parametrize(
    ("before", "values", "after"),
    [
        ("[b]\nmargin = 4.0   # keep\n", {"b.margin": 5.5}, "[b]\nmargin = 5.5   # keep\n"),
        ("# top\r\n[b]\r\nmargin=4.0\r\n# end", {"b.margin": 5.5}, "# top\r\n[b]\r\nmargin=5.5\r\n# end"),
        ("b.margin = 3\n", {"b.margin": 4.0}, "b.margin = 4.0\n"),
        ("b = {margin = 3}  # x\n", {"b.margin": 4.0}, "b = {margin = 4.0}  # x\n"),
        (
            "[b]\nmargin = 1\n\n# of c\n[c]\nx = 1\n",
            {"b.y": 2},
            "[b]\nmargin = 1\ny = 2\n\n# of c\n[c]\nx = 1\n",
        ),
        ("[b]\r\nmargin = 1\r\n\r\n[c]\r\n", {"b.y": 2}, "[b]\r\nmargin = 1\r\ny = 2\r\n\r\n[c]\r\n"),
        ("[b]\n# url = \nmargin = 1\n", {"b.url": "u"}, '[b]\n# url = \nurl = "u"\nmargin = 1\n'),
        ("[b]\n# url = 1\n[c]\n# url = 2\n", {"b.url": "u"}, '[b]\n# url = 1\nurl = "u"\n[c]\n# url = 2\n'),
        ("[b]\nmargin = 1", {"b.y": 2}, "[b]\nmargin = 1\ny = 2\n"),
        ("[b]", {"b.y": 2}, "[b]\ny = 2\n"),
        ("", {"b.y": 2}, "[b]\ny = 2\n"),
        ("[a]\nx = 1", {"b.y": 2}, "[a]\nx = 1\n\n[b]\ny = 2\n"),
        ("[b]\nu = 'x'\nmargin = 1\n", {"b.u": None}, "[b]\nmargin = 1\n"),
        ("[b]\nmargin = 1\n", {"b.u": None}, "[b]\nmargin = 1\n"),
    ],
)
def test_only_the_value_changes(before: str, values: dict[str, object], after: str) -> None:
    assert set_toml_values(before, values) == after


comments = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=15)
spaces = st.sampled_from(["", " ", "   "])


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), comments, spaces),
        min_size=1,
        max_size=3,
        unique_by=lambda row: row[0],
    ),
    st.sampled_from(["\n", "\r\n"]),
    st.data(),
)
def test_every_other_line_stays_byte_for_byte(
    sections: list[tuple[str, str, str]], end: str, data: st.DataObject
) -> None:
    lines = []
    for name, comment, space in sections:
        lines += [
            f"# {comment}",
            f"[{name}]{space}",
            f"x{space}={space}1{space}# {comment}",
            f"y = 2{space}",
            "",
        ]
    text = end.join(lines)
    name = data.draw(st.sampled_from([row[0] for row in sections]))
    result = set_toml_values(text, {f"{name}.x": 7.5})
    assert tomllib.loads(result) == {**tomllib.loads(text), name: {"x": 7.5, "y": 2}}
    differing = [new for old, new in zip(lines, result.split(end), strict=True) if old != new]
    assert len(differing) == 1
    assert "7.5" in differing[0]
