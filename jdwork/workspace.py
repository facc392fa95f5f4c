"""Finding the workspace: the folder with ``catalog/``, ``notebooks/`` and ``runs/``."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from jdwork.errors import WorkspaceError

MARKER = Path("catalog") / "config.toml"
HISTORY = "config.history.jsonl"
PICTURES = "pictures"


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where things lie. ``state`` holds the default database, the vector cache and the catalog's journal."""

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
        """Folder of what the workspace keeps for itself; git-ignored."""
        return self.root / ".jdwork"

    @property
    def catalog_journal(self) -> Path:
        """Folder of the journal of catalog changes, which lets them be undone."""
        return self.state / "catalog-journal"

    @property
    def role_model(self) -> Path:
        """What `jdwork learn` learned from JDs, if anything."""
        return self.state / "role-model.safetensors"

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


def create_workspace(folder: str | Path, *, force: bool = False) -> Workspace:
    """Lay out a workspace from the shipped catalog and notebooks.

    Parameters
    ----------
    folder
        Where; made if need be.
    force
        Whether a folder that holds something already may be filled up; files that exist are kept.

    Raises
    ------
    WorkspaceError
        If the folder is not empty, or cannot be written.
    """
    root = Path(folder).expanduser().resolve()
    if root.exists() and not root.is_dir():
        raise WorkspaceError("This is a file, not a folder.", where=str(root), hint="Name a new folder.")
    if root.is_dir() and any(root.iterdir()) and not force:
        raise WorkspaceError(
            "The folder is not empty.",
            where=str(root),
            hint="Name a new folder, or add --force to fill this one up.",
        )
    shipped = _shipped()
    workspace = Workspace(root)
    try:
        for part in ("catalog", "notebooks"):
            _copy_missing(shipped / part, root / part)
        workspace.runs.mkdir(parents=True, exist_ok=True)
        ignore = root / ".gitignore"
        if not ignore.exists():
            ignore.write_text(".jdwork/\n.ipynb_checkpoints/\nruns/\n", encoding="utf-8")
    except OSError as error:
        raise WorkspaceError(
            f"The workspace cannot be written ({error.strerror}).",
            where=str(root),
            hint="Choose a folder that you may write to.",
        ) from None
    return workspace


def _shipped() -> Path:
    """Where the catalog and notebooks lie: inside an installed wheel, or in the clone."""
    package = Path(__file__).resolve().parent
    for folder in (package / "shipped", package.parent):
        if (folder / MARKER).is_file():
            return folder
    raise WorkspaceError(
        "This installation carries no catalog.",
        where=str(package),
        hint="Install jdwork again from a full wheel.",
    )


def _copy_missing(source: Path, target: Path) -> None:
    for path in sorted(source.rglob("*")):
        inside = path.relative_to(source)
        if path.is_dir() or any(part.startswith(".") or part == "__pycache__" for part in inside.parts):
            continue
        # What was tuned in the clone is that workspace's story, not the new one's; pictures are the README's.
        if path.name == HISTORY or inside.parts[0] == PICTURES:
            continue
        copy = target / inside
        if not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
