"""Which runs the database holds already."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Engine, select

from jdwork.database.tables import RunRow
from jdwork.database.transactions import read_transaction

_AT_ONCE = 500
"""Ids in one query: fewer than any database's limit on parameters."""


def stored_runs(engine: Engine, run_ids: Sequence[str], *, details: bool = False) -> set[str]:
    """Find which of some runs are recorded.

    Parameters
    ----------
    engine
        A database from `open_database`.
    run_ids
        Any number of ids.
    details
        Count only those whose skills are recorded in detail.

    Raises
    ------
    DatabaseError
        If the database cannot be read.
    """
    found: set[str] = set()
    with read_transaction(engine) as connection:
        for start in range(0, len(run_ids), _AT_ONCE):
            query = select(RunRow.run_id).where(RunRow.run_id.in_(run_ids[start : start + _AT_ONCE]))
            if details:
                query = query.where(RunRow.linked.is_not(None))
            found.update(connection.scalars(query))
    return found
