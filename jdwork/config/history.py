"""Why the settings are what they are: the journal of changes beside the settings file.

A change is journalled before the file is replaced (``intent``) and again afterwards (``done``). An
intent without an end tells of a crash in between; the file's hash then says which side of it we are on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from jdwork.atomic_file import append_line, only_writer
from jdwork.config.compare import SettingChange
from jdwork.errors import ConfigError

EntryKind = Literal["change", "confirmation", "rollback"]
EntryState = Literal["intent", "done", "abandoned", "unclear"]


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One change of the settings file.

    Parameters
    ----------
    id
        Sortable by time, unique.
    time
        ISO 8601, UTC.
    kind
        ``change``; ``confirmation``, where tuning arrived at the values that were already set; or
        ``rollback``.
    changes
        Settings before and after.
    reason
        Why, in the words of whoever changed it.
    metrics
        Figures that justified it, as given.
    data_hash, run_id
        Which data and which run they come from.
    before_hash, after_hash
        SHA-256 of the file's bytes.
    before_text
        The whole file before, so that a rollback restores every byte.
    undone
        Ids of the entries that a rollback took back.
    state
        ``done``; ``unclear`` where a crash came in between and the file was edited by hand since.
    """

    id: str
    time: str
    kind: EntryKind
    changes: tuple[SettingChange, ...]
    reason: str
    before_hash: str
    after_hash: str
    before_text: str = field(repr=False)
    metrics: Mapping[str, Any] | None = None
    data_hash: str | None = None
    run_id: str | None = None
    undone: tuple[str, ...] = ()
    state: EntryState = "done"


def history_path(path: str | Path) -> Path:
    """Return the journal of a settings file: ``config.history.jsonl`` beside ``config.toml``."""
    return Path(path).with_suffix(".history.jsonl")


def bytes_hash(content: bytes) -> str:
    """SHA-256 of a file's bytes, in hex."""
    return hashlib.sha256(content).hexdigest()


def read_history(path: str | Path) -> tuple[HistoryEntry, ...]:
    """Read all changes made to a settings file, oldest first.

    A change that a crash interrupted is reconciled first: it counts if the file has its new bytes.

    Parameters
    ----------
    path
        The settings file (not the journal).

    Returns
    -------
    tuple of HistoryEntry
        Without changes that never came about; empty if there is no journal.

    Raises
    ------
    ConfigError
        If the journal is damaged.
    """
    file = Path(path)
    entries = _parse(file)
    if any(entry.state == "intent" for entry in entries):
        # A folder that may not be written to can still be read: then nothing is marked, only told.
        with suppress(ConfigError), only_writer(file, error=ConfigError):
            reconcile(file)
        entries = [_settled(entry, file) for entry in _parse(file)]
    return tuple(entry for entry in entries if entry.state != "abandoned")


def reconcile(path: Path) -> None:
    """Mark changes that a crash interrupted as done or abandoned; the caller holds the lock."""
    for entry in _parse(path):
        if entry.state == "intent":
            mark(path, entry.id, _settled(entry, path).state)


def journal(path: Path, entry: HistoryEntry) -> None:
    """Append an entry to the journal of a settings file; the caller holds the lock.

    Raises
    ------
    ConfigError
        If its metrics cannot be written as JSON, or the journal cannot be written.
    """
    body = {name: getattr(entry, name) for name in entry.__dataclass_fields__}
    body["changes"] = [[each.key, each.before, each.after] for each in entry.changes]
    try:
        line = json.dumps(body, ensure_ascii=False, allow_nan=False, default=plain)
    except (TypeError, ValueError) as error:
        raise ConfigError(
            f"The metrics of this change cannot be written as JSON ({error}).",
            hint="Give plain numbers, text, lists and dicts; leave out NaN and infinity.",
        ) from None
    append_line(history_path(path), line, error=ConfigError)


def mark(path: Path, entry_id: str, state: EntryState) -> None:
    """Append the outcome of an entry to the journal; the caller holds the lock."""
    append_line(history_path(path), json.dumps({"id": entry_id, "state": state}), error=ConfigError)


def active_changes(entries: Sequence[HistoryEntry]) -> list[HistoryEntry]:
    """Return the changes that no rollback took back, oldest first."""
    active: list[HistoryEntry] = []
    for entry in entries:
        if entry.state != "done":
            continue
        if entry.kind == "change":
            active.append(entry)
        elif entry.kind == "rollback":
            active = [each for each in active if each.id not in entry.undone]
    return active


def plain(value: Any) -> Any:
    """Turn a NumPy number into a Python one."""
    if hasattr(value, "item") and callable(value.item):
        return value.item()
    raise TypeError(f"{type(value).__name__} is no plain value")


def _settled(entry: HistoryEntry, path: Path) -> HistoryEntry:
    if entry.state != "intent":
        return entry
    try:
        current = bytes_hash(path.read_bytes())
    except OSError:
        current = ""
    state: EntryState = "unclear"
    if current == entry.after_hash:
        state = "done"
    elif current == entry.before_hash:
        state = "abandoned"
    return _with_state(entry, state)


def _with_state(entry: HistoryEntry, state: EntryState) -> HistoryEntry:
    return replace(entry, state=state)


def _parse(path: Path) -> list[HistoryEntry]:
    journal_file = history_path(path)
    try:
        content = journal_file.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise ConfigError(
            f"The journal cannot be read ({error.strerror}).",
            where=str(journal_file),
            hint="Check its permissions.",
        ) from None
    entries: dict[str, HistoryEntry] = {}
    *lines, torn = content.split(b"\n")
    del torn  # what a crash left of an append, or nothing
    for number, line in enumerate(lines, start=1):
        try:
            body = json.loads(line)
            if "kind" in body:
                changes = tuple(SettingChange(*change) for change in body.pop("changes"))
                undone = tuple(body.pop("undone"))
                entries[body["id"]] = HistoryEntry(changes=changes, undone=undone, **body)
            else:
                entries[body["id"]] = _with_state(entries[body["id"]], body["state"])
        except (ValueError, KeyError, TypeError) as error:
            raise ConfigError(
                f"The journal line cannot be read ({type(error).__name__}).",
                where=f"{journal_file}:{number}",
                hint="Restore the file from a backup, or move it away to start a new journal.",
            ) from None
    return list(entries.values())
