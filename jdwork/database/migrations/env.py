"""Alembic's entry point: run on the connection handed over, inside its open transaction."""

from __future__ import annotations

from alembic import context

from jdwork.database.migrate import VERSION_TABLE
from jdwork.database.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    # The caller holds one transaction round everything; SQLite keeps table changes in it as well.
    transactional_ddl=True,
    render_as_batch=context.config.attributes["connection"].dialect.name == "sqlite",
)
context.run_migrations()
