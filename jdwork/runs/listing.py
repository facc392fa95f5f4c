"""Finding runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jdwork.errors import RunError, did_you_mean
from jdwork.runs.files import RunFolder
from jdwork.runs.manifest import read_manifest

if TYPE_CHECKING:
    import pandas as pd


def list_runs(runs: Path) -> pd.DataFrame:
    """List the runs of a workspace, the latest first.

    Parameters
    ----------
    runs
        Folder of run folders.

    Returns
    -------
    DataFrame
        ``run, name, status, started, jds, accuracy, queued``; a folder whose manifest cannot be read
        is listed as damaged.
    """
    import json

    import pandas as pd

    rows = []
    for folder in _folders(runs):
        try:
            manifest = read_manifest(folder.manifest)
        except RunError as error:
            rows.append({"run": folder.path.name, "status": "damaged", "name": error.problem})
            continue
        metrics = json.loads(folder.metrics.read_text()) if folder.metrics.exists() else {}
        rows.append(
            {
                "run": folder.path.name,
                "name": manifest.name,
                "status": manifest.status,
                "started": manifest.started,
                "jds": manifest.counts.get("jds"),
                "accuracy": metrics.get("accuracy"),
                "queued": manifest.counts.get("queued"),
            }
        )
    columns = ["run", "name", "status", "started", "jds", "accuracy", "queued"]
    return pd.DataFrame(rows, columns=columns)


def find_run(name: str, runs: Path) -> RunFolder:
    """Find a run by path, by folder name, or by an unambiguous part of the name; ``latest`` is the newest.

    Raises
    ------
    RunError
        If none or several fit.
    """
    given = Path(name)
    if (given / "manifest.json").is_file():
        return RunFolder(given)
    folders = list(_folders(runs))
    if name == "latest" and folders:
        return folders[0]
    fits = [folder for folder in folders if name in folder.path.name]
    exact = [folder for folder in fits if folder.path.name == name]
    if len(exact or fits) == 1:
        return (exact or fits)[0]
    if fits:
        shown = ", ".join(folder.path.name for folder in fits[:4])
        raise RunError(f"'{name}' fits {len(fits)} runs: {shown}.", hint="Give more of the name.")
    known = [folder.path.name for folder in folders]
    raise RunError(
        f"There is no run '{name}'.",
        where=str(runs),
        hint=did_you_mean(name, known) or "Make one with 'jdwork demo' or 'jdwork batch'.",
    )


def _folders(runs: Path) -> list[RunFolder]:
    if not runs.is_dir():
        return []
    found = [RunFolder(path) for path in runs.iterdir() if path.is_dir() and not path.name.startswith(".")]
    return sorted(found, key=lambda folder: folder.path.name, reverse=True)
