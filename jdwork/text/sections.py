"""Putting headings and sentences together: which part of a JD talks about what."""

from __future__ import annotations

from dataclasses import replace

from jdwork.text.cues import classify_sentence
from jdwork.text.headings import Heading
from jdwork.text.job_description import Section, SectionKind, Sentence
from jdwork.text.outline import find_headings
from jdwork.text.sentences import Span, split_sentences

_GOVERNING = frozenset({"duties", "requirements", "skills", "perks"})
_STATEMENTS = frozenset({"equal_opportunity", "company", "perks", "logistics"})
_ADDRESS = frozenset({"you", "your", "you'll", "our", "we", "us", "yourself"})
_SURE = 1.4
_VERY_SURE = 2.6


def structure(
    text: str, raw: str, *, end: int | None = None
) -> tuple[tuple[Section, ...], tuple[Sentence, ...]]:
    """Find the sections and sentences of a JD.

    A sentence takes the kind of the heading above it. Where none governs, or one that says little
    ("Job description"), the sentence's own cues decide; boilerplate statements that stray into another
    section keep their own kind.

    Parameters
    ----------
    text
        Cleaned text.
    raw
        The text before cleaning, of the same length.
    end
        Where to stop reading, by default the end.

    Returns
    -------
    sections : tuple of Section
        In order, not overlapping. Each sentence lies in one, of its own kind.
    sentences : tuple of Sentence
        In order, not overlapping. Headings are none.
    """
    end = len(text) if end is None else min(end, len(text))
    reader = _Reader(text, wide_gaps="<" not in raw and "&" not in raw)
    position = 0
    for heading in find_headings(text[:end], raw[:end]):
        reader.read(position, heading.start)
        reader.enter(heading)
        position = heading.end
    reader.read(position, end)
    return tuple(reader.sections), tuple(reader.sentences)


class _Reader:
    """Walks through the stretches between headings, and remembers which heading governs."""

    def __init__(self, text: str, *, wide_gaps: bool) -> None:
        self.text = text
        self.wide_gaps = wide_gaps
        self.sections: list[Section] = []
        self.sentences: list[Sentence] = []
        self.governing: Heading | None = None
        self.listed = False
        self.strayed = False
        self.last_owner: Heading | None = None
        self.fresh = True

    def enter(self, heading: Heading) -> None:
        """Pass a heading: it governs what follows, unless it is a part of the section it stands in."""
        if heading.kind is None:
            if heading.level == "part" and self.governing is not None and self.governing.kind in _GOVERNING:
                return
            self.governing = None
        else:
            self.governing = heading
        self.listed = self.strayed = False
        # What follows another heading is another section, even of the same kind.
        self.fresh = True

    def read(self, start: int, stop: int) -> None:
        """Cut one stretch into sentences, and give each its kind."""
        spans = split_sentences(self.text, start, stop, wide_gaps=self.wide_gaps)
        kinds: list[SectionKind] = []
        owners: list[Heading | None] = []
        is_label = self.governing is not None and self.governing.level == "label"
        line_end = self.text.find("\n", start, stop) if is_label else -1
        for index, span in enumerate(spans):
            # A label governs its line only; in running text its first sentence, or short value.
            if is_label and (0 <= line_end < span.start or (index and line_end < 0)):
                self.governing, is_label = None, False
            kind = self._kind(span)
            self.listed = self.listed or span.in_list
            kinds.append(kind)
            governs = self.governing is not None and self.governing.kind == kind
            owners.append(self.governing if governs else None)
        _smooth(spans, kinds, owners)
        for span, kind, owner in zip(spans, kinds, owners, strict=True):
            self._add(span, kind, owner)

    def _add(self, span: Span, kind: SectionKind, owner: Heading | None) -> None:
        text = " ".join(self.text[span.start : span.end].split())
        self.sentences.append(Sentence(text, span.start, span.end, kind, span.is_bullet))
        if not self.fresh and self.sections[-1].kind == kind and owner is self.last_owner:
            self.sections[-1] = replace(self.sections[-1], end=span.end)
        else:
            self.sections.append(Section(kind, span.start, span.end, owner.text if owner else None))
        self.last_owner, self.fresh = owner, False

    def _kind(self, span: Span) -> SectionKind:
        own, strength = classify_sentence(self.text[span.start : span.end])
        given = self.governing.kind if self.governing is not None else None
        if given is None:
            return own if strength >= 0.6 else "other"
        if own == given or (given == "skills" and own == "requirements"):
            return given
        if strength == 0:
            # Past its list, or a statement such as "We are an EEO employer", a section has ended.
            ended = self.strayed or (self.listed and _words(self.text, span) >= 8)
            return "other" if ended and not span.in_list and given in _GOVERNING else given
        if given in ("summary", "other"):
            return own if strength >= 0.8 else given
        if own == "equal_opportunity" and strength >= 3:
            self.strayed = True
            return own
        if given in ("company", "equal_opportunity"):
            # The story of the company often runs on into the job without a heading.
            if own in ("summary", "duties", "requirements") and strength >= 1.7 and not span.in_list:
                self.governing = None
                return own
            return given
        if given == "logistics":
            return own if strength >= 1.2 and _words(self.text, span) >= 8 else given
        if given == "skills" and own == "duties" and strength >= 1.6 and _addresses_nobody(self.text, span):
            return own
        if given == "perks" and own == "duties" and strength >= 1.6 and _addresses_nobody(self.text, span):
            # "Dental insurance / Growth opportunities / Analyze loan documents": the list has changed over.
            self.governing = None
            return own
        if span.in_list or not self.listed:
            if given == "duties" and own == "requirements" and strength >= 1.8:
                return own
            if own in _STATEMENTS and strength >= _VERY_SURE and given != "perks":
                self.strayed = not span.in_list
                return own
            return given
        # A paragraph after the list of a section has often left its subject.
        self.strayed = self.strayed or (own in _STATEMENTS and strength >= _SURE)
        return own if strength >= _SURE else given


def _addresses_nobody(text: str, span: Span) -> bool:
    """Whether a longer line says nothing of "you": duties in a list do not, perks of that length do."""
    words = set(text[span.start : span.end].lower().replace("’", "'").split())
    return len(words) >= 6 and not words & _ADDRESS


def _words(text: str, span: Span) -> int:
    return text.count(" ", span.start, span.end) + 1


def _smooth(spans: list[Span], kinds: list[SectionKind], owners: list[Heading | None]) -> None:
    """An item of a list that tells nothing goes with its neighbours."""
    for index in range(1, len(kinds) - 1):
        before, after = kinds[index - 1], kinds[index + 1]
        if kinds[index] == "other" and before == after != "other" and spans[index].in_list:
            kinds[index], owners[index] = before, owners[index - 1]
