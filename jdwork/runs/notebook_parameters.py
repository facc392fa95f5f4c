"""What a notebook can be told: its parameters, as declared, and values that people type for them."""

from __future__ import annotations

import ast
import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from jdwork.errors import RunError, did_you_mean

_TRUE, _FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0")
_EXPECTED = {
    "int": "a whole number, such as 25",
    "float": "a number, such as 0.5",
    "bool": "yes or no",
    "date": "a date as YYYY-MM-DD, such as 2025-01-31",
    "list": "a list, as JSON or with commas between",
    "dict": 'a mapping, as JSON such as {"a": 1}',
}
_NONE = ("none", "null", "")


@dataclass(frozen=True, slots=True)
class DeclaredParameter:
    """A parameter of a notebook.

    Parameters
    ----------
    name
        As it is declared.
    kind
        ``str``, ``int``, ``float``, ``bool``, ``date``, ``list`` or ``dict``.
    optional
        Whether it may be None.
    default
        As it is written in the notebook.
    help
        The comment behind it.
    items
        Kind of a list's items.
    """

    name: str
    kind: str
    optional: bool
    default: str
    help: str
    items: str = "str"

    def parse(self, text: str) -> Any:
        """Read a value that was typed.

        Parameters
        ----------
        text
            As it stands on the command line.

        Returns
        -------
        Any
            A JSON value of the declared kind; a date stays text.

        Raises
        ------
        RunError
            If it is none, saying what was expected.
        """
        if self.optional and text.strip().lower() in _NONE:
            return None
        try:
            return _parse(text, self.kind, self.items)
        except ValueError:
            raise RunError(
                f"Parameter '{self.name}' takes {_EXPECTED[self.kind]}; {text!r} is none.",
                hint=f"It says: {self.help}" if self.help else None,
            ) from None


def declared_parameters(notebook: Path) -> dict[str, DeclaredParameter]:
    """Read the parameters that a notebook declares, by name, in their order.

    Parameters
    ----------
    notebook
        With a cell tagged ``parameters``; one without has none.

    Raises
    ------
    RunError
        If the file cannot be read or is no notebook.
    """
    import papermill

    try:
        found = papermill.inspect_notebook(str(notebook))
    except OSError as error:
        raise RunError(f"The notebook cannot be read ({error.strerror}).", where=str(notebook)) from None
    except ValueError as error:
        raise RunError(f"This is not a notebook ({error}).", where=str(notebook)) from None
    return {name: _declared(name, told) for name, told in found.items()}


def parse_parameters(
    declared: Mapping[str, DeclaredParameter], typed: Iterable[tuple[str, str]], *, where: str
) -> dict[str, Any]:
    """Read parameters that were typed, each by its declared kind; of one given twice the last counts.

    Parameters
    ----------
    declared
        From `declared_parameters`.
    typed
        Names and values.
    where
        The notebook's name, for messages.

    Raises
    ------
    RunError
        If a name is unknown, or a value is not of the declared kind.
    """
    values: dict[str, Any] = {}
    for name, text in typed:
        if name not in declared:
            raise unknown_parameter(name, declared, where=where)
        values[name] = declared[name].parse(text)
    return values


def unknown_parameter(name: str, declared: Iterable[str], *, where: str) -> RunError:
    """Make the error for a parameter that a notebook does not declare."""
    return RunError(
        f"The notebook has no parameter '{name}'.",
        where=where,
        hint=did_you_mean(name, declared) or "It declares none.",
    )


def _declared(name: str, told: Mapping[str, str]) -> DeclaredParameter:
    written = re.sub(r"\s+", "", told["inferred_type_name"]).strip("'\"")
    parts = [part.rpartition(".")[2] for part in re.split(r"\|(?![^\[]*\])", written)]
    optional = "None" in parts[1:] or written.startswith("Optional[")
    if written.startswith("Optional["):
        parts = [written.removeprefix("Optional[").removesuffix("]")]
    stem, _, items = parts[0].partition("[")
    kind = stem.lower()
    if kind in ("sequence", "tuple"):
        kind = "list"
    if kind not in ("str", *_EXPECTED):  # none is declared, or one that means nothing to us
        kind = _kind_of(told["default"])
    inner = items.removesuffix("]").partition(",")[0]
    return DeclaredParameter(
        name=name,
        kind=kind,
        optional=optional,
        default=told["default"],
        help=told["help"],
        items=inner if inner in ("int", "float") else "str",
    )


def _kind_of(default: str) -> str:
    try:
        value = ast.literal_eval(default)
    except (ValueError, SyntaxError):
        return "str"
    kind = type(value).__name__
    return kind if kind in _EXPECTED else "str"


def _parse(text: str, kind: str, items: str) -> Any:
    plain = text.strip()
    if kind == "int":
        return int(plain.replace("_", ""))
    if kind == "float":
        number = float(plain)
        if not math.isfinite(number):
            raise ValueError(text)
        return number
    if kind == "bool":
        if plain.lower() in _TRUE:
            return True
        if plain.lower() in _FALSE:
            return False
        raise ValueError(text)
    if kind == "date":
        return date.fromisoformat(plain).isoformat() if plain else ""
    if kind == "list":
        if plain.startswith("["):
            return _json(plain, list)
        return [_parse(part, items, items) for part in plain.split(",") if part.strip()]
    if kind == "dict":
        return _json(plain, dict)
    return text


def _json(text: str, kind: type) -> Any:
    value = json.loads(text)  # its own error is a ValueError
    if not isinstance(value, kind):
        raise ValueError(text)
    return value
