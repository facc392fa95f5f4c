"""Skills as found in one JD."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from jdwork.text import SectionKind

Requirement = Literal["required", "nice_to_have", "mentioned"]
"""How a skill is asked for.

``required``: the JD asks for it, or says that the work is done with it. ``nice_to_have``: a plus, under
such a heading or in such a sentence. ``mentioned``: named, but asked of nobody ("our marketing team",
"migrating away from Perl").
"""

REQUIREMENTS: tuple[Requirement, ...] = ("required", "nice_to_have", "mentioned")


@dataclass(frozen=True, slots=True)
class SkillSpan:
    """One mention: ``jd.text[start:end] == surface``.

    ``score``, 0 to 1, says how much the place speaks of a skill that somebody is to have.
    """

    start: int
    end: int
    surface: str
    section: SectionKind = "other"
    requirement: Requirement = "required"
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class FoundSkill:
    """A catalog skill and all its mentions in one JD, in text order.

    ``requirement`` is the firmest of its mentions; ``versions`` are those that they name; ``score`` is the
    highest of its mentions (1 where only the title names it).
    """

    slug: str
    display_name: str
    skill_id: int
    alias: str
    is_primary: bool
    spans: tuple[SkillSpan, ...]
    requirement: Requirement = "required"
    versions: tuple[str, ...] = ()
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class RefusedSkill:
    """A catalog skill that the JD says is not asked for: no found skill, but told to the reader."""

    slug: str
    display_name: str
    skill_id: int
    spans: tuple[SkillSpan, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class ProposedSkill:
    """A skill-like phrase that the catalog does not know; ``score``, 0 to 1, says how skill-like."""

    name: str
    spans: tuple[SkillSpan, ...]
    reason: str
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class SkillFindings:
    """Everything the matcher saw in one JD."""

    found: tuple[FoundSkill, ...] = ()
    proposed: tuple[ProposedSkill, ...] = ()
    refused: tuple[RefusedSkill, ...] = ()
