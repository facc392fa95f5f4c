"""Documents for the parser's tests."""

from __future__ import annotations

from jdwork.parse.reading import Reading
from jdwork.text import Document, JobDescription, Section, SectionKind, Sentence, read_structure


def document(text: str, *, title: str | None = None) -> Document:
    return read_structure(JobDescription(id="t", text=text, title=title))


def reading(text: str, *, title: str | None = None) -> Reading:
    return Reading(document(text, title=title))


def bare(text: str, *, title: str | None = None) -> Reading:
    """A document in which nobody found any structure."""
    return Reading(Document(JobDescription(id="t", text=text, title=title), text, (), ()))


def built(*parts: tuple[SectionKind, str | None, list[str]], bullet: str = "") -> Reading:
    """A document whose sections and sentences are given, one sentence to a line."""
    text = ""
    sections, sentences = [], []
    for kind, heading, lines in parts:
        begin = len(text)
        if heading:
            text += f"{heading}:\n"
        for line in lines:
            text += f"{bullet} " if bullet else ""
            sentences.append(Sentence(line, len(text), len(text) + len(line), kind, is_bullet=bool(bullet)))
            text += f"{line}\n"
        sections.append(Section(kind, begin, len(text), heading))
    jd = JobDescription(id="t", text=text)
    return Reading(Document(jd, text, tuple(sections), tuple(sentences), "en"))
