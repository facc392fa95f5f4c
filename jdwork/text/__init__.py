"""Reading job descriptions: files, cleaning, sentences with offsets, sections."""

from jdwork.text.job_description import (
    BOILERPLATE,
    Document,
    JobDescription,
    RejectedRow,
    Section,
    SectionKind,
    Sentence,
)

__all__ = ["BOILERPLATE", "Document", "JobDescription", "RejectedRow", "Section", "SectionKind", "Sentence"]
