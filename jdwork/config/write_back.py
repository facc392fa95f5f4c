"""Writing tuned values back to the settings file, with their reasons, and taking them back."""

from __future__ import annotations

import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jdwork.atomic_file import only_writer, replace_file
from jdwork.config.compare import diff_settings
from jdwork.config.fields import known_keys
from jdwork.config.history import (
    EntryKind,
    HistoryEntry,
    active_changes,
    bytes_hash,
    journal,
    mark,
    plain,
    read_history,
    reconcile,
)
from jdwork.config.loading import check_settings, parse_settings, read_config
from jdwork.config.toml_edit import set_toml_values
from jdwork.errors import ConfigError, did_you_mean


def config_file_hash(path: str | Path) -> str:
    """Hash a settings file byte by byte, to hand to `write_settings` as ``expected_hash``.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    str
        SHA-256 in hex.
    """
    return bytes_hash(read_config(Path(path)))


def write_settings(
    path: str | Path,
    changes: Mapping[str, Any],
    *,
    reason: str,
    metrics: Mapping[str, Any] | None = None,
    data_hash: str | None = None,
    run_id: str | None = None,
    expected_hash: str | None = None,
) -> HistoryEntry:
    """Change values in the settings file, keeping every other byte of it, and journal why.

    Parameters
    ----------
    path
        The settings file.
    changes
        Dotted key to new value, such as ``{"b.margin": 3.5}``; None unsets an optional setting.
    reason
        Why, for whoever reads the history.
    metrics
        Figures with their intervals that justify the change.
    data_hash, run_id
        The data and the run that they come from.
    expected_hash
        `config_file_hash` of the file that the new values were tuned on.

    Returns
    -------
    HistoryEntry
        Of kind ``confirmation`` if all settings had these values already; the file is then untouched.

    Raises
    ------
    ConfigError
        If a key is unknown, a value is out of range, the file changed since ``expected_hash``, another
        process keeps writing it, or it cannot be written. The file is then as it was.
    """
    file = Path(path)
    if not reason.strip():
        raise ConfigError(
            "A change of settings needs a reason.", where=str(path), hint="Say in a few words why."
        )
    wanted = _plain_changes(changes, where=str(path))
    read_config(file)  # before the lock is made: a missing file should be told as such
    with only_writer(file, error=ConfigError):
        reconcile(file)
        content = read_config(file)
        _expect(content, expected_hash, where=str(path))
        before = parse_settings(content, where=str(path))
        text = content.decode("utf-8")
        after = check_settings(_merged(tomllib.loads(text), wanted), text=text, where=str(path))
        differing = diff_settings(before, after)
        new = content
        if differing:
            new = set_toml_values(text, {each.key: each.after for each in differing}).encode("utf-8")
            if parse_settings(new, where=str(path)) != after:
                raise ConfigError(
                    "The values cannot be set without rewriting the file.",
                    where=str(path),
                    hint="Write each setting as 'key = value' under its [section] line, then try again.",
                )
        kind: EntryKind = "change" if differing else "confirmation"
        entry = HistoryEntry(
            id=_new_id(),
            time=_now().isoformat(timespec="milliseconds"),
            kind=kind,
            changes=differing,
            reason=reason.strip(),
            metrics=dict(metrics) if metrics is not None else None,
            data_hash=data_hash,
            run_id=run_id,
            before_hash=bytes_hash(content),
            after_hash=bytes_hash(new),
            before_text=text,
        )
        return _carry_out(file, entry, new)


