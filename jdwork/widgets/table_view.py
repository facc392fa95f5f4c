"""A `Table` in the browser, a page at a time, and as it stands on a page that nobody can click."""

from __future__ import annotations

import html
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from jdwork.widgets.cells import short, shown_cell
from jdwork.widgets.showing import watch
from jdwork.widgets.table import NUMERIC, Column, Table

if TYPE_CHECKING:
    from IPython.display import HTML

STATIC = Path(__file__).parent / "static"
OPTIONS = 400
"""Values of a filter offered at most, the most frequent; the search finds the others."""
_WIDTHS = {"number": 6.0, "percent": 8.0, "bar": 8.0, "role": 13.0, "tag": 8.0, "mark": 4.0}


class TableView(anywidget.AnyWidget):
    """The browser's side of a `Table`; the kernel sorts and filters, the browser gets one page.

    Made by `table_view`.
    """

    _esm = (STATIC / "table.js").read_text(encoding="utf-8")
    _css = (STATIC / "table.css").read_text(encoding="utf-8")
    head = traitlets.Dict(help="Columns, filters and texts that seldom change.").tag(sync=True)
    state = traitlets.Dict(help="The visible page and what led to it.").tag(sync=True)

    def __init__(self, table: Table, *, label: str, empty: str) -> None:
        self.table = table
        self.label = label
        self.empty = empty
        super().__init__(head=self._head(), state=self._state())
        self._revision = table.revision
        watch(
            self,
            table,
            self._push,
            [
                "revision",
                "page",
                "page_size",
                "selected",
                "search",
                "sort",
                "descending",
                "chosen",
                "only",
                "note",
            ],
        )
        self.on_msg(self._on_message)

    def _push(self, _: Any = None) -> None:
        with self.hold_sync():
            head = self._head()
            if head != self.head:
                self.head = head
            state = self._state()
            if state != self.state:
                self.state = state

    def _head(self) -> dict[str, Any]:
        table = self.table
        titles = {column.name: column.title or column.name for column in table.columns}
        return {
            "label": self.label,
            "empty": self.empty,
            "note": table.note,
            "columns": [
                {
                    "name": column.name,
                    "title": titles[column.name],
                    "kind": column.kind,
                    "width": column.width or _width(column),
                    "right": column.kind in NUMERIC,
                }
                for column in table.columns
            ],
            "filters": [
                {"column": name, "title": titles.get(name, name), "options": self._options(name)}
                for name in table.filters
            ],
        }

    def _options(self, name: str) -> list[list[Any]]:
        """Value, what is shown of it, and number of rows, for each value of a filter."""
        options = self.table.options(name)
        if len(options) > OPTIONS:
            often = sorted(options, key=lambda one: -one[1])[:OPTIONS]
            options = [one for one in options if one in often]
        return [[value, short(value, 60), count] for value, count in options]

    def _state(self) -> dict[str, Any]:
        table = self.table
        return {
            "rows": [
                {"key": row[table.key], "cells": [_cell(table, column, row) for column in table.columns]}
                for row in table.rows()
            ],
            "search": table.search,
            "sort": table.sort,
            "descending": table.descending,
            "chosen": {name: [str(one) for one in accepted] for name, accepted in table.chosen.items()},
            "only": None if table.only is None else len(table.only),
            "page": table.page,
            "pages": table.pages,
            "page_size": table.page_size,
            "selected": table.selected,
            "matching": table.matching,
            "total": len(table),
        }

    def _on_message(self, _: Any, content: Any, __: Any) -> None:
        """Do what the browser asks; it is told when all that follows from it is done."""
        try:
            if isinstance(content, dict) and (act := _ACTS.get(str(content.get("do")))) is not None:
                act(self.table, content.get("value"))
        finally:
            number = content.get("number") if isinstance(content, dict) else None
            self.send({"done": number})


def _width(column: Column) -> str:
    """Room for the values of a kind, and for the heading with its arrow."""
    if column.kind not in _WIDTHS:
        return ""
    return f"{max(_WIDTHS[column.kind], 0.62 * len(column.title or column.name) + 2.8):.1f}em"


def table_view(
    table: Table,
    *,
    css_class: str = "jd-table",
    label: str = "Table",
    empty: str = "There are no rows.",
) -> TableView:
    """Draw a table in the browser: search, filters, headings that sort, pages, keys.

    On the focused table Up, Down, PageUp, PageDown, Home and End move the selection, Escape gives it up,
    ``/`` goes to the search.

    Parameters
    ----------
    table
        What is shown; it may be changed from anywhere.
    css_class
        A handle for style sheets and tests.
    label
        What the table is about, for those who hear it.
    empty
        What to do when there are no rows at all.
    """
    view = TableView(table, label=label, empty=empty)
    view.add_class(css_class)
    return view


