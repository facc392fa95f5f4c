"""Stage 7: how settled a new skill is, told from what is known of the skills around it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from jdwork.catalog.snapshot import CatalogSnapshot, Skill
from jdwork.enrich.model import Derived, Enrichment, Placed

_CHANGE = {
    "STABLE": "hardly changes",
    "EVOLVING": "changes steadily",
    "VOLATILE": "changes fast",
}
_LAST = {
    "EVERGREEN": "what is learned stays of use for a whole working life",
    "LONG": "what is learned stays of use for ten years and more",
    "MEDIUM": "what is learned stays of use for some years",
    "SHORT": "what is learned is soon replaced",
}
_VERSIONS = {
    "UNVERSIONED": "it carries no versions",
    "NOT_APPLICABLE": "versions do not apply to it",
    "MAJOR_VERSIONS": "it comes in major versions",
    "SEMANTIC": "its versions are numbered by what they break",
    "YEARLY": "it comes in yearly editions",
}
TOLD = 3
"""Neighbours named in the reasoning."""


def describe_maturity(derived: Derived, placed: Placed, snapshot: CatalogSnapshot) -> Enrichment:
    """Say how settled a skill is, and how that is known.

    Parameters
    ----------
    derived, placed
        What was worked out of it.
    snapshot
        The catalog, for the neighbours' values and for what it says of the sub-category.

    Returns
    -------
    Enrichment
        Its confidence is that of the place, on which all of it rests.
    """
    maturity = (
        f"It {_CHANGE[derived.volatility]}; {_LAST[derived.typical_lifespan]}; "
        f"{_VERSIONS[derived.version_strategy]}."
    )
    return Enrichment(
        category=derived.category,
        sub_category=derived.sub_category,
        confidence=placed.confidence,
        version_strategy=derived.version_strategy,
        maturity=maturity,
        maturity_reasoning=" ".join(_reasons(derived, placed, snapshot)),
        method=placed.method,
    )


def _reasons(derived: Derived, placed: Placed, snapshot: CatalogSnapshot) -> list[str]:
    near = [(snapshot.skill(slug), cosine) for slug, cosine in placed.neighbours]
    lines = []
    if near:
        told = ", ".join(f"{skill.display_name} ({cosine:.2f})" for skill, cosine in near[:TOLD])
        lines.append(f"Nearest in meaning: {told}.")
        alike = sum(skill.volatility == derived.volatility for skill, _ in near)
        lasting = sum(skill.lifespan == derived.typical_lifespan for skill, _ in near)
        lines.append(
            f"Of its {len(near)} neighbours {alike} are {derived.volatility} and {lasting} have the lifespan "
            f"{derived.typical_lifespan}."
        )
    beside = [
        skill
        for skill in snapshot.skills
        if (skill.category, skill.sub_category) == (derived.category, derived.sub_category)
    ]
    lines.append(
        f"Placed among the {len(beside)} skills of {derived.category} / {derived.sub_category} "
        f"(confidence {placed.confidence:.2f})."
    )
    said = _said_of(beside)
    if said:
        lines.append(f"Of these the catalog says: {said}")
    return lines


def _said_of(skills: Sequence[Skill]) -> str:
    """What the catalog says alike of several skills of a sub-category."""
    texts = Counter(skill.maturity for skill in skills if skill.maturity)
    if not texts:
        return ""
    text, count = min(texts.items(), key=lambda pair: (-pair[1], pair[0]))
    return text if count > 1 else ""
