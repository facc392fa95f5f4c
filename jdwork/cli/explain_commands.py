"""The command that says why: of a JD in a stored run, or of a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from jdwork.cli.output_format import Format

if TYPE_CHECKING:
    from jdwork.explain import Explanation

LISTED_SOURCES = 3
"""Sources printed for one signal of a role."""


def explain(
    run: Annotated[
        Optional[str],  # noqa: UP045
        typer.Argument(help="A run: folder, name, part of a name, or 'latest'."),
    ] = None,
    id: Annotated[
        Optional[str],  # noqa: UP045
        typer.Argument(help="The JD's id in the run."),
    ] = None,
    file: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--file", help="A JD (txt, md, html, pdf, docx), or - for standard input, instead."),
    ] = None,
    title: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="The JD's title, where the file has none."),
    ] = None,
    against: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="The role to compare with and to try for; by default the runner-up or the label."),
    ] = None,
    fast: Annotated[
        bool, typer.Option("--fast", help="Do not try edits of the catalog, which takes seconds.")
    ] = False,
    form: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.TABLE,
    html: Annotated[Optional[Path], typer.Option(help="Write the run page to this file.")] = None,  # noqa: UP045
) -> None:
    """Say why a JD got its role: what spoke for it, what stands behind that, what would have changed it."""
    from jdwork.cli.console import errors, output
    from jdwork.errors import InputError

    if (run is None) == (file is None):
        raise InputError(
            "Either a run and an id, or a file is explained.",
            hint="Say 'jdwork explain RUN ID', or 'jdwork explain --file JD.txt'.",
        )
    if file is not None:
        told = _of_file(file, title, against, fast=fast)
    elif id is None:
        raise InputError(
            "It is not said which JD of the run is meant.",
            hint="Give its id: 'jdwork runs show' and decisions.parquet list them.",
        )
    elif title is not None:
        raise InputError(
            "A JD of a run is explained as it was classified.", hint="Leave out --title, or use --file."
        )
    else:
        told = _of_run(run or "", id, against, fast=fast)
    if html is not None:
        from jdwork.runs.files import write_atomically

        write_atomically(html, told.to_html().encode())
        errors.print(f"Run page: {html}", markup=False)
    if form is Format.JSON:
        typer.echo(json.dumps(told.to_dict(), indent=1, ensure_ascii=False))
        return
    _print(told)
    if html is None:
        output.print("With the text and its marks: add --html page.html", style="dim")


def _of_file(file: str, title: str | None, against: str | None, *, fast: bool) -> Explanation:
    from dataclasses import replace

    from jdwork.cli.console import errors
    from jdwork.text import read_document
    from jdwork.workbench import open_workbench

    jd = read_document(file)
    if title is not None:
        jd = replace(jd, title=title.strip() or None)
    workbench = open_workbench()
    with errors.status("Explaining …"):
        return workbench.explain(jd, against=against, changes="settings" if fast else "all")


def _of_run(run: str, name: str, against: str | None, *, fast: bool) -> Explanation:
    from jdwork.cli.console import errors
    from jdwork.embed import Encoder, make_encoder
    from jdwork.explain import explain_stored
    from jdwork.runs import find_run, open_settings, read_manifest
    from jdwork.workspace import find_workspace

    workspace = find_workspace()
    folder = find_run(run, workspace.runs)

    def encoder() -> Encoder:
        return make_encoder(
            open_settings(folder).embed,
            cache_folder=workspace.state / "vectors",
            encoder_id=read_manifest(folder.manifest).encoder_id,
        )

    with errors.status("Explaining …"):
        return explain_stored(folder, name, encoder, against=against, changes="settings" if fast else "all")


def _print(told: Explanation) -> None:
    from rich.text import Text

    from jdwork.cli.console import output, print_table
    from jdwork.explain import source_text

    decision = told.record.decision
    role = decision.role or decision.new_role_name or "No role"
    queued = "  queued for review" if decision.queued else ""
    output.print(Text(role, style="bold"), Text(f"case {decision.case}  {decision.confidence:.0%}{queued}"))
    output.print(Text(decision.reason))
    if told.roles:
        rows = [
            (signal.replace("_", " "), *(f"{share:+.2f}" for share in added), _signed(told.gaps.get(signal)))
            for signal, added in told.contributions.items()
            if any(added)
        ]
        total = [sum(column) for column in zip(*told.contributions.values(), strict=True)]
        rows.append(("evidence", *(f"{one:+.2f}" for one in total), _signed(told.gap)))
        print_table(["log-odds from", *told.roles, "gap"], rows)
    sources = [
        (signal.replace("_", " "), role, source_text(source))
        for signal in told.contributions
        for role in told.roles
        for source in told.sources_of(signal, role)[:LISTED_SOURCES]
    ]
    if sources:
        print_table(
            ["signal", "role", "what the JD says ~ what the catalog says"], sources, title="Behind it"
        )
    changes: list[tuple[str, str]] = [(one.kind, one.sentence) for one in told.counterfactuals]
    changes += [(f"nearest {one.kind}", one.sentence) for one in told.nearest]
    if changes:
        print_table(["what", "would have changed it"], changes, title="What if")
    for note in told.notes:
        output.print(note, markup=False)


def _signed(figure: float | None) -> str:
    return "" if figure is None else f"{figure:+.2f}"
