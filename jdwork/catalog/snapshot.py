"""The immutable in-memory catalog that classification reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Literal, TypeVar

from jdwork.errors import CatalogError, did_you_mean

AliasType = Literal["CANONICAL", "SYNONYM", "ABBREVIATION", "VERSION", "SPELLING", "VENDOR_NAME"]
MatchStrategy = Literal["CASE_INSENSITIVE", "CASE_SENSITIVE", "CONTEXT"]
"""How an alias is looked for, always on word boundaries.

``CONTEXT`` is case-sensitive and counts only near one of the skill's context words or in a list of
skills: for names that are also plain words or letters (Go, R, C, Spring, Lean).
"""
SkillNature = Literal[
    "LANGUAGE", "FRAMEWORK", "LIBRARY", "TOOL", "PLATFORM", "DATABASE", "PROTOCOL", "STANDARD", "CONCEPT",
    "PRACTICE", "DOMAIN_KNOWLEDGE", "SOFT_SKILL", "CERTIFICATION", "NATURAL_LANGUAGE", "EQUIPMENT",
]  # fmt: skip
Volatility = Literal["STABLE", "EVOLVING", "VOLATILE"]
Lifespan = Literal["EVERGREEN", "LONG", "MEDIUM", "SHORT"]
VersionStrategy = Literal["UNVERSIONED", "NOT_APPLICABLE", "MAJOR_VERSIONS", "SEMANTIC", "YEARLY"]
DifficultyHint = Literal["well_known", "specialised", "rare"]


@dataclass(frozen=True, slots=True)
class Domain:
    """A field of work that holds roles (Software Engineering, Finance and Accounting, …)."""

    slug: str
    display_name: str
    description: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoleSkill:
    """A skill of a role; ``weight`` in (0, 1] says how much it tells this role from others."""

    slug: str
    weight: float = 0.5


@dataclass(frozen=True, slots=True)
class Role:
    """A catalog entry. Its display name is always one of its ``aliases``."""

    id: int
    slug: str
    display_name: str
    domain: str
    archetype: str
    description: str
    aliases: tuple[str, ...]
    kras: tuple[str, ...]
    dimensions: tuple[str, ...]
    skills: tuple[RoleSkill, ...]
    source_code: str | None = None


@dataclass(frozen=True, slots=True)
class Dimension:
    """A named area of work, linked to skills (here) and to roles (there)."""

    id: int
    slug: str
    display_name: str
    rationale: str
    domain: str
    difficulty_hint: DifficultyHint = "well_known"
    skills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SkillAlias:
    """One way a skill is written; each skill has its display name as CANONICAL alias."""

    text: str
    alias_type: AliasType = "SYNONYM"
    match_strategy: MatchStrategy = "CASE_INSENSITIVE"
    id: int = 0


@dataclass(frozen=True, slots=True)
class Skill:
    """A catalog skill. ``context`` holds words that, near an ambiguous alias, confirm it."""

    id: int
    slug: str
    display_name: str
    category: str
    sub_category: str
    aliases: tuple[SkillAlias, ...]
    nature: SkillNature = "CONCEPT"
    volatility: Volatility = "STABLE"
    lifespan: Lifespan = "EVERGREEN"
    version_strategy: VersionStrategy = "NOT_APPLICABLE"
    maturity: str = ""
    context: tuple[str, ...] = ()
    is_extractable: bool = True
    is_also_category: bool = False
    category_id: int = 0
    sub_category_id: int = 0


@dataclass(frozen=True, slots=True)
class Redirect:
    """An old slug (and id, where it had one) that lives on under another entry of its kind."""

    kind: Literal["role", "skill"]
    slug: str
    to: str
    id: int | None = None


Entry = TypeVar("Entry", Role, Skill, Dimension, Domain)


@dataclass(frozen=True)
class CatalogSnapshot:
    """Roles, skills, dimensions and domains at one moment, in catalog order (by id; domains as listed).

    Parameters
    ----------
    domains, roles, skills, dimensions
        The entries. Role order decides ties.
    redirections
        Entries that were renamed or merged, sorted by kind and slug.
    content_hash
        SHA-256 over the canonical form of all entries; equal content has an equal hash, wherever it
        was read from.
    """

    domains: tuple[Domain, ...]
    roles: tuple[Role, ...]
    skills: tuple[Skill, ...]
    dimensions: tuple[Dimension, ...]
    redirections: tuple[Redirect, ...] = ()
    content_hash: str = ""

    def __getstate__(self) -> dict[str, Any]:
        # Cached look-up tables are cheap to make again; only the entries travel to other processes.
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @cached_property
    def role_index(self) -> dict[str, int]:
        """Position of each role slug in ``roles``."""
        return _positions(self.roles)

    @cached_property
    def skill_index(self) -> dict[str, int]:
        """Position of each skill slug in ``skills``."""
        return _positions(self.skills)

    @cached_property
    def dimension_index(self) -> dict[str, int]:
        """Position of each dimension slug in ``dimensions``."""
        return _positions(self.dimensions)

    @cached_property
    def domain_index(self) -> dict[str, int]:
        """Position of each domain slug in ``domains``."""
        return _positions(self.domains)

    @cached_property
    def redirects(self) -> dict[str, str]:
        """Old role or skill slug to the slug that took its place (a role's, where both kinds moved)."""
        return {**self._moved["skill"], **self._moved["role"]}

    @cached_property
    def redirect_ids(self) -> dict[int, str]:
        """Old role id to the slug that took its place."""
        return self._moved_ids["role"]

    @cached_property
    def skill_redirect_ids(self) -> dict[int, str]:
        """Old skill id to the slug that took its place."""
        return self._moved_ids["skill"]

    def role(self, slug: str) -> Role:
        """Return a role by slug, following redirects.

        Raises
        ------
        CatalogError
            If there is no such role; the message names close spellings.
        """
        return self.roles[_find(slug, self.role_index, self._moved["role"], "role")]

    def skill(self, slug: str) -> Skill:
        """Return a skill by slug, following redirects (errors as in `role`)."""
        return self.skills[_find(slug, self.skill_index, self._moved["skill"], "skill")]

    def dimension(self, slug: str) -> Dimension:
        """Return a dimension by slug (errors as in `role`)."""
        return self.dimensions[_find(slug, self.dimension_index, {}, "dimension")]

    def domain(self, slug: str) -> Domain:
        """Return a domain by slug (errors as in `role`)."""
        return self.domains[_find(slug, self.domain_index, {}, "domain")]

    def role_named(self, label: str) -> str | None:
        """Return the slug that a label means: a slug, an old slug, or a display name; None if none does."""
        word = label.strip()
        if word in self.role_index:
            return word
        if word in self._moved["role"]:
            return self.role(word).slug
        return self._names.get(" ".join(word.casefold().split()))

    def role_by_id(self, number: int) -> Role:
        """Return a role by its id, or by the id it had before it was merged into another.

        Raises
        ------
        CatalogError
            If no role has or had that id.
        """
        position = self._ids["role"].get(number)
        if position is not None:
            return self.roles[position]
        return self.role(_moved_id(number, self.redirect_ids, "role"))

    def skill_by_id(self, number: int) -> Skill:
        """Return a skill by its id, following redirects (errors as in `role_by_id`)."""
        position = self._ids["skill"].get(number)
        if position is not None:
            return self.skills[position]
        return self.skill(_moved_id(number, self.skill_redirect_ids, "skill"))

    @cached_property
    def _names(self) -> dict[str, str]:
        """Folded display names to role slugs; a name of two roles means neither."""
        found: dict[str, str | None] = {}
        for role in self.roles:
            name = " ".join(role.display_name.casefold().split())
            found[name] = None if name in found else role.slug
        return {name: slug for name, slug in found.items() if slug is not None}

    @cached_property
    def _ids(self) -> dict[str, dict[int, int]]:
        return {
            "role": {role.id: position for position, role in enumerate(self.roles)},
            "skill": {skill.id: position for position, skill in enumerate(self.skills)},
        }

    @cached_property
    def _moved(self) -> dict[str, dict[str, str]]:
        moved: dict[str, dict[str, str]] = {"role": {}, "skill": {}}
        for each in self.redirections:
            moved[each.kind][each.slug] = each.to
        return moved

    @cached_property
    def _moved_ids(self) -> dict[str, dict[int, str]]:
        moved: dict[str, dict[int, str]] = {"role": {}, "skill": {}}
        for each in self.redirections:
            if each.id is not None:
                moved[each.kind][each.id] = each.to
        return moved


def _positions(entries: Sequence[Entry]) -> dict[str, int]:
    return {entry.slug: position for position, entry in enumerate(entries)}


def _find(slug: str, index: Mapping[str, int], moved: Mapping[str, str], kind: str) -> int:
    target = slug
    for _ in range(len(moved) + 1):  # a hand-made snapshot may redirect in a circle
        if target in index or target not in moved:
            break
        target = moved[target]
    if target not in index:
        raise CatalogError(f"There is no {kind} '{slug}' in the catalog.", hint=did_you_mean(slug, index))
    return index[target]


def _moved_id(number: int, moved: Mapping[int, str], kind: str) -> str:
    if number not in moved:
        raise CatalogError(
            f"There is no {kind} with id {number} in the catalog.",
            hint="A merged entry keeps its old id when redirects.yaml names it.",
        )
    return moved[number]