def table_static(table: Table, *, rows: int | None = None, empty: str = "There are no rows.") -> HTML:
    """Write the first rows of a table, as filtered and sorted, for a page that nobody can click.

    Parameters
    ----------
    table
        What is shown.
    rows
        How many at most; None: a page of the table.
    empty
        What to do when there are no rows at all.
    """
    from IPython.display import HTML

    return HTML(table_html(table, rows=rows, empty=empty))


def table_html(table: Table, *, rows: int | None = None, empty: str = "There are no rows.") -> str:
    """As `table_static`, as a piece of HTML in which every text is escaped."""
    most = table.page_size if rows is None else rows
    shown = table.first(most)
    above = f'<p style="margin:4px 0">{html.escape(table.note)}</p>' if table.note else ""
    if not shown:
        said = empty if not len(table) else "Nothing matches: take the search or a filter away."
        return f'{above}<p class="jd-static-empty" style="color:#52606d">{html.escape(said)}</p>'
    head = "".join(
        f'<th style="{_align(column)}{_HEAD}">{html.escape(short(column.title or column.name))}</th>'
        for column in table.columns
    )
    body = "".join(
        "<tr>"
        + "".join(
            f'<td style="{_align(column)}{_BODY}">{_static_cell(_cell(table, column, row))}</td>'
            for column in table.columns
        )
        + "</tr>"
        for row in shown
    )
    more = f"{len(shown):,} of {table.matching:,}" + (
        f" ({len(table):,} before filters)" if table.matching < len(table) else ""
    )
    note = f'<p style="color:#52606d;font-size:12px;margin:4px 0">{more}</p>'
    return (
        f'{above}<table class="jd-static" style="border-collapse:collapse;font-size:13px">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"
    )


_HEAD = "padding:3px 10px;border-bottom:1px solid #9aa5b1;font-weight:600;white-space:nowrap"
_CELL = "padding:3px 10px;border-bottom:1px solid #e4e7eb;vertical-align:top;"
_BODY = f"{_CELL}max-width:32em;overflow-wrap:anywhere"
_TRACK = "display:inline-block;width:4em;height:5px;background:#e4e7eb;vertical-align:middle"


def _align(column: Column) -> str:
    return "text-align:right;" if column.kind == "number" else "text-align:left;"


def _cell(table: Table, column: Column, row: dict[str, Any]) -> dict[str, Any]:
    largest = table.largest(column.name) if column.kind == "bar" else 1.0
    return shown_cell(column, row[column.name], largest=largest) | {"kind": column.kind}


def _static_cell(cell: dict[str, Any]) -> str:
    text = html.escape(cell["text"])
    if cell.get("empty"):
        return f'<span style="color:#9aa5b1">{text}</span>'
    if "share" in cell:
        return (
            f'<span style="display:inline-block;min-width:3.6em;text-align:right">{text}</span> '
            f'<span style="{_TRACK}">'
            f'<span style="display:block;height:5px;background:#5b8db8;width:{100 * cell["share"]:.1f}%">'
            "</span></span>"
        )
    if cell["kind"] == "role":
        return (
            '<span style="display:inline-block;width:9px;height:9px;border-radius:50%;margin-right:6px;'
            f'background:{cell["color"]}"></span>{text}'
        )
    if cell["kind"] == "tag":
        return f'<span style="border:1px solid #cbd2d9;border-radius:8px;padding:0 6px">{text}</span>'
    if "color" in cell:
        return f'<span style="color:{cell["color"]};font-weight:600">{text}</span>'
    return text


def _choose(table: Table, value: Any) -> None:
    column, accepted = value["column"], [str(one) for one in value["values"]]
    others = {name: kept for name, kept in table.chosen.items() if name != column}
    table.chosen = others | ({column: accepted} if accepted and column in table.filters else {})


def _sort(table: Table, value: Any) -> None:
    """Ascending first, numbers descending first; then the other way; then the frame's own order."""
    numeric = any(column.name == value and column.kind in NUMERIC for column in table.columns)
    with table.hold_trait_notifications():
        if table.sort != value:
            table.sort, table.descending = str(value), numeric
        elif table.descending == numeric:
            table.descending = not numeric
        else:
            table.sort = ""
            table.descending = False


def _clear(table: Table, _: Any) -> None:
    with table.hold_trait_notifications():
        table.search = ""
        table.chosen = {}
        table.only = None


def _select(table: Table, value: Any) -> None:
    table.selected = value if isinstance(value, str) and value in table else None


def _page(table: Table, value: Any) -> None:
    table.page = int(value)


def _move(table: Table, value: Any) -> None:
    table.move(int(value))


def _search(table: Table, value: Any) -> None:
    table.search = str(value)


def _release(table: Table, _: Any) -> None:
    table.only = None


_ACTS: dict[str, Callable[[Table, Any], None]] = {
    "search": _search,
    "choose": _choose,
    "sort": _sort,
    "page": _page,
    "select": _select,
    "move": _move,
    "clear": _clear,
    "release": _release,
}
"""What the browser may ask for."""
