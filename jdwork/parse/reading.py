"""What every field of the parser reads: the document, its words, and quotes with offsets."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from jdwork.parse.model import SourceMarker
from jdwork.text import Document, SectionKind, Sentence

Value_co = TypeVar("Value_co", covariant=True)

WORD = re.compile(r"[^\W\d_](?:[\w+#]|['’&./-](?=[^\W_]))*")
"""A word with letters: ``c++``, ``node.js`` and ``full-stack`` are one each."""

_BREAK = re.compile(r"[.!?;](?=\s)|[\n\r●•▪➢]")
_GLYPH_BEFORE = re.compile(r"([●•▪➢◦‣·○■□✓✔*–—>-]|(?<!\S)\(?(?:\d{1,2}|[a-z])[.)])\s*$")


@dataclass(frozen=True, slots=True)
class Quoted(Generic[Value_co]):
    """A parsed value and where it stands: ``jd.text[start:end]``."""

    value: Value_co
    start: int
    end: int


@dataclass(frozen=True)
class Reading:
    """A document prepared for the field parsers; what several of them need is computed once."""

    document: Document

    @property
    def text(self) -> str:
        """The cleaned text, offset for offset that of the JD."""
        return self.document.clean

    @cached_property
    def lower(self) -> str:
        """``text`` in lower case with every offset kept (some capitals grow when lowered)."""
        lowered = self.text.lower()
        if len(lowered) == len(self.text):
            return lowered
        return "".join(c if len(low := c.lower()) != 1 else low for c in self.text)

    @cached_property
    def word_spans(self) -> list[tuple[int, int]]:
        """Where each of `words` stands."""
        return [match.span() for match in WORD.finditer(self.lower)]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """All words with letters, in lower case and in order."""
        return tuple(WORD.findall(self.lower))

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The distinct words, for asking whether a look is worth it."""
        return frozenset(self.words)

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self.document.sentences]

    @cached_property
    def _section_starts(self) -> list[int]:
        return [section.start for section in self.document.sections]

    def sentence_at(self, position: int) -> Sentence | None:
        """The sentence that covers ``position``, if any."""
        index = bisect.bisect_right(self._sentence_starts, position) - 1
        if index < 0:
            return None
        sentence = self.document.sentences[index]
        return sentence if position < sentence.end else None

    def kind_at(self, position: int) -> SectionKind:
        """What the text around ``position`` talks about."""
        sentence = self.sentence_at(position)
        if sentence is not None:
            return sentence.section
        index = bisect.bisect_right(self._section_starts, position) - 1
        if index >= 0 and position < self.document.sections[index].end:
            return self.document.sections[index].kind
        return "other"

    def clause(self, start: int, end: int, *, reach: int = 160) -> tuple[int, int]:
        """The stretch around ``start:end`` up to the nearest sentence end, line or bullet.

        Parameters
        ----------
        start, end
            The stretch to widen.
        reach
            How many characters to widen it by at most, on each side.

        Returns
        -------
        tuple[int, int]
            Offsets without outer white space.
        """
        low, high = max(0, start - reach), min(len(self.text), end + reach)
        for match in _BREAK.finditer(self.text, low, start):
            low = match.end()
        after = _BREAK.search(self.text, end, high)
        if after is not None:
            high = after.start()
        return tighten(self.text, low, high)

    def quote(self, start: int, end: int) -> str:
        """The JD's own words between two offsets, or the cleaned ones where markup stands among them."""
        raw = self.document.jd.text[start:end]
        return raw if raw == self.text[start:end] else " ".join(self.text[start:end].split())

    def bullet_before(self, start: int) -> str:
        """The bullet or number in front of ``start``, or an empty string."""
        match = _GLYPH_BEFORE.search(self.text, max(0, start - 8), start)
        return match.group(1) if match else ""


def matches_from(starts: Iterable[int], whole: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Find what ``whole.finditer`` finds, sooner: it is tried only where a match may begin.

    A pattern that begins by looking behind is else tried at every character.

    Parameters
    ----------
    starts
        All places where a match may begin, and others, rising.
    whole
        Never matches the empty string.
    text
        What is looked through.
    """
    end = 0
    for start in starts:
        if start >= end and (match := whole.match(text, start)) is not None:
            end = match.end()
            yield match


def starts_of(first: re.Pattern[str], text: str) -> Iterator[int]:
    """Where each match of a pattern begins."""
    return (match.start() for match in first.finditer(text))


def tighten(text: str, start: int, end: int) -> tuple[int, int]:
    """Move two offsets inwards past white space.

    Parameters
    ----------
    text
        The text they refer to.
    start, end
        Offsets, ``start <= end``.

    Returns
    -------
    tuple[int, int]
        The tightened offsets; equal where only white space stood between them.
    """
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def source_marker(text: str) -> SourceMarker:
    """The first and last five words of a text, split at white space.

    Parameters
    ----------
    text
        The quoted text.

    Returns
    -------
    SourceMarker
        Fewer words where the text has fewer than five.
    """
    words = text.split()
    return SourceMarker(first_5_words=" ".join(words[:5]), last_5_words=" ".join(words[-5:]))


def whole(number: float) -> int | float:
    """An int where the figure is whole, else the float to two decimals."""
    rounded = round(number, 2)
    return int(rounded) if rounded == int(rounded) else rounded
