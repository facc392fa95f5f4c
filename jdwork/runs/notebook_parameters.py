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
_SHOWN = 200
"""Characters of a wrong value that a message repeats."""

DEEPEST = 50
"""Lists and mappings in one another at most: Python itself gives up on source of 200."""

LONGEST = 1_000_000
"""Characters of a value as JSON at most: it stands in the notebook, in its record and on its page."""


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
        except (ValueError, RecursionError):  # The latter where brackets are nested by the thousand.
            shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
            raise RunError(
                f"Parameter '{self.name}' takes {_EXPECTED[self.kind]}; {shown!r} is none.",
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


def must_be_storable(name: str, value: object, *, where: str | None = None) -> None:
    """Check that a value comes out of a notebook as it went in.

    Parameters
    ----------
    name
        Of the parameter.
    value
        What was given for it.
    where
        The notebook's name, for messages.

    Raises
    ------
    RunError
        If it is no JSON value, holds half characters or a number that is not finite, is nested deeper than
        `DEEPEST`, or longer than `LONGEST`.
    """
    try:
        written = json.dumps(value, ensure_ascii=False)
        written.encode()
    except TypeError:
        raise RunError(
            f"Parameter '{name}' is a {type(value).__name__}, or holds what is no JSON; give text, a number or "
            "a list.",
            where=where,
            hint="Pass a path as text, a numpy number as int or float.",
        ) from None
    except UnicodeEncodeError:
        raise RunError(
            f"Parameter '{name}' holds half a character (a lone surrogate).",
            where=where,
            hint="It came from text in another encoding: read that as UTF-8.",
        ) from None
    except (ValueError, RecursionError):  # It holds itself, or is nested by the thousand.
        written = None
    if written is None or _depth(value) > DEEPEST:
        raise RunError(
            f"Parameter '{name}' is nested more than {DEEPEST} deep.", where=where, hint="Make it flatter."
        )
    try:
        json.dumps(value, allow_nan=False)
    except ValueError:
        raise RunError(
            f"Parameter '{name}' holds a number that is none, or is infinite.",
            where=where,
            hint="Give a number, or None where the notebook takes that.",
        ) from None
    if len(written) > LONGEST:
        raise RunError(
            f"Parameter '{name}' has {len(written):,} characters, more than the {LONGEST:,} allowed.",
            where=where,
            hint="Give the path of a file that holds it.",
        )


def _depth(value: object) -> int:
    if isinstance(value, Mapping):
        return 1 + max(map(_depth, value.values()), default=0)
    if isinstance(value, list | tuple):
        return 1 + max(map(_depth, value), default=0)
    return 0


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


def _refused(constant: str) -> float:
    raise ValueError(constant)  # NaN and infinities are no numbers to work with, nor JSON


def _json(text: str, kind: type) -> Any:
    value = json.loads(text, parse_constant=_refused)  # its own error is a ValueError
    if not isinstance(value, kind):
        raise ValueError(text)
    return value
