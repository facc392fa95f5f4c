"""A snapshot as rows of the catalog tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from jdwork.catalog.snapshot import CatalogSnapshot
from jdwork.catalog.table_sync import TableSync
from jdwork.database import tables

Keys = Mapping[Any, int]
"""Slug (or another natural key) to the database key of its row."""


def write_snapshot(sync: TableSync, snapshot: CatalogSnapshot, *, tell: Callable[[str, float], None]) -> None:
    """Bring all catalog tables in line with a snapshot.

    Parameters
    ----------
    sync
        On a write transaction.
    snapshot
        The catalog.
    tell
        Told the name of each step and the share of a whole build that is done by then.
    """
    tell("domains", 0.4)
    domains = sync.entries(
        tables.DomainRow,
        [
            {
                "slug": each.slug,
                "display_name": each.display_name,
                "description": each.description,
                "aliases": list(each.aliases),
                "position": position,
            }
            for position, each in enumerate(snapshot.domains)
        ],
    )
    tell("skills", 0.45)
    skills = _write_skills(sync, snapshot)
    tell("dimensions", 0.6)
    dimensions = _write_dimensions(sync, snapshot, domains, skills)
    tell("roles", 0.7)
    _write_roles(sync, snapshot, domains, skills, dimensions)
    tell("redirects", 0.95)
    _write_redirects(sync, snapshot)


def _write_skills(sync: TableSync, snapshot: CatalogSnapshot) -> Keys:
    names = sorted({(each.category, each.category_id) for each in snapshot.skills})
    categories = sync.entries(
        tables.CategoryRow,
        [
            {"name": name, "catalog_id": number, "position": position}
            for position, (name, number) in enumerate(names)
        ],
        key=("name",),
    )
    subs = sorted({(each.category, each.sub_category, each.sub_category_id) for each in snapshot.skills})
    sub_keys = sync.entries(
        tables.SubCategoryRow,
        [
            {
                "category_id": categories[category],
                "name": name,
                "catalog_id": number,
                "position": position,
            }
            for position, (category, name, number) in enumerate(subs)
        ],
        key=("category_id", "name"),
    )
    skills = sync.entries(
        tables.SkillRow,
        [
            {
                "slug": each.slug,
                "catalog_id": each.id,
                "display_name": each.display_name,
                "sub_category_id": sub_keys[categories[each.category], each.sub_category],
                "nature": each.nature,
                "volatility": each.volatility,
                "lifespan": each.lifespan,
                "version_strategy": each.version_strategy,
                "maturity": each.maturity,
                "is_extractable": each.is_extractable,
                "is_also_category": each.is_also_category,
                "position": each.id,
            }
            for each in snapshot.skills
        ],
    )
    sync.lists(
        tables.SkillAliasRow,
        "skill_id",
        {
            skills[each.slug]: [
                {
                    "text": alias.text,
                    "alias_type": alias.alias_type,
                    "match_strategy": alias.match_strategy,
                    "catalog_id": alias.id,
                }
                for alias in each.aliases
            ]
            for each in snapshot.skills
        },
    )
    sync.lists(
        tables.SkillContextRow,
        "skill_id",
        {skills[each.slug]: [{"text": word} for word in each.context] for each in snapshot.skills},
    )
    return skills


def _write_dimensions(sync: TableSync, snapshot: CatalogSnapshot, domains: Keys, skills: Keys) -> Keys:
    dimensions = sync.entries(
        tables.DimensionRow,
        [
            {
                "slug": each.slug,
                "catalog_id": each.id,
                "display_name": each.display_name,
                "rationale": each.rationale,
                "domain_id": domains[each.domain],
                "difficulty_hint": each.difficulty_hint,
                "position": each.id,
            }
            for each in snapshot.dimensions
        ],
    )
    sync.lists(
        tables.SkillDimensionRow,
        "dimension_id",
        {
            dimensions[each.slug]: [{"skill_id": skills[slug]} for slug in each.skills]
            for each in snapshot.dimensions
        },
    )
    return dimensions


def _write_roles(
    sync: TableSync,
    snapshot: CatalogSnapshot,
    domains: Keys,
    skills: Keys,
    dimensions: Keys,
) -> None:
    roles = sync.entries(
        tables.RoleRow,
        [
            {
                "slug": each.slug,
                "catalog_id": each.id,
                "display_name": each.display_name,
                "domain_id": domains[each.domain],
                "archetype": each.archetype,
                "description": each.description,
                "source_code": each.source_code,
                "position": each.id,
            }
            for each in snapshot.roles
        ],
    )
    keyed = [(roles[each.slug], each) for each in snapshot.roles]
    sync.lists(
        tables.RoleAliasRow,
        "role_id",
        {key: [{"text": alias} for alias in each.aliases] for key, each in keyed},
    )
    sync.lists(tables.KraRow, "role_id", {key: [{"text": kra} for kra in each.kras] for key, each in keyed})
    sync.lists(
        tables.RoleDimensionRow,
        "role_id",
        {key: [{"dimension_id": dimensions[slug]} for slug in each.dimensions] for key, each in keyed},
    )
    sync.lists(
        tables.RoleSkillRow,
        "role_id",
        {
            key: [{"skill_id": skills[skill.slug], "weight": skill.weight} for skill in each.skills]
            for key, each in keyed
        },
    )


def _write_redirects(sync: TableSync, snapshot: CatalogSnapshot) -> None:
    positions: Counter[str] = Counter()
    wanted = []
    for each in snapshot.redirections:
        wanted.append(
            {
                "kind": each.kind,
                "position": positions[each.kind],
                "old_slug": each.slug,
                "old_id": each.id,
                "target_slug": each.to,
            }
        )
        positions[each.kind] += 1
    sync.replace(tables.RedirectRow, wanted, order=("kind", "position"))
