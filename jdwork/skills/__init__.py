"""Skills: finding catalog skills in text, with the spans that prove it."""

from jdwork.skills.matcher import SkillMatcher
from jdwork.skills.model import (
    REQUIREMENTS,
    FoundSkill,
    ProposedSkill,
    RefusedSkill,
    Requirement,
    SkillFindings,
    SkillSpan,
)

__all__ = [
    "REQUIREMENTS",
    "FoundSkill",
    "ProposedSkill",
    "RefusedSkill",
    "Requirement",
    "SkillFindings",
    "SkillMatcher",
    "SkillSpan",
]
