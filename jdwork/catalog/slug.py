"""The slug of a name, by the catalog's own rule."""

from __future__ import annotations

import re
import unicodedata


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
