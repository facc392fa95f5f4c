"""Finding the workspace: the folder with ``catalog/``, ``notebooks/`` and ``runs/``."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from jdwork.errors import WorkspaceError

MARKER = Path("catalog") / "config.toml"


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where things lie. ``state`` holds what can be rebuilt: the default database and the vector cache."""

    root: Path

    @property
    def catalog(self) -> Path:
        """Folder of the catalog files."""
        return self.root / "catalog"

    @property
    def config(self) -> Path:
        """The settings file."""
        return self.root / MARKER

    @property
    def notebooks(self) -> Path:
        """Folder of the notebooks."""
        return self.root / "notebooks"

    @property
    def runs(self) -> Path:
        """Folder of run folders."""
        return self.root / "runs"

    @property
    def state(self) -> Path:
        """Folder of the default database and the vector cache; git-ignored."""
        return self.root / ".jdwork"

    @property
    def database_url(self) -> str:
        """Database of this workspace: ``JDWORK_DATABASE_URL``, or SQLite in ``state``."""
        return os.environ.get("JDWORK_DATABASE_URL") or f"sqlite:///{self.state / 'jdwork.sqlite'}"


def find_workspace(start: str | Path | None = None) -> Workspace:
    """Find the workspace that a folder belongs to.

    Parameters
    ----------
    start
        Folder to look in and above; by default ``JDWORK_WORKSPACE``, else the current folder, else
        the clone that jdwork is installed from.

    Returns
    -------
    Workspace

    Raises
    ------
    WorkspaceError
        If no folder upwards of ``start`` has a ``catalog/config.toml``.
    """
    named = start or os.environ.get("JDWORK_WORKSPACE")
    first = Path(named or Path.cwd()).expanduser().resolve()
    for folder in (first, *first.parents):
        if (folder / MARKER).is_file():
            return Workspace(folder)
    clone = Path(__file__).resolve().parent.parent
    if named is None and (clone / MARKER).is_file() and (clone / "pyproject.toml").is_file():
        return Workspace(clone)
    raise WorkspaceError(
        f"No jdwork workspace in {first} or above it (looked for {MARKER.as_posix()}).",
        hint="Make one with 'jdwork init DIR', or point JDWORK_WORKSPACE at one.",
    )
