"""Setting values in TOML text while every other byte stays."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import tomlkit
from tomlkit.items import AbstractTable

from jdwork.config.fields import key_lines


def set_toml_values(text: str, values: Mapping[str, Any]) -> str:
    """Set, add or remove keys of a TOML document.

    Parameters
    ----------
    text
        The document, valid TOML with tables one level deep.
    values
        ``section.key`` to its new value; None removes the key.

    Returns
    -------
    str
        The document with comments, order, spacing and line ends as they were. A new key stands behind
        its commented-out placeholder (``# key =``) if there is one, else at the end of its section.
    """
    document = tomlkit.parse(text)
    added: dict[str, Any] = {}
    for dotted, value in values.items():
        section, _, key = dotted.partition(".")
        table = document.get(section)
        present = isinstance(table, AbstractTable) and key in table
        if value is None:
            if present:
                del document[section][key]
        elif present or (table is not None and section not in _headers(text)):
            document[section][key] = value
        else:
            added[dotted] = value
    result = tomlkit.dumps(document)
    for dotted, value in added.items():
        result = _insert(result, dotted, tomlkit.item(value).as_string())
    return result


def _headers(text: str) -> set[str]:
    return set(re.findall(r"^\s*\[\s*([^\[\]#]+?)\s*\]", text, flags=re.MULTILINE))


def _insert(text: str, dotted: str, literal: str) -> str:
    """Add a line by hand: tomlkit would put it behind the comment that introduces the next section."""
    section, _, key = dotted.partition(".")
    lines = text.splitlines(keepends=True)
    end = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    if section not in _headers(text):
        joint = "" if not text or text.endswith("\n") else end
        return f"{text}{joint}{end if text else ''}[{section}]{end}{key} = {literal}{end}"
    numbers = key_lines(text)
    first = numbers[section]
    last = max(
        number for name, number in numbers.items() if name == section or name.startswith(f"{section}.")
    )
    following = [number for name, number in numbers.items() if number > first and "." not in name]
    stop = min(following, default=len(lines) + 1)
    for number in range(first, stop):
        if number <= len(lines) and re.match(rf"\s*#\s*{re.escape(key)}\s*=", lines[number - 1]):
            last = number
    if not lines[last - 1].endswith("\n"):
        lines[last - 1] += end
    lines.insert(last, f"{key} = {literal}{end}")
    return "".join(lines)
