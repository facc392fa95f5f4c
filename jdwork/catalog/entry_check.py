"""Whether the entries that edits changed are such as catalog files may hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from jdwork.catalog.file_models import DimensionEntry, RoleFile, SkillEntry, SkillsFile
from jdwork.catalog.snapshot import CatalogSnapshot, Dimension, Role, Skill
from jdwork.errors import CatalogError


def check_entries(before: CatalogSnapshot, after: CatalogSnapshot) -> None:
    """Check every role, skill and dimension that is new or changed as its file would be checked.

    Parameters
    ----------
    before, after
        The catalog without and with the edits.

    Raises
    ------
    CatalogError
        Naming the first entry that no file could hold, and what is wrong with it.
    """
    groups: tuple[tuple[str, Sequence[Any], Mapping[str, Any], Any], ...] = (
        ("role", after.roles, {one.slug: one for one in before.roles}, _role),
        ("skill", after.skills, {one.slug: one for one in before.skills}, _skill),
        ("dimension", after.dimensions, {one.slug: one for one in before.dimensions}, _dimension),
    )
    for kind, entries, known, check in groups:
        for entry in entries:
            if known.get(entry.slug) != entry:
                try:
                    check(entry)
                except ValidationError as error:
                    first = error.errors(include_url=False)[0]
                    field = ".".join(str(part) for part in first["loc"] if part != "[key]")
                    raise CatalogError(
                        f"No catalog file can hold this: {first['msg']}.",
                        where=f"{kind} {entry.slug}, {field}",
                        hint="Change that value.",
                    ) from None


def _role(role: Role) -> None:
    RoleFile.model_validate(
        {
            "slug": role.slug,
            "name": role.display_name,
            "domain": role.domain,
            "archetype": role.archetype,
            "description": role.description,
            "aliases": list(role.aliases),
            "kras": list(role.kras),
            "dimensions": list(role.dimensions),
            "skills": {one.slug: one.weight for one in role.skills},
        }
    )


def _skill(skill: Skill) -> None:
    SkillsFile.model_validate({"category": skill.category, "skills": [{}]})
    SkillEntry.model_validate(
        {
            "slug": skill.slug,
            "name": skill.display_name,
            "sub_category": skill.sub_category,
            "aliases": [{"text": one.text, "match": one.match_strategy} for one in skill.aliases],
            "nature": skill.nature,
            "volatility": skill.volatility,
            "lifespan": skill.lifespan,
            "version_strategy": skill.version_strategy,
            "maturity": skill.maturity or None,
            "context": list(skill.context),
        }
    )


def _dimension(dimension: Dimension) -> None:
    DimensionEntry.model_validate(
        {"slug": dimension.slug, "name": dimension.display_name, "rationale": dimension.rationale,
         "difficulty": dimension.difficulty_hint, "skills": list(dimension.skills)}
    )  # fmt: skip
