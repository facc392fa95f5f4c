"""The database: tables, migrations, and opening it.

Import tables from `jdwork.database.tables`, and `open_database`, `read_transaction` and
`write_transaction` from `jdwork.database.engine`; nothing is imported here, to keep start-up light.
"""
