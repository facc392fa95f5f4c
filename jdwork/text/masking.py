"""Hiding names in a JD's text, to see what the rest of it says."""

from __future__ import annotations

import re
from collections.abc import Iterable


def hide_names(text: str, names: Iterable[str]) -> str:
    """Take phrases out of a text wherever they stand as words, in any letter case and spacing.

    Parameters
    ----------
    text
        Any text.
    names
        Phrases; where one lies within another, the longer goes first.

    Returns
    -------
    str
        The text with a space in place of each; plurals go with their singular.
    """
    words = {" ".join(name.split()).casefold() for name in names}
    patterns = [
        r"[\s/_-]+".join(re.escape(part) for part in re.split(r"[\s/_-]+", name) if part)
        for name in sorted(words, key=lambda name: (-len(name), name))
        if name
    ]
    if not patterns:
        return text
    return re.sub(rf"(?<!\w)(?:{'|'.join(patterns)})s?(?!\w)", " ", text, flags=re.IGNORECASE)
