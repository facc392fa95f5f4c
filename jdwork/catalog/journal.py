"""Writing changes to the catalog files so that each can be taken back."""

from __future__ import annotations

import getpass
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jdwork.atomic_file import only_writer, replace_file
from jdwork.catalog.applying import apply_edits
from jdwork.catalog.edits import CatalogEdit, edit_to_json
from jdwork.catalog.file_update import FileChange, plan_update
from jdwork.catalog.files import catalog_of_contents, read_catalog_contents
from jdwork.errors import CatalogError


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One change of the catalog files, with the files as they were and as they became.

    Parameters
    ----------
    number
        Counts upwards from 1.
    time
        When, ISO 8601 in UTC.
    by
        Who, as the operating system or the caller says.
    what
        The change in words.
    edits
        The edits as by `jdwork.catalog.edits.edit_to_json`, if it was made of any.
    files
        The changed files.
    before_hash, after_hash
        Content hash of the catalog.
    undoes
        Number of the entry that this one takes back.
    """

    number: int
    time: str
    by: str
    what: str
    files: tuple[FileChange, ...]
    before_hash: str
    after_hash: str
    edits: tuple[Mapping[str, Any], ...] = ()
    undoes: int | None = None


def edit_files(
    catalog: str | Path,
    edits: Sequence[CatalogEdit],
    *,
    journal: str | Path,
    what: str,
    by: str | None = None,
) -> JournalEntry | None:
    """Change the catalog files by edits.

    Parameters
    ----------
    catalog
        The catalog folder.
    edits
        The edits, in order.
    journal
        Folder of the journal; made if need be.
    what
        The change in words.
    by
        Who makes it; by default the user of this process.

    Returns
    -------
    JournalEntry or None
        None if the files hold all of it already.

    Raises
    ------
    CatalogError
        If an edit does not fit, or the files have problems or cannot be written. The files are then
        as they were.
    """
    kept = tuple(edit_to_json(edit) for edit in edits)
    with _only_editor(journal):
        contents = read_catalog_contents(catalog)
        before = catalog_of_contents(contents, folder=str(catalog))[0]
        after = apply_edits(before, edits)
        changes = plan_update(contents, after)
        if not changes:
            return None
        entry = _next(journal, by=by, what=what, files=changes, before_hash=before.content_hash,
                      after_hash=after.content_hash, edits=kept)  # fmt: skip
        _carry_out(Path(catalog), Path(journal), entry)
    return entry


def undo_edit(
    catalog: str | Path, *, journal: str | Path, number: int | None = None, by: str | None = None
) -> JournalEntry:
    """Take a change of the catalog files back.

    Parameters
    ----------
    catalog
        The catalog folder.
    journal
        Folder of the journal.
    number
        Which change; by default the latest that is in force.
    by
        Who takes it back.

    Returns
    -------
    JournalEntry
        The new entry. Taking that one back makes the change again.

    Raises
    ------
    CatalogError
        If there is nothing to take back, or one of the files was changed since.
    """
    with _only_editor(journal):
        entries = read_journal(journal)
        held = changes_in_force(entries)
        if number is None:
            open_ones = [one for one in entries if one.undoes is None and one.number in held]
            found = open_ones[-1] if open_ones else None
        else:
            found = next((one for one in entries if one.number == number), None)
        if found is None:
            raise CatalogError(
                f"There is no change {number} in the journal." if number else "There is no change to undo.",
                where=str(journal),
                hint="'jdwork catalog journal' lists them.",
            )
        _must_be_as_left(Path(catalog), found)
        # One whose undoing was cut short may be undone again.
        if found.number not in held and all(_here(Path(catalog), one) == one.before for one in found.files):
            raise CatalogError(
                f"Change {found.number} ({found.what}) is undone already.",
                where=str(journal),
                hint="Undoing the undo makes it again; 'jdwork catalog journal' lists both.",
            )
        back = tuple(FileChange(one.path, one.after, one.before) for one in found.files)
        what = f"undo {found.number}: {found.what}"
        entry = _next(journal, by=by, what=what, files=back, before_hash=found.after_hash,
                      after_hash=found.before_hash, undoes=found.number)  # fmt: skip
        _carry_out(Path(catalog), Path(journal), entry)
    return entry


def changes_in_force(entries: Sequence[JournalEntry]) -> frozenset[int]:
    """Numbers of the changes that no later change in force takes back.

    Parameters
    ----------
    entries
        The journal, oldest first.
    """
    held: set[int] = set()
    taken_back: set[int] = set()
    for entry in reversed(entries):  # an undo that was itself undone takes nothing back
        if entry.number not in taken_back:
            held.add(entry.number)
            if entry.undoes is not None:
                taken_back.add(entry.undoes)
    return frozenset(held)


def read_journal(journal: str | Path) -> tuple[JournalEntry, ...]:
    """Read all changes, oldest first; none where there is no journal.

    Raises
    ------
    CatalogError
        If a file of the journal is damaged.
    """
    return tuple(_read(path) for path in sorted(Path(journal).glob("[0-9]*.json")))


def _read(path: Path) -> JournalEntry:
    try:
        values = json.loads(path.read_bytes())
        files = tuple(FileChange(**one) for one in values.pop("files"))
        return JournalEntry(**{**values, "files": files, "edits": tuple(values["edits"])})
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise CatalogError(
            f"This file of the journal cannot be read ({type(error).__name__}).",
            where=str(path),
            hint="Take it from a backup, or remove it: that change can then not be undone.",
        ) from None


def _next(journal: str | Path, *, by: str | None, **values: Any) -> JournalEntry:
    numbers = [int(path.stem) for path in Path(journal).glob("[0-9]*.json") if path.stem.isdigit()]
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    return JournalEntry(number=max(numbers, default=0) + 1, time=moment, by=by or current_user(), **values)


def current_user() -> str:
    """Name of the user of this process, as far as the operating system knows one."""
    try:
        return os.environ.get("JDWORK_USER") or getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


@contextmanager
def _only_editor(journal: str | Path) -> Iterator[None]:
    folder = Path(journal)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CatalogError(
            f"The journal cannot be kept there ({error.strerror}).",
            where=str(folder),
            hint="Check the folder's permissions and the free space.",
        ) from None
    with only_writer(folder / "journal", error=CatalogError):
        yield


def _must_be_as_left(catalog: Path, entry: JournalEntry) -> None:
    """Refuse where somebody else has been at the files; a write that was cut short may be taken back."""
    for change in entry.files:
        if _here(catalog, change) not in (change.after, change.before):
            raise CatalogError(
                f"The file was changed after change {entry.number} ({entry.what}).",
                where=change.path,
                hint="Undo later changes first, or take this one back by hand.",
            )


def _here(catalog: Path, change: FileChange) -> str | None:
    """The file as it is now."""
    path = catalog / change.path
    return path.read_bytes().decode("utf-8", "surrogateescape") if path.is_file() else None


def _carry_out(catalog: Path, journal: Path, entry: JournalEntry) -> None:
    """Journal first, then write: what a crash leaves half-written can be taken back."""
    body = json.dumps(asdict(entry), ensure_ascii=False, indent=1).encode("utf-8")
    note = journal / f"{entry.number:05d}.json"
    replace_file(note, body, error=CatalogError)
    try:
        for change in entry.files:
            _write(catalog / change.path, change.after)
    except CatalogError:
        for change in entry.files:
            with suppress(CatalogError):
                _write(catalog / change.path, change.before)
        note.unlink(missing_ok=True)
        raise
    for change in entry.files:
        folder = (catalog / change.path).parent
        if change.after is None and folder != catalog and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _write(path: Path, text: str | None) -> None:
    if text is None:
        path.unlink(missing_ok=True)
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CatalogError(
            f"The file cannot be written ({error.strerror}).",
            where=str(path),
            hint="Check the folder's permissions and the free space; nothing was changed.",
        ) from None
    replace_file(path, text.encode("utf-8"), error=CatalogError)
