"""Drafting a new skill: its place in the catalog by vote, the roles that ask for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import get_args

from jdwork.catalog import edits
from jdwork.catalog.edits import CatalogEdit
from jdwork.catalog.slug import slugify, visible_line
from jdwork.catalog.snapshot import CatalogSnapshot, Skill, SkillAlias, SkillNature
from jdwork.enrich import skill_weight
from jdwork.errors import ReviewError, did_you_mean
from jdwork.record.proposals import spelling_rank
from jdwork.review.choices import Choices
from jdwork.review.evidence import Evidence
from jdwork.review.items import ReviewItem
from jdwork.review.voting import elected, similar_skills

MAX_NAME = 200
MAX_ROLES = 5
LEAST_SHARE = 0.1
"""Of the JDs that name the skill: a role with a smaller part of them is not linked."""
SHORT = 3
"""Characters up to which a name is looked for in its own letter case only."""

NOT_ASSESSED = "New in the catalog; its maturity is not assessed yet."
"""Maturity of a new skill among skills that each have a text of their own."""


def draft_new_skill(
    item: ReviewItem, snapshot: CatalogSnapshot, evidence: Evidence, chosen: Choices
) -> tuple[list[CatalogEdit], list[str]]:
    """Draft the edits that add a skill, or another spelling of one.

    Parameters
    ----------
    item, snapshot, evidence, chosen
        As for `jdwork.review.draft_edits`.

    Returns
    -------
    edits
        An added skill and its roles' links, or an added alias; none where the catalog knows the name.
    notes
        What the reviewer should know.
    """
    name = _name(item, evidence, chosen)
    if chosen.as_alias_of is not None:
        return _alias(name, snapshot, chosen)
    known = next(
        (
            one
            for one in snapshot.skills
            if any(alias.text.casefold() == name.casefold() for alias in one.aliases)
        ),
        None,
    )
    if known is not None:
        return [], [f"The catalog knows '{name}' already, as {known.slug}."]
    skill, notes = _skill(name, snapshot, evidence, chosen)
    dimensions = evidence.dimensions if chosen.dimensions is None else chosen.dimensions
    made: list[CatalogEdit] = [edits.AddSkill(skill, dimensions)]
    for slug in dimensions:
        snapshot.dimension(slug)
    made += _links(skill.slug, item, snapshot, evidence, chosen)
    if len(made) == 1:
        notes.append("No role was sure enough to be linked.")
    return made, notes


def _name(item: ReviewItem, evidence: Evidence, chosen: Choices) -> str:
    names = dict(evidence.spellings) or {item.name: 1}
    # The spelling that most ads use, unless it is all small or all capitals and a better one is there.
    best = min(names, key=lambda text: (spelling_rank(text)[0], -names[text], text))
    name = visible_line(chosen.name or best, most=MAX_NAME)
    if not name:
        raise ReviewError("The name has no visible character.", hint="Give one with --name.")
    return name


def _alias(name: str, snapshot: CatalogSnapshot, chosen: Choices) -> tuple[list[CatalogEdit], list[str]]:
    idle = [one for one in chosen.made if one not in {"as_alias_of", "name"}]
    if idle:
        raise ReviewError(
            f"Another spelling of a skill takes no '{idle[0]}'.", hint="Leave out that, or --as-alias-of."
        )
    return draft_skill_alias(name, snapshot.skill(chosen.as_alias_of or ""))


def draft_skill_alias(name: str, skill: Skill) -> tuple[list[CatalogEdit], list[str]]:
    """Draft the edit that adds a spelling of a skill; none where it is written so already."""
    if any(alias.text.casefold() == name.casefold() for alias in skill.aliases):
        return [], [f"{skill.slug} is written so already."]
    short = len(name) <= SHORT
    return [
        edits.AddSkillAlias(
            skill.slug,
            name,
            "ABBREVIATION" if short and name.isupper() else "SYNONYM",
            "CASE_SENSITIVE" if short else "CASE_INSENSITIVE",
        )
    ], []


def _skill(
    name: str, snapshot: CatalogSnapshot, evidence: Evidence, chosen: Choices
) -> tuple[Skill, list[str]]:
    slug = chosen.slug or slugify(name)
    if not slug:
        raise ReviewError(f"No slug can be made of '{name}'.", hint="Give one with --slug.")
    if slug in snapshot.skill_index:
        raise ReviewError(
            f"There is already a skill '{slug}' ({snapshot.skill(slug).display_name}).",
            hint=f"Approve with --as-alias-of {slug}, or with another --slug.",
        )
    voters = similar_skills(snapshot, evidence)
    category, sub_category = _place(snapshot, voters, chosen)
    near = [(skill, weight) for skill, weight in voters if skill.category == category]
    near = [one for one in near if one[0].sub_category == sub_category] or near
    model = near[0][0] if near else None
    if model is None:
        inside = [one for one in snapshot.skills if one.category == category]
        model = next((one for one in inside if one.sub_category == sub_category), inside[0])
    nature = chosen.nature or elected((skill.nature, weight) for skill, weight in near) or model.nature
    if nature not in get_args(SkillNature):
        raise ReviewError(
            f"There is no nature '{nature}'.", hint=did_you_mean(str(nature).upper(), get_args(SkillNature))
        )
    short = len(name) <= SHORT
    notes = [f"Placed in {category} / {sub_category}" + (f", like {_listed(near)}." if near else ".")]
    if short:
        notes.append("A short name: it is looked for in its own letter case only.")
    return Skill(
        id=0,
        slug=slug,
        display_name=name,
        category=category,
        sub_category=sub_category,
        aliases=(SkillAlias(name, "CANONICAL", "CASE_SENSITIVE" if short else "CASE_INSENSITIVE"),),
        nature=nature,  # type: ignore[arg-type]  # one of the literals, as checked above
        volatility=model.volatility,
        lifespan=model.lifespan,
        version_strategy=model.version_strategy,
        maturity=_maturity(snapshot, category, sub_category),
    ), notes


def _place(
    snapshot: CatalogSnapshot, voters: Sequence[tuple[Skill, float]], chosen: Choices
) -> tuple[str, str]:
    categories = {one.category for one in snapshot.skills}
    if chosen.category is not None and chosen.category not in categories:
        raise ReviewError(
            f"There is no category '{chosen.category}'.", hint=did_you_mean(chosen.category, categories)
        )
    if chosen.sub_category is not None and chosen.category is None:
        homes = {one.category for one in snapshot.skills if one.sub_category == chosen.sub_category}
        if len(homes) != 1:
            raise ReviewError(
                f"The sub-category '{chosen.sub_category}' stands in {len(homes)} categories.",
                hint="Name the category too, with --category.",
            )
        return homes.pop(), chosen.sub_category
    category = chosen.category or elected((skill.category, weight) for skill, weight in voters)
    if category is None:
        raise ReviewError(
            "Nothing in the catalog resembles this skill, so its category is unknown.",
            hint=f"Give --category. {did_you_mean('', categories)}",
        )
    if chosen.sub_category is not None:
        return category, visible_line(chosen.sub_category, most=MAX_NAME)
    sub_category = elected(
        (skill.sub_category, weight) for skill, weight in voters if skill.category == category
    ) or elected((one.sub_category, 1.0) for one in snapshot.skills if one.category == category)
    return category, sub_category or ""


def _maturity(snapshot: CatalogSnapshot, category: str, sub_category: str) -> str:
    """Say of a skill's maturity what is said alike of those beside it; nothing where one says nothing.

    A file may say it once for a whole sub-category or category, and then no skill in it can say nothing.
    """
    inside = [one for one in snapshot.skills if one.category == category]
    beside = [one for one in inside if one.sub_category == sub_category] or inside
    told = Counter(one.maturity for one in beside)
    if "" in told:
        return ""
    text, count = min(told.items(), key=lambda pair: (-pair[1], pair[0]))
    return text if count > 1 else NOT_ASSESSED


def _links(
    slug: str, item: ReviewItem, snapshot: CatalogSnapshot, evidence: Evidence, chosen: Choices
) -> list[CatalogEdit]:
    if chosen.role is not None:
        role = snapshot.role(chosen.role).slug
        roles = {role: evidence.roles.get(role, 1)}
    else:
        all_of = sum(evidence.roles.values())
        roles = {
            role: jds
            for role, jds in evidence.roles.items()
            if role in snapshot.role_index and jds >= LEAST_SHARE * all_of
        }
    return [
        edits.SetRoleSkill(role, slug, chosen.weight or skill_weight(jds, evidence.role_sizes.get(role, jds)))
        for role, jds in list(roles.items())[:MAX_ROLES]
    ]


def _listed(voters: Sequence[tuple[Skill, float]]) -> str:
    return ", ".join(skill.display_name for skill, _ in voters[:3])
