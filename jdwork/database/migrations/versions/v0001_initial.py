"""The first schema: the whole catalog, runs, centroids, review queue, labels and ledgers.

It repeats the ORM on purpose and imports nothing of it: later changes of the ORM must not change
what this version makes. A test holds the sum of all versions equal to the ORM.
"""
# ruff: noqa: E501 - a vocabulary is easier to check on one line

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = ("label", "review_decision")
TABLES = (
    "catalog_state",
    "category",
    "centroid_snapshot",
    "config_change",
    "domain",
    "jd",
    "llm_call",
    "redirect",
    "dimension",
    "label",
    "role",
    "sub_category",
    "jd_embedding",
    "kra",
    "role_alias",
    "role_centroid",
    "role_dimension",
    "skill",
    "review_item",
    "role_skill",
    "run",
    "skill_alias",
    "skill_context",
    "skill_dimension",
    "skill_enrichment",
    "collision_log",
    "review_decision",
    "review_sighting",
)


def upgrade() -> None:
    _create_tables()
    op.create_index(
        "ix_jd_embedding_counts_once",
        "jd_embedding",
        ["jd_id", "encoder_id"],
        unique=True,
        sqlite_where=sa.text("role_id IS NOT NULL"),
        postgresql_where=sa.text("role_id IS NOT NULL"),
    )
    _forbid_rewriting()


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION jdwork_append_only()")
        # Made beside the migrations, see `jdwork.database.vector_index`; its indexes went with the table.
        op.execute("DROP FUNCTION IF EXISTS jdwork_vector(bytea)")


def _forbid_rewriting() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION jdwork_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME; END $$"
        )
        for table in APPEND_ONLY:
            op.execute(
                f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION jdwork_append_only()"
            )
        return
    for table in APPEND_ONLY:
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_append_only_{event.lower()} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'table {table} is append-only'); END"
            )


def _column(
    name: str, kind: Any, *, null: bool = False, refers: str | None = None, ondelete: str | None = None
) -> sa.Column[Any]:
    references = [sa.ForeignKey(refers, ondelete=ondelete)] if refers else []
    return sa.Column(name, kind, *references, nullable=null)


def _key() -> sa.Column[Any]:
    return _column("id", LONG)


def _long(name: str, **how: Any) -> sa.Column[Any]:
    return _column(name, LONG, **how)


def _words(name: str, **how: Any) -> sa.Column[Any]:
    return _column(name, sa.Text(), **how)


def _real(name: str, **how: Any) -> sa.Column[Any]:
    return _column(name, sa.Double(), **how)


def _flag(name: str) -> sa.Column[Any]:
    return _column(name, sa.Boolean())


def _facts(name: str) -> sa.Column[Any]:
    return _column(name, sa.JSON())


def _blob(name: str) -> sa.Column[Any]:
    return _column(name, sa.LargeBinary())


def _moment(name: str) -> sa.Column[Any]:
    return _column(name, sa.DateTime(timezone=True))


def _table(
    name: str,
    *columns: sa.Column[Any],
    primary: Sequence[str] = ("id",),
    unique: Sequence[tuple[str, ...]] = (),
    checks: Mapping[str, str] | None = None,
    indexes: Sequence[tuple[str, ...]] = (),
) -> None:
    parts: list[Any] = [sa.PrimaryKeyConstraint(*primary, name=f"pk_{name}")]
    for column in columns:
        # Naming the inline references needs the table's name, which only stands here.
        for reference in column.foreign_keys:
            reference.name = f"fk_{name}_{column.name}"
    parts += [sa.UniqueConstraint(*group, name=f"uq_{name}_{'_'.join(group)}") for group in unique]
    parts += [
        sa.CheckConstraint(rule, name=op.f(f"ck_{name}_{what}")) for what, rule in (checks or {}).items()
    ]
    op.create_table(name, *columns, *parts)
    for group in indexes:
        op.create_index(f"ix_{name}_{'_'.join(group)}", name, list(group))


