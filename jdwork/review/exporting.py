"""Writing what was approved into the catalog files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, insert, select, update

from jdwork.catalog.applying import apply_edits
from jdwork.catalog.approved import ApprovedEdit, apply_approved, approved_edits
from jdwork.catalog.build import build_catalog
from jdwork.catalog.edits import CatalogEdit
from jdwork.catalog.file_update import FileChange, plan_update
from jdwork.catalog.files import catalog_of_contents, load_catalog_files, read_catalog_contents
from jdwork.catalog.journal import JournalEntry, current_user, edit_files
from jdwork.catalog.slug import visible_line
from jdwork.catalog.snapshot import CatalogSnapshot
from jdwork.database.columns import now
from jdwork.database.tables import ReviewDecisionRow, ReviewItemRow
from jdwork.database.transactions import read_transaction, write
from jdwork.errors import CatalogError

EXPORT = "export"
"""How an export's change of the files begins in the journal."""


@dataclass(frozen=True, slots=True)
class ExportPlan:
    """What an export would write.

    Parameters
    ----------
    changes
        The files that change.
    items
        Approved items whose edits the files get, or hold already.
    skipped
        A sentence for each approved item that does not fit the files.
    """

    changes: tuple[FileChange, ...]
    items: tuple[ApprovedEdit, ...]
    skipped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What an export did.

    Parameters
    ----------
    items
        Keys of the review items that are now exported.
    edits
        Their edits, in order.
    files
        The changed files, relative to the catalog folder; none where the files held all of it already.
    journal
        Number of the change in the journal, to take it back by; None where no file changed.
    skipped
        A sentence for each item that was left out.
    content_hash
        Of the catalog in the files; the database's is the same, unless the files cannot hold an item or
        somebody approved another one meanwhile.
    """

    items: tuple[int, ...]
    edits: tuple[CatalogEdit, ...]
    files: tuple[str, ...]
    journal: int | None
    skipped: tuple[str, ...]
    content_hash: str


def plan_export(catalog_folder: str | Path, engine: Engine) -> ExportPlan:
    """Work out what `export_approved` would write.

    Parameters
    ----------
    catalog_folder
        The catalog folder.
    engine
        The database.

    Raises
    ------
    CatalogError
        If the files have problems.
    """
    contents = read_catalog_contents(catalog_folder)
    current = catalog_of_contents(contents, folder=str(catalog_folder))[0]
    applied = apply_approved(current, _approved(engine))
    if not applied.items:
        return ExportPlan((), (), applied.skipped)
    try:
        return ExportPlan(plan_update(contents, applied.snapshot), applied.items, applied.skipped)
    except CatalogError:
        items, blocked = _writable(contents, current, applied.items)
        changes = plan_update(contents, apply_edits(current, _edits(items))) if items else ()
        return ExportPlan(changes, items, (*applied.skipped, *blocked))


def export_approved(
    catalog_folder: str | Path, engine: Engine, *, journal: str | Path, by: str | None = None
) -> ExportReport:
    """Write the edits of all approved items into the catalog files, and mark the items exported.

    The files come first: if the process ends before the items are marked, exporting again finds
    nothing to write and marks them. An item that the files cannot hold is left out by name and keeps
    the others from nothing.

    Parameters
    ----------
    catalog_folder
        The catalog folder.
    engine
        The database.
    journal
        Folder of the journal of catalog changes.
    by
        Who exports; by default the user of this process.

    Returns
    -------
    ExportReport

    Raises
    ------
    CatalogError
        If the files have problems or cannot be written (they are then as they were), or if files and
        database differ afterwards.
    """
    who = visible_line(by or "") or current_user()
    current = load_catalog_files(catalog_folder)
    approved = _approved(engine)
    applied = apply_approved(current, approved)
    items = applied.items
    blocked: tuple[str, ...] = ()
    try:
        entry = _write(catalog_folder, items, journal, who)
    except CatalogError:
        items, blocked = _writable(read_catalog_contents(catalog_folder), current, items)
        entry = _write(catalog_folder, items, journal, who)
    number = entry.number if entry is not None else None
    marked = write(engine, lambda connection: _mark(connection, items, who, number))
    late = tuple(
        one.in_words(
            "it was decided anew during the export, and the files hold it"
            + (f"; 'jdwork catalog undo {number}' takes the export out." if number else ".")
        )
        for one in items
        if one.item not in marked
    )
    built = build_catalog(catalog_folder, engine)
    reached = entry.after_hash if entry is not None else current.content_hash
    # What somebody approved meanwhile is in the database by now, and waits for the next export.
    alone = {one.decision for one in _approved(engine)} <= {one.decision for one in approved}
    if alone and not late and not blocked and built.content_hash != reached:
        raise CatalogError(
            "After the export the files and the database hold different catalogs.",
            where=str(catalog_folder),
            hint="Something else changed one of them meanwhile; 'jdwork catalog diff files database' tells.",
        )
    return ExportReport(
        items=tuple(one.item for one in items if one.item in marked),
        edits=tuple(_edits(items)),
        files=tuple(one.path for one in entry.files) if entry is not None else (),
        journal=number,
        skipped=(*applied.skipped, *blocked, *late),
        content_hash=reached,
    )


def _approved(engine: Engine) -> tuple[ApprovedEdit, ...]:
    with read_transaction(engine) as connection:
        return approved_edits(connection)


def _edits(items: Sequence[ApprovedEdit]) -> list[CatalogEdit]:
    return [edit for item in items for edit in item.edits]


def _write(
    folder: str | Path, items: Sequence[ApprovedEdit], journal: str | Path, who: str
) -> JournalEntry | None:
    if not items:
        return None
    what = f"{EXPORT} {len(items)} approved review item{'s' if len(items) != 1 else ''}"
    return edit_files(folder, _edits(items), journal=journal, what=what, by=who)


def _writable(
    contents: Mapping[str, bytes], current: CatalogSnapshot, items: Sequence[ApprovedEdit]
) -> tuple[tuple[ApprovedEdit, ...], tuple[str, ...]]:
    """Find the items that the files can hold, by halves; a sentence for each of the others."""
    good: list[ApprovedEdit] = []
    blocked: list[str] = []

    def take(some: Sequence[ApprovedEdit]) -> None:
        try:
            plan_update(contents, apply_edits(current, _edits([*good, *some])))
        except CatalogError as error:
            if len(some) == 1:
                blocked.append(some[0].in_words(str(error)))
                return
            take(some[: len(some) // 2])
            take(some[len(some) // 2 :])
        else:
            good.extend(some)

    if items:
        take(items)
    return tuple(good), tuple(blocked)


def _mark(
    connection: Connection, items: Sequence[ApprovedEdit], who: str, number: int | None
) -> frozenset[int]:
    """Mark items exported, but for those that somebody decided anew since they were read."""
    ids = [one.item for one in items]
    if not ids:
        return frozenset()
    rows = connection.execute(
        select(ReviewItemRow.id, ReviewItemRow.status)
        .where(ReviewItemRow.id.in_(ids))
        .order_by(ReviewItemRow.kind, ReviewItemRow.key)
        .with_for_update()
    ).all()
    now_held = {one.item: one.decision for one in approved_edits(connection)}
    same = [
        one.item
        for one in items
        if now_held.get(one.item) == one.decision
        and any(row.id == one.item and row.status == "approved" for row in rows)
    ]
    if same:
        moment = now()
        facts = {"journal": number} if number is not None else {}
        connection.execute(
            insert(ReviewDecisionRow),
            [
                {"item_id": one, "verdict": "exported", "decided_by": who, "note": "", "facts": facts,
                 "decided_at": moment}
                for one in same
            ],
        )  # fmt: skip
        connection.execute(update(ReviewItemRow).where(ReviewItemRow.id.in_(same)).values(status="exported"))
    return frozenset(same)
