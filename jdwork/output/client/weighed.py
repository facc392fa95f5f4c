"""The skills of a JD with the weight that each has in the figures, and where they stand in the catalog."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from jdwork.catalog.snapshot import CatalogSnapshot, Skill
from jdwork.enrich.model import NewSkill
from jdwork.output.client.figures import distinct, text_span
from jdwork.output.client.model import Span
from jdwork.record import RunRecord
from jdwork.skills import REQUIREMENTS, FoundSkill, ProposedSkill, Requirement, SkillSpan
from jdwork.text import BOILERPLATE, JobDescription

REQUIREMENT_WEIGHT: dict[Requirement, float] = {"required": 1.0, "nice_to_have": 0.5, "mentioned": 0.25}
PRIMARY_FACTOR = 1.5
UNPLACED = "Not in the catalog"
"""Category of what no catalog skill and no worked-out term says more about."""


@dataclass(frozen=True, slots=True)
class WeighedSkill:
    """A skill as the figures count it; what the catalog does not say is None.

    ``dimensions``: (slug, name) of the areas of work among which its weight is split.
    """

    name: str
    slug: str | None
    weight: float
    requirement: Requirement
    is_primary: bool
    is_new: bool
    evidence: tuple[Span, ...]
    category: str = UNPLACED
    sub_category: str = ""
    nature: str | None = None
    volatility: str | None = None
    lifespan: str | None = None
    version_strategy: str | None = None
    maturity: str = ""
    versions: tuple[str, ...] = ()
    dimensions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class WeighedSkills:
    """All that count, in the record's order, and the names of those found in boilerplate only."""

    skills: tuple[WeighedSkill, ...] = ()
    left_out: tuple[str, ...] = ()


def weighed_skills(record: RunRecord, snapshot: CatalogSnapshot) -> WeighedSkills:
    """Weigh the skills of a record.

    The weight of a catalog skill is that of its requirement (required 1, nice to have 0.5, mentioned 0.25),
    times 1.5 for a primary skill. A term that the catalog lacks weighs what its firmest mention asks, times
    how skill-like it is (0 to 1); where it was split into several skills, each has an equal part of that.
    Mentions in boilerplate do not count: a skill found nowhere else is left out.

    A skill's areas of work are those of the chosen role that hold it; where none does, those of the role's
    domain; where none of these does either, all that hold it.

    Parameters
    ----------
    record
        A classified JD.
    snapshot
        The catalog. A skill that it lacks counts as `UNPLACED`.

    Returns
    -------
    WeighedSkills
    """
    role = record.decision.role
    areas = _Areas(snapshot, role if role is not None else None)
    counted: list[WeighedSkill] = []
    left_out: list[str] = []
    for found in record.skills.found:
        evidence = _evidence(record.jd, found)
        if found.spans and not evidence:
            left_out.append(found.display_name)
            continue
        weight = REQUIREMENT_WEIGHT[found.requirement] * (PRIMARY_FACTOR if found.is_primary else 1.0)
        skill = WeighedSkill(
            name=found.display_name,
            slug=found.slug,
            weight=weight,
            requirement=found.requirement,
            is_primary=found.is_primary,
            is_new=False,
            evidence=tuple(evidence),
            versions=found.versions,
        )
        counted.append(_described(skill, found.slug, snapshot, areas))
    known = {skill.slug for skill in counted}
    worked_out: dict[str, list[NewSkill]] = {}
    for new in record.details.new_skills if record.details else ():
        worked_out.setdefault(new.term, []).append(new)
    for term in record.new_terms:
        evidence = distinct(_spans(record.jd, term.spans))
        if term.spans and not evidence:
            left_out.append(term.name)
            continue
        firmest = _firmest(term)
        whole = REQUIREMENT_WEIGHT[firmest] * min(max(term.score, 0.0), 1.0)
        parts: list[NewSkill | None] = [*worked_out.get(term.name, ())] or [None]
        for part in parts:
            skill = WeighedSkill(
                name=part.name if part else term.name,
                slug=None,
                weight=whole / len(parts),
                requirement=firmest,
                is_primary=False,
                is_new=True,
                evidence=tuple(evidence),
            )
            if part is None:
                counted.append(skill)
            elif part.merged_into is None:
                counted.append(_as_worked_out(skill, part))
            elif part.merged_into not in known:
                known.add(part.merged_into)
                counted.append(_described(skill, part.merged_into, snapshot, areas))
    return WeighedSkills(tuple(counted), tuple(left_out))


class _Areas:
    """The areas of work of each skill, nearest to the chosen role first."""

    def __init__(self, snapshot: CatalogSnapshot, role: str | None) -> None:
        self._holding: dict[str, list[str]] = {}
        for dimension in snapshot.dimensions:
            for skill in dimension.skills:
                self._holding.setdefault(skill, []).append(dimension.slug)
        self._snapshot = snapshot
        chosen = snapshot.roles[snapshot.role_index[role]] if role in snapshot.role_index else None
        self._own = frozenset(chosen.dimensions) if chosen else frozenset()
        self._domain = chosen.domain if chosen else None

    def of(self, skill: str) -> tuple[tuple[str, str], ...]:
        """Slug and name of the areas that share the weight of a skill."""
        holding = [self._snapshot.dimension(slug) for slug in self._holding.get(skill, ())]
        nearest = [one for one in holding if one.slug in self._own]
        nearest = nearest or [one for one in holding if one.domain == self._domain]
        return tuple((one.slug, one.display_name) for one in nearest or holding)


def _described(skill: WeighedSkill, slug: str, snapshot: CatalogSnapshot, areas: _Areas) -> WeighedSkill:
    entry: Skill | None = (
        snapshot.skills[snapshot.skill_index[slug]] if slug in snapshot.skill_index else None
    )
    if entry is None:
        return skill
    return replace(
        skill,
        name=entry.display_name,
        slug=entry.slug,
        is_new=False,
        category=entry.category,
        sub_category=entry.sub_category,
        nature=entry.nature,
        volatility=entry.volatility,
        lifespan=entry.lifespan,
        version_strategy=entry.version_strategy,
        maturity=entry.maturity,
        dimensions=areas.of(entry.slug),
    )


def _as_worked_out(skill: WeighedSkill, part: NewSkill) -> WeighedSkill:
    derived, enrichment = part.derived, part.enrichment
    if derived is None:
        return skill
    return replace(
        skill,
        category=derived.category,
        sub_category=derived.sub_category,
        nature=derived.skill_nature,
        volatility=derived.volatility,
        lifespan=derived.typical_lifespan,
        version_strategy=derived.version_strategy,
        maturity=enrichment.maturity if enrichment else "",
        dimensions=tuple((one.slug, one.display_name) for one in part.dimensions),
    )


def _evidence(jd: JobDescription, found: FoundSkill) -> list[Span]:
    if found.spans:
        return distinct(_spans(jd, found.spans))
    # A skill without a place in the text was named by the title.
    if not jd.title:
        return []
    place = re.search(re.escape(found.alias), jd.title, re.IGNORECASE) if found.alias else None
    start, end = place.span() if place else (0, len(jd.title))
    return [Span(source="title", start=start, end=end, quote=jd.title[start:end])]


def _spans(jd: JobDescription, spans: Iterable[SkillSpan]) -> list[Span | None]:
    return [text_span(jd, span.start, span.end) for span in spans if span.section not in BOILERPLATE]


def _firmest(term: ProposedSkill) -> Requirement:
    asked = {span.requirement for span in term.spans}
    return next((one for one in REQUIREMENTS if one in asked), "required")
