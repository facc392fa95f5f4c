"""What recording needs to know of the catalog in the database, looked up once per transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from jdwork.database.tables import (
    DimensionRow,
    RedirectRow,
    RoleDimensionRow,
    RoleRow,
    RoleSkillRow,
    SkillDimensionRow,
    SkillRow,
)
from jdwork.database.transactions import safe_url
from jdwork.errors import DatabaseError

EVERYDAY = ("SOFT_SKILL", "NATURAL_LANGUAGE")
"""Natures of skills that tell no role from another, and would crowd the review queue."""


@dataclass(frozen=True, slots=True)
class KnownRole:
    """A role's key and names."""

    id: int
    slug: str
    display_name: str


@dataclass(frozen=True, slots=True)
class CatalogIds:
    """Ids that the catalog gives to skills and dimensions, and the database's keys of dimensions, by slug."""

    skills: Mapping[str, int]
    dimensions: Mapping[str, int]
    dimension_keys: Mapping[str, int]


class KnownCatalog:
    """Look-ups in the catalog tables, remembered for one transaction and no longer."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._roles: dict[str, KnownRole] = {}
        self._skills: dict[int, frozenset[str]] = {}
        self._skill_ids: dict[str, int] = {}
        self._dimensions: dict[int, frozenset[str]] = {}
        self._everyday: frozenset[str] | None = None

    def role(self, slug: str) -> KnownRole:
        """Find a role by slug, following redirects.

        Parameters
        ----------
        slug
            As the classification knew it.

        Returns
        -------
        KnownRole

        Raises
        ------
        DatabaseError
            If the database has no such role.
        """
        if slug not in self._roles:
            self._roles[slug] = self._find_role(slug)
        return self._roles[slug]

    def skills_of(self, role: KnownRole) -> frozenset[str]:
        """Return the slugs of the skills that a role lists, those still awaiting review left out."""
        if role.id not in self._skills:
            query = (
                select(SkillRow.slug)
                .join(RoleSkillRow, RoleSkillRow.skill_id == SkillRow.id)
                .where(RoleSkillRow.role_id == role.id, RoleSkillRow.source != "pending")
            )
            self._skills[role.id] = frozenset(self._connection.scalars(query))
        return self._skills[role.id]

    def dimensions_of(self, role: KnownRole) -> frozenset[str]:
        """Return the slugs of a role's dimensions, those still awaiting review left out."""
        if role.id not in self._dimensions:
            query = (
                select(DimensionRow.slug)
                .join(RoleDimensionRow, RoleDimensionRow.dimension_id == DimensionRow.id)
                .where(RoleDimensionRow.role_id == role.id, RoleDimensionRow.source != "pending")
            )
            self._dimensions[role.id] = frozenset(self._connection.scalars(query))
        return self._dimensions[role.id]

    def linked_dimensions(self, skills: Collection[str]) -> frozenset[tuple[str, str]]:
        """Return the pairs of skill and dimension slugs that the catalog links, of some skills."""
        query = (
            select(SkillRow.slug, DimensionRow.slug)
            .join(SkillDimensionRow, SkillDimensionRow.skill_id == SkillRow.id)
            .join(DimensionRow, DimensionRow.id == SkillDimensionRow.dimension_id)
            .where(SkillRow.slug.in_(sorted(skills)), SkillDimensionRow.source != "pending")
        )
        return frozenset((skill, dimension) for skill, dimension in self._connection.execute(query))

    def catalog_ids(self, skills: Collection[str], dimensions: Collection[str]) -> CatalogIds:
        """Return the keys and the catalog's ids of skills and dimensions; unknown ones are left out."""
        of_skills = select(SkillRow.slug, SkillRow.catalog_id).where(SkillRow.slug.in_(sorted(skills)))
        of_dimensions = select(DimensionRow.slug, DimensionRow.id, DimensionRow.catalog_id).where(
            DimensionRow.slug.in_(sorted(dimensions))
        )
        found = self._connection.execute(of_dimensions).all()
        return CatalogIds(
            skills={row.slug: row.catalog_id for row in self._connection.execute(of_skills)},
            dimensions={row.slug: row.catalog_id for row in found},
            dimension_keys={row.slug: row.id for row in found},
        )

    def everyday_skills(self) -> frozenset[str]:
        """Return the slugs of soft skills and languages, which any role may ask for."""
        if self._everyday is None:
            query = select(SkillRow.slug).where(SkillRow.nature.in_(EVERYDAY))
            self._everyday = frozenset(self._connection.scalars(query))
        return self._everyday

    def skill_ids(self, slugs: Collection[str]) -> dict[str, int]:
        """Return the keys of skills by slug; unknown ones are left out."""
        unknown = sorted(set(slugs) - self._skill_ids.keys())
        if unknown:
            query = select(SkillRow.slug, SkillRow.id).where(SkillRow.slug.in_(unknown))
            self._skill_ids.update({row.slug: row.id for row in self._connection.execute(query)})
        return {slug: self._skill_ids[slug] for slug in slugs if slug in self._skill_ids}

    def _find_role(self, slug: str) -> KnownRole:
        target, passed = slug, {slug}
        while True:
            row = self._connection.execute(
                select(RoleRow.id, RoleRow.slug, RoleRow.display_name, RoleRow.retired).where(
                    RoleRow.slug == target
                )
            ).first()
            if row is not None and not row.retired:
                return KnownRole(row.id, row.slug, row.display_name)
            following = self._connection.scalar(
                select(RedirectRow.target_slug).where(
                    RedirectRow.kind == "role", RedirectRow.old_slug == target
                )
            )
            if following is None or following in passed:
                break
            target = following
            passed.add(target)
        if row is not None:  # retired without a successor: runs made before that may still be recorded
            return KnownRole(row.id, row.slug, row.display_name)
        raise DatabaseError(
            f"The database has no role '{slug}'.",
            where=safe_url(self._connection.engine.url),
            hint="Its catalog is older than the one that the JD was classified with: "
            "run 'jdwork catalog build' first.",
        )
