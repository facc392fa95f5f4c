"""What surrounds a mention: section, sentence, neighbours in a list, and whether it is asked for."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from jdwork.skills.tokens import Tokens
from jdwork.skills.variants import Pattern
from jdwork.text.job_description import Document, SectionKind

_REACH = 400
"""Characters looked at on either side where a text has no sentences, or overlong ones."""

_LIST_GAP = re.compile(r"(?:[\s,;/|•●▪·+&*(:)\"'’”“–-]|\b(?:and|or|the)\b)+", re.IGNORECASE)
_REFUSED_BEFORE = re.compile(
    r"\b(?:no|without(?: any)?)\s+(?!less|fewer|more|other|matter)"
    r"(?:[\w'-]+[\s/,]+(?:or\s+|in\s+|of\s+|with\s+)?){0,4}$",
    re.IGNORECASE,
)
_REFUSED_AFTER = re.compile(
    r"(?:[\s/,]+[\w'-]+){0,4}?\s*(?:is|are)?\s*"
    r"(?:required|requirements?|needed|necessary|expected|mandatory)\b",
    re.IGNORECASE,
)
_NOT_ASKED_AFTER = re.compile(
    r"(?:\s+[\w'-]+){0,3}?\s+(?:is|are)\s+not\s+(?:strictly\s+)?"
    r"(?:required|needed|necessary|expected|mandatory|a must)\b"
    r"|(?:\s+[\w'-]+){0,2}\s+not\s+(?:required|needed|necessary)\b",
    re.IGNORECASE,
)
_NOT_ASKED_BEFORE = re.compile(
    r"\b(?:do|does|need|is|are)(?:\s+not|n['’]t)\s+"
    r"(?:require|need|to know|have to know)\s+(?:[\w'-]+\s+){0,3}$",
    re.IGNORECASE,
)
_DEMANDED = re.compile(
    r"\b(?:must|required?|requires|mandatory|essential|strong|expert(?:ise)?|proficien\w+|extensive|solid"
    r"|in-depth|advanced|hands-on)\b",
    re.IGNORECASE,
)
_OPTIONAL = re.compile(
    r"\b(?:nice to have|good to have|plus|bonus|preferred|preferably|advantage\w*|desirable|desired|ideally"
    r"|optional|familiarity)\b",
    re.IGNORECASE,
)


class Surroundings:
    """Answers questions about places in one document.

    Parameters
    ----------
    document
        The document.
    tokens
        Atoms of ``document.clean``.
    """

    def __init__(self, document: Document, tokens: Tokens) -> None:
        self.text = document.clean
        self.tokens = tokens
        self._sentences = document.sentences
        self._sections = document.sections
        self._sentence_starts = [sentence.start for sentence in document.sentences]
        self._section_starts = [section.start for section in document.sections]
        self._demands: dict[int, float] = {}

    def sentence_at(self, place: int) -> int | None:
        """Return the position of the sentence that holds a character, or None."""
        position = bisect_right(self._sentence_starts, place) - 1
        return position if position >= 0 and place < self._sentences[position].end else None

    def section_at(self, place: int) -> SectionKind:
        """Return the section that a character stands in."""
        sentence = self.sentence_at(place)
        if sentence is not None:
            return self._sentences[sentence].section
        position = bisect_right(self._section_starts, place) - 1
        if position >= 0 and place < self._sections[position].end:
            return self._sections[position].kind
        return "other"

    def starts_sentence(self, place: int) -> bool:
        """Whether only punctuation lies between a place and the start of its sentence or line."""
        position = bisect_right(self._sentence_starts, place) - 1
        if position >= 0 and place == self._sentence_starts[position]:
            return True
        before = self.text[max(0, place - 6) : place].rstrip(" \t•●▪·*-–")
        return place == 0 or not before or before[-1] in "\n.!?:"

    def near(self, start: int, end: int, words: tuple[Pattern, ...]) -> bool:
        """Whether a context word stands in the sentence of a mention or in the one before or after."""
        if not words:
            return False
        low, high = self._window(start, end)
        tokens = self.tokens
        first, last = bisect_left(tokens.starts, low), bisect_left(tokens.starts, high)
        seen = [
            "\x00" if start <= at < end else norm
            for norm, at in zip(tokens.norms[first:last], tokens.starts[first:last], strict=True)
        ]
        present = set(seen)
        line = f" {' '.join(seen)} "
        for pattern in words:
            if len(pattern) == 1:
                word = pattern[0]
                if word in present or word + "s" in present or (word.endswith("s") and word[:-1] in present):
                    return True
            elif f" {' '.join(pattern)} " in line:
                return True
        return False

    def _window(self, start: int, end: int) -> tuple[int, int]:
        low, high = max(0, start - _REACH), min(len(self.text), end + _REACH)
        sentence = self.sentence_at(start)
        if sentence is None:
            return low, high
        before = self._sentences[max(0, sentence - 1)]
        after = self._sentences[min(len(self._sentences) - 1, sentence + 1)]
        return max(low, before.start), min(high, after.end)

    def list_link(self, left_end: int, right_start: int) -> str | None:
        """Say how two mentions hang together: ``"list"``, ``"space"``, or None where they do not."""
        if not 0 < right_start - left_end <= 14:
            return None
        if not _LIST_GAP.fullmatch(self.text, left_end, right_start):
            return None
        gap = self.text[left_end:right_start]
        return "list" if gap.strip() or "\n" in gap else "space"

    def is_refused(self, start: int, end: int) -> bool:
        """Whether the sentence says that this very thing is not asked for."""
        low, high = self._clause(start, end)
        before, after = self.text[max(low, start - 60) : start], self.text[end : min(high, end + 60)]
        if _REFUSED_BEFORE.search(before) and _REFUSED_AFTER.match(after):
            return True
        return bool(_NOT_ASKED_AFTER.match(after) or _NOT_ASKED_BEFORE.search(before))

    def _clause(self, start: int, end: int) -> tuple[int, int]:
        sentence = self.sentence_at(start)
        if sentence is None:
            return max(0, start - 60), min(len(self.text), end + 60)
        return self._sentences[sentence].start, self._sentences[sentence].end

    def demand(self, place: int) -> float:
        """Weigh how firmly the sentence asks: 2 for a must, 1 as a rule, 0.5 for nice to have."""
        sentence = self.sentence_at(place)
        if sentence is None:
            return 1.0
        if sentence not in self._demands:
            words = self._sentences[sentence].text
            self._demands[sentence] = (
                0.5 if _OPTIONAL.search(words) else 2.0 if _DEMANDED.search(words) else 1.0
            )
        return self._demands[sentence]
