"""The command that looks for what is wrong with run folders."""

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
