"""Abbreviations that a text introduces itself: "Natural Language Processing (NLP)", "NLP (neuro-…)"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SHORT_IN_BRACKETS = re.compile(r"\([ \t]?[\"“']?(?P<short>[A-Z][A-Za-z0-9&/-]{1,7}?)s?[\"”']?[ \t]?\)")
_SHORT_FIRST = re.compile(r"(?<![\w-])(?P<short>[A-Z][A-Z0-9&/]{1,6})s?[ \t]?\((?P<long>[^()\n]{5,80})\)")
_NO_GAP = re.compile(r"[^\w\s’'&/-]|\n")
_REACH = 80
MOST = 40
"""Abbreviations looked at in one text."""
_WORD = re.compile(r"[A-Za-z][\w’']*")
_SMALL = frozenset(("a", "an", "and", "for", "in", "of", "on", "the", "to", "with"))


@dataclass(frozen=True, slots=True)
class Introduction:
    """An abbreviation and what the text says that it stands for."""

    short: str
    start: int
    end: int
    """Where the long form stands."""


def initials(phrase: str) -> str:
    """Return the first letters of a phrase's words, small words left out, in small letters."""
    return "".join(word[0] for word in _WORD.findall(phrase) if word.lower() not in _SMALL).lower()


def introductions(text: str) -> Iterator[Introduction]:
    """Find the abbreviations that a text spells out.

    Parameters
    ----------
    text
        The document.

    Yields
    ------
    Introduction
        One for each abbreviation whose letters are the first letters of the words beside it, at most
        `MOST`.
    """
    if "(" not in text:
        return
    seen: set[str] = set()
    for match in _SHORT_IN_BRACKETS.finditer(text):
        letters = _letters(match["short"])
        if len(letters) < 2 or match["short"] in seen or len(seen) >= MOST:
            continue
        end = match.start()
        while end > 0 and text[end - 1] in " \t":
            end -= 1
        low = max(0, end - _REACH)
        for gap in _NO_GAP.finditer(text, low, end):
            low = gap.end()
        words = list(_WORD.finditer(text, low, end))[-2 * len(letters) :]
        for position in range(len(words) - 2, -1, -1):
            start = words[position].start()
            if words[position].group().lower() in _SMALL or text[start - 1 : start].isalnum():
                continue
            if initials(text[start:end]) == letters:
                seen.add(match["short"])
                yield Introduction(match["short"], start, end)
                break
    for match in _SHORT_FIRST.finditer(text):
        letters = _letters(match["short"])
        if len(letters) < 2 or match["short"] in seen or len(seen) >= MOST:
            continue
        if initials(match["long"]) == letters:
            seen.add(match["short"])
            yield Introduction(match["short"], *match.span("long"))


def _letters(short: str) -> str:
    return re.sub(r"[^a-z]", "", short.lower())


def places_of(short: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of every place where an abbreviation stands, a plural s left out."""
    for match in re.finditer(rf"(?<![\w-]){re.escape(short)}(?=s?(?!\w))", text):
        yield match.span()
