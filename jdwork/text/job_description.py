"""What goes in: one job description, and where its parts stand in the text."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

SectionKind = Literal[
    "summary",
    "duties",
    "requirements",
    "skills",
    "company",
    "perks",
    "equal_opportunity",
    "logistics",
    "other",
]
"""What a stretch of a JD talks about.

``duties`` and ``requirements`` say what the role does and asks; ``skills`` is a bare list of them;
``logistics`` is pay, place, hours, how to apply; ``company``, ``perks`` and ``equal_opportunity``
are boilerplate that says nothing of the role.
"""

BOILERPLATE: frozenset[SectionKind] = frozenset({"company", "perks", "equal_opportunity", "logistics"})


@dataclass(frozen=True, slots=True)
class JobDescription:
    """One job description as it was handed in.

    ``text`` is the text that every offset in jdwork refers to: readers of HTML, PDF or DOCX files
    extract it first, and nothing changes it afterwards.
    """

    id: str
    text: str
    title: str | None = None
    date: str | None = None
    label: str | None = None

    @property
    def content_hash(self) -> str:
        """SHA-256 of title and text, in hex: the identity of what was said, whatever its id."""
        digest = hashlib.sha256()
        digest.update((self.title or "").encode("utf-8", "surrogatepass"))
        digest.update(b"\x00")
        digest.update(self.text.encode("utf-8", "surrogatepass"))
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row of an input file that holds no usable JD, and why."""

    id: str
    reason: str
    where: str
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence or bullet, ``text`` being ``jd.text[start:end]`` with markup and extra space removed."""

    text: str
    start: int
    end: int
    section: SectionKind = "other"
    is_bullet: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a JD under one heading (``heading`` is None where it was inferred)."""

    kind: SectionKind
    start: int
    end: int
    heading: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A JD with its structure found: what every later stage reads.

    ``clean`` is ``jd.text``, as far as it is read (see `jdwork.text.read_structure`): markup, entities and
    control characters are overwritten by spaces (or a newline) in place, so one offset is good for both.
    """

    jd: JobDescription
    clean: str
    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]
    language: str | None = None
