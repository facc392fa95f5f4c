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

__all__ = [
    "BOILERPLATE",
    "Document",
    "JobDescription",
    "RejectedRow",
    "Section",
    "SectionKind",
    "Sentence",
    "clean",
    "read_structure",
]
