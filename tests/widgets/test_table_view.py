"""What the browser gets of a table, what it may ask for, and the page nobody can click."""

import json

import pandas as pd
import pytest

from jdwork.output.palette import role_color
from jdwork.widgets import Column, Table, table_static, table_view
from jdwork.widgets.cells import shown_cell
from jdwork.widgets.table_view import OPTIONS

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def table():
    frame = pd.DataFrame(
        {
            "id": [f"ad-{number}" for number in range(30)],
            "title": [HOSTILE if number == 0 else f"Title {number}" for number in range(30)],
            "role": ["baker" if number % 2 else "waiter" for number in range(30)],
            "share": [number / 30 for number in range(30)],
            "seen": range(30),
        }
    )
    columns = [
        Column("title"),
        Column("role", "Role", kind="role"),
        Column("share", kind="percent"),
        Column("seen", kind="bar"),
    ]
    return Table(frame, key="id", columns=columns, filters=["role"])


@pytest.fixture
def view(table):
    made = table_view(table, css_class="jd-ads", label="Ads")
    yield made
    made.close()


def told(view, **content):
    view._on_message(view, content, [])


def test_the_browser_gets_one_page_with_colours_and_bars(view):
    assert "jd-ads" in view._dom_classes
    assert len(view.state["rows"]) == 12
    title, role, share, seen = view.state["rows"][3]["cells"]
    assert title == {"text": "Title 3", "kind": "text"}
    assert role == {"text": "baker", "color": role_color("baker"), "kind": "role"}
    assert (share["text"], share["share"]) == ("10 %", 0.1)
    assert seen["share"] == pytest.approx(3 / 29)
    json.dumps(view.state)


def test_what_the_browser_asks_for_is_done(table, view):
    told(view, do="search", value="title 1")
    assert (table.search, view.state["matching"]) == ("title 1", 12)
    told(view, do="choose", value={"column": "role", "values": ["baker"]})
    assert table.chosen == {"role": ["baker"]}
    assert view.state["matching"] == 7
    told(view, do="clear", value=None)
    assert view.state["matching"] == 30
    told(view, do="select", value="ad-20")
    assert (view.state["selected"], view.state["page"]) == ("ad-20", 1)
    told(view, do="move", value=-12)
    assert (view.state["selected"], view.state["page"]) == ("ad-8", 0)
    told(view, do="page", value=2)
    assert [row["key"] for row in view.state["rows"]] == [f"ad-{number}" for number in range(24, 30)]


def test_a_heading_sorts_one_way_then_the_other_then_not_at_all(table, view):
    for _ in range(2):
        for column, first in (("title", False), ("share", True)):
            told(view, do="sort", value=column)
            assert (table.sort, table.descending) == (column, first)
            told(view, do="sort", value=column)
            assert (table.sort, table.descending) == (column, not first)
            told(view, do="sort", value=column)
            assert (table.sort, table.descending) == ("", False)


@pytest.mark.parametrize(
    "content",
    [{}, "text", None, {"do": "__class__"}, {"do": ["select"]}, {"do": "select", "value": ["ad-1"]},
     {"do": "select", "value": "no such row"}],
)  # fmt: skip
def test_what_makes_no_sense_changes_nothing(table, view, content):
    before = view.state
    view._on_message(view, content, [])
    assert view.state == before
    assert table.selected is None


def test_every_question_is_answered_also_one_that_fails(view, monkeypatch):
    sent = []
    monkeypatch.setattr(view, "send", sent.append)
    told(view, do="search", value="x", number="a:1")
    with pytest.raises(KeyError):
        told(view, do="choose", value={}, number="a:2")
    assert sent == [{"done": "a:1"}, {"done": "a:2"}]


def test_a_filter_of_very_many_values_offers_the_most_frequent():
    frame = pd.DataFrame({"id": [str(number) for number in range(1000)]})
    frame["kind"] = ["often" if number < 10 else f"k{number}" for number in range(1000)]
    view = table_view(Table(frame, key="id", columns=[Column("id")], filters=["kind"]))
    options = view.head["filters"][0]["options"]
    assert len(options) == OPTIONS
    assert ["often", "often", 10] in options
    view.close()


def test_a_closed_view_lets_the_table_go(table):
    before = {name: sum(map(len, kinds.values())) for name, kinds in table._trait_notifiers.items()}
    view = table_view(table)
    view.close()
    after = {name: sum(map(len, kinds.values())) for name, kinds in table._trait_notifiers.items()}
    assert {name: count for name, count in after.items() if count} == before


def test_on_a_page_every_text_is_escaped(table):
    html = table_static(table, rows=3).data
    assert html.count("<tr>") == 4
    assert "&lt;img src=x" in html
    assert "<img" not in html
    assert role_color("baker") in html
    assert "3 of 30" in html


def test_a_page_says_why_it_is_empty(table):
    table.search = "nowhere"
    assert "Nothing matches" in table_static(table).data
    table.update(pd.DataFrame(columns=["id", "title", "role", "share", "seen"]))
    assert "Run &lt;01&gt; first." in table_static(table, empty="Run <01> first.").data


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("text", None, "–"),
        ("text", "a\x00b\n c", "a␀b c"),
        ("text", "x" * 10_000, "x" * 239 + "…"),
        ("text", ["a", "b"], "a, b"),
        ("number", 12345, "12,345"),
        ("number", 0.123456, "0.123"),
        ("number", 1234.5, "1,234"),
        ("number", "n/a", "n/a"),
        ("percent", 0.9999, "> 99.9 %"),
        ("bar", 3, "3"),
        ("mark", True, "✓"),
        ("mark", False, ""),
        ("mark", "wrong", "✗"),
        ("mark", "later", "later"),
        ("role", "\ud800", "\ufffd"),
    ],
)
def test_a_value_is_written_by_the_kind_of_its_column(kind, value, text):
    assert shown_cell(Column("x", kind=kind), value)["text"] == text


def test_a_bar_never_leaves_its_track():
    column = Column("x", kind="bar")
    assert shown_cell(column, 7, largest=5)["share"] == 1
    assert shown_cell(column, -1, largest=5)["share"] == 0
    assert shown_cell(column, 0, largest=0)["share"] == 0
