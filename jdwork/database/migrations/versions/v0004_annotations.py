"""What analysts say about decisions; labels can be taken back.

A label that takes another back names it, so that undoing stays a matter of adding rows.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
VERDICTS = "verdict IN ('role', 'new_role', 'not_a_jd', 'unsure')"
VERDICTS_AFTER = "verdict IN ('role', 'new_role', 'not_a_jd', 'unsure', 'withdrawn')"
COLUMNS = "id, jd_id, verdict, role_slug, run_id, labelled_by, note, labelled_at"
"""Of labels, as they were before."""
LAST_COLUMN = "labelled_at DATETIME NOT NULL"
REFERENCE = "CONSTRAINT fk_label_jd_id FOREIGN KEY(jd_id) REFERENCES jd (id)"
ADDED_REFERENCE = "CONSTRAINT fk_label_takes_back FOREIGN KEY(takes_back) REFERENCES label (id)"
CHANGES = {
    VERDICTS: VERDICTS_AFTER,
    LAST_COLUMN: f"{LAST_COLUMN}, takes_back INTEGER",
    REFERENCE: f"{REFERENCE}, {ADDED_REFERENCE}",
}
KINDS = "kind IN ('relabel', 'comment', 'review', 'edit', 'undo')"
INDEXED = ("jd_id", "run", "label_id", "undoes")


def upgrade() -> None:
    if _on_postgres():
        op.drop_constraint(op.f("ck_label_verdict"), "label", type_="check")
        op.create_check_constraint(op.f("ck_label_verdict"), "label", VERDICTS_AFTER)
        op.add_column("label", sa.Column("takes_back", LONG, nullable=True))
        op.create_foreign_key(op.f("fk_label_takes_back"), "label", "label", ["takes_back"], ["id"])
    else:
        _make_labels_anew(CHANGES)
    op.create_table(
        "annotation",
        sa.Column("id", LONG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("jd_id", LONG, sa.ForeignKey("jd.id", name="fk_annotation_jd_id"), nullable=True),
        sa.Column("jd_name", sa.Text(), nullable=False),
        sa.Column("run", sa.Text(), nullable=True),
        sa.Column("label_id", LONG, sa.ForeignKey("label.id", name="fk_annotation_label_id"), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("undoes", LONG, sa.ForeignKey("annotation.id", name="fk_annotation_undoes"), nullable=True),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_annotation"),
        sa.CheckConstraint(KINDS, name=op.f("ck_annotation_kind")),
        sa.CheckConstraint("(kind = 'undo') = (undoes IS NOT NULL)", name=op.f("ck_annotation_undoes")),
        sa.CheckConstraint("jd_id IS NOT NULL OR kind IN ('edit', 'undo')", name=op.f("ck_annotation_jd_id")),
    )
    for column in INDEXED:
        op.create_index(op.f(f"ix_annotation_{column}"), "annotation", [column])
    if _on_postgres():
        op.execute(
            "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON annotation "
            "FOR EACH ROW EXECUTE FUNCTION jdwork_append_only()"
        )
        return
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER annotation_append_only_{event.lower()} BEFORE {event} ON annotation "
            "BEGIN SELECT RAISE(ABORT, 'table annotation is append-only'); END"
        )


def downgrade() -> None:
    """Forget annotations; where a label was withdrawn, the older schema can only say that nobody is sure."""
    op.drop_table("annotation")
    unsure = "UPDATE label SET verdict = 'unsure' WHERE verdict = 'withdrawn'"
    if _on_postgres():
        op.execute("ALTER TABLE label DISABLE TRIGGER append_only")
        op.execute(unsure)
        op.execute("ALTER TABLE label ENABLE TRIGGER append_only")
        op.drop_column("label", "takes_back")
        op.drop_constraint(op.f("ck_label_verdict"), "label", type_="check")
        op.create_check_constraint(op.f("ck_label_verdict"), "label", VERDICTS)
        return
    _make_labels_anew({new: old for old, new in CHANGES.items()}, withdrawn="unsure")


def _on_postgres() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _make_labels_anew(changes: dict[str, str], *, withdrawn: str = "withdrawn") -> None:
    """Change the words that made the table of labels in SQLite, which cannot alter a constraint.

    The table is made anew under its own name and the rows are put back, without firing the triggers that
    forbid rewriting them: those go with the old table and come back last.
    """
    connection = op.get_bind()
    connection.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
    made = connection.execute(
        sa.text("SELECT type, sql FROM sqlite_master WHERE tbl_name = 'label' AND sql IS NOT NULL")
    ).all()
    words = next(row.sql for row in made if row.type == "table")
    for old, new in changes.items():
        if words.count(old) != 1:
            raise RuntimeError("the table label is not as the version before left it")
        words = words.replace(old, new)
    for statement in (
        f"CREATE TEMPORARY TABLE label_kept AS SELECT {COLUMNS} FROM label",  # noqa: S608 - constants
        f"UPDATE label_kept SET verdict = '{withdrawn}' WHERE verdict = 'withdrawn'",  # noqa: S608
        "DROP TABLE label",
        words,
        f"INSERT INTO label ({COLUMNS}) SELECT {COLUMNS} FROM label_kept",  # noqa: S608
        "DROP TABLE label_kept",
        *(row.sql for row in made if row.type in {"index", "trigger"}),
    ):
        connection.exec_driver_sql(statement)
