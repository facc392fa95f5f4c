"""The command `learn`: a role model from runs, with their labels or without."""

from __future__ import annotations

from typing import Annotated, Optional

import typer


def learn(
    runs: Annotated[Optional[list[str]], typer.Argument(help="Runs whose JDs to learn from.")] = None,  # noqa: UP045
    ignore_labels: Annotated[
        bool, typer.Option("--ignore-labels", help="Learn from the decisions alone, labels or not.")
    ] = False,
    forget: Annotated[
        bool, typer.Option("--forget", help="Put the role model aside: decide by the catalog alone.")
    ] = False,
    undo: Annotated[
        bool, typer.Option("--undo", help="Take back the model that the last one replaced.")
    ] = False,
) -> None:
    """Learn roles from the JDs of runs: from their labels, and from own decisions where there are none.

    The workspace's role model is replaced, and every later classification uses it. Without arguments,
    say what the present one learned from.
    """
    from jdwork.cli.console import counting, errors, output
    from jdwork.errors import InputError
    from jdwork.learn import learn as learn_roles
    from jdwork.learn import read_role_model, write_role_model
    from jdwork.runs import find_run, read_inputs
    from jdwork.text import JobDescription
    from jdwork.workbench import open_workbench
    from jdwork.workspace import find_workspace

    workspace = find_workspace()
    path = workspace.role_model
    earlier = path.with_name(f"previous-{path.name}")
    if sum([bool(runs), forget, undo]) > 1:
        raise InputError("Learning, --forget and --undo are three things.", hint="Ask for one of them.")
    if forget or undo:
        source = path if forget else earlier
        if not source.exists():
            raise InputError("There is no such role model.", where=str(source), hint="Make one with RUNS.")
        if forget:
            path.replace(earlier)
            output.print("The role model is put aside; 'jdwork learn --undo' takes it back.")
            return
        aside = path.with_name(f"aside-{path.name}")
        if path.exists():
            path.replace(aside)
        earlier.replace(path)
        if aside.exists():
            aside.replace(earlier)
    if not runs:
        model = read_role_model(path)
        output.print(f"The role model knows {len(model.roles)} roles, by {model.origin}.", markup=False)
        return
    jds = [
        one
        for run in runs
        for one in read_inputs(find_run(run, workspace.runs))
        if isinstance(one, JobDescription)
    ]
    workbench = open_workbench()
    with errors.status("Opening the catalog and the encoder …"):
        pipeline = workbench.pipeline.with_role_model(None)
    with counting("JDs read") as progress:
        learned = learn_roles(
            pipeline, jds, labels=None if ignore_labels else [jd.label for jd in jds], progress=progress
        )
    if path.exists():
        path.replace(earlier)
    write_role_model(path, learned.model)
    output.print(
        f"Learned {learned.n_roles} roles by {learned.model.origin} ({learned.n_copies} near copies kept "
        f"together). 'jdwork learn --undo' takes it back, 'jdwork fit' fits the weights to it.",
        markup=False,
    )
