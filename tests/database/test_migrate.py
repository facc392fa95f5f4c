from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import DatabaseError as DriverError

from jdwork.database.engine import open_database
from jdwork.database.migrate import (
    SCHEMA_VERSION,
    VERSION_TABLE,
    downgrade,
    schema_differences,
    schema_version,
    upgrade,
)
from jdwork.database.tables import metadata
from jdwork.database.transactions import write_transaction
from jdwork.errors import DatabaseError


def described(connection) -> dict[str, object]:
    """Everything the server says of our tables: columns, keys, constraints, indexes, all by name."""
    seen = inspect(connection)
    return {
        name: {
            "columns": [
                (each["name"], str(each["type"]), each["nullable"]) for each in seen.get_columns(name)
            ],
            "primary": seen.get_pk_constraint(name),
            "unique": sorted(
                (str(each["name"]), each["column_names"]) for each in seen.get_unique_constraints(name)
            ),
            "checks": sorted(
                (str(each["name"]), each["sqltext"]) for each in seen.get_check_constraints(name)
            ),
            "foreign": sorted((str(each["name"]), repr(each)) for each in seen.get_foreign_keys(name)),
            "indexes": sorted((str(each["name"]), each["column_names"]) for each in seen.get_indexes(name)),
        }
        for name in seen.get_table_names()
        if name != VERSION_TABLE
    }


def test_migrations_make_exactly_the_tables_of_the_orm(database_url):
    engine = open_database(database_url)
    with engine.connect() as connection:
        assert schema_differences(connection) == []
        migrated = described(connection)
    downgrade(engine)
    with engine.connect() as connection:
        assert described(connection) == {}
        assert schema_version(connection) is None
    metadata.create_all(engine)
    with engine.connect() as connection:
        assert described(connection) == migrated
    assert set(migrated) == set(metadata.tables)
    metadata.drop_all(engine)
    upgrade(engine)
    with engine.connect() as connection:
        assert described(connection) == migrated
        assert schema_version(connection) == SCHEMA_VERSION
    engine.dispose()


def test_a_column_that_is_missing_shows(database_url):
    engine = open_database(database_url)
    with write_transaction(engine) as connection:
        connection.execute(text("ALTER TABLE skill_enrichment DROP COLUMN outcome"))
    with engine.connect() as connection:
        assert "outcome" in repr(schema_differences(connection))
    engine.dispose()


def test_the_code_names_the_newest_version():
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    from jdwork.database import migrations

    config = Config()
    config.set_main_option("script_location", next(iter(migrations.__path__)))
    assert ScriptDirectory.from_config(config).get_current_head() == SCHEMA_VERSION


def test_a_newer_schema_is_refused(database_url):
    engine = open_database(database_url)
    with write_transaction(engine) as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    for attempt in (
        lambda: open_database(database_url),
        lambda: open_database(database_url, create=False),
        lambda: downgrade(engine),
    ):
        with pytest.raises(
            DatabaseError, match=rf"'9999'.*newest is '{SCHEMA_VERSION}'.*upgrade the package"
        ):
            attempt()
    engine.dispose()


def test_tables_of_another_program_are_left_alone(sqlite_url, tmp_path):
    (tmp_path / "state").mkdir()
    other = create_engine(sqlite_url)
    with other.begin() as connection:
        connection.execute(text("CREATE TABLE role (name TEXT)"))
        connection.execute(text("CREATE TABLE theirs (name TEXT)"))
    with pytest.raises(DatabaseError, match=r"did not make: 'role'\. Give jdwork a database"):
        open_database(sqlite_url)
    with other.connect() as connection:
        assert sorted(inspect(connection).get_table_names()) == ["role", "theirs"]
    other.dispose()


@pytest.mark.parametrize("table", ["label", "review_decision", "annotation"])
@pytest.mark.parametrize("change", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_what_people_said_cannot_be_rewritten(database_url, table, change):
    engine = open_database(database_url)
    with write_transaction(engine) as connection:
        for statement in (
            "INSERT INTO jd (id, content_hash, text) VALUES (1, 'h', 't')",
            "INSERT INTO review_item (id, kind, key, name, status, seen, origin, created_at)"
            " VALUES (1, 'new_skill', 'k', 'n', 'pending', 0, 'run', '2024-01-01 00:00:00')",
            "INSERT INTO label (id, jd_id, verdict, labelled_by, note, labelled_at)"
            " VALUES (1, 1, 'unsure', 'someone', '', '2024-01-01 00:00:00')",
            "INSERT INTO review_decision (id, item_id, verdict, decided_by, note, facts, decided_at)"
            " VALUES (1, 1, 'approved', 'someone', '', '{}', '2024-01-01 00:00:00')",
            "INSERT INTO annotation (id, kind, jd_id, jd_name, text, facts, said_by, said_at)"
            " VALUES (1, 'comment', 1, 'a', 'hm', '{}', 'someone', '2024-01-01 00:00:00')",
        ):
            connection.execute(text(statement))
    with pytest.raises(DriverError, match="append-only"), write_transaction(engine) as connection:
        connection.execute(text(change.format(table)))
    engine.dispose()


def _open(url: str) -> str | None:
    engine = open_database(url)
    with engine.connect() as connection:
        found = schema_version(connection)
    engine.dispose()
    return found


@pytest.mark.processes
def test_processes_that_open_a_fresh_database_at_once_all_succeed(empty_database_url):
    with ProcessPoolExecutor(4, mp_context=multiprocessing.get_context("forkserver")) as pool:
        assert list(pool.map(_open, [empty_database_url] * 8)) == [SCHEMA_VERSION] * 8
