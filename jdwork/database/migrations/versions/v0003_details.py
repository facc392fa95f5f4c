"""Runs keep their skills in detail, and what storing those did; spellings of skills are reviewed.

Rows of the ledger and of enriched skills belong to one run each, so that undoing it takes them along.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KINDS = (
    "'decision', 'new_role', 'role_skill', 'new_skill', 'new_kra', 'role_dimension', 'skill_dimension', "
    "'role_alias', 'collision'"
)
ADDED = "'skill_alias'"
KINDS_AFTER = KINDS.replace("'role_alias'", f"{ADDED}, 'role_alias'")
UNIQUE = {
    "llm_call": (("call_id",), ("run_id", "call_id")),
    "skill_enrichment": (("name_key", "producer"), ("name_key", "producer", "run_id")),
}
"""Columns that no two rows of a table share: until now, and from now on."""
ADDED_INDEX = ("ix_skill_enrichment_run_id", "skill_enrichment", "run_id")
APPEND_ONLY = "review_decision"


def upgrade() -> None:
    _change_kinds(f"kind IN ({KINDS})", f"kind IN ({KINDS_AFTER})")
    for table, (before, after) in UNIQUE.items():
        _change_unique(table, before, after)
    name, table, column = ADDED_INDEX
    op.create_index(op.f(name), table, [column])
    for name in ("details", "linked"):
        op.add_column("run", sa.Column(name, sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    """Forget what the older schema has no place for; of rows that it takes for one, the first stays."""
    for name in ("linked", "details"):
        op.drop_column("run", name)
    op.drop_index(op.f(ADDED_INDEX[0]), ADDED_INDEX[1])
    for table, (before, after) in UNIQUE.items():
        same = " AND ".join(f"older.{name} = {table}.{name}" for name in before)
        op.execute(
            f"DELETE FROM {table} WHERE EXISTS "  # noqa: S608 - constants of this file
            f"(SELECT 1 FROM {table} AS older WHERE {same} AND older.id < {table}.id)"
        )
        _change_unique(table, after, before)
    gone = f"(SELECT id FROM review_item WHERE kind IN ({ADDED}))"  # noqa: S608
    op.execute(f"DELETE FROM review_sighting WHERE item_id IN {gone}")  # noqa: S608
    kept = _take_triggers()
    op.execute(f"DELETE FROM review_decision WHERE item_id IN {gone}")  # noqa: S608
    for statement in kept:
        op.execute(statement)
    op.execute(f"DELETE FROM review_item WHERE kind IN ({ADDED})")  # noqa: S608
    _change_kinds(f"kind IN ({KINDS_AFTER})", f"kind IN ({KINDS})")


def _change_kinds(old: str, new: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_review_item_kind"), "review_item", type_="check")
        op.create_check_constraint(op.f("ck_review_item_kind"), "review_item", new)
        return
    _make_anew("review_item", {old: new})


def _change_unique(table: str, before: tuple[str, ...], after: tuple[str, ...]) -> None:
    names = [f"uq_{table}_{'_'.join(columns)}" for columns in (before, after)]
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f(names[0]), table, type_="unique")
        op.create_unique_constraint(op.f(names[1]), table, list(after))
        return
    old, new = (
        f"CONSTRAINT {name} UNIQUE ({', '.join(columns)})"
        for name, columns in zip(names, (before, after), strict=True)
    )
    _make_anew(table, {old: new})


def _make_anew(table: str, changes: dict[str, str]) -> None:
    """Change the words that made a table of SQLite, which cannot alter a constraint.

    The table is made anew under its own name and the rows are put back: with its references deferred, each
    returning row settles those that point at it.
    """
    connection = op.get_bind()
    connection.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
    made = connection.execute(
        sa.text("SELECT type, sql FROM sqlite_master WHERE tbl_name = :table AND sql IS NOT NULL"),
        {"table": table},
    ).all()
    words = next(row.sql for row in made if row.type == "table")
    for old, new in changes.items():
        if words.count(old) != 1:
            raise RuntimeError(f"the table {table} is not as the version before left it")
        words = words.replace(old, new)
    for statement in (
        f"CREATE TEMPORARY TABLE {table}_kept AS SELECT * FROM {table}",  # noqa: S608
        f"DROP TABLE {table}",
        words,
        *(row.sql for row in made if row.type == "index"),
        f"INSERT INTO {table} SELECT * FROM {table}_kept",  # noqa: S608
        f"DROP TABLE {table}_kept",
    ):
        connection.exec_driver_sql(statement)


def _take_triggers() -> list[str]:
    """Let decisions be deleted; returns the statements that forbid it again."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE {APPEND_ONLY} DISABLE TRIGGER append_only")
        return [f"ALTER TABLE {APPEND_ONLY} ENABLE TRIGGER append_only"]
    name = f"{APPEND_ONLY}_append_only_delete"
    sql = op.get_bind().scalar(sa.text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": name})
    op.execute(f"DROP TRIGGER {name}")
    return [str(sql)]
