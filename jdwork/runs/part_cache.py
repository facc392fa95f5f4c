"""Parts of earlier runs, so that the same JDs under the same conditions are not worked out twice."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from functools import cache
from pathlib import Path

from jdwork.runs.manifest import package_versions

MOST_BYTES = 1_000_000_000
"""Bytes that a cache takes at most by default; a JD takes some eight thousand."""

_SWEEP = 64
"""Parts added between two looks at the cache's size."""


class PartCache:
    """Parts by what they were made of: JDs, catalog, settings, encoder, centroids, code.

    The least recently used go when there is no room. Trouble with the folder costs time, never a run; a
    part that is damaged is not taken, since its reader checks it.

    Parameters
    ----------
    folder
        Where they lie; made if need be.
    most_bytes
        How much they may take together.
    """

    def __init__(self, folder: Path, *, most_bytes: int = MOST_BYTES) -> None:
        self._folder, self._most = folder, most_bytes
        self._added = 0

    def take(self, key: str, path: Path) -> bool:
        """Lay a part under another name; False where there is none."""
        held = self._path(key)
        with contextlib.suppress(OSError):
            _link(held, path)
            os.utime(held)
            return True
        return False

    def add(self, key: str, path: Path) -> None:
        """Keep a part that was just written."""
        held = self._path(key)
        with contextlib.suppress(OSError):
            held.parent.mkdir(parents=True, exist_ok=True)
            _link(path, held)
        self._added += 1
        if self._added % _SWEEP == 1:
            self.sweep()

    def _path(self, key: str) -> Path:
        name = hashlib.sha256(f"{key} {_code()}".encode()).hexdigest()[:40]
        return self._folder / name[:2] / f"{name}.part"

    def sweep(self) -> None:
        """Remove the least recently used until a tenth of the room is free."""
        with contextlib.suppress(OSError):
            found = [(path, path.stat()) for path in self._folder.glob("*/*.part")]
            found.sort(key=lambda one: one[1].st_mtime)
            size = sum(one.st_size for _, one in found)
            if size <= self._most:
                return
            for path, one in found:
                path.unlink(missing_ok=True)
                size -= one.st_size
                if size <= 0.9 * self._most:
                    return


def _link(source: Path, target: Path) -> None:
    """Give a file a second name; a copy where the file system cannot."""
    part = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        try:
            os.link(source, part)
        except FileNotFoundError:
            raise
        except OSError:
            shutil.copyfile(source, part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


@cache
def _code() -> str:
    """Digest of this package's source and of the packages that can move a figure."""
    digest = hashlib.sha256(repr(sorted(package_versions().items())).encode())
    root = Path(__file__).resolve().parents[1]
    for path in sorted(root.rglob("*")):
        # Weights and word lists count as well.
        if path.suffix in {".py", ".toml", ".tsv"}:
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
