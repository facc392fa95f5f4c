"""The catalog as the database holds it, read back as a snapshot."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Select, select, text

from jdwork.catalog.canonical import with_hash
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
from jdwork.database.tables import (
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
    SkillRow,
    SubCategoryRow,
)
from jdwork.database.transactions import read_transaction, safe_url
from jdwork.errors import CatalogError

Item = TypeVar("Item")


def load_snapshot(engine: Engine) -> CatalogSnapshot:
    """Read the catalog that the database was last built with.

    Parameters
    ----------
    engine
        The database.

    Returns
    -------
    CatalogSnapshot
        Equal to the snapshot of the files it was built from; what recorded runs attached is not in it.

    Raises
    ------
    CatalogError
        If no catalog was built yet, or its tables were changed by something other than a build.
    """
    with read_transaction(engine) as connection:
        if connection.dialect.name == "postgresql":
            # One view of all tables, even while another process builds; SQLite gives that by itself.
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        return read_snapshot(connection)


def stored_hash(engine: Engine) -> str | None:
    """Content hash of the catalog that a database holds; None where it holds none."""
    with read_transaction(engine) as connection:
        found: str | None = connection.scalar(select(CatalogStateRow.content_hash))
    return found


def read_snapshot(connection: Connection) -> CatalogSnapshot:
    """Read the catalog as `load_snapshot` does, within a transaction that is open already."""
    where = safe_url(connection.engine.url)
    stored_hash = connection.scalar(select(CatalogStateRow.content_hash))
    if stored_hash is None:
        raise CatalogError(
            "The database holds no catalog yet.", where=where, hint="Load one with 'jdwork catalog build'."
        )
    snapshot = with_hash(_read(connection))
    if snapshot.content_hash != stored_hash:
        raise CatalogError(
            "The catalog tables no longer fit the hash they were built with: something changed them.",
            where=where,
            hint="Build it anew from its files with 'jdwork catalog build --force'.",
        )
    return snapshot


def _read(connection: Connection) -> CatalogSnapshot:
    domains = connection.execute(
        select(DomainRow).where(DomainRow.retired.is_(False)).order_by(DomainRow.position)
    ).all()
    return CatalogSnapshot(
        domains=tuple(
            Domain(row.slug, row.display_name, row.description, tuple(row.aliases)) for row in domains
        ),
        roles=_roles(connection),
        skills=_skills(connection),
        dimensions=_dimensions(connection),
        redirections=tuple(
            Redirect(row.kind, row.old_slug, row.target_slug, row.old_id)
            for row in connection.execute(
                select(RedirectRow)
                .where(RedirectRow.kind.in_(("role", "skill")))
                .order_by(RedirectRow.position)
            )
        ),
    )


def _roles(connection: Connection) -> tuple[Role, ...]:
    aliases = _lists(connection, _texts(RoleAliasRow))
    kras = _lists(connection, _texts(KraRow))
    dimensions = _lists(
        connection,
        select(RoleDimensionRow.role_id, DimensionRow.slug)
        .join(DimensionRow, DimensionRow.id == RoleDimensionRow.dimension_id)
        .where(RoleDimensionRow.source == "catalog")
        .order_by(RoleDimensionRow.role_id, RoleDimensionRow.position),
    )
    skills = _lists(
        connection,
        select(RoleSkillRow.role_id, SkillRow.slug, RoleSkillRow.weight)
        .join(SkillRow, SkillRow.id == RoleSkillRow.skill_id)
        .where(RoleSkillRow.source == "catalog")
        .order_by(RoleSkillRow.role_id, RoleSkillRow.position),
        RoleSkill,
    )
    rows = connection.execute(
        select(RoleRow, DomainRow.slug.label("domain_slug"))
        .join(DomainRow, DomainRow.id == RoleRow.domain_id)
        .where(RoleRow.retired.is_(False))
    )
    return tuple(
        Role(
            id=row.catalog_id,
            slug=row.slug,
            display_name=row.display_name,
            domain=row.domain_slug,
            archetype=row.archetype,
            description=row.description,
            aliases=tuple(aliases.get(row.id, ())),
            kras=tuple(kras.get(row.id, ())),
            dimensions=tuple(dimensions.get(row.id, ())),
            skills=tuple(skills.get(row.id, ())),
            source_code=row.source_code,
        )
        for row in rows
    )


def _skills(connection: Connection) -> tuple[Skill, ...]:
    aliases = _lists(
        connection,
        select(
            SkillAliasRow.skill_id,
            SkillAliasRow.text,
            SkillAliasRow.alias_type,
            SkillAliasRow.match_strategy,
            SkillAliasRow.catalog_id,
        )
        .where(SkillAliasRow.source == "catalog")
        .order_by(SkillAliasRow.skill_id, SkillAliasRow.position),
        SkillAlias,
    )
    context = _lists(
        connection,
        select(SkillContextRow.skill_id, SkillContextRow.text).order_by(
            SkillContextRow.skill_id, SkillContextRow.position
        ),
    )
    rows = connection.execute(
        select(
            SkillRow,
            SubCategoryRow.name.label("sub_name"),
            SubCategoryRow.catalog_id.label("sub_number"),
            CategoryRow.name.label("category_name"),
            CategoryRow.catalog_id.label("category_number"),
        )
        .join(SubCategoryRow, SubCategoryRow.id == SkillRow.sub_category_id)
        .join(CategoryRow, CategoryRow.id == SubCategoryRow.category_id)
        .where(SkillRow.retired.is_(False))
    )
    return tuple(
        Skill(
            id=row.catalog_id,
            slug=row.slug,
            display_name=row.display_name,
            category=row.category_name,
            sub_category=row.sub_name,
            aliases=tuple(aliases.get(row.id, ())),
            nature=row.nature,
            volatility=row.volatility,
            lifespan=row.lifespan,
            version_strategy=row.version_strategy,
            maturity=row.maturity,
            context=tuple(context.get(row.id, ())),
            is_extractable=row.is_extractable,
            is_also_category=row.is_also_category,
            category_id=row.category_number,
            sub_category_id=row.sub_number,
        )
        for row in rows
    )


def _dimensions(connection: Connection) -> tuple[Dimension, ...]:
    skills = _lists(
        connection,
        select(SkillDimensionRow.dimension_id, SkillRow.slug)
        .join(SkillRow, SkillRow.id == SkillDimensionRow.skill_id)
        .where(SkillDimensionRow.source == "catalog")
        .order_by(SkillDimensionRow.dimension_id, SkillDimensionRow.position),
    )
    rows = connection.execute(
        select(DimensionRow, DomainRow.slug.label("domain_slug"))
        .join(DomainRow, DomainRow.id == DimensionRow.domain_id)
        .where(DimensionRow.retired.is_(False))
    )
    return tuple(
        Dimension(
            id=row.catalog_id,
            slug=row.slug,
            display_name=row.display_name,
            rationale=row.rationale,
            domain=row.domain_slug,
            difficulty_hint=row.difficulty_hint,
            skills=tuple(skills.get(row.id, ())),
        )
        for row in rows
    )


def _texts(table: type[RoleAliasRow] | type[KraRow]) -> Select[*tuple[Any, ...]]:
    return (
        select(table.role_id, table.text)
        .where(table.source == "catalog")
        .order_by(table.role_id, table.position)
    )


def _lists(
    connection: Connection, query: Select[*tuple[Any, ...]], make: Callable[..., Item] | None = None
) -> dict[int, list[Any]]:
    """Group rows by their first column, the others (or what ``make`` makes of them) in order."""
    found: dict[int, list[Any]] = {}
    rows: Iterable[Any] = connection.execute(query)
    for parent, *values in rows:
        found.setdefault(parent, []).append(make(*values) if make else values[0])
    return found
