"""YAML read as plain text values, with the line of every one of them.

Only what people write by hand is accepted: mappings, lists and text. Anchors, aliases, tags and several
documents in a file are refused, so no small file can grow into a large one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml import events

from jdwork.catalog.problems import Location, Problem, key_path

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 24


@dataclass(slots=True)
class YamlFile:
    """A parsed file: ``data`` of dicts, lists and strings, and where each value stands.

    ``lines`` mirrors ``data``: a line number for text, else a pair of the line number and the lines of
    the children.
    """

    file: str
    data: Any
    lines: Any
    problems: list[Problem] = field(default_factory=list)

    def line(self, location: Location) -> int | None:
        """Line (from 1) of the value at a location, or of its nearest parent that is there."""
        here = self.lines
        number: int | None = here[0] if isinstance(here, tuple) else here
        for part in location:
            here = _child(here, part)
            if here is None:
                break
            number = here[0] if isinstance(here, tuple) else here
        return number

    def problem(
        self, text: str, location: Location = (), *, hint: str | None = None, code: str = "CAT001"
    ) -> Problem:
        """Make a problem of this file at a location."""
        return Problem(self.file, text, self.line(location), key_path(location), hint, code)


def _child(lines: Any, part: str | int) -> Any:
    children = lines[1] if isinstance(lines, tuple) else None
    if isinstance(children, dict):
        return children.get(part)
    if isinstance(children, list) and isinstance(part, int) and part < len(children):
        return children[part]
    return None


class _RefusedError(Exception):
    def __init__(self, text: str, line: int | None, hint: str) -> None:
        self.problem = (text, line, hint)
        super().__init__(text)


def read_yaml(content: bytes, *, file: str) -> YamlFile:
    """Parse one catalog file.

    Parameters
    ----------
    content
        Bytes of the file; UTF-8, with or without a byte order mark.
    file
        Its name for messages.

    Returns
    -------
    YamlFile
        With ``data`` None and one problem where the file could not be read at all; duplicate keys are
        problems too, the first value being kept.
    """
    try:
        data, lines, problems = _build(_decode(content), file)
    except _RefusedError as refused:
        text, line, hint = refused.problem
        return YamlFile(file, None, None, [Problem(file, text, line, hint=hint)])
    except yaml.YAMLError as error:
        return YamlFile(file, None, None, [_syntax_problem(error, content, file)])
    return YamlFile(file, data, lines, problems)


def _decode(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise _RefusedError(
            f"The file has {len(content):,} bytes, more than {MAX_BYTES:,}.",
            None,
            "Split it into several files.",
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _RefusedError(
            f"The file is not UTF-8 text (byte 0x{content[error.start]:02x}).", line, "Save it as UTF-8."
        ) from None


def _build(text: str, file: str) -> tuple[Any, Any, list[Problem]]:
    """Turn parser events into plain data and the lines beside it."""
    problems: list[Problem] = []
    root = _Level(kind="root", line=1)
    stack = [root]
    documents = 0
    event: Any
    for event in yaml.parse(text, Loader=_Loader):
        kind = type(event)
        if kind is events.ScalarEvent:
            line = _checked(event)
            top = stack[-1]
            if top.kind == "map" and top.key is None:
                top.open_key(event.value, line, file, problems, stack)
            else:
                top.add(event.value, line)
        elif kind is events.SequenceStartEvent or kind is events.MappingStartEvent:
            line = _checked(event)
            top = stack[-1]
            if top.kind == "map" and top.key is None:
                raise _RefusedError(
                    "A key must be plain text.", line, "Quote the key if it starts with '[' or '{'."
                )
            if len(stack) > MAX_DEPTH:
                raise _RefusedError(f"Lists are nested deeper than {MAX_DEPTH}.", line, "Flatten them.")
            stack.append(_Level(kind="list" if kind is events.SequenceStartEvent else "map", line=line))
        elif kind is events.SequenceEndEvent or kind is events.MappingEndEvent:
            done = stack.pop()
            stack[-1].add(done.data, (done.line, done.lines))
        elif kind is events.DocumentStartEvent:
            documents += 1
            if documents > 1:
                raise _RefusedError(
                    "The file holds several YAML documents.", _line(event), "Remove the '---' line."
                )
        elif kind is events.AliasEvent:
            raise _RefusedError(
                f"The alias '*{event.anchor}' is not allowed.",
                _line(event),
                "Write the value out, or quote text that starts with '*'.",
            )
    if not root.data:
        raise _RefusedError("The file is empty.", None, "Fill it in or delete it.")
    return root.data[0], root.lines[0], problems


class _Level:
    """A mapping or list that is still open."""

    __slots__ = ("data", "key", "key_line", "kind", "line", "lines", "skipped")

    def __init__(self, *, kind: str, line: int) -> None:
        self.kind = kind
        self.line = line
        self.key: str | None = None
        self.key_line = line
        self.skipped = False
        self.data: Any = {} if kind == "map" else []
        self.lines: Any = {} if kind == "map" else []

    def open_key(self, key: str, line: int, file: str, problems: list[Problem], stack: list[_Level]) -> None:
        if key in self.data:
            location = (*_path(stack), key)
            first = self.lines[key][0] if isinstance(self.lines[key], tuple) else self.lines[key]
            problems.append(
                Problem(
                    file,
                    "The key is given twice.",
                    line,
                    key_path(location),
                    f"Remove one; the first is on line {first}.",
                )
            )
            self.skipped = True
        self.key, self.key_line = key, line

    def add(self, value: Any, lines: Any) -> None:
        if self.kind != "map":
            self.data.append(value)
            self.lines.append(lines)
            return
        if not self.skipped:
            # A value stands where its key stands: that is the line a reader looks for.
            self.data[self.key] = value
            self.lines[self.key] = (self.key_line, lines[1]) if isinstance(lines, tuple) else self.key_line
        self.key, self.skipped = None, False


def _path(stack: list[_Level]) -> Location:
    return tuple(level.key if level.kind == "map" else len(level.data) for level in stack[1:-1])  # type: ignore[misc]


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _checked(event: Any) -> int:
    """Return the line of a node, refusing anchors and tags."""
    line = _line(event)
    if event.anchor is not None:
        raise _RefusedError(
            f"The anchor '&{event.anchor}' is not allowed.",
            line,
            "Write the value out, or quote text that starts with '&'.",
        )
    if event.tag is not None and event.tag != "!":
        raise _RefusedError(
            f"The tag '{event.tag}' is not allowed.",
            line,
            "Every value is text: quote text that starts with '!'.",
        )
    return line


def _syntax_problem(error: yaml.YAMLError, content: bytes, file: str) -> Problem:
    mark = getattr(error, "problem_mark", None)
    said = getattr(error, "problem", None) or str(error).splitlines()[0]
    line = mark.line + 1 if mark is not None else None
    if line is None:
        found = re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", content)
        line = content.count(b"\n", 0, found.start()) + 1 if found else None
        hint = "Remove the control character." if found else "Check the file's quoting and indentation."
    elif _has_tab(content, line):
        hint = "Indent with spaces: YAML allows no tabs there."
    elif "mapping values are not allowed" in said or "expected <block end>" in said:
        hint = "Quote text that holds a colon followed by a space, and check the indentation."
    else:
        hint = (
            "Check the quoting and indentation there; quote text that starts with @, #, &, *, [, {, % or `."
        )
    return Problem(file, f"This is not valid YAML ({said}).", line, hint=hint)


def _has_tab(content: bytes, line: int) -> bool:
    rows = content.splitlines()
    return any(re.match(rb"\s*(- )*\t|\t", row) for row in rows[max(0, line - 2) : line])
