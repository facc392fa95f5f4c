"""Skills: finding catalog skills in text, with the spans that prove it."""

from jdwork.skills.matcher import SkillMatcher
from jdwork.skills.model import FoundSkill, ProposedSkill, SkillFindings, SkillSpan

__all__ = ["FoundSkill", "ProposedSkill", "SkillFindings", "SkillMatcher", "SkillSpan"]
