"""The role catalog: files people edit, and the immutable snapshot that classification reads."""

from jdwork.catalog.snapshot import (
    CatalogSnapshot,
    Dimension,
    Domain,
    Role,
    RoleSkill,
    Skill,
    SkillAlias,
)

__all__ = ["CatalogSnapshot", "Dimension", "Domain", "Role", "RoleSkill", "Skill", "SkillAlias"]
