"""Reading a catalog folder that was read before: its canonical JSON, kept under a digest of its files."""

from __future__ import annotations

import contextlib
import hashlib
import time
import uuid
from pathlib import Path

from jdwork.catalog.canonical import FORMAT, snapshot_from_json, snapshot_to_json
from jdwork.catalog.snapshot import CatalogSnapshot
from jdwork.errors import CatalogError

WORTH_KEEPING = 0.5
"""Seconds of reading below which nothing is stored: small catalogs need no cache."""
MOST_FILES = 8


def load_catalog_cached(
    folder: str | Path, *, cache: str | Path, worth: float = WORTH_KEEPING
) -> CatalogSnapshot:
    """Read a catalog folder, or what it held when last read if no byte of it has changed since.

    Parameters
    ----------
    folder
        The catalog folder.
    cache
        Folder of the stored forms, made if absent. A damaged one is made anew; where it cannot be
        written, only time is lost.
    worth
        Seconds of reading below which nothing is stored.

    Returns
    -------
    CatalogSnapshot
        As of `load_catalog_files`.

    Raises
    ------
    CatalogError
        As of `load_catalog_files`.
    """
    from jdwork.catalog.files import files_hash, load_catalog_files

    # A folder that is missing or empty is the loader's to complain of.
    key = f"{FORMAT}\n{_code()}\n{files_hash(folder)}"
    path = Path(cache) / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.json"
    with contextlib.suppress(OSError, CatalogError):
        snapshot = snapshot_from_json(path.read_bytes())
        with contextlib.suppress(OSError):
            path.touch()
        return snapshot
    started = time.perf_counter()
    snapshot = load_catalog_files(folder)
    if time.perf_counter() - started >= worth:
        with contextlib.suppress(OSError):
            _store(path, snapshot)
    return snapshot


def _code() -> str:
    """Digest of the code that reads catalog files: other code may read the same files otherwise."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _store(path: Path, snapshot: CatalogSnapshot) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.part")
    try:
        part.write_bytes(snapshot_to_json(snapshot))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    oldest_first = sorted(path.parent.glob("*.json"), key=lambda each: each.stat().st_mtime)
    for old in oldest_first[:-MOST_FILES]:
        old.unlink(missing_ok=True)
