"""Settings as values: their hash, and what differs between two."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jdwork.config.settings import Settings

AFTERWARDS = frozenset({"gate", "privacy", "tune"})
"""Sections that take no part in deciding: a stricter gate does not make a run another one, and what was
masked on entry is another text."""


@dataclass(frozen=True, slots=True)
class SettingChange:
    """One setting (dotted key) and its value before and after."""

    key: str
    before: Any
    after: Any


def settings_hash(settings: Settings) -> str:
    """Hash settings by value: how their file is written, and what it leaves to defaults, is irrelevant.

    Parameters
    ----------
    settings
        The settings.

    Returns
    -------
    str
        SHA-256 in hex over their canonical JSON, without what takes no part in a run (`AFTERWARDS`).
    """
    body = json.dumps(
        settings.model_dump(mode="json", exclude=set(AFTERWARDS)),
        sort_keys=True,
        separators=(",", ":"),
        allow_nan=False,
    )
    return hashlib.sha256(body.encode("utf-8")).hexdigest()


def flat_settings(settings: Settings) -> dict[str, Any]:
    """Return all settings by dotted key, in the order of the file."""
    body: Mapping[str, Mapping[str, Any]] = settings.model_dump()
    return {f"{section}.{key}": value for section, values in body.items() for key, value in values.items()}


def diff_settings(before: Settings, after: Settings) -> tuple[SettingChange, ...]:
    """List the settings that differ.

    Parameters
    ----------
    before, after
        The two.

    Returns
    -------
    tuple of SettingChange
        In the order of the file; empty if they are equal.
    """
    old, new = flat_settings(before), flat_settings(after)
    return tuple(SettingChange(key, old[key], new[key]) for key in old if old[key] != new[key])
