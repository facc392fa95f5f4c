"""The migration of annotations keeps every label, and labels stay append-only."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DatabaseError as DriverError
from sqlalchemy.exc import IntegrityError

from jdwork.database.migrate import downgrade, schema_differences, schema_version, upgrade
from jdwork.database.transactions import write_transaction
from tests.record.factory import seeded

COLUMNS = "id, jd_id, verdict, role_slug, run_id, labelled_by, note, labelled_at"
LABEL = (
    f"INSERT INTO label ({COLUMNS})"
    " VALUES ({}, 1, '{}', {}, 'r', 'someone', 'n', '2024-01-01 00:00:00')"
)
WITHDRAWN = (
    f"INSERT INTO label ({COLUMNS}, takes_back)"
    " VALUES (9, 1, 'withdrawn', NULL, NULL, 'someone', '', '2024-01-01 00:00:00', {})"
)
SAID = (
    "INSERT INTO annotation (id, kind, jd_id, jd_name, label_id, text, facts, undoes, said_by, said_at)"
    " VALUES ({}, '{}', {}, 'a', {}, '', '{{}}', {}, 'someone', '2024-01-01 00:00:00')"
)


def run(engine, *statements: str) -> None:
    with write_transaction(engine) as connection:
        for statement in statements:
            connection.execute(text(statement))


def labels(engine) -> list[str]:
    with engine.connect() as connection:
        return [repr(row) for row in connection.execute(text(f"SELECT {COLUMNS} FROM label ORDER BY id"))]


@pytest.fixture
def old(database_url):
    """A database with the schema before, and labels in it."""
    engine = seeded(database_url)
    downgrade(engine, to="0003")
    run(
        engine,
        "INSERT INTO jd (id, content_hash, text) VALUES (1, 'h', 't')",
        LABEL.format(4, "role", "'nurse'"),
        LABEL.format(7, "unsure", "NULL"),
    )
    yield engine
    engine.dispose()


def test_all_labels_stay_and_the_schema_is_the_newest(old):
    before = labels(old)
    with pytest.raises(IntegrityError):
        run(old, LABEL.format(8, "withdrawn", "NULL"))
    upgrade(old)
    assert labels(old) == before
    with old.connect() as connection:
        assert schema_differences(connection) == []
    run(old, WITHDRAWN.format(7))
    for wrong in (LABEL.format(10, "nonsense", "NULL"), WITHDRAWN.replace("(9", "(10").format(99)):
        with pytest.raises(IntegrityError):
            run(old, wrong)
    for change in ("UPDATE label SET note = ''", "DELETE FROM label"):
        with pytest.raises(DriverError, match="append-only"):
            run(old, change)


def test_an_annotation_is_one_of_the_kinds_about_a_jd_or_an_edit(old):
    upgrade(old)
    run(old, SAID.format(1, "relabel", 1, 4, "NULL"), SAID.format(2, "undo", 1, "NULL", 1))
    run(old, SAID.format(3, "edit", "NULL", "NULL", "NULL"))
    for wrong in (
        SAID.format(4, "gossip", 1, "NULL", "NULL"),
        SAID.format(4, "comment", "NULL", "NULL", "NULL"),
        SAID.format(4, "comment", 1, "NULL", 1),
        SAID.format(4, "undo", 1, "NULL", "NULL"),
        SAID.format(4, "undo", 1, "NULL", 99),
        SAID.format(4, "relabel", 1, 99, "NULL"),
        SAID.format(4, "relabel", 99, "NULL", "NULL"),
    ):
        with pytest.raises(IntegrityError):
            run(old, wrong)


def test_going_back_forgets_annotations_and_keeps_labels(old):
    before = labels(old)
    upgrade(old)
    run(old, WITHDRAWN.format(7), SAID.format(1, "relabel", 1, 9, "NULL"))
    downgrade(old, to="0003")
    # The older schema cannot say that a label was withdrawn; its word for that was this one.
    *kept, last = labels(old)
    assert kept == before
    assert "'unsure'" in last
    with old.connect() as connection:
        assert schema_version(connection) == "0003"
    with pytest.raises(DriverError, match="append-only"):
        run(old, "DELETE FROM label")
    upgrade(old)
    assert labels(old) == [*kept, last]


def test_a_table_that_somebody_altered_is_not_replaced(sqlite_url):
    engine = seeded(sqlite_url)
    downgrade(engine, to="0003")
    engine.dispose()
    other = create_engine(sqlite_url)
    with other.begin() as connection:
        connection.execute(text("DROP TABLE label"))
        connection.execute(text("CREATE TABLE label (id INTEGER PRIMARY KEY, jd_id INTEGER)"))
    with pytest.raises(RuntimeError, match="label is not as the version before left it"):
        upgrade(other)
    other.dispose()
