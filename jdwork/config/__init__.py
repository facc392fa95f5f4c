"""Settings: reading them, and writing tuned values back."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from jdwork.config.compare import SettingChange, diff_settings, settings_hash
from jdwork.config.settings import CalibrationSettings, EvidenceWeights, Settings, SupportWeights

if TYPE_CHECKING:
    from jdwork.config.history import HistoryEntry, read_history
    from jdwork.config.loading import ConfigWarning, load_settings, parse_settings
    from jdwork.config.toml_text import settings_to_toml
    from jdwork.config.versions import (
        ExplainedChange,
        SettingsVersion,
        explained_changes,
        settings_version,
    )
    from jdwork.config.write_back import config_file_hash, rollback, write_settings

__all__ = [
    "CalibrationSettings",
    "ConfigWarning",
    "EvidenceWeights",
    "ExplainedChange",
    "HistoryEntry",
    "SettingChange",
    "Settings",
    "SettingsVersion",
    "SupportWeights",
    "config_file_hash",
    "diff_settings",
    "explained_changes",
    "load_settings",
    "parse_settings",
    "read_history",
    "rollback",
    "settings_hash",
    "settings_to_toml",
    "settings_version",
    "write_settings",
]

_ELSEWHERE = {
    "ConfigWarning": "loading",
    "ExplainedChange": "versions",
    "HistoryEntry": "history",
    "SettingsVersion": "versions",
    "config_file_hash": "write_back",
    "explained_changes": "versions",
    "load_settings": "loading",
    "parse_settings": "loading",
    "read_history": "history",
    "rollback": "write_back",
    "settings_to_toml": "toml_text",
    "settings_version": "versions",
    "write_settings": "write_back",
}


def __getattr__(name: str) -> Any:
    # Reading and writing files needs more imports than holding the values, which everyone does.
    if name in _ELSEWHERE:
        return getattr(import_module(f"jdwork.config.{_ELSEWHERE[name]}"), name)
    raise AttributeError(f"module 'jdwork.config' has no attribute '{name}'")
