"""Two more kinds of review items: titles that should be aliases, and titles that several roles carry.

Collisions logged before become review items, so that the queue shows them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BEFORE = "'decision', 'new_role', 'role_skill', 'new_skill', 'new_kra', 'role_dimension', 'skill_dimension'"
ADDED = "'role_alias', 'collision'"
APPEND_ONLY = "review_decision"


def upgrade() -> None:
    _allow(BEFORE, f"{BEFORE}, {ADDED}")
    op.execute(
        "INSERT INTO review_item (kind, key, name, status, seen, origin, created_at) "
        "SELECT 'collision', title_key, min(title), 'pending', count(DISTINCT collision_log.jd_id), 'run', "
        "min(recorded_at) "
        "FROM collision_log JOIN run ON run.id = collision_log.run_key "
        "WHERE title_key <> '' GROUP BY title_key ORDER BY min(collision_log.id)"
    )
    op.execute(
        "INSERT INTO review_sighting (item_id, run_key, jd_id, name, snippet) "
        "SELECT review_item.id, run_key, collision_log.jd_id, title, '' "
        "FROM collision_log JOIN review_item ON kind = 'collision' AND key = title_key"
    )


def downgrade() -> None:
    """Forget the items of the new kinds and the decisions on them: the older schema has no word for them."""
    gone = f"(SELECT id FROM review_item WHERE kind IN ({ADDED}))"  # noqa: S608 - constants of this file
    op.execute(f"DELETE FROM review_sighting WHERE item_id IN {gone}")  # noqa: S608
    kept = _take_triggers()
    op.execute(f"DELETE FROM review_decision WHERE item_id IN {gone}")  # noqa: S608
    for statement in kept:
        op.execute(statement)
    op.execute(f"DELETE FROM review_item WHERE kind IN ({ADDED})")  # noqa: S608
    _allow(f"{BEFORE}, {ADDED}", BEFORE)


def _allow(old: str, new: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_review_item_kind"), "review_item", type_="check")
        op.create_check_constraint(op.f("ck_review_item_kind"), "review_item", f"kind IN ({new})")
        return
    # SQLite cannot alter a constraint. The table is made anew under its own name and the rows are put
    # back: with its references deferred, each returning row settles those that point at it. (Renaming
    # a copy, as is usual, would leave them unsettled within one transaction.)
    connection = op.get_bind()
    connection.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
    made = connection.execute(
        sa.text("SELECT type, sql FROM sqlite_master WHERE tbl_name = 'review_item' AND sql IS NOT NULL")
    ).all()
    table = next(row.sql for row in made if row.type == "table")
    if table.count(f"kind IN ({old})") != 1:
        raise RuntimeError("the table review_item is not as the version before left it")
    op.execute("CREATE TEMPORARY TABLE review_item_kept AS SELECT * FROM review_item")
    op.execute("DROP TABLE review_item")
    for statement in (
        table.replace(f"kind IN ({old})", f"kind IN ({new})"),
        *(row.sql for row in made if row.type == "index"),
        "INSERT INTO review_item SELECT * FROM review_item_kept",
        "DROP TABLE review_item_kept",
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
