"""Commands on the workspace: demo, init, lab."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer


def demo(
    limit: Annotated[Optional[int], typer.Option(min=1, help="Only the first samples.")] = None,  # noqa: UP045
) -> None:
    """Run notebook 01 over the shipped samples: database, run folder, decisions, accuracy."""
    from jdwork.catalog import build_catalog
    from jdwork.cli.catalog_commands import build_in_words
    from jdwork.cli.console import errors, output, print_table
    from jdwork.cli.run_summary import print_run
    from jdwork.database.engine import open_database
    from jdwork.runs import new_run_folder, read_frame, read_manifest
    from jdwork.runs.notebook import execute_notebook
    from jdwork.workspace import find_workspace

    workspace = find_workspace()
    with errors.status("Building the database from catalog/ …"):
        report = build_catalog(workspace.catalog, open_database(workspace.database_url))
    errors.print(build_in_words(report), markup=False)
    folder = new_run_folder(workspace.runs, "demo")
    errors.print(f"Executing notebooks/01_run_pipeline.ipynb into {folder.path.name} …", markup=False)
    execute_notebook(
        workspace.notebooks / "01_run_pipeline.ipynb",
        folder,
        {"run_folder": folder.path.name, "limit": limit or 0},
        working_directory=workspace.root,
    )
    frame = read_frame(folder.decisions).head(25)
    rows = []
    for row in frame.astype(object).where(frame.notna(), None).to_dict("records"):
        mark = "" if row["label"] is None else ("✓" if row["role"] == row["label"] else "✗")
        title = (row["title"] or "(no title)")[:48]
        rows.append((row["id"], title, row["role"] or "–", row["case"], f"{row['confidence']:.0%}", mark))
    print_table(
        ["id", "title", "role", "case", "confidence", "label"], rows, title=f"First {len(rows)} decisions"
    )
    print_run(folder, read_manifest(folder.manifest))
    output.print(f"\nThe run as a page:  {folder.html}", soft_wrap=True)
    output.print("Look closer:        jdwork runs show latest")
    output.print("Execute it again:   jdwork runs verify latest")
    output.print("One JD of yours:    jdwork classify FILE")
    output.print("In JupyterLab:      jdwork lab")


def init(
    folder: Annotated[Path, typer.Argument(help="Folder to lay the workspace out in.")],
    force: Annotated[bool, typer.Option(help="Add what is missing to a folder that is not empty.")] = False,
) -> None:
    """Lay out a workspace: catalog, notebooks, runs."""
    from jdwork.cli.console import output
    from jdwork.workspace import create_workspace

    workspace = create_workspace(folder, force=force)
    output.print(f"Workspace: {workspace.root}", soft_wrap=True)
    output.print("Next: cd there, then 'jdwork demo' or 'jdwork lab'.")


def lab(
    arguments: Annotated[Optional[list[str]], typer.Argument(help="Passed on to JupyterLab.")] = None,  # noqa: UP045
) -> None:
    """Open JupyterLab at the notebooks; further options are JupyterLab's own (jdwork lab --port 9999)."""
    import os
    import sys

    from jdwork.workspace import find_workspace

    workspace = find_workspace()
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={workspace.root}"]
    command.append(f"--LabApp.default_url=/lab/tree/{workspace.notebooks.name}")
    os.environ["JDWORK_WORKSPACE"] = str(workspace.root)
    os.execv(sys.executable, [*command, *(arguments or [])])  # noqa: S606
