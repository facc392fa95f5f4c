"""Skills as found in one JD."""

from __future__ import annotations

from dataclasses import dataclass

from jdwork.text import SectionKind


@dataclass(frozen=True, slots=True)
class SkillSpan:
    """One mention: ``jd.text[start:end] == surface``."""

    start: int
    end: int
    surface: str
    section: SectionKind = "other"


@dataclass(frozen=True, slots=True)
class FoundSkill:
    """A catalog skill and all its mentions in one JD, in text order."""

    slug: str
    display_name: str
    skill_id: int
    alias: str
    is_primary: bool
    spans: tuple[SkillSpan, ...]


@dataclass(frozen=True, slots=True)
class ProposedSkill:
    """A skill-like phrase that the catalog does not know."""

    name: str
    spans: tuple[SkillSpan, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class SkillFindings:
    """Everything the matcher saw in one JD."""

    found: tuple[FoundSkill, ...] = ()
    proposed: tuple[ProposedSkill, ...] = ()
