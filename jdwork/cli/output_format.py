"""The forms that commands print in."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """Forms of the output."""

    TABLE = "table"
    JSON = "json"
