"""Settings as they are, as they are by default, and as they were: versions to compare."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jdwork.config.compare import diff_settings
from jdwork.config.fields import allowed_values, known_keys
from jdwork.config.history import HistoryEntry, bytes_hash, read_history
from jdwork.config.loading import check_settings, load_settings, parse_settings, read_config
from jdwork.config.settings import Settings
from jdwork.errors import ConfigError, did_you_mean

DEFAULT, CURRENT = "default", "current"


@dataclass(frozen=True, slots=True)
class SettingsVersion:
    """Settings, and what to call them."""

    name: str
    settings: Settings


@dataclass(frozen=True, slots=True)
class ExplainedChange:
    """A setting that differs between two versions, with what it means."""

    key: str
    before: Any
    after: Any
    meaning: str


def settings_version(path: str | Path, which: str) -> SettingsVersion:
    """Find a version of the settings.

    Parameters
    ----------
    path
        The settings file in use, whose history is read.
    which
        ``default``; ``current``, environment variables included; the number of a history entry (from 1,
        as ``config history`` lists them; 0 is before the first) or its id, for what held after it; or
        another settings file.

    Returns
    -------
    SettingsVersion

    Raises
    ------
    ConfigError
        If there is no such version, or it cannot be read.
    """
    word = which.strip()
    if word == DEFAULT:
        return SettingsVersion(DEFAULT, Settings())
    if word == CURRENT:
        return SettingsVersion(CURRENT, load_settings(path))
    if re.fullmatch(r"-?\d+", word):
        return _numbered(Path(path), int(word))
    if (file := Path(word).expanduser()).is_file():
        return SettingsVersion(word, load_settings(file, environment=False))
    entries = read_history(path)
    ids = [entry.id for entry in entries]
    if word in ids:
        return _after(Path(path), entries, ids.index(word))
    raise ConfigError(
        f"There is no version '{which}' of the settings.",
        where=str(path),
        hint=f"Give {DEFAULT}, {CURRENT}, a file, or a number that 'jdwork config history' lists. "
        + did_you_mean(word, (DEFAULT, CURRENT, *ids)),
    )


def explained_changes(before: Settings, after: Settings) -> tuple[ExplainedChange, ...]:
    """List the settings that differ, in the order of the file.

    Parameters
    ----------
    before, after
        The two.

    Returns
    -------
    tuple of ExplainedChange
        Each with what the setting means or, where nobody wrote that down, what it may be.
    """
    known = known_keys()
    return tuple(
        ExplainedChange(
            each.key,
            each.before,
            each.after,
            known[each.key].description or allowed_values(known[each.key]),
        )
        for each in diff_settings(before, after)
    )


def _numbered(path: Path, number: int) -> SettingsVersion:
    entries = read_history(path)
    if not 0 <= number <= len(entries):
        has = f"has entries 1 to {len(entries)}" if entries else "is empty"
        raise ConfigError(
            f"There is no entry {number}: the history {has}.",
            where=str(path),
            hint="'jdwork config history' lists them; 0 is before the first.",
        )
    if number:
        return _after(path, entries, number - 1)
    if not entries:
        # Nothing was ever written: what the file says is what it said at first.
        return SettingsVersion("before the first entry", load_settings(path, environment=False))
    first = entries[0]
    settings = parse_settings(first.before_text.encode("utf-8"), where=f"{path} before {first.id}")
    return SettingsVersion("before the first entry", settings)


def _after(path: Path, entries: Sequence[HistoryEntry], position: int) -> SettingsVersion:
    """The settings that an entry left behind."""
    entry = entries[position]
    name, where = f"entry {position + 1}", f"{path} after {entry.id}"
    texts = [each.before_text.encode("utf-8") for each in entries]
    for content in (*texts, read_config(path)):
        if bytes_hash(content) == entry.after_hash:
            return SettingsVersion(name, parse_settings(content, where=where))
    # The file was edited by hand since: put the changes over what was there before.
    before = parse_settings(entry.before_text.encode("utf-8"), where=f"{path} before {entry.id}")
    body = before.model_dump()
    for change in entry.changes:
        section, _, key = change.key.partition(".")
        body.setdefault(section, {})[key] = change.after
    made = check_settings(_without_nothing(body), text="", where=where)
    return SettingsVersion(name, made)


def _without_nothing(body: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is unset, as a settings file does."""
    return {
        section: {key: value for key, value in values.items() if value is not None}
        for section, values in body.items()
    }
