"""Edits that a reviewer approved and that the catalog files do not hold yet.

The catalog of the database is what the files hold with these edits applied.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from jdwork.catalog.applying import apply_edit
from jdwork.catalog.canonical import with_hash
from jdwork.catalog.edits import CatalogEdit, edit_from_json, edit_to_json
from jdwork.catalog.snapshot import CatalogSnapshot
from jdwork.database.tables import ReviewDecisionRow, ReviewItemRow
from jdwork.errors import CatalogError


@dataclass(frozen=True, slots=True)
class ApprovedEdit:
    """What approving one review item does to the catalog.

    Parameters
    ----------
    item
        Key of the review item.
    kind, key, name
        Which item, and how it is shown.
    edits
        The catalog edits, in order.
    decision
        Key of the decision that approved it; later decisions have higher ones.
    problem
        Why the stored edits cannot be read, if they cannot; ``edits`` is then empty.
    """

    item: int
    kind: str
    key: str
    edits: tuple[CatalogEdit, ...]
    name: str = ""
    decision: int = 0
    problem: str = ""

    def in_words(self, problem: str) -> str:
        """Say that the item was left out, and why."""
        shown = self.name or self.key
        return f"The approved review item {self.item} ({self.kind} '{shown}') was left out: {problem}"


@dataclass(frozen=True, slots=True)
class Applied:
    """A catalog after approved edits.

    Parameters
    ----------
    snapshot
        The catalog, with its content hash.
    items
        The items whose edits it holds, in the order in which they were applied.
    skipped
        A sentence for each item whose edits do not fit, naming the item.
    """

    snapshot: CatalogSnapshot
    items: tuple[ApprovedEdit, ...]
    skipped: tuple[str, ...]


def approved_edits(connection: Connection) -> tuple[ApprovedEdit, ...]:
    """Read the edits of all approved items that were not exported yet.

    Parameters
    ----------
    connection
        A transaction on the database.

    Returns
    -------
    tuple of ApprovedEdit
        In the order in which they were decided; items whose approval edits nothing (a label) are left
        out.
    """
    latest = (
        select(func.max(ReviewDecisionRow.id).label("id"))
        .join(ReviewItemRow, ReviewItemRow.id == ReviewDecisionRow.item_id)
        .where(ReviewItemRow.status == "approved")
        .group_by(ReviewDecisionRow.item_id)
        .subquery()
    )
    rows = connection.execute(
        select(
            ReviewItemRow.id,
            ReviewItemRow.kind,
            ReviewItemRow.key,
            ReviewItemRow.name,
            ReviewDecisionRow.id.label("decision"),
            ReviewDecisionRow.facts,
        )
        .join(ReviewDecisionRow, ReviewDecisionRow.item_id == ReviewItemRow.id)
        .join(latest, latest.c.id == ReviewDecisionRow.id)
        .order_by(ReviewDecisionRow.id)
    )
    found = []
    for row in rows:
        edits: tuple[CatalogEdit, ...] = ()
        problem = ""
        try:
            edits = tuple(edit_from_json(one) for one in row.facts.get("edits", ()))
        except (CatalogError, AttributeError, TypeError) as error:
            problem = str(error)
        if edits or problem:
            found.append(ApprovedEdit(row.id, row.kind, row.key, edits, row.name, row.decision, problem))
    return tuple(found)


def approved_digest(approved: Sequence[ApprovedEdit]) -> str:
    """Hash approved edits; an empty text where there are none."""
    if not approved:
        return ""
    told = [[one.item, one.problem, [edit_to_json(edit) for edit in one.edits]] for one in approved]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def apply_approved(snapshot: CatalogSnapshot, approved: Iterable[ApprovedEdit]) -> Applied:
    """Apply approved edits to the catalog of the files, item by item.

    An item is applied whole or not at all. One that does not fit is tried again after the others, as
    long as that brings any of them in: so the outcome does not change when the others are exported.

    Parameters
    ----------
    snapshot
        The catalog as the files hold it.
    approved
        The items, in the order in which they were decided.

    Returns
    -------
    Applied
    """
    waiting, done = list(approved), []
    problems: dict[int, str] = {}
    while True:
        left = []
        for one in waiting:
            problem = one.problem
            if not problem:
                try:
                    snapshot = _after(snapshot, one.edits)
                    done.append(one)
                    continue
                except CatalogError as error:
                    problem = str(error)
            problems[one.item] = problem
            left.append(one)
        if not left or len(left) == len(waiting):
            break
        waiting = left
    return Applied(
        snapshot=with_hash(snapshot) if done or not snapshot.content_hash else snapshot,
        items=tuple(done),
        skipped=tuple(one.in_words(problems[one.item]) for one in left),
    )


def _after(snapshot: CatalogSnapshot, edits: Iterable[CatalogEdit]) -> CatalogSnapshot:
    for edit in edits:
        snapshot = apply_edit(snapshot, edit)
    return snapshot
