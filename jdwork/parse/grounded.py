"""Fields out of quotes that a language model gave: each is found in the JD, and its figures read by rule."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from jdwork.parse.answer import (
    DutiesAnswer,
    EducationAnswer,
    ExperienceAnswer,
    LocationAnswer,
    PayAnswer,
    Stretch,
)
from jdwork.parse.company import company_story
from jdwork.parse.compensation import find_compensation
from jdwork.parse.education import find_education
from jdwork.parse.experience import find_experience
from jdwork.parse.location import WorkMode, find_locations
from jdwork.parse.model import (
    AboutCompany,
    Compensation,
    Education,
    Experience,
    JobLocation,
    Responsibilities,
    Url,
)
from jdwork.parse.reading import Quoted, Reading, source_marker, whole
from jdwork.parse.responsibilities import duties_block
from jdwork.parse.urls import find_urls
from jdwork.text import Document, JobDescription, Sentence
from jdwork.text.quotes import QuoteFinder, one_line

Value = TypeVar("Value")

_MOST = 20
"""Entries of one list that are looked at; no JD names more."""
_HEADING_REACH = 200
_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")
_NAMES_A_MODE: dict[WorkMode, re.Pattern[str]] = {
    "remote": re.compile(r"\bremote|work(?:ing)?[ -]from[ -](?:home|anywhere)|\bwfh\b|telecommut"),
    "hybrid": re.compile(r"\bhybrid|\bflexible work"),
    "onsite": re.compile(
        r"\bon-?\s?site|\bin[ -](?:the[ -])?(?:office|person)|work(?:ing)?[ -]from[ -]office|\bwfo\b"
    ),
}


@dataclass
class Grounder:
    """Turns quotes into fields of one document, and notes what it had to drop.

    Parameters
    ----------
    reading
        The prepared document.
    notes
        One sentence for every value that did not stand the check.
    """

    reading: Reading
    notes: list[str] = field(default_factory=list)

    @cached_property
    def finder(self) -> QuoteFinder:
        """Finds quotes in the document."""
        return QuoteFinder(self.reading.document)

    def text(self, name: str, quote: str, *, words: int) -> Quoted[str] | None:
        """A short value in the JD's own words, of at most so many."""
        span = self._span(name, quote)
        if span is None:
            return None
        value = " ".join(self.reading.quote(*span).split())
        if len(value.split()) > words:
            self._drop(name, quote, f"has more than {words} words")
            return None
        return Quoted(value, *span)

    def texts(self, name: str, quotes: list[str], *, words: int) -> list[Quoted[str]]:
        """Short values, each once, in text order."""
        found: dict[str, Quoted[str]] = {}
        for quote in quotes[:_MOST]:
            if (one := self.text(name, quote, words=words)) is not None:
                found.setdefault(one.value.lower(), one)
        return sorted(found.values(), key=lambda one: one.start)

    def pay(self, answer: PayAnswer, *, country: str | None) -> Quoted[Compensation] | None:
        """The pay, its figures read by rule; else those of the answer that stand in the quote."""
        span = self._span("ctc", answer.quote)
        if span is None:
            return None
        # The words around a figure say what it is; the label says that it is pay.
        part = _Part(self.reading, span, label="Salary: ")
        if read := part.own(find_compensation(part.reading, country=country)):
            return read[0]
        low, high = self._figures(span, answer.minimum, answer.maximum)
        if low is None and high is None:
            self._drop("ctc", answer.quote, "names no pay that can be read")
            return None
        raw = self.reading.quote(*span)
        return Quoted(Compensation(currency=None, min=low, max=high, period=None, raw=raw), *span)

    def experience(self, answer: ExperienceAnswer) -> Quoted[Experience] | None:
        """The years, read by rule; else those of the answer that stand in the quote."""
        span = self._span("experience", answer.quote)
        if span is None:
            return None
        for label in ("", "Experience: "):
            part = _Part(self.reading, span, label=label)
            if read := part.own(find_experience(part.reading)):
                return read[0]
        low, high = self._figures(span, answer.minimum, answer.maximum)
        if (low is None and high is None) or (low or 0) > 40 or (high or 0) > 45:
            self._drop("experience", answer.quote, "names no years that can be read")
            return None
        return Quoted(Experience(min=low, max=high, raw=self.reading.quote(*span)), *span)

    def education(self, answers: list[EducationAnswer]) -> list[Quoted[Education]]:
        """Degrees; level and field read by rule, else the level of the answer."""
        found: dict[tuple[int, str | None], Quoted[Education]] = {}
        for answer in answers[:_MOST]:
            span = self._span("education", answer.quote)
            if span is None:
                continue
            part = _Part(self.reading, span)
            read = part.own(*find_education(part.reading))
            if answer.requirement == "preferred":
                # A heading above the quote may say so.
                read = [
                    Quoted(one.value.model_copy(update={"requirement": "preferred"}), one.start, one.end)
                    for one in read
                ]
            if not read:
                raw = self.reading.quote(*span)
                entry = Education(
                    level=answer.level, qualification=None, raw=raw, requirement=answer.requirement
                )
                read = [Quoted(entry, *span)]
            for one in read:
                found.setdefault((one.start, one.value.level), one)
        return sorted(found.values(), key=lambda one: one.start)[:8]

    def locations(self, answers: list[LocationAnswer], *, mode: WorkMode | None) -> list[Quoted[JobLocation]]:
        """Places out of the gazetteer, else cities as the JD writes them; ``mode`` is what the rules read."""
        found: dict[tuple[str | None, str | None, str | None], Quoted[JobLocation]] = {}
        for answer in answers[:_MOST]:
            span = self._span("job_locations", answer.quote)
            if span is None:
                continue
            told = answer.work_mode if self._says_mode(answer.work_mode) else None
            part = _Part(self.reading, span, label="Location: ")
            read = part.own(*find_locations(part.reading))
            if not any(one.value.city or one.value.state or one.value.country for one in read):
                read = self._city(answer, span) or read
            if not read and told is not None:
                nowhere = JobLocation(aliases=[], city=None, country=None, state=None, work_mode=told)
                read = [Quoted(nowhere, *span)]
            if not read:
                self._drop("job_locations", answer.quote, "names no place")
            for one in read:
                place = one.value.model_copy(update={"work_mode": one.value.work_mode or told or mode})
                key = (place.city, None if place.city else place.state, None if place.city else place.country)
                found.setdefault(key, Quoted(place, one.start, one.end))
        placed = [one for key, one in found.items() if any(key)]
        return sorted(placed or found.values(), key=lambda one: one.start)[:5]

    def about(self, answer: Stretch) -> Quoted[AboutCompany] | None:
        """What the JD tells of the company, its paragraphs apart."""
        span = self._stretch("about_company", answer)
        if span is None:
            return None
        if inside := self._sentences(span):
            return company_story(self.reading, inside)
        text = " ".join(self.reading.text[slice(*span)].split())
        about = AboutCompany(source_marker=source_marker(text), text=text, word_count=len(text.split()))
        return Quoted(about, *span)

    def duties(self, answers: list[DutiesAnswer]) -> list[Quoted[Responsibilities]]:
        """Blocks of duties made of the sentences that the answers reach over; none overlap."""
        name = "roles_and_responsibilities"
        found: list[Quoted[Responsibilities]] = []
        for answer in answers[:_MOST]:
            span = self._stretch(name, answer)
            if span is None:
                continue
            inside = self._sentences(span)
            if not inside:
                self._drop(name, answer.begins, "holds no sentence")
                continue
            block = duties_block(self.reading, inside, heading=self._heading(answer.heading, inside[0].start))
            if any(block.start < one.end and one.start < block.end for one in found):
                self._drop(name, answer.begins, "is part of another block")
                continue
            found.append(block)
        return sorted(found, key=lambda one: one.start)

    def urls(self, quotes: list[str]) -> list[Quoted[Url]]:
        """Web addresses, each as long as it stands in the JD."""
        known = find_urls(self.reading)
        found: dict[str, Quoted[Url]] = {}
        for quote in quotes[:_MOST]:
            span = self._span("urls", quote)
            if span is None:
                continue
            whole_one = next((one for one in known if one.start < span[1] and span[0] < one.end), None)
            text = self.reading.text[slice(*span)]
            if whole_one is None:
                if not re.fullmatch(r"[^\s@]+\.[^\s@]{2,}", text):
                    self._drop("urls", quote, "is no web address")
                    continue
                whole_one = Quoted(Url(type="website", url=text), *span)
            found.setdefault(whole_one.value.url.lower().rstrip("/"), whole_one)
        return sorted(found.values(), key=lambda one: one.start)

    def _span(self, name: str, quote: str) -> tuple[int, int] | None:
        if not quote.strip():
            return None
        span = self.finder.find(quote)
        if span is None:
            self._drop(name, quote, "is not in the JD")
        return span

    def _stretch(self, name: str, answer: Stretch) -> tuple[int, int] | None:
        first = self._span(name, answer.begins)
        if first is None or not answer.ends.strip():
            return first
        # The last words may be among the first ones where the stretch is short.
        last = self.finder.find(answer.ends, after=first[0])
        if last is None:
            self._drop(name, answer.ends, "is not in the JD behind its beginning")
            return None
        return first[0], max(first[1], last[1])

    def _sentences(self, span: tuple[int, int]) -> list[Sentence]:
        sentences = self.reading.document.sentences
        return [one for one in sentences if one.start < span[1] and span[0] < one.end]

    def _heading(self, heading: str | None, start: int) -> str | None:
        if not heading:
            return None
        span = self.finder.find(heading, after=max(0, start - _HEADING_REACH), before=start)
        return self.reading.quote(*span) if span is not None else None

    def _figures(
        self, span: tuple[int, int], low: float | None, high: float | None
    ) -> tuple[int | float | None, int | float | None]:
        """Those of two figures that stand in a stretch, digit for digit."""
        written = {float(one.replace(",", "")) for one in _FIGURE.findall(self.reading.text[slice(*span)])}
        if low is not None and high is not None and low > high:
            return None, None
        lowest, highest = (whole(one) if one is not None and one in written else None for one in (low, high))
        return lowest, highest

    def _city(self, answer: LocationAnswer, span: tuple[int, int]) -> list[Quoted[JobLocation]]:
        """A city that the gazetteer lacks, with state and country where the JD names them."""
        if not answer.city or (city := self.finder.find(answer.city, after=span[0], before=span[1])) is None:
            return []
        state, country = (
            self.reading.quote(*found) if name and (found := self.finder.find(name)) else None
            for name in (answer.state, answer.country)
        )
        name = " ".join(self.reading.quote(*city).split())
        place = JobLocation(aliases=[], city=name, country=country, state=state, work_mode=None)
        return [Quoted(place, *city)]

    def _says_mode(self, mode: WorkMode | None) -> bool:
        return mode is not None and _NAMES_A_MODE[mode].search(self.reading.lower) is not None

    def _drop(self, name: str, quote: str, why: str) -> None:
        self.notes.append(f"parser: '{name}' {one_line(quote, max_characters=60)!r} {why}, dropped")


class _Part:
    """A stretch of a document as one of its own, behind a label that says what it is about."""

    def __init__(self, reading: Reading, span: tuple[int, int], *, label: str = "") -> None:
        start, end = span
        whole_one = reading.document
        jd = JobDescription(id=whole_one.jd.id, text=label + whole_one.jd.text[start:end])
        clean = label + whole_one.clean[start:end]
        sentence = Sentence(" ".join(clean[len(label) :].split()), len(label), len(clean))
        self.reading = Reading(Document(jd=jd, clean=clean, sections=(), sentences=(sentence,)))
        self._label, self._shift = len(label), start - len(label)

    def own(self, *found: Quoted[Value] | None) -> list[Quoted[Value]]:
        """What was found behind the label, with offsets into the whole document."""
        return [
            Quoted(one.value, one.start + self._shift, one.end + self._shift)
            for one in found
            if one is not None and one.start >= self._label
        ]
