"""Deciding review items: approve, reject, take back; each in one transaction, each on the record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, update

from jdwork.catalog.build import build_catalog, store_snapshot
from jdwork.catalog.canonical import with_hash
from jdwork.catalog.journal import current_user
from jdwork.catalog.slug import visible_line
from jdwork.catalog.snapshot import CatalogSnapshot
from jdwork.database.columns import now
from jdwork.database.tables import CatalogStateRow
from jdwork.database.transactions import read_transaction, write
from jdwork.errors import ReviewError
from jdwork.review.choices import Choices
from jdwork.review.planning import Outcome, current_catalog, draft_items, locked_items
from jdwork.review.verdicts import last_word, shown, store_approval, store_verdict, take_back


@dataclass(frozen=True, slots=True)
class Decided:
    """What deciding items did.

    Parameters
    ----------
    outcomes
        One per item.
    content_hash
        Of the catalog that the database holds afterwards; empty where that waits for the next build.
    """

    outcomes: tuple[Outcome, ...]
    content_hash: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What approving items would do.

    Parameters
    ----------
    outcomes
        One per item; nothing was stored.
    before, after
        The database's catalog without and with their edits.
    """

    outcomes: tuple[Outcome, ...]
    before: CatalogSnapshot
    after: CatalogSnapshot


def approve(
    engine: Engine,
    snapshot: CatalogSnapshot,
    ids: Iterable[int] | int,
    *,
    by: str | None = None,
    note: str = "",
    choices: Choices | None = None,
    catalog: str | Path | None = None,
) -> Decided:
    """Approve review items: their edits join the catalog of the database.

    All of them or, where one cannot be approved, none. An item that is approved already stays as it
    is. The files follow with `jdwork.review.export_approved`.

    Parameters
    ----------
    engine
        The database.
    snapshot
        Its catalog, as `jdwork.catalog.load_snapshot` reads it; read anew if it has changed since.
    ids
        Keys of the items.
    by
        Who decides; by default the user of this process.
    note
        Why.
    choices
        What takes the place of drafted values.
    catalog
        The catalog folder, to rebuild the database's catalog from. Without it the edits are applied to
        what the database holds.

    Returns
    -------
    Decided

    Raises
    ------
    ReviewError
        If an item does not exist, was rejected, or has nothing to approve, or a choice does not fit.
    CatalogError
        If an edit does not fit the catalog as the database holds it now, or no file could hold it.
    """
    numbers = _numbers(ids)
    who, said = _who(by), visible_line(note)

    def work(connection: Connection) -> tuple[tuple[Outcome, ...], CatalogSnapshot, CatalogSnapshot]:
        before = current_catalog(connection, snapshot)
        moment = now()
        outcomes, after = draft_items(connection, before, numbers, choices, lock=True)
        for outcome, draft in outcomes:
            if outcome.changed:
                store_approval(connection, outcome.item, draft, who, said, moment)
        return tuple(outcome for outcome, _ in outcomes), before, after

    outcomes, before, after = write(engine, work)
    if after is before:
        return Decided(outcomes, before.content_hash)
    if catalog is not None:
        return Decided(outcomes, build_catalog(catalog, engine).content_hash)
    return Decided(outcomes, store_snapshot(with_hash(after), engine).content_hash)


def preview(
    engine: Engine,
    snapshot: CatalogSnapshot,
    ids: Iterable[int] | int,
    *,
    choices: Choices | None = None,
) -> Preview:
    """Work out what `approve` would do, and store nothing.

    Parameters
    ----------
    engine, snapshot, ids, choices
        As for `approve`, which raises the same errors.
    """
    with read_transaction(engine) as connection:
        before = current_catalog(connection, snapshot)
        outcomes, after = draft_items(connection, before, _numbers(ids), choices, lock=False)
    return Preview(tuple(outcome for outcome, _ in outcomes), before, with_hash(after))


def reject(
    engine: Engine,
    snapshot: CatalogSnapshot,
    ids: Iterable[int] | int,
    *,
    by: str | None = None,
    note: str = "",
) -> Decided:
    """Reject review items: later runs may see them, but they no longer ask for anything.

    Parameters
    ----------
    engine, snapshot, ids, by, note
        As for `approve`.

    Raises
    ------
    ReviewError
        If an item does not exist, or was approved.
    """
    numbers = _numbers(ids)
    who, said = _who(by), visible_line(note)

    def work(connection: Connection) -> tuple[Outcome, ...]:
        moment = now()
        outcomes = []
        for item in locked_items(connection, current_catalog(connection, snapshot), numbers):
            if item.status in {"approved", "exported"}:
                raise ReviewError(
                    f"Item {item.id} ({shown(item)}) is {item.status}{last_word(item)}.",
                    hint=f"Take that back first: 'jdwork review undo {item.id}'.",
                )
            if item.status == "pending":
                store_verdict(connection, item, "rejected", who, said, moment, {})
            outcomes.append(Outcome(item, "rejected", changed=item.status == "pending"))
        return tuple(outcomes)

    return Decided(write(engine, work))


def undo(
    engine: Engine,
    snapshot: CatalogSnapshot,
    ids: Iterable[int] | int,
    *,
    by: str | None = None,
    note: str = "",
    catalog: str | Path | None = None,
) -> Decided:
    """Take decisions back: the items wait for review again, and their edits leave the database's catalog.

    What was exported stays in the files; the outcome's notes say how to take it out there.

    Parameters
    ----------
    engine, snapshot, ids, by, note
        As for `approve`.
    catalog
        The catalog folder, to rebuild the database's catalog from. Without it the next build does so.

    Raises
    ------
    ReviewError
        If an item does not exist, or nothing was decided about it.
    """
    numbers = _numbers(ids)
    who, said = _who(by), visible_line(note)

    def work(connection: Connection) -> tuple[Outcome, ...]:
        moment = now()
        outcomes = []
        for item in locked_items(connection, current_catalog(connection, snapshot), numbers):
            if item.status == "pending":
                raise ReviewError(
                    f"Nothing was decided about item {item.id} ({shown(item)}).",
                    hint="'jdwork review list --status all' shows what was.",
                )
            notes = take_back(connection, item, who, moment)
            store_verdict(connection, item, "pending", who, said, moment, {})
            outcomes.append(Outcome(item, "pending", changed=True, notes=tuple(notes)))
        if any(outcome.item.status == "approved" for outcome in outcomes):
            # Whatever the files say, the stored catalog is no longer what they give.
            connection.execute(update(CatalogStateRow).values(files_hash=""))
        return tuple(outcomes)

    outcomes = write(engine, work)
    return Decided(outcomes, build_catalog(catalog, engine).content_hash if catalog is not None else "")


def _numbers(ids: Iterable[int] | int) -> list[int]:
    numbers = list(dict.fromkeys([ids] if isinstance(ids, int) else [int(one) for one in ids]))
    if not numbers:
        raise ReviewError("No review item was named.", hint="'jdwork review list' shows their numbers.")
    return numbers


def _who(by: str | None) -> str:
    return visible_line(by or "") or current_user()
