"""Text that every file format and database can hold."""

from __future__ import annotations


def sound_text(text: str) -> str:
    """Replace lone surrogates by U+FFFD and NULs by spaces."""
    if not text.isascii():
        text = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    return text.replace("\x00", " ")
