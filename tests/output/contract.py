"""Comparing JSON bodies by what a reader of the contract relies on: keys, nesting and types."""

from __future__ import annotations

from pathlib import Path
from typing import Any

GOLDEN = Path(__file__).resolve().parents[3] / "shared" / "golden"
NAMES = ("internship", "episoden")


ADDED = frozenset({"catalog_artifacts", "parts"})
"""Keys that the legacy bodies lack and ours add."""


def without_added(value: Any) -> Any:
    """A body without the keys that are ours."""
    if isinstance(value, dict):
        return {key: without_added(inner) for key, inner in value.items() if key not in ADDED}
    return [without_added(inner) for inner in value] if isinstance(value, list) else value


def differences(actual: Any, expected: Any, path: str = "$") -> list[str]:
    """Where two JSON values differ in shape.

    Null goes with anything and an empty list with any list. An element of a list must go with some
    element of the other. A bool is no int, an int no float.
    """
    if actual is None or expected is None:
        return []
    if type(actual) is not type(expected):
        return [f"{path}: {type(actual).__name__}, expected {type(expected).__name__}"]
    if isinstance(actual, dict):
        found = [f"{path}: key '{key}' missing" for key in sorted(expected.keys() - actual.keys())]
        found += [f"{path}: key '{key}' unexpected" for key in sorted(actual.keys() - expected.keys())]
        for key in sorted(actual.keys() & expected.keys()):
            found += differences(actual[key], expected[key], f"{path}.{key}")
        return found
    if isinstance(actual, list):
        found = []
        for place, element in enumerate(actual if expected else ()):
            tried = [differences(element, model, f"{path}[{place}]") for model in expected]
            found += min(tried, key=len)
        return found
    return []
