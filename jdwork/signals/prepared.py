"""Keeping what takes seconds to prepare of a large catalog, so that the next start does not make it again."""

from __future__ import annotations

import contextlib
import hashlib
import time
import uuid
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[Any]]

WORTH_KEEPING = 0.5
"""Seconds of making below which nothing is stored: small catalogs need no cache."""
MOST_FILES = 24


class PreparedArrays:
    """Arrays in a folder, under the digest of all that they were made of.

    A damaged file is made anew; a folder that cannot be written costs time, never the run.

    Parameters
    ----------
    folder
        Where the files lie, made if absent; None keeps nothing.
    worth
        Seconds of making below which nothing is stored.
    """

    def __init__(self, folder: str | Path | None, *, worth: float = WORTH_KEEPING) -> None:
        self._folder = Path(folder) if folder is not None else None
        self._worth = worth

    def get(self, kind: str, made_of: Mapping[str, object], make: Callable[[], Arrays]) -> Arrays:
        """Read arrays, or make and store them.

        Parameters
        ----------
        kind
            Begins the file's name.
        made_of
            Everything that the arrays depend on; values are compared as text.
        make
            Makes them; only numbers and bytes are stored (no Python objects).

        Returns
        -------
        mapping of str to ndarray
            Equal to what ``make`` returns.
        """
        if self._folder is None:
            return make()
        digest = hashlib.sha256(
            "\n".join(f"{key}={value}" for key, value in sorted(made_of.items())).encode()
        )
        path = self._folder / f"{kind}-{digest.hexdigest()[:32]}.npz"
        # A file cut off or damaged shows as any of these; it is simply made again.
        with contextlib.suppress(OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            with np.load(path, allow_pickle=False) as stored:
                arrays = {name: stored[name] for name in stored.files}
            with contextlib.suppress(OSError):
                path.touch()
            return arrays
        started = time.perf_counter()
        made = make()
        if time.perf_counter() - started >= self._worth:
            with contextlib.suppress(OSError):
                self._store(path, made)
        return made

    def _store(self, path: Path, arrays: Arrays) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.part")
        try:
            with part.open("wb") as file:
                np.savez(file, allow_pickle=False, **arrays)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        oldest_first = sorted(path.parent.glob("*.npz"), key=lambda each: each.stat().st_mtime)
        for old in oldest_first[:-MOST_FILES]:
            old.unlink(missing_ok=True)


def texts_to_array(texts: list[str]) -> NDArray[np.uint8]:
    """Texts without line breaks as one array of UTF-8 bytes."""
    return np.frombuffer("\n".join(texts).encode("utf-8"), dtype=np.uint8)


def array_to_texts(array: NDArray[np.uint8]) -> list[str]:
    """Texts out of `texts_to_array`; of none at all comes one empty text."""
    return array.tobytes().decode("utf-8").split("\n")


def code_digest(*paths: Path) -> str:
    """SHA-256 over source files: what was made by other code is made again."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()
