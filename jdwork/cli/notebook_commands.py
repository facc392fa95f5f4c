"""The command that executes a notebook into a run folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer
from typer.core import TyperCommand

if TYPE_CHECKING:
    from jdwork.runs.notebook_parameters import DeclaredParameter
    from jdwork.workspace import Workspace

_OPTIONS = ("-p", "--parameter")
_UNITS = ((1e6, "MB"), (1e3, "kB"))


class ParameterCommand(TyperCommand):
    """Lets ``-p name value`` stand for ``-p name=value``, as papermill has it."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Join what follows each -p."""
        return super().parse_args(ctx, _joined(args))


def notebook(
    name: Annotated[
        Optional[str],  # noqa: UP045
        typer.Argument(help="A notebook: its number (04), the beginning of its name (misclass), or a path."),
    ] = None,
    parameter: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option("-p", "--parameter", metavar="NAME VALUE", help="Set a parameter (also NAME=VALUE)."),
    ] = None,
    out: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Folder to execute into: new, or one of an earlier run, which is replaced."),
    ] = None,
    run_name: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--name", help="What the run folder is called; by default after the notebook."),
    ] = None,
    list_all: Annotated[bool, typer.Option("--list", help="List the notebooks.")] = False,
    parameters: Annotated[
        bool, typer.Option("--parameters", help="Show what can be set in a notebook, and do not execute it.")
    ] = False,
) -> None:
    """Execute a notebook into a run folder, with its page; without a name, list the notebooks.

    Exit code 1 if a cell failed: the notebook is kept as far as it came.
    """
    from jdwork.cli import complain
    from jdwork.errors import RunError
    from jdwork.runs.notebook import NotebookCellError
    from jdwork.runs.notebook_files import find_notebook
    from jdwork.runs.notebook_parameters import declared_parameters, parse_parameters
    from jdwork.workspace import find_workspace

    workspace = find_workspace()
    if list_all or name is None:
        if parameter or out is not None or run_name is not None or parameters:
            raise RunError("Which notebook?", hint="Name one: 'jdwork notebook 04 …'; --list shows them.")
        _print_list(workspace)
        return
    if out is not None and run_name is not None:
        raise RunError("--out and --name both name the folder.", hint="Give one of them.")
    source = find_notebook(name, workspace.notebooks)
    declared = declared_parameters(source)
    if parameters:
        _print_parameters(source, list(declared.values()))
        return
    values = parse_parameters(declared, _pairs(parameter or []), where=source.name)
    try:
        _execute(source, values, workspace, out=out, run_name=run_name, fills="run_folder" in declared)
    except NotebookCellError as error:
        complain(error)
        raise typer.Exit(1) from None


def _execute(
    source: Path,
    values: dict[str, object],
    workspace: Workspace,
    *,
    out: Path | None,
    run_name: str | None,
    fills: bool,
) -> None:
    from jdwork.cli.console import counting, errors, output
    from jdwork.runs.files import explicit_run_folder, make_folder, new_run_folder
    from jdwork.runs.notebook import execute_notebook

    if out is not None:
        folder = explicit_run_folder(out.expanduser().resolve())
        make_folder(folder.path)
    else:
        folder = new_run_folder(workspace.runs, run_name or source.stem)
    if fills and not values.get("run_folder"):
        # The notebook makes a run: into the very folder that it is kept in.
        inside = folder.path.is_relative_to(workspace.runs)
        values["run_folder"] = (
            folder.path.relative_to(workspace.runs).as_posix() if inside else str(folder.path)
        )
    errors.print(f"Executing {source.name} into {folder.path.name} …", markup=False)
    with counting("cells") as bar:

        def on_cell(place: int, cells: int, heading: str) -> None:
            bar(place, total=cells, what=f"cell {place + 1}: {heading}" if heading else f"cell {place + 1}")

        record = execute_notebook(
            source, folder, values, working_directory=workspace.root, progress=False, on_cell=on_cell
        )
    output.print(
        f"{source.stem}: {record.seconds:.0f} s, {_size(record.size or 0)} "
        f"(page {_size(folder.html.stat().st_size)})",
        markup=False,
    )
    output.print(f"Notebook:  {folder.notebook}", soft_wrap=True, markup=False)
    output.print(f"Page:      {folder.html}", soft_wrap=True, markup=False)


def _print_list(workspace: Workspace) -> None:
    from jdwork.cli.console import output, print_table
    from jdwork.runs.notebook_files import list_notebooks
    from jdwork.runs.notebook_record import notebook_records

    found = list_notebooks(workspace.notebooks)
    if not found:
        output.print("There are no notebooks here. 'jdwork init DIR' lays them out.")
        return
    took: dict[str, float] = {}
    for _, record in notebook_records(workspace.runs):
        if record.status == "complete" and record.seconds is not None:
            took.setdefault(record.notebook, record.seconds)
    print_table(
        ["notebook", "what it answers", "took"],
        [
            (one.path.stem, one.sentence, f"{took[one.path.stem]:.0f} s" if one.path.stem in took else "–")
            for one in found
        ],
    )
    output.print(
        "Execute one: 'jdwork notebook 01'; what can be set in it: 'jdwork notebook 01 --parameters'."
    )


def _print_parameters(source: Path, declared: Sequence[DeclaredParameter]) -> None:
    from jdwork.cli.console import output, print_table

    if not declared:
        output.print(f"{source.stem} declares no parameters.", markup=False)
        return
    print_table(
        ["parameter", "kind", "default", "what it is"],
        [
            (one.name, one.kind + (" or none" if one.optional else ""), one.default, one.help)
            for one in declared
        ],
        title=source.stem,
    )


def _pairs(typed: Sequence[str]) -> list[tuple[str, str]]:
    from jdwork.errors import RunError

    pairs = []
    for one in typed:
        name, equals, value = one.partition("=")
        if not equals:
            raise RunError(
                f"-p {one} has no value.",
                hint="Write '-p name value' or '-p name=value'; '-p name=' is empty.",
            )
        pairs.append((name.strip(), value))
    return pairs


def _joined(arguments: Sequence[str]) -> list[str]:
    """Write ``-p name value`` as ``-p name=value``."""
    joined: list[str] = []
    rest = list(arguments)
    while rest:
        one = rest.pop(0)
        joined.append(one)
        if one in _OPTIONS and rest:
            name = rest.pop(0)
            # "limit=3" is whole; "limit" "3" is not.
            bare = name.isidentifier() and rest and not (rest[0].startswith("-") and not _negative(rest[0]))
            joined.append(f"{name}={rest.pop(0)}" if bare else name)
    return joined


def _negative(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _size(count: int) -> str:
    for unit, name in _UNITS:
        if count >= unit:
            return f"{count / unit:.1f} {name}"
    return f"{count} bytes"
