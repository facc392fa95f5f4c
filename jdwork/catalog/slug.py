"""How the catalog writes texts and makes slugs of names."""

from __future__ import annotations

import re
import unicodedata

SLUG_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"

_INVISIBLE = frozenset("\u00ad\u200b\u200e\u200f\u2028\u2029\u2060\ufeff")
_TURNS = range(0x202A, 0x202F), range(0x2066, 0x206A)  # marks that reverse the direction of what follows


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


def visible_line(text: str, *, most: int | None = None) -> str:
    """Make a text from outside fit for a catalog file: one line of visible characters.

    Parameters
    ----------
    text
        Any text.
    most
        Characters to keep, whole words where possible.
    """
    seen = "".join(sign if sign.isspace() or _visible(sign) else " " for sign in text)
    line = one_line(seen)
    if most is None or len(line) <= most:
        return line
    cut = line[:most]
    return (cut.rpartition(" ")[0] or cut) if line[most] != " " else cut


def _visible(sign: str) -> bool:
    if sign in _INVISIBLE or any(ord(sign) in turns for turns in _TURNS):
        return False
    return unicodedata.category(sign) not in {"Cc", "Cs", "Co", "Cn"}
