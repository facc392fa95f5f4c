"""Finding runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from jdwork.errors import RunError, did_you_mean
from jdwork.runs.files import RunFolder
from jdwork.runs.manifest import Manifest, read_manifest
from jdwork.runs.notebook_record import NotebookRecord, read_notebook_record

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
        is listed as damaged, one that holds nothing but an executed notebook as ``notebook``.
    """
    import pandas as pd

    rows: list[dict[str, object]] = []
    for folder, manifest in run_folders(runs):
        if isinstance(manifest, NotebookRecord):
            rows.append(
                {
                    "run": folder.path.name,
                    "name": manifest.notebook,
                    "status": "notebook" if manifest.status == "complete" else f"notebook, {manifest.status}",
                    "started": manifest.started,
                }
            )
            continue
        if isinstance(manifest, RunError):
            rows.append({"run": folder.path.name, "status": "damaged", "name": manifest.problem})
            continue
        rows.append(
            {
                "run": folder.path.name,
                "name": manifest.name,
                "status": manifest.status,
                "started": manifest.started,
                "jds": manifest.counts.get("jds"),
                "accuracy": _accuracy(folder),
                "queued": manifest.counts.get("queued"),
            }
        )
    columns = ["run", "name", "status", "started", "jds", "accuracy", "queued"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({"jds": "Int64", "queued": "Int64", "accuracy": "Float64"})


def find_run(name: str | Path, runs: Path) -> RunFolder:
    """Find a run by path, by folder name, or by an unambiguous part of the name.

    Parameters
    ----------
    name
        ``latest`` is the newest run that is complete.
    runs
        Folder of run folders.

    Raises
    ------
    RunError
        If none or several fit.
    """
    name = str(name)
    given = Path(name).expanduser()
    if name and (given / "manifest.json").is_file():
        return RunFolder(given)
    found = run_folders(runs)
    folders = [folder for folder, made in found if not isinstance(made, NotebookRecord)]
    if name == "latest":
        complete = [
            folder for folder, made in found if isinstance(made, Manifest) and made.status == "complete"
        ]
        if complete:
            return complete[0]
        raise RunError(
            "There is no complete run yet.",
            where=str(runs),
            hint="Make one with 'jdwork demo' or 'jdwork batch'.",
        )
    fits = [folder for folder in folders if name in folder.path.name]
    exact = [folder for folder in fits if folder.path.name == name]
    if len(exact or fits) == 1:
        return (exact or fits)[0]
    if fits:
        shown = ", ".join(folder.path.name for folder in fits[:4])
        raise RunError(f"'{name}' fits {len(fits)} runs: {shown}.", hint="Give more of the name.")
    for folder, made in found:
        if name and name in folder.path.name and isinstance(made, NotebookRecord):
            raise RunError(
                f"'{folder.path.name}' holds an executed notebook ({made.notebook}), and no run.",
                where=str(runs),
                hint=f"Its page is {folder.html.name}; 'jdwork runs list' shows the runs.",
            )
    raise RunError(
        f"There is no run '{name}'.",
        where=str(runs),
        hint=did_you_mean(name, [folder.path.name for folder in folders])
        or "Make one with 'jdwork demo' or 'jdwork batch'.",
    )


def run_folders(runs: Path) -> list[tuple[RunFolder, Manifest | NotebookRecord | RunError]]:
    """Run folders with their manifests or what is wrong with them, the latest first."""
    if not runs.is_dir():
        return []
    found: list[tuple[str, RunFolder, Manifest | NotebookRecord | RunError]] = []
    for path in runs.iterdir():
        # A folder that holds nothing was reserved for a run that never began.
        if path.name.startswith(".") or not path.is_dir() or not any(path.iterdir()):
            continue
        folder = RunFolder(path)
        executed = None if folder.manifest.exists() else read_notebook_record(folder)
        if executed is not None:
            found.append((executed.started, folder, executed))
            continue
        try:
            manifest = read_manifest(folder.manifest)
            found.append((manifest.started, folder, manifest))
        except RunError as error:
            found.append(("", folder, error))
    found.sort(key=lambda one: (one[0], one[1].path.name), reverse=True)
    return [(folder, made) for _, folder, made in found]


def _accuracy(folder: RunFolder) -> float | None:
    try:
        metrics = json.loads(folder.metrics.read_text(encoding="utf-8"))
        return float(metrics["accuracy"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
