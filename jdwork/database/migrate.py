"""Bringing a database to the schema of this code, and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, inspect, text

from jdwork.database.transactions import database_errors, safe_url, write_transaction
from jdwork.errors import DatabaseError

if TYPE_CHECKING:
    from alembic.config import Config

SCHEMA_VERSION = "0004"
"""The newest schema version; a constant, so that opening an up-to-date database need not load Alembic."""

VERSION_TABLE = "jdwork_schema_version"
"""Not Alembic's usual name: another program may keep its tables in the same database."""

ADVISORY_LOCK = 0x6A64776F726B
"""Key of the PostgreSQL lock that one migrating process holds ("jdwork" in ASCII)."""


def schema_version(connection: Connection) -> str | None:
    """Return the schema version of a database, or None where jdwork has not been yet."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    # The name is a constant of this module.
    found = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalars().all()  # noqa: S608
    return found[0] if found else None


def upgrade(engine: Engine, *, to: str = SCHEMA_VERSION) -> None:
    """Migrate a database up, in one transaction, one process at a time.

    A second process that opens the same fresh database waits, then finds nothing left to do.

    Parameters
    ----------
    engine
        Database to migrate.
    to
        Schema version to reach.

    Raises
    ------
    DatabaseError
        If the database is newer than this code, or holds tables of the same names that are not ours.
    """
    from alembic import command

    with database_errors(engine.url), write_transaction(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        current = schema_version(connection)
        if current == to:
            return
        if current is None:
            _refuse_foreign_tables(connection)
        else:
            refuse_unknown_version(current, engine)
        command.upgrade(_alembic(connection), to)


def downgrade(engine: Engine, *, to: str = "base") -> dict[str, int]:
    """Migrate a database down, in one transaction; ``base`` drops every table and all that is in them.

    What the older version can hold stays as it is; the rest is forgotten. Version 0003 has no annotations,
    and says of a withdrawn label that nobody is sure; 0002 has no details of runs; 0002 and 0001 have fewer
    kinds of review items.

    Parameters
    ----------
    engine
        Database to migrate.
    to
        Schema version to go back to.

    Returns
    -------
    dict
        What was forgotten: the number of rows by table, and of values by ``table.column`` where a column
        went. Empty where nothing was.

    Raises
    ------
    DatabaseError
        If the database is newer than this code, or older than ``to``, or ``to`` is no version.
    """
    from alembic import command

    with database_errors(engine.url), write_transaction(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        current = schema_version(connection)
        if current is None:
            return {}
        refuse_unknown_version(current, engine)
        _refuse_later_version(current, to, engine)
        before = _filled(connection)
        command.downgrade(_alembic(connection), to)
        return _forgotten(before, _filled(connection))


def schema_differences(connection: Connection) -> list[Any]:
    """List where the tables of a database differ from the ORM, as Alembic describes it; empty if nowhere."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from jdwork.database.tables import metadata

    options = {"compare_type": True, "version_table": VERSION_TABLE}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


def refuse_unknown_version(current: str, engine: Engine) -> None:
    """Raise if ``current`` is no schema version of this code.

    Raises
    ------
    DatabaseError
        Naming both versions.
    """
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory.from_config(_alembic(None)).walk_revisions()}
    if current not in known:
        raise DatabaseError(
            f"The database has schema version '{current}', which this jdwork does not know "
            f"(its newest is '{SCHEMA_VERSION}').",
            where=safe_url(engine.url),
            hint="It was made by a newer jdwork: upgrade the package, or use another database.",
        )


def _refuse_later_version(current: str, to: str, engine: Engine) -> None:
    """Raise if ``to`` is not an earlier version than ``current``, or the same."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(_alembic(None))
    # From the newest to the oldest.
    passed = [script.revision for script in scripts.walk_revisions("base", current)]
    if to not in {"base", *passed}:
        raise DatabaseError(
            f"The database has schema version '{current}', from which none goes back to '{to}'.",
            where=safe_url(engine.url),
            hint=f"Go back to one of: {', '.join([*passed[1:], 'base'])}.",
        )


def _filled(connection: Connection) -> dict[str, dict[str, int]]:
    """Count, by table, the rows (under the empty name) and each column's values that are not NULL."""
    seen = inspect(connection)
    quoted = connection.dialect.identifier_preparer.quote
    found = {}
    for table in seen.get_table_names():
        if table == VERSION_TABLE:
            continue
        columns = [column["name"] for column in seen.get_columns(table)]
        counted = ", ".join(["count(*)", *(f"count({quoted(column)})" for column in columns)])
        row = connection.execute(text(f"SELECT {counted} FROM {quoted(table)}")).one()  # noqa: S608
        found[table] = dict(zip(["", *columns], row, strict=True))
    return found


def _forgotten(before: dict[str, dict[str, int]], after: dict[str, dict[str, int]]) -> dict[str, int]:
    found = {}
    for table, counts in before.items():
        left = after.get(table, {"": 0})
        found[table] = counts[""] - left[""]
        if table in after:
            gone = (column for column in counts if column not in left)
            found.update({f"{table}.{column}": counts[column] for column in gone})
    return {name: count for name, count in found.items() if count}


def _alembic(connection: Connection | None) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _refuse_foreign_tables(connection: Connection) -> None:
    from jdwork.database.tables import metadata

    clash = sorted(set(inspect(connection).get_table_names()) & set(metadata.tables))
    if clash:
        shown = ", ".join(f"'{name}'" for name in clash[:5])
        raise DatabaseError(
            f"The database already holds tables that jdwork needs and did not make: {shown}.",
            where=safe_url(connection.engine.url),
            hint="Give jdwork a database (or a PostgreSQL schema, through search_path) of its own.",
        )
