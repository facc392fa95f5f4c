"""The immutable in-memory catalog that classification reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Literal, TypeVar

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
    """A catalog entry."""

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


Entry = TypeVar("Entry", Role, Skill, Dimension, Domain)


@dataclass(frozen=True)
class CatalogSnapshot:
    """Roles, skills, dimensions and domains at one moment, in catalog order (roles by id).

    Parameters
    ----------
    domains, roles, skills, dimensions
        The entries. Role order decides ties.
    redirects
        Old role or skill slug to the slug that took its place.
    content_hash
        SHA-256 over the canonical form of all entries; equal content has an equal hash, wherever it
        was read from.
    """

    domains: tuple[Domain, ...]
    roles: tuple[Role, ...]
    skills: tuple[Skill, ...]
    dimensions: tuple[Dimension, ...]
    redirects: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))
    content_hash: str = ""

    @cached_property
    def role_index(self) -> dict[str, int]:
        """Position of each role slug in ``roles``."""
        return {role.slug: position for position, role in enumerate(self.roles)}

    @cached_property
    def skill_index(self) -> dict[str, int]:
        """Position of each skill slug in ``skills``."""
        return {skill.slug: position for position, skill in enumerate(self.skills)}

    @cached_property
    def dimension_index(self) -> dict[str, int]:
        """Position of each dimension slug in ``dimensions``."""
        return {dimension.slug: position for position, dimension in enumerate(self.dimensions)}

    @cached_property
    def domain_index(self) -> dict[str, int]:
        """Position of each domain slug in ``domains``."""
        return {domain.slug: position for position, domain in enumerate(self.domains)}

    def role(self, slug: str) -> Role:
        """Return a role by slug, following redirects.

        Raises
        ------
        CatalogError
            If there is no such role; the message names close spellings.
        """
        return self.roles[self._position(slug, self.role_index, "role")]

    def skill(self, slug: str) -> Skill:
        """Return a skill by slug, following redirects (errors as in `role`)."""
        return self.skills[self._position(slug, self.skill_index, "skill")]

    def dimension(self, slug: str) -> Dimension:
        """Return a dimension by slug (errors as in `role`)."""
        return self.dimensions[self._position(slug, self.dimension_index, "dimension")]

    def domain(self, slug: str) -> Domain:
        """Return a domain by slug (errors as in `role`)."""
        return self.domains[self._position(slug, self.domain_index, "domain")]

    def _position(self, slug: str, index: dict[str, int], kind: str) -> int:
        target = slug
        while target not in index and target in self.redirects:
            target = self.redirects[target]
        if target not in index:
            raise CatalogError(f"There is no {kind} '{slug}' in the catalog.", hint=did_you_mean(slug, index))
        return index[target]
