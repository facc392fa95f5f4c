"""What is known of each setting: its range in words, and its line in a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from jdwork.config.settings import Settings


def sections() -> Iterator[tuple[str, type[BaseModel]]]:
    """Yield name and model of every section of the settings file, in order."""
    for name, field in Settings.model_fields.items():
        section = field.annotation
        assert isinstance(section, type) and issubclass(section, BaseModel)
        yield name, section


def known_keys() -> dict[str, FieldInfo]:
    """Return every setting by its dotted key, such as ``b.margin``."""
    return {
        f"{name}.{key}": field for name, section in sections() for key, field in section.model_fields.items()
    }


def allowed_values(field: FieldInfo) -> str:
    """Say in words what a setting may be.

    Parameters
    ----------
    field
        The setting's field.

    Returns
    -------
    str
        Such as ``0 to 1``, ``at least 1`` or ``'a', 'b' or 'c'``; empty where anything of its type goes.
    """
    choices = [repr(choice) for choice in _choices(field.annotation)]
    if choices:
        return f"{', '.join(choices[:-1])} or {choices[-1]}" if len(choices) > 1 else choices[0]
    bounds: dict[str, Any] = {}
    for constraint in field.metadata:
        for name in ("ge", "gt", "le", "lt"):
            if getattr(constraint, name, None) is not None:
                bounds[name] = getattr(constraint, name)
    low = f"above {bounds['gt']}" if "gt" in bounds else (f"{bounds['ge']}" if "ge" in bounds else "")
    high = f"below {bounds['lt']}" if "lt" in bounds else (f"{bounds['le']}" if "le" in bounds else "")
    if low and high:
        return f"{low} to {high}"
    if low:
        return low if "gt" in bounds else f"at least {low}"
    return (high if "lt" in bounds else f"at most {high}") if high else ""


def kind_of_value(field: FieldInfo) -> str:
    """Name the type of a setting in plain words."""
    names = {int: "a whole number", float: "a number", bool: "true or false", str: "text in quotes"}
    for kind in (field.annotation, *get_args(field.annotation)):
        if kind in names:
            return names[kind]
    return "text in quotes" if _choices(field.annotation) else "a value"


def _choices(annotation: Any) -> list[str]:
    found: list[str] = []
    for argument in get_args(annotation):
        found += [argument] if isinstance(argument, str) else _choices(argument)
    return found


_TABLE = re.compile(r"\s*\[\s*([^\[\]#]+?)\s*\]")
_KEY = re.compile(r"""\s*([A-Za-z0-9_."'\- ]+?)\s*=""")


def key_lines(text: str) -> dict[str, int]:
    """Find the lines of a TOML file on which tables and keys stand.

    Parameters
    ----------
    text
        The file.

    Returns
    -------
    dict
        Dotted key to line number from 1. Made for messages: a line of a multi-line string that looks
        like a key is taken for one.
    """
    lines: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        header = _TABLE.match(line)
        entry = None if header else _KEY.match(line)
        if header:
            table = _bare(header.group(1))
            lines.setdefault(table, number)
        elif entry:
            key = _bare(entry.group(1))
            lines.setdefault(f"{table}.{key}" if table else key, number)
    return lines


def _bare(key: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in key.split("."))
