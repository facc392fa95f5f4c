"""How many rows a file of JDs holds, as far as that can be told quickly: for a progress bar."""

from __future__ import annotations

from pathlib import Path

_LINES = (".jsonl", ".ndjson")
_BLOCK = 1 << 20


def count_rows(path: Path) -> int | None:
    """Count the rows of a Parquet file or of JSON lines; None for anything else, or where it cannot be read.

    Blank lines count as rows: it is an estimate.
    """
    try:
        if path.suffix.lower() == ".parquet":
            import pyarrow.parquet as pq

            return int(pq.ParquetFile(path).metadata.num_rows)
        if path.suffix.lower() in _LINES:
            with path.open("rb") as file:
                return sum(block.count(b"\n") for block in iter(lambda: file.read(_BLOCK), b""))
    except (OSError, ValueError):
        pass
    return None
