"""Finding legacy runs: saved pages by name or pattern, an imported run, or the latest import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jdwork.errors import InputError, JdworkError
from jdwork.legacy.importing import read_imported
from jdwork.legacy.model import LegacyRun
from jdwork.legacy.reading import read_run_pages
from jdwork.runs import RunFolder, find_run, list_runs, read_manifest
from jdwork.workspace import Workspace

_PATTERN = frozenset("*?[")
_PAGES = frozenset({".txt", ".html", ".htm", ".gz"})


@dataclass(frozen=True)
class LegacySource:
    """What was found: runs, right roles by run id, the folder if they were imported, files left out."""

    runs: tuple[LegacyRun, ...]
    labels: Mapping[str, str] = field(default_factory=dict)
    folder: RunFolder | None = None
    problems: tuple[JdworkError, ...] = ()


def find_legacy_runs(
    given: Sequence[str], workspace: Workspace, *, relative_to: Path | None = None
) -> LegacySource:
    """Find legacy runs.

    Parameters
    ----------
    given
        Saved run pages, patterns such as ``pages/*.txt``, or one imported run (its name, a part of it, its
        folder); nothing for the latest import.
    workspace
        Whose runs.
    relative_to
        Where files lie; by default the current folder.

    Returns
    -------
    LegacySource
        No runs where nothing was given and nothing was imported yet.

    Raises
    ------
    InputError
        If no file that was given holds a run page, or a pattern fits no file.
    RunError
        If there is no such run, or it was not imported.
    """
    if not given:
        folder = latest_import(workspace)
        return LegacySource(()) if folder is None else _imported(folder)
    base = relative_to or Path.cwd()
    files: list[Path] = []
    for name in given:
        path = (base / name).absolute()
        is_pattern = bool(_PATTERN & set(name)) and not path.exists()
        if len(given) == 1 and not is_pattern and not path.is_file():
            if path.suffix.lower() in _PAGES:
                raise InputError(
                    "There is no such file.", where=name, hint="Name a saved run page, or a run."
                )
            return _imported(find_run(name, workspace.runs))
        anchor = Path(path.anchor)
        fitting = sorted(anchor.glob(str(path.relative_to(anchor)))) if is_pattern else [path]
        if not fitting:
            raise InputError("No file fits this pattern.", where=name, hint="Check its folder and ending.")
        files += fitting
    read = read_run_pages(files)
    if not read.runs:
        raise read.problems[0]
    return LegacySource(read.runs, problems=read.problems)


def latest_import(workspace: Workspace) -> RunFolder | None:
    """Return the folder of the latest import; None where nothing was imported."""
    for name in list_runs(workspace.runs)["run"]:
        folder = RunFolder(workspace.runs / str(name))
        try:
            if read_manifest(folder.manifest).origin == "legacy":
                return folder
        except JdworkError:
            continue
    return None


def _imported(folder: RunFolder) -> LegacySource:
    runs, labels = read_imported(folder)
    return LegacySource(runs, labels, folder)
