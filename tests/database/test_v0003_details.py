"""The migration of details keeps every row that the other schema can hold."""
# ruff: noqa: E501 - statements of SQL are easier to read on one line

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DatabaseError as DriverError
from sqlalchemy.exc import IntegrityError

from jdwork.database.migrate import downgrade, schema_differences, schema_version, upgrade
from jdwork.database.transactions import write_transaction
from jdwork.record import recorded, unrecord
from tests.record.detailed import rich_record
from tests.record.factory import SETTINGS, raw_contents, seeded

CALL = (
    "INSERT INTO llm_call (id, call_id, run_id, purpose, model, request_hash, prompt_tokens, completion_tokens,"
    " seconds, outcome, facts, created_at)"
    " VALUES ({}, '{}', '{}', 'parse', 'm', 'h', 1, 1, 0.5, 'ok', '{{}}', '2024-01-01 00:00:00')"
)
ENRICHED = (
    "INSERT INTO skill_enrichment (id, name_key, skill_id, producer, outcome, facts, run_id, created_at)"
    " VALUES ({}, '{}', {}, 'rules', 'keep', '{{}}', '{}', '2024-01-01 00:00:00')"
)
ITEM = (
    "INSERT INTO review_item (id, kind, key, name, status, seen, skill_id, origin, created_at)"
    " VALUES ({}, '{}', '{}', 'n', 'rejected', 0, 10, 'run', '2024-01-01 00:00:00')"
)
TABLES = ("review_item", "review_sighting", "review_decision", "run", "jd", "llm_call", "skill_enrichment")


def everything(engine) -> dict[str, list[str]]:
    with engine.connect() as connection:
        return {
            table: sorted(map(repr, connection.execute(text(f"SELECT * FROM {table}")))) for table in TABLES
        }


def run(engine, *statements: str) -> None:
    with write_transaction(engine) as connection:
        for statement in statements:
            connection.execute(text(statement))


@pytest.fixture
def old(database_url):
    """A database with the schema before, and rows in it."""
    engine = seeded(database_url)
    downgrade(engine, to="0002")
    run(
        engine,
        CALL.format(4, "c1", "r1"),
        ENRICHED.format(6, "zig", "NULL", "r1"),
        ENRICHED.format(7, "cpython", 10, "r1"),
        ITEM.format(8, "role_alias", "nurse/x"),
        "INSERT INTO review_decision (id, item_id, verdict, decided_by, note, facts, decided_at)"
        " VALUES (1, 8, 'rejected', 'someone', '', '{}', '2024-01-01 00:00:00')",
    )
    yield engine
    engine.dispose()


def test_all_rows_stay_and_the_schema_is_the_newest(old):
    before = everything(old)
    upgrade(old)
    assert everything(old) == before  # no run yet, whose rows would be wider
    with old.connect() as connection:
        assert schema_differences(connection) == []


def test_two_runs_may_share_a_question_and_a_skill_afterwards(old):
    shared = (CALL.format(14, "c1", "r2"), ENRICHED.format(16, "zig", "NULL", "r2"))
    for statement in shared:
        with pytest.raises(IntegrityError):
            run(old, statement)
    upgrade(old)
    run(old, *shared)
    for statement in (CALL.format(24, "c1", "r2"), ENRICHED.format(26, "zig", "NULL", "r2")):
        with pytest.raises(IntegrityError):
            run(old, statement)
    with pytest.raises(IntegrityError):
        run(old, ENRICHED.format(27, "other", 99999, "r2"))  # references still hold


def test_spellings_are_taken_as_review_items(old):
    with pytest.raises(IntegrityError):
        run(old, ITEM.format(20, "skill_alias", "python/cpython"))
    upgrade(old)
    run(old, ITEM.format(20, "skill_alias", "python/cpython"))
    with pytest.raises(IntegrityError):
        run(old, ITEM.format(21, "nonsense", "k"))
    with pytest.raises(IntegrityError):
        run(old, "DELETE FROM review_item WHERE id = 8")  # a decision points at it


def test_going_back_keeps_the_first_of_what_was_one_row(old):
    before = everything(old)
    upgrade(old)
    run(
        old,
        CALL.format(14, "c1", "r2"),
        ENRICHED.format(16, "zig", "NULL", "r2"),
        ITEM.format(20, "skill_alias", "python/cpython"),
        "INSERT INTO review_decision (id, item_id, verdict, decided_by, note, facts, decided_at)"
        " VALUES (2, 20, 'rejected', 'someone', '', '{}', '2024-01-01 00:00:00')",
    )
    downgrade(old, to="0002")
    assert everything(old) == before
    with old.connect() as connection:
        assert schema_version(connection) == "0002"
    with pytest.raises(DriverError, match="append-only"):
        run(old, "DELETE FROM review_decision")


def test_runs_survive_there_and_back_without_their_details(database_url):
    engine = seeded(database_url)
    record = rich_record()
    recorded([record], engine, settings=SETTINGS)
    downgrade(engine, to="0002")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT run_id FROM run")).scalars().all() == [record.run_id]
    upgrade(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT details, linked FROM run")).one() == (None, None)
    unrecord(record.run_id, engine)
    emptied = raw_contents(engine)
    assert emptied["run"] == emptied["llm_call"] == emptied["review_item"] == []
    engine.dispose()


def test_a_table_that_somebody_altered_is_not_replaced(sqlite_url):
    engine = seeded(sqlite_url)
    downgrade(engine, to="0002")
    engine.dispose()
    other = create_engine(sqlite_url)
    with other.begin() as connection:
        connection.execute(text("DROP TABLE llm_call"))
        connection.execute(text("CREATE TABLE llm_call (id INTEGER PRIMARY KEY, run_id TEXT)"))
    with pytest.raises(RuntimeError, match="llm_call is not as the version before left it"):
        upgrade(other)
    other.dispose()
