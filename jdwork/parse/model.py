"""ParsedJD: the parser's contract, key for key what the legacy service calls ``nano_parsed``."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Number = int | float
"""Money and years: an int where the figure is whole, else a float."""


class _Contract(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SourceMarker(_Contract):
    """The first and last five words of a quoted stretch, as they stand in the JD."""

    first_5_words: str
    last_5_words: str


class AboutCompany(_Contract):
    """What the JD says of the company; ``word_count`` is counted, not estimated."""

    source_marker: SourceMarker
    text: str
    word_count: int


class Compensation(_Contract):
    """Pay, in whole units of ``currency`` except in LPA and crore, which keep their own unit (see raw)."""

    currency: str | None
    max: Number | None
    min: Number | None
    period: Literal["annual", "monthly", "weekly", "daily", "hourly"] | None
    raw: str


class DomainName(_Contract):
    """An industry domain with its other names."""

    aliases: list[str]
    domain: str


class DomainGuess(_Contract):
    """The industry that the JD belongs to."""

    primary: DomainName | None
    secondary: DomainName | None


class Education(_Contract):
    """One education requirement."""

    level: str | None
    qualification: str | None
    raw: str
    requirement: Literal["required", "preferred"]


class Experience(_Contract):
    """Years of experience asked for."""

    max: Number | None
    min: Number | None
    raw: str | None


class JobLocation(_Contract):
    """A place of work."""

    aliases: list[str]
    city: str | None
    country: str | None
    state: str | None
    work_mode: Literal["remote", "hybrid", "onsite"] | None


class Responsibilities(_Contract):
    """One block of duties under one heading."""

    bullet_count: int
    heading: str | None
    heading_was_present: bool
    source_marker: SourceMarker
    text: str
    word_count: int


class Url(_Contract):
    """A web address in the JD."""

    type: str
    url: str


class ParsedJD(_Contract):
    """All that the parser read, in the legacy key names."""

    JD_type: Literal["pass", "fail"]
    about_company: AboutCompany | None = None
    certifications: list[str] = Field(default_factory=list)
    company_name: str | None = None
    ctc: Compensation | None = None
    domain: DomainGuess
    education: list[Education] = Field(default_factory=list)
    experience: Experience
    job_locations: list[JobLocation] = Field(default_factory=list)
    role: str | None = None
    role_aliases: list[str] = Field(default_factory=list)
    role_archetype: str | None = None
    roles_and_responsibilities: list[Responsibilities] = Field(default_factory=list)
    urls: list[Url] = Field(default_factory=list)


class Grounding(BaseModel):
    """Where a parsed value stands: ``jd.text[start:end]``; ``field`` is a dotted path (``education.0``)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    field: str
    start: int
    end: int


class ParseResult(BaseModel):
    """A parser's answer: the contract, plus what the contract has no key for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    parsed: ParsedJD
    fail_reason: str | None = None
    grounding: tuple[Grounding, ...] = ()
    notes: tuple[str, ...] = ()
    parser: str = "rules"
