"""Where the headings stand: on lines of their own, before a colon in running text, or glued to it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jdwork.text.bullets import BULLET_LEAD
from jdwork.text.cues import classify_sentence
from jdwork.text.headings import MAX_HEADING_WORDS, Heading, classify_heading
from jdwork.text.inline_headings import find_inline_headings

_LEAD = re.compile(r"[\s>#*=_~|\-–—]*")
_TAIL = re.compile(r"[\s*=_~|\-–—:#?!.…,;>]*\Z")
_LONGEST_LINE = 160


def find_headings(text: str, raw: str) -> tuple[Heading, ...]:
    """Find the headings of a JD.

    Parameters
    ----------
    text
        Cleaned text.
    raw
        The text before cleaning, of the same length: bold marks show there.

    Returns
    -------
    tuple of Heading
        In order, not overlapping.
    """
    found: list[Heading] = []
    position = 0
    lines: list[tuple[int, int]] = []
    while position <= len(text):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        if text[position:end].strip():
            lines.append((position, end))
        position = end + 1
    capitals = sum(text[start:end].isupper() for start, end in lines)
    view = _View(text, raw, shouts=capitals * 2 > len(lines))
    for index, (start, end) in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        whole = _line_heading(view, start, end, following)
        if whole is not None:
            found.append(whole)
        else:
            found.extend(find_inline_headings(text, start, end))
    return _without_overlaps(found)


def _without_overlaps(found: list[Heading]) -> tuple[Heading, ...]:
    kept: list[Heading] = []
    for heading in sorted(found, key=lambda heading: (heading.start, -heading.end)):
        if not kept or heading.start >= kept[-1].end:
            kept.append(heading)
    return tuple(kept)


@dataclass(frozen=True, slots=True)
class _View:
    """A JD as the line rules see it; ``shouts`` where most lines are in capitals, which then mean nothing."""

    text: str
    raw: str
    shouts: bool


def _line_heading(view: _View, start: int, end: int, following: tuple[int, int] | None) -> Heading | None:
    """The heading that fills the line ``text[start:end]``, if it does."""
    line = view.text[start:end]
    if len(line) > _LONGEST_LINE or (len(line) > 90 and not line.rstrip(" *_").endswith(":")):
        return None
    bullet = BULLET_LEAD.match(line)
    lead = _LEAD.match(line, bullet.end() if bullet else 0)
    ending = _TAIL.search(line)
    if lead is None or ending is None:
        return None
    body, tail = line[lead.end() : ending.start()].strip(), ending[0].strip()
    if not body or not body[0].isalnum():
        return None
    marks = view.raw[start:end].strip()
    marked = marks.startswith("#") or (marks.startswith("**") and marks.rstrip(" :").endswith("**"))
    numbered = bullet is not None and bullet[0].strip(" \t.()").isdigit()
    listed = bullet is not None and not numbered
    size, colon = len(body.split()), ":" in tail
    if size <= MAX_HEADING_WORDS and not tail.endswith((".", ",", ";")):
        kind = classify_heading(body)
        if kind is not None and (not listed or marked or (colon and _is_list_item(view.text, following))):
            return Heading(start, end, body, kind)
        level = "part" if colon and not marks.startswith("#") else "section"
        shouted = body.isupper() and len(body) > 5 and size > 1 and not view.shouts and not tail.strip(" :")
        if (marked or shouted) and not listed:
            return Heading(start, end, body, None, level)
    if colon and not listed and size <= 20 and following is not None and tail.endswith(":"):
        # A lead-in such as "The successful candidate will have:" says what the list below it is.
        kind, strength = classify_sentence(body)
        if size > 2 and kind in ("duties", "requirements", "perks") and strength >= 0.8:
            return Heading(start, end, body, kind)
        if size <= 8:
            return Heading(start, end, body, None, "part")
    return None


def _is_list_item(text: str, line: tuple[int, int] | None) -> bool:
    return line is not None and BULLET_LEAD.match(text, *line) is not None
