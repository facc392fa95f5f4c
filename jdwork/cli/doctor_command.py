"""The commands that look for what is wrong with run folders, and with a whole workspace."""

from __future__ import annotations

from typing import Annotated, Optional

import typer


def doctor(
    run: Annotated[
        Optional[str],  # noqa: UP045
        typer.Argument(help="A run: folder, name, or part of a name; by default all of the workspace."),
    ] = None,
    mend: Annotated[bool, typer.Option("--mend", help="Mend what can be mended.")] = False,
) -> None:
    """Say what is wrong with run folders, and mend what can be (exit code 1 if something is left)."""
    from jdwork.cli.console import counting, output
    from jdwork.runs import find_run
    from jdwork.runs.doctor import examine_run, examine_runs
    from jdwork.runs.doctor import mend as mend_run
    from jdwork.workspace import find_workspace

    workspace = find_workspace()
    found = examine_runs(workspace.runs) if run is None else examine_run(find_run(run, workspace.runs))
    if not found:
        output.print("Nothing is wrong.", style="green")
        return
    left = 0
    for finding in found:
        output.print(f"{finding.folder.path.name} {finding.problem}.", style="yellow", markup=False)
        if not finding.mendable:
            left += 1
            output.print(f"  {finding.remedy}", style="dim", markup=False)
        elif not mend:
            left += 1
            output.print(f"  --mend {finding.remedy}.", style="dim", markup=False)
        else:
            with counting("JDs worked out again") as progress:
                done = mend_run(finding, state=workspace.state, progress=progress)
            output.print(f"  mended: {done or 'already done'}.", style="green", markup=False)
    if left:
        raise typer.Exit(1)


def workspace_doctor(
    mend: Annotated[
        bool, typer.Option("--mend", help="Mend what can be mended; database and labels are never touched.")
    ] = False,
) -> None:
    """Say what is wrong with the workspace, and mend what can be (exit code 1 if something is left)."""
    from jdwork.cli.console import output
    from jdwork.doctor import examine_workspace
    from jdwork.errors import JdworkError
    from jdwork.workspace import find_workspace

    left = 0
    found = examine_workspace(find_workspace())
    for problem in found:
        output.print(f"{problem.where} {problem.what}.", style="yellow", markup=False)
        output.print(f"  {problem.meaning}", style="dim", markup=False)
        if mend and problem.mendable:
            try:
                output.print(f"  mended: {problem.mend()}.", style="green", markup=False)
            except JdworkError as error:  # The others may well be mended.
                left += 1
                output.print(f"  {error.problem} {error.hint or ''}", style="red", markup=False)
        else:
            left += 1
            remedy = f"--mend {problem.remedy}." if problem.mendable else problem.remedy
            output.print(f"  {remedy}", style="dim", markup=False)
    if not found:
        output.print("Nothing is wrong.", style="green")
    if left:
        raise typer.Exit(1)
