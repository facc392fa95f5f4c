"""Which unknown phrases of a JD are sure enough to be told as skills, worked out, or asked about."""

from __future__ import annotations

from jdwork.config.settings import DetailSettings
from jdwork.skills import ProposedSkill, SkillFindings

SURE_WORD = 0.85
"""How skill-like a single word with a capital must be."""
MODEL = "language model"
"""Stands in the reason of a phrase that a model named."""


def new_terms(findings: SkillFindings, settings: DetailSettings) -> tuple[ProposedSkill, ...]:
    """Pick the proposals of one JD that count as skills of it, the most skill-like first.

    A single plain word is left out unless a language model named it: in small letters always, since names
    of tools are written large or bear a digit or a sign; with a capital below a score of `SURE_WORD`,
    since most of those only begin a line. What is left are plain words in places where skills stand
    ("development", "Global").

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
    sure = [
        one
        for one in findings.proposed
        if one.score >= settings.new_skill_score and (MODEL in one.reason or not _plain_word(one))
    ]
    return tuple(sure[: settings.new_skills])


def worth_asking(findings: SkillFindings) -> tuple[ProposedSkill, ...]:
    """Pick the proposals of one JD that a person may be asked about, the most skill-like first.

    All but single words in small letters that no language model named ("four", "write", "designing"):
    hardly any is a skill, whatever its score.
    """
    return tuple(
        one
        for one in findings.proposed
        if MODEL in one.reason or not (one.name.isalpha() and one.name.islower())
    )


def _plain_word(proposed: ProposedSkill) -> bool:
    name = proposed.name
    return name.isalpha() and (name.islower() or (name.istitle() and proposed.score < SURE_WORD))
