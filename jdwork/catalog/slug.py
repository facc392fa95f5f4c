"""How the catalog writes texts and makes slugs of names."""

from __future__ import annotations

import re
import unicodedata

SLUG_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"


def slugify(name: str) -> str:
    """Make a slug: lower-case words joined by hyphens.

    ``+`` becomes ``-plus``, ``#`` becomes ``-sharp``, a leading dot ``dot``; accents are dropped.

    Examples
    --------
    >>> slugify("C++ / .NET Developer")
    'c-plus-plus-dotnet-developer'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    plain = plain.replace("+", "-plus").replace("#", "-sharp")
    plain = re.sub(r"(?<![a-z0-9])\.(?=[a-z])", " dot", plain)
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def is_slug(text: str) -> bool:
    """Whether a text could be a slug: lower-case letters and digits joined by single hyphens."""
    return re.fullmatch(SLUG_PATTERN, text) is not None


def one_line(text: str) -> str:
    """Make layout irrelevant: spaces and line breaks single, letters composed (NFC)."""
    return " ".join(unicodedata.normalize("NFC", text).split())
