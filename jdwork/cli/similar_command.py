"""The command that finds the recorded JDs nearest to one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Optional

import typer

if TYPE_CHECKING:
    from jdwork.workbench import Workbench


def similar(
    file: Annotated[
        Optional[str],  # noqa: UP045
        typer.Argument(help="A JD (txt, md, html, pdf, docx), or - for standard input."),
    ] = None,
    jd: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="Instead: a recorded JD, by its id, a run of it, or its content hash."),
    ] = None,
    title: Annotated[Optional[str], typer.Option(help="The JD's title, where the text has none.")] = None,  # noqa: UP045
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many JDs.")] = 10,
    exact: Annotated[
        bool, typer.Option("--exact", help="Compare with all, even where the database has an index.")
    ] = False,
    index: Annotated[
        Optional[bool],  # noqa: UP045
        typer.Option(
            "--index/--no-index",
            help="First make an index in the database (PostgreSQL with pgvector; recording takes longer from "
            "then on), or drop it.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the JDs as JSON.")] = False,
) -> None:
    """Find the recorded JDs nearest to one, and the role that each got."""
    from jdwork.cli.console import errors, output, print_table
    from jdwork.errors import InputError
    from jdwork.text import read_document
    from jdwork.workbench import open_workbench
    from jdwork.workbench.similar import SHOWN

    asked = (file is not None) + (jd is not None)
    if asked > 1 or not (asked or index is not None):
        raise InputError(
            "One JD is needed: a file, or one that was recorded.",
            hint="Try 'jdwork similar FILE', 'jdwork similar -' or 'jdwork similar --jd ID'.",
        )
    given = None if file is None else read_document(file)
    workbench = open_workbench()
    if index is not None:
        with errors.status("Making the index …" if index else "Dropping the index …"):
            told = _indexed(workbench) if index else _unindexed(workbench)
        errors.print(told, style="dim", markup=False)
        if not asked:
            return
    with errors.status("Comparing …"):
        found = workbench.similar(given, title=title, jd=jd, limit=limit, exact=exact)
    if as_json:
        typer.echo(json.dumps(found.rows(), indent=1, ensure_ascii=True, default=str))
        return
    if len(found):
        print_table([*SHOWN[:2], "role", "a person said", *SHOWN[4:]], found.shown())
    else:
        output.print("No other JD is recorded.")
    output.print(found.note, style="dim", markup=False)


def _indexed(workbench: Workbench) -> str:
    why = workbench.index_vectors()
    return "The recorded vectors are indexed." if why is None else f"No index was made: {why}."


def _unindexed(workbench: Workbench) -> str:
    return "The index is gone." if workbench.unindex_vectors() else "There was no index."
