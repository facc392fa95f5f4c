"""Reading job descriptions: files, cleaning, sentences with offsets, sections."""

from jdwork.text.cleaning import clean
from jdwork.text.document import read_structure
from jdwork.text.job_description import (
    BOILERPLATE,
    Document,
    JobDescription,
    RejectedRow,
    Section,
    SectionKind,
    Sentence,
)
from jdwork.text.readers import read_document, read_jds

__all__ = [
    "BOILERPLATE",
    "Document",
    "JobDescription",
    "RejectedRow",
    "Section",
    "SectionKind",
    "Sentence",
    "clean",
    "read_document",
    "read_jds",
    "read_structure",
]
