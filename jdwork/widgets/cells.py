"""What a cell shows, for the browser and for a page alike: text, colour, bar."""

from __future__ import annotations

from typing import Any

from jdwork.output.palette import role_color
from jdwork.output.shown import percent, shown_text
from jdwork.view.figures import OPEN, RIGHT, WRONG
from jdwork.widgets.table import Column, cell_text

SHOWN_CHARACTERS = 240
"""A cell shows so many at most; the page stays small whatever an ad contains."""
MARKS = {"right": ("✓", RIGHT), "wrong": ("✗", WRONG), "open": ("○", OPEN)}
NOTHING = "–"


def shown_cell(column: Column, value: Any, *, largest: float = 1.0) -> dict[str, Any]:
    """Say how a value of a column is shown.

    Parameters
    ----------
    column
        The column.
    value
        A JSON value, see `jdwork.widgets.table.json_value`.
    largest
        For a bar: the value of a full one.

    Returns
    -------
    dict
        ``text``, untrusted and plain; where it applies ``color`` as ``#rrggbb``, ``share`` of a full bar,
        ``label`` that says a mark in words, ``empty``.
    """
    if value is None or value in ("", []):
        return {"text": NOTHING, "empty": True}
    number = value if isinstance(value, int | float) and not isinstance(value, bool) else None
    if column.kind == "percent" and number is not None:
        return {"text": percent(float(number)), "share": _share(number, 1.0)}
    if column.kind in {"bar", "number"} and number is not None:
        cell: dict[str, Any] = {"text": _number(number)}
        return cell | {"share": _share(number, largest)} if column.kind == "bar" else cell
    if column.kind == "mark":
        word = {True: "right", False: ""}.get(value, str(value)) if isinstance(value, bool) else str(value)
        if word in MARKS:
            sign, color = MARKS[word]
            return {"text": sign, "color": color, "label": "yes" if value is True else word}
        return {"text": "", "label": "no"} if not word else {"text": short(word)}
    text = short(cell_text(value))
    return {"text": text, "color": role_color(str(value))} if column.kind == "role" else {"text": text}


def short(text: str, length: int = SHOWN_CHARACTERS) -> str:
    """One line of a text, cut, with nothing in it that a page cannot carry."""
    line = " ".join(text[: 4 * length].split())
    line = line if len(line) <= length and len(text) <= 4 * length else f"{line[: length - 1]}…"
    return shown_text(line)


def _share(number: float, largest: float) -> float:
    return min(max(number / largest, 0.0), 1.0) if largest > 0 else 0.0


def _number(number: float) -> str:
    if isinstance(number, int) or float(number).is_integer():
        return f"{int(number):,}"
    return f"{number:,.3g}" if abs(number) < 1000 else f"{number:,.0f}"