def rollback(
    path: str | Path,
    *,
    steps: int = 1,
    entry_id: str | None = None,
    reason: str = "rollback",
    force: bool = False,
) -> HistoryEntry:
    """Restore the settings file to the bytes it had before a change.

    Parameters
    ----------
    path
        The settings file.
    steps
        How many changes to take back, newest first; those already taken back do not count.
    entry_id
        Take back this change and all later ones instead.
    reason
        Why.
    force
        Restore even if the file was also edited by hand since; those edits are lost (the history keeps
        the file as it was).

    Returns
    -------
    HistoryEntry
        Of kind ``rollback``.

    Raises
    ------
    ConfigError
        If there are not that many changes, no such change, or hand edits stand in the way.
    """
    file = Path(path)
    read_config(file)
    with only_writer(file, error=ConfigError):
        reconcile(file)
        active = active_changes(read_history(file))
        taken = _taken_back(active, steps=steps, entry_id=entry_id, where=str(path))
        content = read_config(file)
        if not force:
            _refuse_hand_edits(taken, content, where=str(path))
        target = taken[0].before_text.encode("utf-8")
        after = parse_settings(target, where=f"{path} before {taken[0].id}")
        try:
            differing = diff_settings(parse_settings(content, where=str(path)), after)
        except ConfigError:
            differing = ()  # a file broken by hand is a good reason to roll back
        entry = HistoryEntry(
            id=_new_id(),
            time=_now().isoformat(timespec="milliseconds"),
            kind="rollback",
            changes=differing,
            reason=reason,
            before_hash=bytes_hash(content),
            after_hash=bytes_hash(target),
            before_text=content.decode("utf-8", "replace"),
            undone=tuple(each.id for each in taken),
        )
        return _carry_out(file, entry, target)


def _carry_out(file: Path, entry: HistoryEntry, content: bytes) -> HistoryEntry:
    """Journal the intent, replace the file, journal that it is done."""
    if entry.before_hash == entry.after_hash:
        done = replace(entry, state="done")
        journal(file, done)
        return done
    journal(file, replace(entry, state="intent"))
    try:
        replace_file(file, content, error=ConfigError)
    except ConfigError:
        mark(file, entry.id, "abandoned")
        raise
    mark(file, entry.id, "done")
    return entry


def _plain_changes(changes: Mapping[str, Any], *, where: str) -> dict[str, Any]:
    known = known_keys()
    if not changes:
        raise ConfigError(
            "No settings to change were given.", where=where, hint="Give {'b.margin': 3.5} or such."
        )
    for key in changes:
        if key not in known:
            raise ConfigError(f"There is no setting '{key}'.", where=where, hint=did_you_mean(key, known))
    return {key: plain(value) if hasattr(value, "item") else value for key, value in changes.items()}


def _merged(data: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    for key, value in changes.items():
        section, _, option = key.partition(".")
        data.setdefault(section, {})[option] = value
    return data


def _expect(content: bytes, expected: str | None, *, where: str) -> None:
    if expected is not None and bytes_hash(content) != expected:
        raise ConfigError(
            "The settings file changed since the new values were worked out.",
            where=where,
            hint="Load it again, see whether the values still hold, then write them.",
        )


def _taken_back(
    active: list[HistoryEntry], *, steps: int, entry_id: str | None, where: str
) -> list[HistoryEntry]:
    ids = [entry.id for entry in active]
    if entry_id is not None:
        if entry_id not in ids:
            raise ConfigError(
                f"There is no change '{entry_id}' to take back.",
                where=where,
                hint=did_you_mean(entry_id, ids),
            )
        return active[ids.index(entry_id) :]
    if not 1 <= steps <= len(active):
        raise ConfigError(
            f"{steps} changes cannot be taken back: the history has {len(active)}.",
            where=where,
            hint="Look at the history first.",
        )
    return active[-steps:]


def _refuse_hand_edits(taken: list[HistoryEntry], content: bytes, *, where: str) -> None:
    current = bytes_hash(content)
    for entry in reversed(taken):
        if current != entry.after_hash:
            raise ConfigError(
                f"The file was edited by hand after the change {entry.id}; taking it back would lose that.",
                where=where,
                hint="Set the values by hand, or roll back with force.",
            )
        current = entry.before_hash


def _now() -> datetime:
    return datetime.now(UTC)


def _new_id() -> str:
    return f"{_now():%Y%m%dT%H%M%S%f}-{secrets.token_hex(3)}"