def _create_tables() -> None:
    _table(
        "catalog_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        _words("content_hash"),
        _words("files_hash"),
        _long("generation"),
        _facts("counts"),
        _moment("built_at"),
        checks={
            "generation": "generation >= 1",
            "one_row": "id = 1",
        },
    )
    _table(
        "category",
        _key(),
        _long("catalog_id"),
        _words("name"),
        _long("position"),
        _flag("retired"),
        unique=[("name",)],
    )
    _table(
        "centroid_snapshot",
        _key(),
        _words("encoder_id"),
        _words("content_hash"),
        _words("name"),
        _facts("role_slugs"),
        _facts("counts"),
        _long("dimension"),
        _blob("totals"),
        _moment("taken_at"),
        checks={
            "dimension": "dimension >= 0",
        },
        indexes=[("encoder_id", "taken_at")],
    )
    _table(
        "config_change",
        _key(),
        _words("entry_id"),
        _facts("changes"),
        _words("reason"),
        _words("before_hash"),
        _words("after_hash"),
        _facts("metrics"),
        _words("data_hash", null=True),
        _words("run_id", null=True),
        _moment("changed_at"),
        unique=[("entry_id",)],
        indexes=[("changed_at",)],
    )
    _table(
        "domain",
        _key(),
        _words("slug"),
        _words("display_name"),
        _words("description"),
        _facts("aliases"),
        _long("position"),
        _flag("retired"),
        unique=[("slug",)],
        indexes=[("position",)],
    )
    _table(
        "jd",
        _key(),
        _words("content_hash"),
        _words("title", null=True),
        _words("text"),
        unique=[("content_hash",)],
    )
    _table(
        "llm_call",
        _key(),
        _words("call_id"),
        _words("run_id", null=True),
        _words("purpose"),
        _words("model"),
        _words("request_hash"),
        _long("prompt_tokens"),
        _long("completion_tokens"),
        _real("cost_usd", null=True),
        _real("seconds"),
        _words("outcome"),
        _facts("facts"),
        _moment("created_at"),
        unique=[("call_id",)],
        checks={
            "completion_tokens": "completion_tokens >= 0",
            "prompt_tokens": "prompt_tokens >= 0",
        },
        indexes=[("created_at",), ("run_id",)],
    )
    _table(
        "redirect",
        _key(),
        _words("kind"),
        _long("position"),
        _words("old_slug", null=True),
        _long("old_id", null=True),
        _words("target_slug"),
        unique=[("kind", "position")],
        checks={
            "kind": "kind IN ('role', 'skill', 'dimension')",
            "old": "old_slug IS NOT NULL OR old_id IS NOT NULL",
        },
        indexes=[("kind", "old_slug")],
    )
    _table(
        "dimension",
        _key(),
        _long("catalog_id"),
        _words("slug"),
        _words("display_name"),
        _words("rationale"),
        _long("domain_id", refers="domain.id"),
        _words("difficulty_hint"),
        _long("position"),
        _flag("retired"),
        unique=[("slug",)],
        checks={
            "difficulty_hint": "difficulty_hint IN ('well_known', 'specialised', 'rare')",
        },
        indexes=[("catalog_id",), ("domain_id",)],
    )
    _table(
        "label",
        _key(),
        _long("jd_id", refers="jd.id"),
        _words("verdict"),
        _words("role_slug", null=True),
        _words("run_id", null=True),
        _words("labelled_by"),
        _words("note"),
        _moment("labelled_at"),
        checks={
            "role_slug": "(verdict = 'role') = (role_slug IS NOT NULL)",
            "verdict": "verdict IN ('role', 'new_role', 'not_a_jd', 'unsure')",
        },
        indexes=[("jd_id",)],
    )
    _table(
        "role",
        _key(),
        _long("catalog_id"),
        _words("slug"),
        _words("display_name"),
        _long("domain_id", refers="domain.id"),
        _words("archetype"),
        _words("description"),
        _words("source_code", null=True),
        _long("position"),
        _flag("retired"),
        unique=[("slug",)],
        indexes=[("catalog_id",), ("domain_id",)],
    )
    _table(
        "sub_category",
        _key(),
        _long("catalog_id"),
        _long("category_id", refers="category.id", ondelete="CASCADE"),
        _words("name"),
        _long("position"),
        _flag("retired"),
        unique=[("category_id", "name")],
    )
    _table(
        "jd_embedding",
        _key(),
        _long("jd_id", refers="jd.id"),
        _words("encoder_id"),
        _words("vector_hash"),
        _long("dimension"),
        _blob("vector"),
        _long("role_id", null=True, refers="role.id"),
        unique=[("jd_id", "encoder_id", "vector_hash")],
        checks={
            "dimension": "dimension >= 1",
        },
        indexes=[("role_id", "encoder_id")],
    )
    _table(
        "kra",
        _key(),
        _long("role_id", refers="role.id", ondelete="CASCADE"),
        _words("source"),
        _long("position"),
        _words("text"),
        unique=[("role_id", "source", "position")],
        checks={
            "source": "source IN ('catalog', 'run', 'pending')",
        },
    )
    _table(
        "role_alias",
        _key(),
        _long("role_id", refers="role.id", ondelete="CASCADE"),
        _words("source"),
        _long("position"),
        _words("text"),
        unique=[("role_id", "source", "position")],
        checks={
            "source": "source IN ('catalog', 'run', 'pending')",
        },
    )
    _table(
        "role_centroid",
        _long("role_id", refers="role.id"),
        _words("encoder_id"),
        _long("n"),
        _long("dimension"),
        _blob("total"),
        primary=("role_id", "encoder_id"),
        checks={
            "dimension": "dimension >= 1",
            "n": "n >= 0",
        },
    )
    _table(
        "role_dimension",
        _long("role_id", refers="role.id", ondelete="CASCADE"),
        _long("dimension_id", refers="dimension.id", ondelete="CASCADE"),
        _words("source"),
        _long("position"),
        primary=("role_id", "dimension_id", "source"),
        checks={
            "source": "source IN ('catalog', 'run', 'pending')",
        },
        indexes=[("dimension_id",)],
    )
    _table(
        "skill",
        _key(),
        _long("catalog_id"),
        _words("slug"),
        _words("display_name"),
        _long("sub_category_id", refers="sub_category.id"),
        _words("nature"),
        _words("volatility"),
        _words("lifespan"),
        _words("version_strategy"),
        _words("maturity"),
        _flag("is_extractable"),
        _flag("is_also_category"),
        _long("position"),
        _flag("retired"),
        unique=[("slug",)],
        checks={
            "lifespan": "lifespan IN ('EVERGREEN', 'LONG', 'MEDIUM', 'SHORT')",
            "nature": "nature IN ('LANGUAGE', 'FRAMEWORK', 'LIBRARY', 'TOOL', 'PLATFORM', 'DATABASE', 'PROTOCOL', 'STANDARD', 'CONCEPT', 'PRACTICE', 'DOMAIN_KNOWLEDGE', 'SOFT_SKILL', 'CERTIFICATION', 'NATURAL_LANGUAGE', 'EQUIPMENT')",
            "version_strategy": "version_strategy IN ('UNVERSIONED', 'NOT_APPLICABLE', 'MAJOR_VERSIONS', 'SEMANTIC', 'YEARLY')",
            "volatility": "volatility IN ('STABLE', 'EVOLVING', 'VOLATILE')",
        },
        indexes=[("catalog_id",), ("sub_category_id",)],
    )
    _table(
        "review_item",
        _key(),
        _words("kind"),
        _words("key"),
        _words("name"),
        _words("status"),
        _long("seen"),
        _long("jd_id", null=True, refers="jd.id"),
        _long("role_id", null=True, refers="role.id"),
        _long("skill_id", null=True, refers="skill.id"),
        _long("dimension_id", null=True, refers="dimension.id"),
        _words("origin"),
        _moment("created_at"),
        unique=[("kind", "key")],
        checks={
            "kind": "kind IN ('decision', 'new_role', 'role_skill', 'new_skill', 'new_kra', 'role_dimension', 'skill_dimension')",
            "seen": "seen >= 0",
            "status": "status IN ('pending', 'approved', 'rejected', 'exported')",
        },
        indexes=[("jd_id",), ("role_id",), ("status", "kind", "seen")],
    )
    _table(
        "role_skill",
        _long("role_id", refers="role.id", ondelete="CASCADE"),
        _long("skill_id", refers="skill.id", ondelete="CASCADE"),
        _words("source"),
        _long("position"),
        _real("weight"),
        primary=("role_id", "skill_id", "source"),
        checks={
            "source": "source IN ('catalog', 'run', 'pending')",
            "weight": "weight > 0 AND weight <= 1",
        },
        indexes=[("skill_id",)],
    )
    _table(
        "run",
        _key(),
        _words("run_id"),
        _long("jd_id", refers="jd.id"),
        _words("jd_name"),
        _words("jd_date", null=True),
        _words("jd_label", null=True),
        _words("decision_case"),
        _long("role_id", null=True, refers="role.id"),
        _words("role_slug", null=True),
        _real("confidence"),
        _flag("queued"),
        _flag("accepted"),
        _long("embedding_id", null=True, refers="jd_embedding.id"),
        _words("encoder_id"),
        _words("code_version"),
        _words("catalog_hash"),
        _words("config_hash"),
        _words("centroid_hash"),
        _facts("decision"),
        _facts("detail"),
        _facts("updates"),
        _moment("recorded_at"),
        unique=[("run_id",)],
        checks={
            "confidence": "confidence BETWEEN 0 AND 1",
            "decision_case": "decision_case IN ('A', 'B', 'C', 'D', 'DOMAIN', 'E', 'REJECT')",
        },
        indexes=[("embedding_id",), ("jd_id", "encoder_id"), ("recorded_at",), ("role_id",)],
    )
    _table(
        "skill_alias",
        _key(),
        _long("catalog_id"),
        _long("skill_id", refers="skill.id", ondelete="CASCADE"),
        _words("source"),
        _long("position"),
        _words("text"),
        _words("alias_type"),
        _words("match_strategy"),
        unique=[("skill_id", "source", "position")],
        checks={
            "alias_type": "alias_type IN ('CANONICAL', 'SYNONYM', 'ABBREVIATION', 'VERSION', 'SPELLING', 'VENDOR_NAME')",
            "match_strategy": "match_strategy IN ('CASE_INSENSITIVE', 'CASE_SENSITIVE', 'CONTEXT')",
            "source": "source IN ('catalog', 'run', 'pending')",
        },
    )
    _table(
        "skill_context",
        _long("skill_id", refers="skill.id", ondelete="CASCADE"),
        _long("position"),
        _words("text"),
        primary=("skill_id", "position"),
    )
    _table(
        "skill_dimension",
        _long("dimension_id", refers="dimension.id", ondelete="CASCADE"),
        _long("skill_id", refers="skill.id", ondelete="CASCADE"),
        _words("source"),
        _long("position"),
        primary=("dimension_id", "skill_id", "source"),
        checks={
            "source": "source IN ('catalog', 'run', 'pending')",
        },
        indexes=[("skill_id",)],
    )
    _table(
        "skill_enrichment",
        _key(),
        _words("name_key"),
        _long("skill_id", null=True, refers="skill.id", ondelete="SET NULL"),
        _words("producer"),
        _words("outcome"),
        _facts("facts"),
        _words("run_id", null=True),
        _moment("created_at"),
        unique=[("name_key", "producer")],
        indexes=[("skill_id",)],
    )
    _table(
        "collision_log",
        _key(),
        _long("run_key", refers="run.id"),
        _long("jd_id", refers="jd.id"),
        _words("title"),
        _words("title_key"),
        _facts("role_slugs"),
        _words("chosen_slug", null=True),
        unique=[("run_key",)],
        indexes=[("title_key",)],
    )
    _table(
        "review_decision",
        _key(),
        _long("item_id", refers="review_item.id"),
        _words("verdict"),
        _words("decided_by"),
        _words("note"),
        _facts("facts"),
        _moment("decided_at"),
        checks={
            "verdict": "verdict IN ('pending', 'approved', 'rejected', 'exported')",
        },
        indexes=[("item_id",)],
    )
    _table(
        "review_sighting",
        _long("item_id", refers="review_item.id"),
        _long("run_key", refers="run.id"),
        _long("jd_id", refers="jd.id"),
        _words("name"),
        _words("snippet"),
        _long("span_start", null=True),
        _long("span_end", null=True),
        primary=("item_id", "run_key"),
        checks={
            "snippet": "length(snippet) <= 300",
        },
        indexes=[("item_id", "jd_id"), ("run_key",)],
    )
