"""Which unknown phrases of a JD are sure enough to be told as skills and worked out."""

from __future__ import annotations

from jdwork.config.settings import DetailSettings
from jdwork.skills import ProposedSkill, SkillFindings


def new_terms(findings: SkillFindings, settings: DetailSettings) -> tuple[ProposedSkill, ...]:
    """Pick the proposals of one JD that count as skills of it, the most skill-like first.

    Parameters
    ----------
    findings
        With the proposals, most skill-like first.
    settings
        How skill-like a phrase must be, and how many are taken.

    Returns
    -------
    tuple of ProposedSkill
    """
    sure = [one for one in findings.proposed if one.score >= settings.new_skill_score]
    return tuple(sure[: settings.new_skills])
