"""Tech-stack maturity: how settled the technologies of a JD are."""

from __future__ import annotations

import math
from typing import Literal

from jdwork.output.client.figures import listed, shares
from jdwork.output.client.model import Formula, MaturityBand, NamedVersion, StackSkill, TechStackMaturity
from jdwork.output.client.weighed import WeighedSkill, WeighedSkills

STACK_NATURES = frozenset(
    {"LANGUAGE", "FRAMEWORK", "LIBRARY", "TOOL", "PLATFORM", "DATABASE", "PROTOCOL", "STANDARD"}
)
"""What belongs to a stack: knowledge, practices, certificates and people's languages do not."""
VOLATILITY = {"STABLE": 1.0, "EVOLVING": 0.5, "VOLATILE": 0.0}
LIFESPAN = {"EVERGREEN": 1.0, "LONG": 2 / 3, "MEDIUM": 1 / 3, "SHORT": 0.0}
VERSIONS = {"UNVERSIONED": 1.0, "NOT_APPLICABLE": 1.0, "YEARLY": 0.5, "MAJOR_VERSIONS": 0.5, "SEMANTIC": 0.25}
SETTLED, MOVING = 70.0, 40.0
"""Scores from which on a technology counts as settled, and as moving."""
NAMED = 3
FORMULA = Formula(
    name="tech_stack_maturity",
    version="1",
    statement="weighted mean of the technologies' scores; score = 100 × (0.5 × volatility + 0.3 × lifespan + "
    "0.2 × version strategy), each from 0 (changes all the time) to 1 (settled)",
)

Band = Literal["settled", "moving", "young"]
BANDS: tuple[Band, ...] = ("settled", "moving", "young")


def tech_stack_maturity(weighed: WeighedSkills) -> TechStackMaturity:
    """Work out how settled the stack is, from 0 (all of it changes all the time) to 100.

    ``score = 100 × (0.5 v + 0.3 l + 0.2 s)``: v is 1 for STABLE, 0.5 EVOLVING, 0 VOLATILE; l is 1 for
    EVERGREEN, 2/3 LONG, 1/3 MEDIUM, 0 SHORT; s is 1 for UNVERSIONED and NOT_APPLICABLE, 0.5 for YEARLY and
    MAJOR_VERSIONS, 0.25 for SEMANTIC. The index is the mean of the scores by the weights of the skills
    (`jdwork.output.client.weighed.weighed_skills`). A technology is settled from 70 on, moving from 40 on,
    else young.

    Parameters
    ----------
    weighed
        The skills; those whose nature is no technology, or not known, are not part of the stack.

    Returns
    -------
    TechStackMaturity
        ``value`` with one decimal, None without technologies; shares of the bands of four decimals that
        sum to 1.
    """
    stack = sorted(
        ((skill, _score(skill)) for skill in weighed.skills if skill.nature in STACK_NATURES),
        key=lambda pair: (-pair[1], pair[0].name),
    )
    total = math.fsum(skill.weight for skill, _ in stack)
    value = math.fsum(skill.weight * score for skill, score in stack) / total if total else None
    held = {band: [(skill, score) for skill, score in stack if band_of(score) == band] for band in BANDS}
    parts = shares([math.fsum(skill.weight for skill, _ in held[band]) for band in BANDS])
    settled = [skill.name for skill, score in stack if band_of(score) == "settled"]
    volatile = [skill.name for skill, score in reversed(stack) if band_of(score) != "settled"]
    return TechStackMaturity(
        formula=FORMULA,
        finding=_finding(value, volatile),
        value=None if value is None else round(value, 1),
        distribution=[
            MaturityBand(band=band, share=share, skills=[skill.name for skill, _ in held[band]])
            for band, share in zip(BANDS, parts, strict=True)
        ],
        skills=[_stack_skill(skill, score) for skill, score in stack],
        most_settled=settled[:NAMED],
        most_volatile=volatile[:NAMED],
        versions=[
            NamedVersion(skill=skill.name, version=version, evidence=list(skill.evidence))
            for skill, _ in stack
            for version in skill.versions
        ],
    )


def band_of(score: float) -> Band:
    """Band of a score."""
    return "settled" if score >= SETTLED else "moving" if score >= MOVING else "young"


def _score(skill: WeighedSkill) -> float:
    volatility = VOLATILITY[skill.volatility or "EVOLVING"]
    lifespan = LIFESPAN[skill.lifespan or "MEDIUM"]
    versions = VERSIONS[skill.version_strategy or "NOT_APPLICABLE"]
    # Rounded, so that a score that is 70 on paper is not below it.
    return round(100 * (0.5 * volatility + 0.3 * lifespan + 0.2 * versions), 6)


def _stack_skill(skill: WeighedSkill, score: float) -> StackSkill:
    return StackSkill(
        name=skill.name,
        slug=skill.slug,
        score=round(score, 1),
        band=band_of(score),
        weight=round(skill.weight, 4),
        volatility=skill.volatility or "",
        typical_lifespan=skill.lifespan or "",
        version_strategy=skill.version_strategy or "",
        maturity=skill.maturity,
        is_new=skill.is_new,
        evidence=list(skill.evidence),
    )


def _finding(value: float | None, volatile: list[str]) -> str:
    if value is None:
        return "The JD names no technology."
    settled = {"settled": "A settled stack", "moving": "A stack on the move", "young": "A young stack"}
    told = f"{settled[band_of(value)]}: {value:.0f} of 100"
    return (
        f"{told}; {listed(volatile[:NAMED])} change most."
        if len(volatile) > 1
        else (f"{told}; {volatile[0]} changes most." if volatile else f"{told}.")
    )
