"""From a JD to its structure: the one call that every later stage builds on."""

from __future__ import annotations

from jdwork.text.cleaning import clean
from jdwork.text.job_description import Document, JobDescription
from jdwork.text.language import guess_language
from jdwork.text.sections import structure


def read_structure(
    jd: JobDescription, *, max_characters: int = 200_000, max_sentences: int = 400
) -> Document:
    """Find the sections and sentences of a JD, and the language it is written in.

    Parameters
    ----------
    jd
        The job description; a title alone gives a document without sentences.
    max_characters
        Text beyond this many characters is not read: no stage sees it, whatever its length.
    max_sentences
        Sentences beyond this many are left out.

    Returns
    -------
    Document
        Every offset in it refers to ``jd.text``.
    """
    raw = jd.text[:max_characters]
    text = clean(raw)
    sections, sentences = structure(text, raw)
    if len(sentences) > max_sentences:
        sentences = sentences[:max_sentences]
        last = sentences[-1].end if sentences else 0
        sections = tuple(section for section in sections if section.start < last)
    return Document(jd=jd, clean=text, sections=sections, sentences=sentences, language=guess_language(text))
