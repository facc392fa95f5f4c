"""Every row of every table told without surrogate keys and times, to compare two databases."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import Any

from sqlalchemy import Engine, Table, select

from jdwork.database.columns import Instant
from jdwork.database.tables import metadata

LEFT_OUT = {"run": {"updates", "linked"}, "llm_call": {"seconds"}}
"""Columns that name surrogate keys, or who of two came first, or took how long."""

Told = dict[str, Counter[str]]


def all_rows(engine: Engine) -> Told:
    """Tell every row of every table, each as often as it is there.

    A row's own number and its times are left out; a reference is told as a digest of the row it points at.
    """
    told: Told = {}
    digests: dict[tuple[str, Any], str] = {}
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            rows = told[table.name] = Counter()
            for row in connection.execute(select(table).order_by(*table.primary_key)).mappings():
                said = json.dumps(_values(table, row, digests), sort_keys=True)
                rows[said] += 1
                if "id" in table.c:
                    digests[table.name, row["id"]] = hashlib.sha256(said.encode()).hexdigest()[:16]
    return told


def differences(one: Told, other: Told) -> list[str]:
    """Tell which rows only one of two databases has; empty where there are none."""
    found = []
    for table in sorted(one.keys() | other.keys()):
        for side, extra in (("first", one[table] - other[table]), ("second", other[table] - one[table])):
            found += [f"{table}: {count} more in the {side}: {row[:400]}" for row, count in extra.items()]
    return found


def row_count(told: Told) -> int:
    """Count the rows of all tables."""
    return sum(rows.total() for rows in told.values())


def _values(table: Table, row: Any, digests: dict[tuple[str, Any], str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for column in table.columns:
        value = row[column.name]
        if isinstance(column.type, Instant) or column.name in LEFT_OUT.get(table.name, ()):
            continue
        reference = next(iter(column.foreign_keys), None)
        if reference is not None:
            value = None if value is None else digests[reference.column.table.name, value]
        elif column.name == "id":
            continue
        if table.name == "llm_call" and column.name == "facts":
            attempts = [{**one, "seconds": None} for one in value.get("attempts", ())]
            value = {**value, "attempts": attempts}
        found[column.name] = value.hex() if isinstance(value, bytes) else value
    return found
