"""Every notebook under papermill, with its defaults and with data of one's own: seconds, size, outcome.

``python -m tests.benchmarks.notebooks --data ads.jsonl --label-field role --dated dated.jsonl``
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from jdwork.errors import JdworkError
from jdwork.runs import RunFolder
from jdwork.runs.notebook import execute_notebook
from jdwork.runs.notebook_parameters import declared_parameters
from jdwork.workspace import Workspace, create_workspace

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
MOST_SECONDS, MOST_BYTES = 60.0, 2_000_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Execute, print a line for each, and say by the exit code whether all went well."""
    asked = _read(arguments)
    with tempfile.TemporaryDirectory(prefix="jdwork-notebooks-") as folder:
        workspace = create_workspace(Path(folder) / "workspace")
        shutil.copytree(
            NOTEBOOKS, workspace.notebooks, dirs_exist_ok=True, ignore=shutil.ignore_patterns("pictures")
        )
        os.environ["JDWORK_WORKSPACE"] = str(workspace.root)
        if asked.prepared:
            shutil.copytree(asked.prepared, workspace.state, dirs_exist_ok=True)
        sys.stdout.write(f"{'notebook':<24}{'data':<22}{'seconds':>8}{'kB':>8}  outcome\n")
        wrong = 0
        for notebook, data, parameters in _jobs(workspace, asked):
            outcome, seconds, size = _execute(notebook, workspace, parameters, own=data != "its defaults")
            sys.stdout.write(f"{notebook.stem:<24}{data:<22}{seconds:>8.1f}{size / 1000:>8.0f}  {outcome}\n")
            sys.stdout.flush()
            wrong += outcome != "fine"
    return int(wrong > 0)


def _jobs(workspace: Workspace, asked: argparse.Namespace) -> Iterator[tuple[Path, str, dict[str, Any]]]:
    """Notebook, name of the data, and parameters: only what a notebook declares is told to it.

    First all with their defaults. Then a notebook that reads runs alone finds the run that one before it made
    of the data.
    """
    notebooks = [
        notebook
        for notebook in sorted(workspace.notebooks.glob("*.ipynb"))
        if not asked.only or notebook.name.startswith(tuple(asked.only))
    ]
    for notebook in notebooks:
        yield notebook, "its defaults", {}
    for notebook in notebooks:
        known = declared_parameters(notebook)
        dated = asked.dated if "date_field" in known else None
        source = dated or asked.data
        if source is None:
            continue
        local = workspace.root / source.name
        if not local.exists():
            shutil.copyfile(source, local)
        told = {"input": source.name, "background": source.name, "text_field": asked.text_field}
        told["limit"] = asked.limit
        if dated:
            told["date_field"] = asked.date_field
        else:
            told |= {"label_field": asked.label_field, "title_field": asked.title_field}
        told = {name: value for name, value in told.items() if name in known and value}
        yield notebook, source.name, told


def _execute(
    notebook: Path, workspace: Workspace, parameters: dict[str, Any], *, own: bool
) -> tuple[str, float, int]:
    folder = RunFolder(Path(tempfile.mkdtemp(prefix="executed-", dir=workspace.root)))
    begun = time.monotonic()
    try:
        execute_notebook(notebook, folder, parameters, working_directory=workspace.root, progress=False)
        outcome = _complaint(folder.notebook)
    except JdworkError as error:
        outcome = str(error).splitlines()[0]
    seconds = time.monotonic() - begun
    size = folder.notebook.stat().st_size if folder.notebook.exists() else 0
    if outcome == "fine" and seconds > MOST_SECONDS and not own:
        outcome = f"takes more than {MOST_SECONDS:.0f} s"
    if outcome == "fine" and size > MOST_BYTES:
        outcome = f"is larger than {MOST_BYTES / 1e6:.0f} MB"
    return outcome, seconds, size


def _complaint(executed: Path) -> str:
    import nbformat

    for cell in nbformat.read(executed, as_version=4).cells:
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                return "wrote to stderr: " + " ".join(output["text"].split())[:100]
    return "fine"


def _read(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.notebooks", description=__doc__)
    parser.add_argument("--data", type=Path, help="another data set: labelled JDs")
    parser.add_argument("--dated", type=Path, help="dated JDs, for the notebooks that ask for dates")
    parser.add_argument("--label-field", default="", help="field of the right role in these")
    parser.add_argument("--text-field", default="", help="field of the text in these")
    parser.add_argument("--title-field", default="", help="field of the title in these")
    parser.add_argument("--date-field", default="", help="field of the date in the dated ones")
    parser.add_argument("--limit", type=int, default=0, help="only the first so many JDs of these")
    parser.add_argument("--only", action="append", help="beginning of a notebook's name; may be repeated")
    parser.add_argument("--prepared", type=Path, help="a .jdwork folder with vectors that were made before")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
