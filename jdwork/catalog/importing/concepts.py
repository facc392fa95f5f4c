"""ESCO's knowledge concepts as catalog skills: names, traits, weights."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from jdwork.catalog.file_models import AliasEntry, SkillEntry
from jdwork.catalog.importing.assembling import Slugs
from jdwork.catalog.importing.matching import strategy_of
from jdwork.catalog.importing.wording import LONGEST_ALIAS, LONGEST_NAME, display_name, shortened, unique
from jdwork.catalog.references import folded
from jdwork.catalog.snapshot import SkillNature

_REMARK = re.compile(r"(?P<name>.*\S)\s*\((?P<remark>[^()]+)\)")
_NATURES: Mapping[str, SkillNature] = {
    "computer programming": "LANGUAGE",
    "software": "TOOL",
    "tool": "TOOL",
    "framework": "FRAMEWORK",
    "database": "DATABASE",
    "operating system": "PLATFORM",
}
"""Words in a bracketed remark to the nature they tell."""
_MOST_ALIASES = 40
_ESSENTIAL, _OPTIONAL = 0.5, 0.2


@dataclass
class Concept:
    """One skill, competence or field of knowledge, and the occupations that it is linked to."""

    uri: str
    label: str
    is_knowledge: bool
    reuse_level: str
    aliases: list[str]
    occupations: dict[str, bool] = field(default_factory=dict)
    """Occupation to whether it is essential there."""


def knowledge_skills(
    concepts: Mapping[str, Concept], plain: Collection[str]
) -> tuple[dict[str, list[SkillEntry]], dict[str, str]]:
    """Make skills of the knowledge concepts.

    Parameters
    ----------
    concepts
        All concepts by URI.
    plain
        Plain words, see `matching.prose_words`.

    Returns
    -------
    skills : dict of str to list of SkillEntry
        By category, which is the reuse level.
    slug_of : dict of str to str
        Concept URI to skill slug.
    """
    slugs = Slugs()
    # An alias belongs to the concept whose own label it is, else to the first that claims it.
    taken = {folded(_name(one.label)[0]) for one in concepts.values() if one.is_knowledge}
    skills: dict[str, list[SkillEntry]] = defaultdict(list)
    slug_of: dict[str, str] = {}
    for uri, one in concepts.items():
        if not one.is_knowledge:
            continue
        name, remark = _name(one.label)
        slug, _ = slugs.new(name, kind="knowledge")
        slug_of[uri] = slug
        aliases = []
        for text in unique(_name(alias)[0] for alias in one.aliases)[:_MOST_ALIASES]:
            if folded(text) not in taken and len(text) <= LONGEST_ALIAS:
                taken.add(folded(text))
                aliases.append(AliasEntry(text=text, match=strategy_of(text, plain, well_known=True)))
        match = strategy_of(name, plain, well_known=True)
        doubtful = match == "CONTEXT" or any(alias.match == "CONTEXT" for alias in aliases)
        level = one.reuse_level.strip().capitalize() or "Other"
        skills[f"{level} Knowledge"].append(
            SkillEntry(
                slug=slug,
                name=shortened(name if name != name.lower() else display_name(name), LONGEST_NAME),
                sub_category=remark[0].upper() + remark[1:] if remark else "Fields of knowledge",
                match=match,
                nature=next(
                    (nature for word, nature in _NATURES.items() if word in remark), "DOMAIN_KNOWLEDGE"
                ),
                volatility="EVOLVING" if remark else "STABLE",
                lifespan="LONG",
                aliases=aliases,
                context=unique(_context(remark, one.aliases)) if doubtful else [],
            )
        )
    return {name: skills[name] for name in sorted(skills)}, slug_of


def concept_weights(
    concepts: Mapping[str, Concept], slug_of: Mapping[str, str]
) -> dict[str, dict[str, float]]:
    """Weigh the knowledge of each occupation.

    ``0.5 essential (0.2 optional) + 0.5 rarity``, where rarity is ``ln(N / n) / ln(N)`` for N occupations
    with any link, n of them to this concept.

    Returns
    -------
    dict
        Occupation URI to skill slug to weight, from 0.2 to 1; the heaviest first.
    """
    total = len({occupation for one in concepts.values() for occupation in one.occupations})
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for uri, slug in slug_of.items():
        occupations = concepts[uri].occupations
        if not occupations:
            continue
        rarity = math.log(total / len(occupations)) / math.log(total) if total > 1 else 1.0
        for occupation, essential in occupations.items():
            found[occupation][slug] = round((_ESSENTIAL if essential else _OPTIONAL) + 0.5 * rarity, 2)
    return {
        occupation: dict(sorted(some.items(), key=lambda item: (-item[1], item[0])))
        for occupation, some in found.items()
    }


def _name(label: str) -> tuple[str, str]:
    """A label without the remark in brackets at its end, and the remark."""
    match = _REMARK.fullmatch(label)
    return (match["name"], match["remark"].strip()) if match else (label, "")


def _context(remark: str, aliases: list[str]) -> list[str]:
    words = [word for word in re.findall(r"[a-z]{4,}", remark.lower()) if word not in {"tools", "with"}]
    return words + [alias for alias in aliases if " " in alias][:4]
