"""Schema versions, run by `jdwork.database.migrate` through Alembic."""
