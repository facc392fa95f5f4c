"""The migration of review kinds keeps every row that the other schema can hold."""
# ruff: noqa: E501 - statements of SQL are easier to read on one line

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DatabaseError as DriverError
from sqlalchemy.exc import IntegrityError

from jdwork.database.engine import open_database
from jdwork.database.migrate import SCHEMA_VERSION, downgrade, schema_version, upgrade
from jdwork.database.transactions import write_transaction
from tests.record.factory import seeded

ROWS = (
    "INSERT INTO jd (id, content_hash, title, text) VALUES (1, 'h1', 'Oven Hand', 't'), (2, 'h2', 'Oven Hand', 'u')",
    *(
        "INSERT INTO run (id, run_id, jd_id, jd_name, decision_case, confidence, queued, accepted, encoder_id,"
        " code_version, catalog_hash, config_hash, centroid_hash, decision, detail, updates, recorded_at)"
        f" VALUES ({run}, 'r{run}', {jd}, 'j', 'D', 0.9, false, false, 'e', '1', 'c', 'c', 'c', '{{}}', '{{}}',"
        f" '{{}}', '2024-01-0{run} 00:00:00')"
        for run, jd in ((1, 1), (2, 2), (3, 2))
    ),
    "INSERT INTO review_item (id, kind, key, name, status, seen, role_id, origin, created_at) VALUES"
    " (5, 'new_skill', 'zig', 'Zig', 'approved', 1, NULL, 'run', '2024-01-01 00:00:00'),"
    " (9, 'new_kra', 'nurse/x', 'X', 'pending', 1, 103, 'run', '2024-01-01 00:00:00')",
    "INSERT INTO review_sighting (item_id, run_key, jd_id, name, snippet) VALUES (5, 1, 1, 'Zig', 's')",
    "INSERT INTO review_decision (id, item_id, verdict, decided_by, note, facts, decided_at)"
    " VALUES (1, 5, 'approved', 'someone', '', '{}', '2024-01-01 00:00:00')",
    "INSERT INTO collision_log (id, run_key, jd_id, title, title_key, role_slugs, chosen_slug) VALUES"
    " (1, 1, 1, 'Oven Hand', 'oven hand', '[]', NULL), (2, 2, 2, 'Oven hand', 'oven hand', '[]', NULL),"
    " (3, 3, 2, '', '', '[]', NULL)",
)  # fmt: skip


def everything(engine) -> dict[str, list[tuple]]:
    with engine.connect() as connection:
        return {
            table: sorted(map(repr, connection.execute(text(f"SELECT * FROM {table}"))))
            for table in ("review_item", "review_sighting", "review_decision", "collision_log", "run", "jd")
        }


@pytest.fixture
def old(database_url):
    """A database with the schema before, and rows in it."""
    engine = seeded(database_url)
    downgrade(engine, to="0001")
    with write_transaction(engine) as connection:
        for statement in ROWS:
            connection.execute(text(statement))
    yield engine
    engine.dispose()


def run(engine, *statements: str) -> None:
    with write_transaction(engine) as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_all_rows_stay_and_logged_collisions_join_the_queue(old):
    before = everything(old)
    upgrade(old, to="0002")
    after = everything(old)
    for table, rows in before.items():
        assert set(rows) <= set(after[table]), table
    with old.connect() as connection:
        added = connection.execute(
            text("SELECT key, name, status, seen FROM review_item WHERE kind = 'collision'")
        ).all()
        sightings = connection.scalar(
            text(
                "SELECT count(*) FROM review_sighting JOIN review_item ON id = item_id WHERE kind = 'collision'"
            )
        )
    assert [(row.key, row.name.casefold(), row.status, row.seen) for row in added] == [
        ("oven hand", "oven hand", "pending", 2)
    ]
    assert sightings == 2


def test_the_new_kinds_are_taken_and_references_still_hold(old):
    insert = (
        "INSERT INTO review_item (id, kind, key, name, status, seen, origin, created_at)"
        " VALUES (77, '{}', 'k', 'n', 'pending', 0, 'run', '2024-01-01 00:00:00')"
    )
    with pytest.raises(IntegrityError):
        run(old, insert.format("role_alias"))
    upgrade(old)
    run(old, insert.format("role_alias"))
    with pytest.raises(IntegrityError):
        run(old, insert.format("nonsense"))
    with pytest.raises(IntegrityError):
        run(old, "DELETE FROM review_item WHERE id = 5")
    with pytest.raises(IntegrityError):
        run(
            old,
            "INSERT INTO review_sighting (item_id, run_key, jd_id, name, snippet) VALUES (999, 1, 1, '', '')",
        )
    with pytest.raises(IntegrityError):
        run(old, "UPDATE review_item SET role_id = 99999 WHERE id = 9")


def test_going_back_forgets_only_the_new_kinds(old):
    before = everything(old)
    upgrade(old)
    run(
        old,
        "INSERT INTO review_item (id, kind, key, name, status, seen, origin, created_at)"
        " VALUES (77, 'role_alias', 'nurse/k', 'n', 'rejected', 0, 'run', '2024-01-01 00:00:00')",
        "INSERT INTO review_decision (id, item_id, verdict, decided_by, note, facts, decided_at)"
        " VALUES (7, 77, 'rejected', 'someone', '', '{}', '2024-01-01 00:00:00')",
    )
    downgrade(old, to="0001")
    assert everything(old) == before
    with old.connect() as connection:
        assert schema_version(connection) == "0001"
    with pytest.raises(DriverError, match="append-only"):
        run(old, "DELETE FROM review_decision")


def test_opening_an_old_database_migrates_it(old, database_url):
    opened = open_database(database_url)
    with opened.connect() as connection:
        assert schema_version(connection) == SCHEMA_VERSION
    opened.dispose()


def test_a_table_that_somebody_altered_is_not_replaced(sqlite_url):
    engine = seeded(sqlite_url)
    downgrade(engine, to="0001")
    engine.dispose()
    other = create_engine(sqlite_url)
    with other.begin() as connection:
        connection.execute(text("DROP TABLE review_item"))
        connection.execute(text("CREATE TABLE review_item (id INTEGER PRIMARY KEY, kind TEXT)"))
    with pytest.raises(RuntimeError, match="not as the version before left it"):
        upgrade(other)
    other.dispose()
