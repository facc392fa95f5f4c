"""How much is read: a job description, a row or a file beyond this is refused before it costs time or memory.

Of a text within these bounds, ``[text] max_characters`` says how much is classified.
"""

from __future__ import annotations

LONGEST_TEXT = 5_000_000
"""Characters of one JD, a thousand times the usual; a longer one is rejected."""

LONGEST_FIELD = 1_000
"""Characters of a title, an id, a label or a date; a longer one is something else, such as the text."""

LONGEST_ROW = 50_000_000
"""Bytes of one line or characters of one cell; a longer one is skipped, not read."""

MAX_LIST_BYTES = 500_000_000
"""Bytes of a JSON list, which is read as a whole; other tables are read row by row and may have any size."""

MAX_UNPACKED_COLUMN = 500_000_000
"""Bytes that a column of one row group of a Parquet file may unpack to, where it is packed as follows."""

MAX_PACKING = 200
"""How many times its packed size such a column may be; text packs five to twenty times."""

MAX_FILE_BYTES = 50_000_000
"""A larger file is no single job description."""

MAX_UNPACKED_BYTES = 50_000_000
"""What a packed document may unpack to; more is taken for an attack."""

MAX_MEMBERS = 2_000
"""Parts in a Word file."""

MAX_PAGE_BYTES = 5_000_000
"""Bytes of an HTML page, its scripts included."""

MAX_PAGES = 200
"""Pages read of a PDF."""

MAX_SECONDS = 60
"""What reading one PDF or Word file may take."""

MAX_MEMORY_BYTES = 2_000_000_000
"""Likewise, on systems that can limit it."""


def excess(text: str = "", /, **fields: str | None) -> str | None:
    """Say what of a JD is longer than is read.

    Parameters
    ----------
    text
        Its text.
    **fields
        Its title, id, label or date, under the names to call them by.

    Returns
    -------
    str or None
        The reason to reject it, or None.
    """
    for name, value in fields.items():
        if value is not None and len(value) > LONGEST_FIELD:
            return f"'{name}' has {len(value):,} characters, more than the {LONGEST_FIELD:,} allowed."
    if len(text) > LONGEST_TEXT:
        return f"The text has {len(text):,} characters, more than the {LONGEST_TEXT:,} allowed."
    return None
