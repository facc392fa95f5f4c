"""Letting the catalog's own entries vote on where something new belongs."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable

from jdwork.catalog.snapshot import CatalogSnapshot, Skill
from jdwork.review.evidence import Evidence

MAX_VOTERS = 10
_SOFT = frozenset({"SOFT_SKILL", "NATURAL_LANGUAGE"})  # they stand in every ad and say nothing of its field


def similar_skills(snapshot: CatalogSnapshot, evidence: Evidence) -> list[tuple[Skill, float]]:
    """Weigh the skills that resemble a new one, by name or by company.

    A skill that reads alike weighs (score / 100)², with rapidfuzz's score; one that is named by the same
    JDs weighs the share of them, divided by 1 + log2(1 + number of roles that list it), since what every
    role lists says little.

    Parameters
    ----------
    snapshot
        The catalog.
    evidence
        Of the new skill.

    Returns
    -------
    list of tuple
        Skills with their weights, the heaviest first.
    """
    weights: dict[str, float] = defaultdict(float)
    for one in evidence.similar:
        if one.kind == "skill" and one.slug in snapshot.skill_index:
            weights[one.slug] += (one.score / 100) ** 2
    spread = Counter(link.slug for role in snapshot.roles for link in role.skills)
    jds = max(len(evidence.sightings), 1)
    beside = {
        slug: min(count / jds, 1.0) / (1 + math.log2(1 + spread[slug]))
        for slug, count in evidence.skills.items()
        if slug in snapshot.skill_index and snapshot.skill(slug).nature not in _SOFT
    }
    for slug in sorted(beside, key=lambda slug: (-beside[slug], slug))[:MAX_VOTERS]:
        weights[slug] += beside[slug]
    ranked = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(snapshot.skill(slug), weight) for slug, weight in ranked]


def elected(votes: Iterable[tuple[str, float]]) -> str | None:
    """Return what got the most votes, the first in alphabet of equals; None where nobody voted."""
    counts: dict[str, float] = defaultdict(float)
    for what, weight in votes:
        counts[what] += weight
    return min(counts, key=lambda what: (-counts[what], what), default=None)
