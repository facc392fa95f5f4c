"""What commands have stored, for several test files."""

from __future__ import annotations

from sqlalchemy import text

from jdwork.runs import RunFolder, read_frame


def rows(path):
    """Decisions of a run, by id."""
    return read_frame(RunFolder(path).decisions).set_index("id", drop=False)


def stored_runs(workspace):
    """How many runs a workspace has recorded."""
    from jdwork.database.engine import open_database

    engine = open_database(workspace.database_url)
    with engine.connect() as connection:
        count = connection.execute(text("SELECT count(*) FROM run")).scalar()
    engine.dispose()
    return count
