"""Commands on saved run pages of the old service: import, diff."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from jdwork.cli.output_format import Format

if TYPE_CHECKING:
    from jdwork.legacy import LegacyDiff, LegacySource

application = typer.Typer(
    help="Read saved run pages of the old service, and compare them with what jdwork does.",
    no_args_is_help=True,
)

Labels = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option(help="Right roles: a table with run_id (or text_hash) and label (a slug or name)."),
]
SHORT = 8
"""Characters of a run id in a table."""


@application.command("import")
def import_(
    pages: Annotated[list[Path], typer.Argument(help="Run pages, saved as plain text.")],
    name: Annotated[str, typer.Option(help="What the run is called.")] = "legacy",
    labels: Labels = None,
) -> None:
    """Keep run pages of the old service as a run folder (exit code 1 if a file could not be read)."""
    from jdwork.cli.console import errors, output
    from jdwork.legacy import LegacySource, import_runs, read_role_labels, read_run_pages
    from jdwork.workbench import open_workbench

    read = read_run_pages(pages)
    if not read.runs:
        raise read.problems[0]
    source = LegacySource(read.runs, problems=read.problems)
    _tell(source)
    given = read_role_labels(labels) if labels is not None else None
    with errors.status("Importing …"):
        made = import_runs(source.runs, open_workbench(), name=name, labels=given)
    for note in made.notes:
        errors.print(note, markup=False)
    counts = made.manifest.counts
    state = "imported" if made.fresh else "were imported already"
    noun = "run" if counts["jds"] == 1 else "runs"
    output.print(f"{counts['jds']:,} {noun} {state}: {made.folder.path.name}", markup=False, soft_wrap=True)
    output.print(
        f"Compare: jdwork legacy diff {made.folder.path.name}", markup=False, style="dim", soft_wrap=True
    )
    if source.problems:
        raise typer.Exit(1)


@application.command("diff")
def diff(
    given: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Argument(
            metavar="RUN|RUN_PAGE…",
            help="An imported run, or saved run pages; by default what was imported last.",
            show_default=False,
        ),
    ] = None,
    labels: Labels = None,
    html: Annotated[Optional[Path], typer.Option(help="Write the comparison to this file.")] = None,  # noqa: UP045
    every: Annotated[bool, typer.Option("--all", help="Print also what is the same.")] = False,
    form: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.TABLE,
) -> None:
    """Run jdwork on the texts of legacy runs, and show stage by stage where they differ, and who is wrong."""
    from jdwork.cli.console import errors, output
    from jdwork.errors import InputError
    from jdwork.legacy import diff_runs, find_legacy_runs, read_role_labels
    from jdwork.workbench import open_workbench

    workbench = open_workbench()
    source = find_legacy_runs(given or [], workbench.workspace)
    if not source.runs:
        raise InputError(
            "No run page was given, and none was imported yet.",
            hint="Save run pages of the old service as text: 'jdwork legacy diff PAGE.txt'.",
        )
    _tell(source)
    known = dict(source.labels)
    if labels is not None:
        known |= read_role_labels(labels)
    with errors.status("Classifying …"):
        found = diff_runs(source.runs, workbench, labels=known)
    if html is not None:
        from jdwork.runs.files import write_atomically

        write_atomically(html, found.to_html().encode("utf-8", "replace"))
        errors.print(f"Comparison: {html}", markup=False, soft_wrap=True)
    if form is Format.JSON:
        typer.echo(json.dumps(found.to_dict(), indent=1))
    else:
        _print(found, every=every)
        if html is None:
            output.print("With all of it on one page: add --html diff.html", style="dim")
    if source.problems:
        raise typer.Exit(1)


def _tell(source: LegacySource) -> None:
    """Tell which files were left out, and what pages lack."""
    from jdwork.cli.console import errors

    for problem in source.problems:
        errors.print(f"left out: {problem}", markup=False, soft_wrap=True)
    for run in source.runs if source.folder is None else ():
        for note in run.notes:
            errors.print(f"{run.where}: {note}", markup=False, soft_wrap=True)


def _print(found: LegacyDiff, *, every: bool) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from jdwork.cli.console import output, print_table
    from jdwork.legacy import STAGES
    from jdwork.output.shown import shown_text
    from jdwork.view.legacy_diff import legacy_sentence

    several = len(found.comparisons) > 1
    for stage, name in STAGES.items():
        rows = found.rows(stage, changed=not every)
        if rows:
            print_table(
                [*(["run"] if several else []), "what", "legacy", "ours"],
                [
                    (
                        *([run_id[:SHORT]] if several else []),
                        row.what, shown_text(row.legacy or "–"), shown_text(row.ours or "–"),
                    )
                    for run_id, row in rows
                ],
                title=name,
            )  # fmt: skip
        findings = [one for one in found.findings if one.stage == stage]
        if findings and not rows:
            output.print(name, style="italic", markup=False)
        for one in findings:
            run = f" ({one.run_id[:SHORT]})" if several else ""
            blame = {"legacy": "legacy is wrong", "ours": "ours is wrong", "open": "open"}[one.wrong]
            output.print(Text(f"{one.title}{run}: {blame}", style="bold"))
            for side, said in (("legacy", one.legacy), ("ours", one.ours), ("why", one.why)):
                output.print(Padding(Text(f"{side}: {shown_text(said)}"), (0, 0, 0, 2), expand=False))
    output.print(legacy_sentence(found))
