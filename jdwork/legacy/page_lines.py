"""A page as lines with their places in it, and JSON objects that begin at one of them."""

from __future__ import annotations

import html
import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from jdwork.legacy import headings
from jdwork.legacy.model import Block


@dataclass(frozen=True)
class Lines:
    """A text cut at its newlines.

    Parameters
    ----------
    text
        The page.
    first
        Number of its first line in the file, counted from 1.
    """

    text: str
    first: int = 1

    @cached_property
    def starts(self) -> list[int]:
        """Offset of each line."""
        starts = [0]
        starts += [match.end() for match in re.finditer("\n", self.text)]
        return starts if starts[-1] < len(self.text) or len(starts) == 1 else starts[:-1]

    def __len__(self) -> int:
        return len(self.starts)

    def __getitem__(self, line: int) -> str:
        return self.text[self.starts[line] : self.end(line)].rstrip("\n")

    def end(self, line: int) -> int:
        """Offset behind a line and its newline."""
        return self.starts[line + 1] if line + 1 < len(self.starts) else len(self.text)

    def at(self, offset: int) -> int:
        """The line that an offset lies in."""
        return bisect_right(self.starts, offset) - 1

    def number(self, line: int) -> int:
        """Number of a line in its file, counted from 1."""
        return self.first + line

    def matching(self, pattern: re.Pattern[str], start: int = 0, stop: int | None = None) -> Iterator[int]:
        """Lines that a pattern matches, in order."""
        for line in range(start, len(self) if stop is None else min(stop, len(self))):
            # A heading is short: the text of an ad on one line is not searched.
            if self.end(line) - self.starts[line] <= 400 and pattern.match(self[line]):
                yield line


@dataclass(frozen=True, slots=True)
class Object:
    """A JSON object below a heading: its value or what is wrong, and where it ends."""

    heading: int
    end: int
    value: Block | None
    problem: str | None = None


def object_below(lines: Lines, heading: int) -> Object | None:
    """Read the JSON object that begins on the first line with something to say below a heading.

    Parameters
    ----------
    lines
        The page.
    heading
        The heading's line.

    Returns
    -------
    Object or None
        None where what follows is no JSON at all.
    """
    line = heading + 1
    while line < len(lines) and (not lines[line].strip() or headings.RAW.match(lines[line])):
        line += 1
    if line >= len(lines) or not lines[line].lstrip().startswith("{"):
        return None
    start = lines.starts[line] + lines[line].index("{")
    try:
        value, end = _decoder().raw_decode(lines.text, start)
    except RecursionError:
        return Object(heading, start, None, f"line {lines.number(line)}: JSON nested too deep")
    except ValueError as error:
        escaped = _unescaped(lines, start)
        if escaped is not None:
            return Object(heading, escaped[1], escaped[0])
        at = getattr(error, "pos", start)
        cut = not lines.text[at:].strip()
        why = "the file ends within it" if cut else getattr(error, "msg", str(error))
        return Object(
            heading, len(lines.text) if cut else start, None, f"line {lines.number(lines.at(at))}: {why}"
        )
    return Object(heading, end, value) if isinstance(value, dict) else None


def json_value(text: str) -> tuple[Any, int] | None:
    """Read a JSON object or list at the beginning of a text; None where there is none."""
    start = len(text) - len(text.lstrip())
    if text[start : start + 1] not in ("{", "["):
        return None
    try:
        return _decoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        return None


def _unescaped(lines: Lines, start: int) -> tuple[Block, int] | None:
    """An object whose quotes and signs were saved as HTML entities."""
    dense = lines.text[start : start + 200]
    if "&quot;" not in dense and "&#34;" not in dense and "&#x22;" not in dense:
        return None
    line = lines.at(start)
    stop = len(lines.text)
    for pattern in (headings.NANO, *headings.APIS.values(), headings.CALLS, headings.START):
        found = next(lines.matching(pattern, line + 1), None)
        if found is not None:
            stop = min(stop, lines.starts[found])
    extent = lines.text[start:stop]
    try:
        value, _ = _decoder().raw_decode(html.unescape(extent))
    except (ValueError, RecursionError):
        return None
    return (value, start + len(extent.rstrip())) if isinstance(value, dict) else None


def _decoder() -> json.JSONDecoder:
    def refuse(name: str) -> Any:
        raise ValueError(f"{name} is no JSON value")

    return json.JSONDecoder(parse_constant=refuse, strict=False)
