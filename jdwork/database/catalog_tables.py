"""The catalog at work: roles, skills, dimensions, domains, and what links them.

Every entry has a database key ``id`` that never changes, found by its slug, and the ``catalog_id``
that the files give it (which may shift when files without explicit ids grow). Entries that vanish
from the files are ``retired`` and kept, because centroids, runs and labels point at them.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Double, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from jdwork.database.columns import (
    LONG,
    Facts,
    Key,
    Lines,
    Long,
    Moment,
    Name,
    Table,
    Words,
    at_least,
    one_of,
)
from jdwork.database.vocabulary import (
    ALIAS_TYPES,
    DIFFICULTIES,
    LIFESPANS,
    MATCH_STRATEGIES,
    NATURES,
    SOURCES,
    VERSION_STRATEGIES,
    VOLATILITIES,
)


class DomainRow(Table):
    """A field of work."""

    __tablename__ = "domain"
    __table_args__ = (UniqueConstraint("slug"), Index(None, "position"))

    id: Mapped[Key]
    slug: Mapped[Name]
    display_name: Mapped[Words]
    description: Mapped[Words] = mapped_column(default="")
    aliases: Mapped[Lines]
    position: Mapped[Long]
    retired: Mapped[bool] = mapped_column(default=False)


class RoleRow(Table):
    """A role."""

    __tablename__ = "role"
    __table_args__ = (UniqueConstraint("slug"), Index(None, "catalog_id"), Index(None, "domain_id"))

    id: Mapped[Key]
    catalog_id: Mapped[Long]
    slug: Mapped[Name]
    display_name: Mapped[Words]
    domain_id: Mapped[Long] = mapped_column(ForeignKey("domain.id"))
    archetype: Mapped[Name]
    description: Mapped[Words]
    source_code: Mapped[str | None]
    position: Mapped[Long]
    retired: Mapped[bool] = mapped_column(default=False)


class RoleAliasRow(Table):
    """A title that job ads give a role."""

    __tablename__ = "role_alias"
    __table_args__ = (UniqueConstraint("role_id", "source", "position"), one_of("source", SOURCES))

    id: Mapped[Key]
    role_id: Mapped[Long] = mapped_column(ForeignKey("role.id", ondelete="CASCADE"))
    source: Mapped[Name] = mapped_column(default="catalog")
    position: Mapped[Long]
    text: Mapped[Words]


class KraRow(Table):
    """A key responsibility area of a role."""

    __tablename__ = "kra"
    __table_args__ = (UniqueConstraint("role_id", "source", "position"), one_of("source", SOURCES))

    id: Mapped[Key]
    role_id: Mapped[Long] = mapped_column(ForeignKey("role.id", ondelete="CASCADE"))
    source: Mapped[Name] = mapped_column(default="catalog")
    position: Mapped[Long]
    text: Mapped[Words]


class CategoryRow(Table):
    """A category of skills."""

    __tablename__ = "category"
    __table_args__ = (UniqueConstraint("name"),)

    id: Mapped[Key]
    catalog_id: Mapped[Long] = mapped_column(default=0)
    name: Mapped[Words]
    position: Mapped[Long] = mapped_column(default=0)
    retired: Mapped[bool] = mapped_column(default=False)


class SubCategoryRow(Table):
    """A sub-category within a category."""

    __tablename__ = "sub_category"
    __table_args__ = (UniqueConstraint("category_id", "name"),)

    id: Mapped[Key]
    catalog_id: Mapped[Long] = mapped_column(default=0)
    category_id: Mapped[Long] = mapped_column(ForeignKey("category.id", ondelete="CASCADE"))
    name: Mapped[Words]
    position: Mapped[Long] = mapped_column(default=0)
    retired: Mapped[bool] = mapped_column(default=False)


class SkillRow(Table):
    """A skill."""

    __tablename__ = "skill"
    __table_args__ = (
        UniqueConstraint("slug"),
        Index(None, "catalog_id"),
        Index(None, "sub_category_id"),
        one_of("nature", NATURES),
        one_of("volatility", VOLATILITIES),
        one_of("lifespan", LIFESPANS),
        one_of("version_strategy", VERSION_STRATEGIES),
    )

    id: Mapped[Key]
    catalog_id: Mapped[Long]
    slug: Mapped[Name]
    display_name: Mapped[Words]
    sub_category_id: Mapped[Long] = mapped_column(ForeignKey("sub_category.id"))
    nature: Mapped[Name]
    volatility: Mapped[Name]
    lifespan: Mapped[Name]
    version_strategy: Mapped[Name]
    maturity: Mapped[Name] = mapped_column(default="")
    is_extractable: Mapped[bool] = mapped_column(default=True)
    is_also_category: Mapped[bool] = mapped_column(default=False)
    position: Mapped[Long]
    retired: Mapped[bool] = mapped_column(default=False)


class SkillAliasRow(Table):
    """One way a skill is written."""

    __tablename__ = "skill_alias"
    __table_args__ = (
        UniqueConstraint("skill_id", "source", "position"),
        one_of("source", SOURCES),
        one_of("alias_type", ALIAS_TYPES),
        one_of("match_strategy", MATCH_STRATEGIES),
    )

    id: Mapped[Key]
    catalog_id: Mapped[Long] = mapped_column(default=0)
    skill_id: Mapped[Long] = mapped_column(ForeignKey("skill.id", ondelete="CASCADE"))
    source: Mapped[Name] = mapped_column(default="catalog")
    position: Mapped[Long]
    text: Mapped[Words]
    alias_type: Mapped[Name]
    match_strategy: Mapped[Name]


class SkillContextRow(Table):
    """A word that, near an ambiguous alias, confirms the skill."""

    __tablename__ = "skill_context"

    skill_id: Mapped[int] = mapped_column(LONG, ForeignKey("skill.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(LONG, primary_key=True, autoincrement=False)
    text: Mapped[Words]


class DimensionRow(Table):
    """A named area of work."""

    __tablename__ = "dimension"
    __table_args__ = (
        UniqueConstraint("slug"),
        Index(None, "catalog_id"),
        Index(None, "domain_id"),
        one_of("difficulty_hint", DIFFICULTIES),
    )

    id: Mapped[Key]
    catalog_id: Mapped[Long]
    slug: Mapped[Name]
    display_name: Mapped[Words]
    rationale: Mapped[Words]
    domain_id: Mapped[Long] = mapped_column(ForeignKey("domain.id"))
    difficulty_hint: Mapped[Name]
    position: Mapped[Long]
    retired: Mapped[bool] = mapped_column(default=False)


class RoleSkillRow(Table):
    """A skill of a role, and how much it tells the role from others."""

    __tablename__ = "role_skill"
    __table_args__ = (
        one_of("source", SOURCES),
        CheckConstraint("weight > 0 AND weight <= 1", name="weight"),
        Index(None, "skill_id"),
    )

    role_id: Mapped[int] = mapped_column(LONG, ForeignKey("role.id", ondelete="CASCADE"), primary_key=True)
    skill_id: Mapped[int] = mapped_column(LONG, ForeignKey("skill.id", ondelete="CASCADE"), primary_key=True)
    source: Mapped[Name] = mapped_column(primary_key=True, default="catalog")
    position: Mapped[Long]
    weight: Mapped[float] = mapped_column(Double, default=0.5)


class RoleDimensionRow(Table):
    """A dimension of a role."""

    __tablename__ = "role_dimension"
    __table_args__ = (one_of("source", SOURCES), Index(None, "dimension_id"))

    role_id: Mapped[int] = mapped_column(LONG, ForeignKey("role.id", ondelete="CASCADE"), primary_key=True)
    dimension_id: Mapped[int] = mapped_column(
        LONG, ForeignKey("dimension.id", ondelete="CASCADE"), primary_key=True
    )
    source: Mapped[Name] = mapped_column(primary_key=True, default="catalog")
    position: Mapped[Long]


class SkillDimensionRow(Table):
    """A skill of a dimension."""

    __tablename__ = "skill_dimension"
    __table_args__ = (one_of("source", SOURCES), Index(None, "skill_id"))

    dimension_id: Mapped[int] = mapped_column(
        LONG, ForeignKey("dimension.id", ondelete="CASCADE"), primary_key=True
    )
    skill_id: Mapped[int] = mapped_column(LONG, ForeignKey("skill.id", ondelete="CASCADE"), primary_key=True)
    source: Mapped[Name] = mapped_column(primary_key=True, default="catalog")
    position: Mapped[Long]


class SkillEnrichmentRow(Table):
    """What enriching found out about a skill phrase, whether or not the catalog knows it yet.

    Each run keeps its own row, so that undoing it takes away what it found and nothing else.
    """

    __tablename__ = "skill_enrichment"
    __table_args__ = (
        UniqueConstraint("name_key", "producer", "run_id"),
        Index(None, "skill_id"),
        Index(None, "run_id"),
    )

    id: Mapped[Key]
    name_key: Mapped[Words]
    skill_id: Mapped[Long | None] = mapped_column(ForeignKey("skill.id", ondelete="SET NULL"))
    producer: Mapped[Name]
    outcome: Mapped[Name]
    facts: Mapped[Facts]
    run_id: Mapped[str | None]
    created_at: Mapped[Moment]


class RedirectRow(Table):
    """An old slug, an old id, or both, that live on under another entry."""

    __tablename__ = "redirect"
    __table_args__ = (
        UniqueConstraint("kind", "position"),
        one_of("kind", ("role", "skill", "dimension")),
        CheckConstraint("old_slug IS NOT NULL OR old_id IS NOT NULL", name="old"),
        Index(None, "kind", "old_slug"),
    )

    id: Mapped[Key]
    kind: Mapped[Name]
    position: Mapped[Long]
    old_slug: Mapped[str | None]
    old_id: Mapped[Long | None]
    target_slug: Mapped[Name]


class CatalogStateRow(Table):
    """What the catalog tables were last built from: one row, ``id`` 1."""

    __tablename__ = "catalog_state"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"), at_least("generation", 1))

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    content_hash: Mapped[Name]
    files_hash: Mapped[Name]
    generation: Mapped[Long] = mapped_column(default=1)
    counts: Mapped[Facts]
    built_at: Mapped[Moment]
