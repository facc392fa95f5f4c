"""Command that suggests catalog edits from the errors of a labelled run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from jdwork.suggest import CrossReport, SuggestionReport
    from jdwork.workbench import Workbench


def suggest(
    run: Annotated[str, typer.Argument(help="A labelled run: folder, name, part of a name, or 'latest'.")],
    half_check: Annotated[
        bool, typer.Option("--half-check", help="Mine each half of the JDs; tell what the other gains.")
    ] = False,
    kinds: Annotated[
        str, typer.Option(help="Any of alias, skill and kra, with commas between.")
    ] = "alias,skill,kra",
    top: Annotated[int, typer.Option(min=1, help="How many of the most promising edits are checked.")] = 20,
    to_review: Annotated[
        bool, typer.Option("--to-review", help="Put the edits worth taking into the review queue.")
    ] = False,
    merges: Annotated[
        int, typer.Option(min=0, help="Confused pairs of roles whose merging is tried and told apart.")
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Suggest aliases, skills and KRAs from misclassified JDs, each with what it fixes and breaks."""
    from jdwork.cli.console import counting, errors, output, print_table
    from jdwork.runs import find_run
    from jdwork.suggest import CrossReport, suggest_both
    from jdwork.suggest import suggest as mine_and_check
    from jdwork.workbench import open_workbench

    workbench = open_workbench()
    wanted = [one.strip() for one in kinds.split(",") if one.strip()]
    folder = find_run(run, workbench.workspace.runs)
    with counting("suggestions checked") as progress:
        report: SuggestionReport | CrossReport = (suggest_both if half_check else mine_and_check)(
            folder,
            workbench.pipeline,
            kinds=wanted,
            top=top,
            progress=lambda done, total: progress(done, total=total),
        )
    merged = []
    if merges:
        from jdwork.suggest import try_merges

        with counting("merges tried") as progress:
            merged = try_merges(
                folder,
                workbench.pipeline,
                most=merges,
                progress=lambda done, total: progress(done, total=total),
            )
    if as_json:
        body = report.to_dict() | ({"merges": [one.to_dict() for one in merged]} if merges else {})
        typer.echo(json.dumps(body, indent=1, ensure_ascii=True))
    else:
        parts = report.halves if isinstance(report, CrossReport) else (report,)
        for number, part in enumerate(parts, start=1):
            rows = [
                (
                    "take" if one in part.picked else "",
                    report.line(part, one) if isinstance(report, CrossReport) else part.line(one),
                    one.suggestion.why,
                )
                for one in part.checked
            ]
            if rows:
                print_table(
                    ["", "suggestion", "why"], rows, title=f"Mined from half {number}" if half_check else None
                )
            for pair in part.pairs:
                output.print(pair.in_words(), markup=False)
        output.print(report.in_words(), markup=False)
        for one in merged:
            output.print(one.in_words(), markup=False)
    if to_review:
        for line in _send(workbench, report):
            (errors if as_json else output).print(line, markup=False)


def _send(workbench: Workbench, report: SuggestionReport | CrossReport) -> list[str]:
    """Draft the edits worth taking; say what became of each."""
    from jdwork.annotate import draft_edit
    from jdwork.errors import AnnotationError
    from jdwork.suggest import CrossReport

    said = []
    parts = report.halves if isinstance(report, CrossReport) else (report,)
    of = {one.suggestion.edit: part for part in parts for one in part.picked}
    for one in report.picked:
        note = of[one.suggestion.edit].line(one).removeprefix(one.suggestion.in_words() + ": ")
        try:
            made = draft_edit(
                workbench.engine,
                one.suggestion.edit,
                run=report.run,
                note=f"{note}; {one.suggestion.why}",
                snapshot=workbench.snapshot,
            )
        except AnnotationError as error:
            said.append(f"Not in the queue: {one.suggestion.in_words()}. {error}")
        else:
            said.append(f"Review item {made.facts['item']['id']}: {one.suggestion.in_words()}")
    return said
