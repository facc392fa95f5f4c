"""Putting headings and sentences together: which part of a JD talks about what."""

from __future__ import annotations

from dataclasses import replace

from jdwork.text.cues import classify_sentence
from jdwork.text.job_description import Section, SectionKind, Sentence
from jdwork.text.outline import Heading, find_headings
from jdwork.text.sentences import Span, split_sentences

_GOVERNING = frozenset({"duties", "requirements", "skills", "perks"})
_STATEMENTS = frozenset({"equal_opportunity", "company", "perks", "logistics"})
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
    headings = find_headings(text[:end], raw[:end])
    wide_gaps = "<" not in raw and "&" not in raw
    sections: list[Section] = []
    sentences: list[Sentence] = []
    governing: Heading | None = None
    position = 0
    for heading in (*headings, None):
        stop = end if heading is None else heading.start
        position, governing = _read_stretch(text, position, stop, governing, wide_gaps, sections, sentences)
        if heading is None:
            break
        position = heading.end
        governing = _next_governing(governing, heading)
    return tuple(sections), tuple(sentences)


def _next_governing(governing: Heading | None, heading: Heading) -> Heading | None:
    if heading.kind is None:
        inherits = heading.level == "part" and governing is not None and governing.kind in _GOVERNING
        return governing if inherits else None
    return heading


def _read_stretch(
    text: str,
    start: int,
    stop: int,
    governing: Heading | None,
    wide_gaps: bool,
    sections: list[Section],
    sentences: list[Sentence],
) -> tuple[int, Heading | None]:
    """Read what stands between two headings; a label governs only to the end of its line or sentence."""
    spans = split_sentences(text, start, stop, wide_gaps=wide_gaps)
    kinds: list[SectionKind] = []
    owners: list[Heading | None] = []
    listed = False
    line_end = text.find("\n", start, stop) if governing is not None and governing.level == "label" else -1
    for index, span in enumerate(spans):
        if governing is not None and governing.level == "label":
            past_line = 0 <= line_end < span.start
            if past_line or (index and (line_end < 0 or _words(text, spans[0]) > 3)):
                governing = None
        kind, governing = _kind(text, span, governing, listed)
        listed = listed or span.is_bullet
        kinds.append(kind)
        owners.append(governing if governing is not None and governing.kind == kind else None)
    _smooth(spans, kinds, owners)
    for span, kind, owner in zip(spans, kinds, owners, strict=True):
        heading = owner.text if owner is not None else None
        sentences.append(
            Sentence(
                " ".join(text[span.start : span.end].split()), span.start, span.end, kind, span.is_bullet
            )
        )
        last = sections[-1] if sections else None
        if last is not None and last.kind == kind and last.heading == heading and last.start >= start:
            sections[-1] = replace(last, end=span.end)
        else:
            sections.append(Section(kind, span.start, span.end, heading))
    return stop, governing


def _words(text: str, span: Span) -> int:
    return text.count(" ", span.start, span.end) + 1


def _kind(
    text: str, span: Span, governing: Heading | None, listed: bool
) -> tuple[SectionKind, Heading | None]:
    own, strength = classify_sentence(text[span.start : span.end])
    given = governing.kind if governing is not None else None
    if given is None:
        return (own if strength >= 0.6 else "other"), governing
    if own == given or strength == 0:
        return given, governing
    if own == "equal_opportunity" and strength >= 3:
        return own, governing
    if given in ("summary", "other"):
        return (own if strength >= 0.8 else given), governing
    if given in ("company", "equal_opportunity"):
        # The story of the company often runs on into the job without a heading.
        if own in ("summary", "duties", "requirements") and strength >= 1.7 and not span.is_bullet:
            return own, None
        return given, governing
    if given == "logistics":
        long = _words(text, span) >= 8
        return (own if long and strength >= 1.2 else given), governing
    if span.is_bullet or not listed:
        if given in ("duties", "skills") and own == "requirements" and strength >= _VERY_SURE:
            return own, governing
        if own in _STATEMENTS and strength >= _VERY_SURE and given != "perks":
            return own, governing
        return given, governing
    # A paragraph after the list of a section has often left its subject.
    return (own if strength >= _SURE else given), governing


def _smooth(spans: list[Span], kinds: list[SectionKind], owners: list[Heading | None]) -> None:
    """An item of a list that tells nothing goes with its neighbours."""
    for index in range(1, len(kinds) - 1):
        before, after = kinds[index - 1], kinds[index + 1]
        if kinds[index] == "other" and before == after != "other" and spans[index].is_bullet:
            kinds[index], owners[index] = before, owners[index - 1]
