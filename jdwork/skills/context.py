"""What surrounds a mention: section, sentence, neighbours in a list, and how it is asked for."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

from jdwork.skills.requirement import NO_CUES, Cues, Reading, is_optional_heading, read_cues, read_mention
from jdwork.skills.tokens import Tokens
from jdwork.skills.variants import Pattern
from jdwork.text.job_description import Document, Section, SectionKind

_REACH = 400
"""Characters looked at on either side where a text has no sentences, or overlong ones."""

_LIST_GAP = re.compile(
    r"(?:[\s,;/|•●▪·+&*(:)\"'’“”–-]|\.(?=\w)|\b(?:and|or|the|with|e\.?\s?g\.?|like)\b)+", re.IGNORECASE
)
_ASK, _DEMAND, _OPTION, _US, _YOU, _CUE = 1, 2, 4, 8, 16, 32
_KINDS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (
        _ASK,
        re.compile(
            r"experienced?|experiences|knowledge|knowing|know|knows|understand(?:ing)?|skill(?:s|ed|set)?|proficien\w+"
            r"|familiar\w*|expert(?:ise)?|background|fluen\w+|exposure|competen\w+|abilit(?:y|ies)|able"
            r"|master(?:y|ing)|grasp|command|comfortable|hands|degree|years|yrs|qualified|certifi\w+|versed|passion\w*"
        ),
    ),
    (
        _DEMAND,
        re.compile(
            r"must|required?|requires|mandatory|essential|strong|expert(?:ise)?|proficien\w+|extensive|solid|depth"
            r"|advanced|hands"
        ),
    ),
    (
        _OPTION,
        re.compile(
            r"nice|plus|bonus|preferred|preferably|advantage\w*|desirable|desired|ideally|optional|familiarity"
        ),
    ),
    (_US, re.compile(r"we|our|ours|us|company|founded|clients|customers")),
    (_YOU, re.compile(r"you|your|yours|candidates?")),
    (
        _CUE,
        re.compile(
            r"nice|good|great|plus(?:es)?|bonus|advanta\w+|assets?|benefi\w+|prefer\w*|desir\w+|option\w*|helpful|welcome"
            r"|appreciated?|useful|valued|ideal\w*|must|mandatory|essential|needed|necessary|requir\w+|extra|better|would"
            r"|no|not|t|without|neither|nor|rather|instead|opposed|except|excluding|unnecessary|away|mov(?:e|ing)|used"
            r"|formerly|unlike|migrat\w+|replac\w+|retir\w+|decommission\w*|sunset\w*"
        ),
    ),
)


@lru_cache(maxsize=50_000)
def _kinds(atom: str) -> int:
    """Say what an atom tells of its sentence, as a set of bits: looked up once per word, not per sentence."""
    return sum(bit for bit, pattern in _KINDS if pattern.fullmatch(atom))


_TOUCHING_BEFORE = re.compile(
    r"\b(?:experience|knowledge|proficien\w+|familiar\w*|expert(?:ise)?|skilled|skills|versed|fluent|fluency|years"
    r"|understanding|background|command|working|written|write|writing|built|build|using|use|developing|code|coding"
    r"|program|programming|develop)\s+(?:(?:with|in|of|on|using|about|core|advanced|basic|modern|our|the|as|good"
    r"|strong)\s+){0,3}$",
    re.IGNORECASE,
)
_TOUCHING_AFTER = re.compile(
    r"[\s/-]+(?:developers?|engineers?|programm\w+|skills?|experience|knowledge|development|code|scripts?|scripting"
    r"|services?|applications?|apps?|frameworks?|stack|certifi\w+|administrat\w+|consultants?|backend|back-end"
    r"|architects?|ecosystem|librar(?:y|ies)|projects?|topics?|queries|database|cluster|jobs)\b",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b[^.\n]{0,40}\b(?:previous|prior|above|earlier|preceding)\b[^.\n]{0,20}"
    r"\b(?:instructions?|prompts?|rules|directions)\b[^.\n]{0,200}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SentenceFacts:
    """What one sentence as a whole is like."""

    asks: int
    demands: bool
    optional: bool
    speaks_of_us: bool
    speaks_to_you: bool
    is_bullet: bool
    words: int
    cues: Cues


class Surroundings:
    """Answers questions about places in one document.

    Parameters
    ----------
    document
        The document.
    tokens
        Atoms of the text.
    text
        The text that the atoms were cut from, where it is not ``document.clean``; of the same length.
    beyond
        Words of a text that this one heads: they count as near.
    """

    def __init__(
        self,
        document: Document,
        tokens: Tokens,
        *,
        text: str | None = None,
        beyond: frozenset[str] = frozenset(),
    ) -> None:
        self.text = document.clean if text is None else text
        self.tokens = tokens
        self.words = frozenset(tokens.norms)
        self._sentences = document.sentences
        self._sections = document.sections
        self._sentence_starts = [sentence.start for sentence in document.sentences]
        self._section_starts = [section.start for section in document.sections]
        self._facts: dict[int | None, SentenceFacts] = {}
        self._beyond = beyond
        self._orders = [match.span() for match in _ORDER.finditer(self.text)]
        self._ordering = {self.sentence_at(start) for start, _ in self._orders} - {None}

    def sentence_at(self, place: int) -> int | None:
        """Return the position of the sentence that holds a character, or None."""
        position = bisect_right(self._sentence_starts, place) - 1
        return position if position >= 0 and place < self._sentences[position].end else None

    def section_at(self, place: int) -> SectionKind:
        """Return the kind of section that a character stands in."""
        sentence = self.sentence_at(place)
        if sentence is not None:
            return self._sentences[sentence].section
        section = self._section(place)
        return section.kind if section is not None else "other"

    def _section(self, place: int) -> Section | None:
        position = bisect_right(self._section_starts, place) - 1
        if position >= 0 and place < self._sections[position].end:
            return self._sections[position]
        return None

    def heading_at(self, place: int) -> str | None:
        """Return the heading that a character stands under, or None."""
        section = self._section(place)
        return section.heading if section is not None else None

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

    def near_words(self, start: int, end: int) -> frozenset[str]:
        """Return the atoms in the sentence of a mention and those beside it, the mention left out."""
        low, high = self._window(start, end)
        tokens = self.tokens
        first, last = bisect_left(tokens.starts, low), bisect_left(tokens.starts, high)
        return self._beyond.union(
            norm
            for norm, at in zip(tokens.norms[first:last], tokens.starts[first:last], strict=True)
            if not start <= at < end
        )

    def _window(self, start: int, end: int) -> tuple[int, int]:
        low, high = max(0, start - _REACH), min(len(self.text), end + _REACH)
        sentence = self.sentence_at(start)
        if sentence is None:
            return low, high
        before = self._sentences[max(0, sentence - 1)]
        after = self._sentences[min(len(self._sentences) - 1, sentence + 1)]
        return max(low, before.start), min(high, after.end)

    def is_order(self, place: int) -> bool:
        """Whether a character stands in a sentence that gives orders to whoever reads by machine."""
        if not self._orders:
            return False
        position = bisect_right(self._orders, place, key=itemgetter(0)) - 1
        within = position >= 0 and place < self._orders[position][1]
        return within or self.sentence_at(place) in self._ordering

    def list_link(self, left_end: int, right_start: int) -> str | None:
        """Say how two mentions hang together: ``"list"``, ``"space"``, or None where they do not."""
        if not 0 < right_start - left_end <= 14:
            return None
        if not _LIST_GAP.fullmatch(self.text, left_end, right_start):
            return None
        gap = self.text[left_end:right_start]
        return "list" if gap.strip() or "\n" in gap else "space"

    def is_asked(self, start: int, end: int) -> bool:
        """Whether words such as "experience with" or "developer" touch a mention."""
        if _TOUCHING_BEFORE.search(self.text, max(0, start - 60), start):
            return True
        return _TOUCHING_AFTER.match(self.text, end, min(len(self.text), end + 30)) is not None

    def facts(self, place: int) -> SentenceFacts:
        """Return what the sentence around a character is like."""
        position = self.sentence_at(place)
        known = self._facts.get(position)
        if known is not None and position is not None:
            return known
        if position is None:
            low, high, bullet = max(0, place - 200), min(len(self.text), place + 200), False
        else:
            sentence = self._sentences[position]
            low, high, bullet = sentence.start, sentence.end, sentence.is_bullet
        tokens = self.tokens
        first, last = bisect_left(tokens.starts, low), bisect_left(tokens.starts, high)
        kinds, asks = 0, -1
        for at in range(first, last):
            kind = _kinds(tokens.norms[at])
            if kind:
                kinds |= kind
                if asks < 0 and kind & _ASK:
                    asks = tokens.starts[at]
        facts = SentenceFacts(
            asks=asks,
            demands=bool(kinds & _DEMAND),
            optional=bool(kinds & _OPTION),
            speaks_of_us=bool(kinds & _US),
            speaks_to_you=bool(kinds & _YOU),
            is_bullet=bullet,
            words=last - first,
            cues=read_cues(self.text, low, high) if kinds & _CUE else NO_CUES,
        )
        if position is not None:
            self._facts[position] = facts
        return facts

    def reading(self, start: int, end: int) -> Reading:
        """Say how sentence and heading ask for a mention; see `read_mention`."""
        position = self.sentence_at(start)
        if position is None:
            low, high = max(0, start - 60), min(len(self.text), end + 60)
        else:
            low, high = self._sentences[position].start, max(end, self._sentences[position].end)
        cues = self.facts(start).cues if position is not None else read_cues(self.text, low, high)
        made = read_mention(self.text, start, end, clause=(low, high), cues=cues)
        if made == "plain" and is_optional_heading(self.heading_at(start)):
            return "optional"
        return made

    def demand(self, place: int) -> float:
        """Weigh how firmly the sentence asks: 2 for a must, 1 as a rule, 0.5 for nice to have."""
        if self.sentence_at(place) is None:
            return 1.0
        facts = self.facts(place)
        return 0.5 if facts.optional else 2.0 if facts.demands else 1.0
