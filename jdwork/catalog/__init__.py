"""The role catalog: files people edit, and the immutable snapshot that classification reads."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from jdwork.catalog.canonical import content_hash, snapshot_from_json, snapshot_to_json
from jdwork.catalog.counts import catalog_counts
from jdwork.catalog.snapshot import (
    CatalogSnapshot,
    Dimension,
    Domain,
    Redirect,
    Role,
    RoleSkill,
    Skill,
    SkillAlias,
)

if TYPE_CHECKING:
    from jdwork.catalog.build import BuildReport, build_catalog, store_snapshot
    from jdwork.catalog.files import check_catalog_files, load_catalog_files
    from jdwork.catalog.stored import load_snapshot

__all__ = [
    "BuildReport",
    "CatalogSnapshot",
    "Dimension",
    "Domain",
    "Redirect",
    "Role",
    "RoleSkill",
    "Skill",
    "SkillAlias",
    "build_catalog",
    "catalog_counts",
    "check_catalog_files",
    "content_hash",
    "load_catalog_files",
    "load_snapshot",
    "snapshot_from_json",
    "snapshot_to_json",
    "store_snapshot",
]


_ELSEWHERE = {
    "BuildReport": "build",
    "build_catalog": "build",
    "check_catalog_files": "files",
    "load_catalog_files": "files",
    "load_snapshot": "stored",
    "store_snapshot": "build",
}


def __getattr__(name: str) -> Any:
    # Files need YAML and pydantic, the database SQLAlchemy; most readers of a snapshot need neither.
    if name in _ELSEWHERE:
        return getattr(import_module(f"jdwork.catalog.{_ELSEWHERE[name]}"), name)
    raise AttributeError(f"module 'jdwork.catalog' has no attribute '{name}'")
