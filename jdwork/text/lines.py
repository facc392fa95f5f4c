"""Putting lines together: which of them are wrapped paragraphs, and which are items of a list."""

from __future__ import annotations

import re

from jdwork.text.bullets import BULLET_LEAD
from jdwork.text.headings import words_of

GOES_ON = words_of(
    """
    a an the of for to and or with in as our your by from at on is are be will that & +
    """
)
"""A line or item does not end in one of these."""

_LATE_STOP = re.compile(r"[.!?…][\"'”’)]*\s")


def join_lines(text: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    """Find the paragraphs and list items of a stretch: its lines, joined where one goes on in the next.

    Parameters
    ----------
    text
        Cleaned text.
    start, end
        The stretch to read.

    Returns
    -------
    list of (start, end, is_item)
        Without the bullets of items. Three or more short lines under one another are items too.
    """
    lines: list[tuple[int, int]] = []
    position = start
    while position < end:
        stop = text.find("\n", position, end)
        stop = end if stop < 0 else stop
        lines.append((position, stop))
        position = stop + 1
    width = _wrap_width([len(text[a:b].rstrip()) for a, b in lines])
    units: list[tuple[int, int, bool]] = []
    open_line: tuple[int, int] | None = None
    plain: list[bool] = []
    for a, b in lines:
        content = text[a:b].strip()
        if not content:
            open_line = None
            continue
        bullet = BULLET_LEAD.match(text, a, b)
        if bullet is None and open_line is not None and _continues(text, open_line, (a, b), width):
            units[-1] = (units[-1][0], b, units[-1][2])
            plain[-1] = False
        else:
            units.append((bullet.end() if bullet else a, b, bullet is not None))
            plain.append(bullet is None and open_line is not None)
        open_line = (a, b)
    return _mark_plain_lists(text, units, plain)


def _mark_plain_lists(
    text: str, units: list[tuple[int, int, bool]], follows: list[bool]
) -> list[tuple[int, int, bool]]:
    """Three or more short lines under one another, none of several sentences, are a list without glyphs."""
    marked = list(units)
    index = 0
    while index < len(units):
        last = index
        while last + 1 < len(units) and follows[last + 1]:
            last += 1
        run = units[index : last + 1]
        if len(run) >= 3 and all(_is_short_sentence(text, a, b) for a, b, _ in run):
            marked[index : last + 1] = [(a, b, True) for a, b, _ in run]
        index = last + 1
    return marked


def _is_short_sentence(text: str, start: int, end: int) -> bool:
    return end - start < 300 and not _LATE_STOP.search(text, start, max(start, end - 12))


def _wrap_width(lengths: list[int]) -> int | None:
    """The width that the lines were wrapped at, or None where each line is a paragraph."""
    widest = max(lengths, default=0)
    if not 50 <= widest <= 120:
        return None
    full = sum(length >= widest - 14 for length in lengths)
    return widest if full >= 4 and full * 3 >= sum(length > 0 for length in lengths) else None


def _continues(text: str, before: tuple[int, int], line: tuple[int, int], width: int | None) -> bool:
    previous = text[before[0] : before[1]].rstrip()
    current = text[line[0] : line[1]]
    first = current.split(maxsplit=1)[0]
    last_word = previous[previous.rfind(" ") + 1 :].lower()
    if (
        width is not None
        and len(previous) + 1 + len(first) > width - 2
        and not previous.endswith((".", ":", ";"))
    ):
        return True
    if last_word in GOES_ON or previous.endswith(","):
        return True
    if not first[0].islower() or previous.endswith((".", "!", "?", ":", ";")):
        return False
    return len(previous) >= 45 or current.startswith(" ")
