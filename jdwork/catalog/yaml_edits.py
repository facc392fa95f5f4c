"""Changing single values in YAML text, leaving every other line as its author wrote it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from jdwork.catalog import file_text
from jdwork.catalog.problems import Location

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
LINE = 110
"""Columns that a list in brackets may grow to before it goes on in a new line."""

_Collection = MappingNode | SequenceNode
_Part = int | str | tuple[int, str]
"""Of a list after a change: an item kept (its position), a new one (its text), or one replaced."""


@dataclass(frozen=True, slots=True)
class _Item:
    """An item of a list, or a key with its value: where its text starts and ends."""

    start: int
    end: int
    node: Node
    key: str = ""


class YamlEditor:
    """The text of one YAML file (a mapping at its root) and ways to change it.

    Comments stand with what follows them; what is taken out takes its comment along.

    Parameters
    ----------
    text
        The file.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._break = "\r\n" if "\r\n" in text else "\n"
        self._root: Node | None = None

    @property
    def text(self) -> str:
        """The file after all changes so far."""
        return self._text

    def value(self, at: Location) -> Any:
        """Return what stands at a location, as dicts, lists and texts; None if nothing does."""
        node = self._find(at)
        return None if node is None else _plain(node)

    def set_field(self, at: Location, key: str, value: object, *, block: bool = False) -> None:
        """Give a key of the mapping at a location a value; the key is added where it is missing.

        Parameters
        ----------
        at
            Location of the mapping.
        key, value, block
            As for `jdwork.catalog.file_text.field`.
        """
        owner = self._mapping(at)
        text = (
            f"{key}: {file_text.flow(value)}"
            if owner.flow_style
            else file_text.field(key, value, block=block)
        )
        items = self._items(owner)
        position = next((number for number, item in enumerate(items) if item.key == key), None)
        if position is None:
            self._rebuild(owner, [*range(len(items)), text])
            return
        item = items[position]
        start, end = _extent(item.node, self._text)
        if isinstance(item.node, ScalarNode) and start < end and "\n" not in self._text[start:end] + text:
            self._splice(start, end, text[len(key) + 2 :])
        else:
            self._rebuild(owner, [*range(position), (position, text), *range(position + 1, len(items))])

    def drop_field(self, at: Location, key: str) -> None:
        """Take a key and its value out of the mapping at a location, if it is there."""
        owner = self._mapping(at)
        kept: list[_Part] = [n for n, item in enumerate(self._items(owner)) if item.key != key]
        if len(kept) < len(owner.value):
            self._rebuild(owner, kept)

    def set_list(
        self,
        at: Location,
        key: str,
        wanted: Sequence[Any],
        *,
        same: Callable[[Any], Hashable] = str,
        ignore: Callable[[Any], bool] = lambda item: False,
        block: bool = False,
    ) -> None:
        """Make a list hold these items in this order, touching only those that differ.

        Parameters
        ----------
        at, key
            The mapping that holds the list, and the list's key.
        wanted
            Texts or mappings.
        same
            Gives equal keys for items, as read or as wanted, that mean the same.
        ignore
            Tells items of the file that mean nothing, and may stay.
        block
            How a list is written that is not there yet.
        """
        node = self._find((*at, key))
        if not isinstance(node, SequenceNode) or not wanted or not node.value:
            if wanted or node is not None:
                self.set_field(at, key, list(wanted), block=block)
            return
        held = [_plain(one) for one in node.value]
        keys = [None if ignore(item) else same(item) for item in held]
        render = file_text.flow if node.flow_style else file_text.list_item
        self._align(node, keys, [same(one) for one in wanted], [render(one) for one in wanted])

    def set_pairs(self, at: Location, key: str, wanted: Mapping[str, float]) -> None:
        """Make a mapping of numbers hold these pairs in this order, touching only those that differ."""
        node = self._find((*at, key))
        texts = {name: file_text.number(value) for name, value in wanted.items()}
        if isinstance(node, MappingNode) and node.value and wanted:
            held = [(name.value, float(value.value)) for name, value in node.value]
            pairs = [f"{name}: {value}" for name, value in texts.items()]
            self._align(node, held, list(wanted.items()), pairs)
        elif wanted:
            self.set_field(at, key, texts)
        else:
            self.drop_field(at, key)

    def add_entry(self, key: str, fields: Mapping[str, Any], *, inline: bool = False) -> None:
        """Add an entry at the end of a list at the root of the file, on one line if ``inline``."""
        node = self._find((key,))
        if not isinstance(node, SequenceNode) or not node.value:
            entry = f"- {file_text.flow(fields)}" if inline else file_text.entry_text(fields).rstrip("\n")
            text = "\n".join([f"{key}:", *(f"  {line}" for line in entry.split("\n"))])
            self._set_text(
                key, f"{key}: {file_text.flow([fields])}" if self._mapping(()).flow_style else text
            )
            return
        last, size = node.value[-1], len(node.value)
        if inline or node.flow_style or (isinstance(last, MappingNode) and last.flow_style):
            text = file_text.flow(fields)
        else:
            text = file_text.entry_text(fields).rstrip("\n")[2:].replace("\n  ", "\n")
            before = self._text[: self._items(node)[-1].start].rstrip(" ").replace("\r\n", "\n")
            if size > 1 and before.endswith("\n\n"):  # entries stand apart in this file
                text = f"\n{text}"
        self._rebuild(node, [*range(size), text])

    def drop_entry(self, key: str, position: int) -> None:
        """Take the entry at a position out of a list at the root of the file."""
        node = self._find((key,))
        assert isinstance(node, SequenceNode)
        kept = [number for number in range(len(node.value)) if number != position]
        if kept:
            self._rebuild(node, kept)
        else:
            self._set_text(key, f"{key}: []")

    def order_entries(self, key: str, positions: Sequence[int]) -> None:
        """Put the entries of a list at the root of the file in another order."""
        node = self._find((key,))
        assert isinstance(node, SequenceNode)
        self._rebuild(node, positions)

    def _set_text(self, key: str, text: str) -> None:
        """Give a key at the root a value, both as text."""
        owner = self._mapping(())
        parts: list[_Part] = [
            (number, text) if item.key == key else number for number, item in enumerate(self._items(owner))
        ]
        if key not in {item.key for item in self._items(owner)}:
            parts.append(text)
        self._rebuild(owner, parts)

    def _align(
        self, owner: _Collection, held: Sequence[Any], wanted: Sequence[Any], texts: Sequence[str]
    ) -> None:
        """Turn one list into another with the fewest changes; items whose key is None stay."""
        counted = [number for number, key in enumerate(held) if key is not None]
        matcher = SequenceMatcher(None, [held[number] for number in counted], wanted, autojunk=False)
        parts: list[_Part] = []
        done = 0
        for tag, low, high, first, last in matcher.get_opcodes():
            here = counted[low] if low < len(counted) else len(held)
            parts += range(done, here)
            done = max(done, here)
            if tag == "equal":
                end = counted[high - 1] + 1
                parts += range(done, end)
                done = end
                continue
            for offset in range(max(high - low, last - first)):
                if low + offset < high:
                    number = counted[low + offset]
                    parts += range(done, number)
                    done = number + 1
                    if first + offset < last:
                        parts.append((number, texts[first + offset]))
                elif first + offset < last:
                    parts.append(texts[first + offset])
        parts += range(done, len(held))
        if parts != list(range(len(held))):
            self._rebuild(owner, parts)

    def _rebuild(self, owner: _Collection, parts: Sequence[_Part]) -> None:
        """Write a list or mapping anew from items kept, replaced and new."""
        items = self._items(owner)
        if not parts or not items or owner.flow_style:
            self._rebuild_flow(owner, items, parts)
            return
        column = items[0].start - (self._text.rfind("\n", 0, items[0].start) + 1)
        begin = self._text.rfind("\n", 0, items[0].start) + 1
        behind_dash = bool(self._text[begin : items[0].start].strip())
        if behind_dash:
            begin = items[0].start
        ends = [self._line_end(item.end) for item in items]
        indent = " " * column
        dash = "- " if isinstance(owner, SequenceNode) else ""
        chunks: list[str] = []
        for part in parts:
            if isinstance(part, str):
                chunks.append(_chunk(part, indent, dash, self._break))
                continue
            number, text = part if isinstance(part, tuple) else (part, None)
            low = ends[number - 1] if number else begin
            lead = indent if number == 0 and behind_dash else ""
            if text is None:
                chunks.append(lead + self._text[low : ends[number]])
            else:
                line = max(self._text.rfind("\n", 0, items[number].start) + 1, low)
                chunks.append(self._text[low:line] + _chunk(text, indent, dash, self._break))
        closed = (chunk if chunk.endswith("\n") else chunk + self._break for chunk in chunks)
        new = "".join(closed)
        if behind_dash:
            new = new.removeprefix(indent)
        if ends[-1] == len(self._text) and not self._text.endswith("\n"):
            new = new.removesuffix(self._break)
        self._splice(begin, ends[-1], new)

    def _rebuild_flow(self, owner: _Collection, items: Sequence[_Item], parts: Sequence[_Part]) -> None:
        start, end = _extent(owner, self._text)
        opening, closing = ("[", "]") if isinstance(owner, SequenceNode) else ("{", "}")
        if not parts or not items:
            self._splice(start, end, opening + ", ".join(str(part) for part in parts) + closing)
            return
        text = self._text[start : items[0].start]
        margin = items[0].start - (self._text.rfind("\n", 0, items[0].start) + 1)
        column = margin
        several = "\n" in self._text[start:end]
        if several and "\n" not in text:
            margin = self._margin(items)
        before: int | None = None
        for place, part in enumerate(parts):
            number: int | None
            number = part if isinstance(part, int) else part[0] if isinstance(part, tuple) else None
            piece = part if isinstance(part, str) else part[1] if isinstance(part, tuple) else ""
            if isinstance(part, int):
                piece = self._text[items[part].start : items[part].end]
            if place and number:
                gaps = [
                    self._text[items[one - 1].end : items[one].start]
                    for one in range(min(number, 1 + (number - 1 if before is None else before)), number + 1)
                    if one
                ]
                gap = next((one for one in gaps if "\n" in one), gaps[-1])
            elif place:
                wide = several and column + len(piece) + 3 > LINE
                gap = f",{self._break}{' ' * margin}" if wide else ", "
            else:
                gap = ""
            text += gap + piece
            last = (gap + piece).rpartition("\n")
            column = len(last[2]) if last[1] else column + len(gap + piece)
            before = number
        self._splice(start, end, text + self._text[items[-1].end : end])

    def _margin(self, items: Sequence[_Item]) -> int:
        """Column at which the lines of a list in brackets start."""
        for item in items[1:]:
            begin = self._text.rfind("\n", 0, item.start) + 1
            if not self._text[begin : item.start].strip():
                return item.start - begin
        return 2

    def _splice(self, start: int, end: int, new: str) -> None:
        self._text = self._text[:start] + new + self._text[end:]
        self._root = None

    def _line_end(self, position: int) -> int:
        following = self._text.find("\n", position)
        return len(self._text) if following < 0 else following + 1

    def _items(self, owner: _Collection) -> list[_Item]:
        if isinstance(owner, MappingNode):
            return [
                _Item(
                    key.start_mark.index,
                    max(_extent(value, self._text)[1], key.end_mark.index + 1),
                    value,
                    key.value,
                )
                for key, value in owner.value
            ]
        found = []
        for node in owner.value:
            start, end = _extent(node, self._text)
            found.append(_Item(start if owner.flow_style else self._text.rfind("-", 0, start), end, node))
        return found

    def _mapping(self, at: Location) -> MappingNode:
        node = self._find(at)
        assert isinstance(node, MappingNode)
        return node

    def _find(self, at: Location) -> Node | None:
        if self._root is None:
            self._root = yaml.compose(self._text, Loader=_Loader)
        node = self._root
        for part in at:
            if isinstance(node, MappingNode):
                node = next((value for key, value in node.value if key.value == part), None)
            elif isinstance(node, SequenceNode) and isinstance(part, int):
                node = node.value[part] if part < len(node.value) else None
            else:
                return None
        return node


def _extent(node: Node, text: str) -> tuple[int, int]:
    """Start and end of a value's own text; a block's mark goes on to whatever comes next."""
    start = node.start_mark.index
    if not isinstance(node, MappingNode | SequenceNode) or node.flow_style or not node.value:
        end = node.end_mark.index
        return start, start + len(text[start:end].rstrip())
    last = node.value[-1]
    return start, _extent(last[1] if isinstance(last, tuple) else last, text)[1]


def _plain(node: Node) -> Any:
    if isinstance(node, MappingNode):
        return {key.value: _plain(value) for key, value in node.value}
    if isinstance(node, SequenceNode):
        return [_plain(one) for one in node.value]
    return node.value


def _chunk(text: str, indent: str, dash: str, line_break: str) -> str:
    """Lines of a new item at a column; leading empty lines stay empty."""
    lead = len(text) - len(text.lstrip("\n"))
    first, *rest = text.lstrip("\n").split("\n")
    lines = [""] * lead + [indent + dash + first]
    lines += [f"{indent}{' ' * len(dash)}{line}" if line else "" for line in rest]
    return line_break.join(lines) + line_break
