"""The whole schema in one place to import from."""

from __future__ import annotations

from jdwork.database.catalog_tables import (
    CatalogStateRow,
    CategoryRow,
    DimensionRow,
    DomainRow,
    KraRow,
    RedirectRow,
    RoleAliasRow,
    RoleDimensionRow,
    RoleRow,
    RoleSkillRow,
    SkillAliasRow,
    SkillContextRow,
    SkillDimensionRow,
    SkillEnrichmentRow,
    SkillRow,
    SubCategoryRow,
)
from jdwork.database.columns import Table
from jdwork.database.work_tables import (
    AnnotationRow,
    CentroidSnapshotRow,
    CollisionLogRow,
    ConfigChangeRow,
    JdEmbeddingRow,
    JdRow,
    LabelRow,
    LlmCallRow,
    ReviewDecisionRow,
    ReviewItemRow,
    ReviewSightingRow,
    RoleCentroidRow,
    RunRow,
)

metadata = Table.metadata

__all__ = [
    "AnnotationRow",
    "CatalogStateRow",
    "CategoryRow",
    "CentroidSnapshotRow",
    "CollisionLogRow",
    "ConfigChangeRow",
    "DimensionRow",
    "DomainRow",
    "JdEmbeddingRow",
    "JdRow",
    "KraRow",
    "LabelRow",
    "LlmCallRow",
    "RedirectRow",
    "ReviewDecisionRow",
    "ReviewItemRow",
    "ReviewSightingRow",
    "RoleAliasRow",
    "RoleCentroidRow",
    "RoleDimensionRow",
    "RoleRow",
    "RoleSkillRow",
    "RunRow",
    "SkillAliasRow",
    "SkillContextRow",
    "SkillDimensionRow",
    "SkillEnrichmentRow",
    "SkillRow",
    "SubCategoryRow",
    "Table",
    "metadata",
]
