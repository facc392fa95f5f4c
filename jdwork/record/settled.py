"""What people settled about dimensions of skills, read off the review queue."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import Connection, Engine, select

from jdwork.database.tables import ReviewItemRow
from jdwork.database.transactions import read_transaction
from jdwork.enrich.model import SettledDimensions


def settled_dimensions(database: Engine | Connection) -> SettledDimensions:
    """Read which dimensions people gave to skills, and which they refused.

    Parameters
    ----------
    database
        A database from `open_database`, or a transaction on it.

    Returns
    -------
    SettledDimensions
        By slug of the skill, whether the catalog has it or not: approved and exported review items of kind
        ``skill_dimension`` are locked, rejected ones refused; slugs in the order of the alphabet.
    """
    if isinstance(database, Engine):
        with read_transaction(database) as connection:
            return settled_dimensions(connection)
    query = (
        select(ReviewItemRow.key, ReviewItemRow.status)
        .where(ReviewItemRow.kind == "skill_dimension", ReviewItemRow.status != "pending")
        .order_by(ReviewItemRow.key)
    )
    found: dict[str, dict[str, list[str]]] = {"locked": defaultdict(list), "refused": defaultdict(list)}
    for key, status in database.execute(query):
        skill, _, dimension = key.partition("/")
        found["refused" if status == "rejected" else "locked"][skill].append(dimension)
    return SettledDimensions(
        locked={skill: tuple(slugs) for skill, slugs in found["locked"].items()},
        refused={skill: tuple(slugs) for skill, slugs in found["refused"].items()},
    )
