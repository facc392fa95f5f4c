"""The command that lets a labelled run pass, or not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

if TYPE_CHECKING:
    from jdwork.runs import GateReport

SHOWN_REGRESSIONS = 10


def gate(
    run: Annotated[str, typer.Argument(help="A labelled run: folder, name, part of a name, or 'latest'.")],
    against: Annotated[
        str,
        typer.Option(
            metavar="last|best|both|RUN", help="Which earlier run of the same data to compare with."
        ),
    ] = "both",
    config: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Settings file with the [gate] to judge by, instead of the workspace's."),
    ] = None,
    resamples: Annotated[int, typer.Option(min=100, help="Bootstrap resamples.")] = 1000,
    as_json: Annotated[bool, typer.Option("--json", help="Print what gate.json holds.")] = False,
    html: Annotated[Optional[Path], typer.Option(help="Write the page to this file as well.")] = None,  # noqa: UP045
) -> None:
    """Judge a labelled run by the rules of [gate]; exit code 0: passed, 1: failed, 2: it cannot be judged.

    Writes gate.json and gate.html into the run folder.
    """
    from jdwork.cli.console import errors
    from jdwork.config import load_settings
    from jdwork.runs import find_run, gate_run, write_gate
    from jdwork.runs.files import write_atomically
    from jdwork.view.nightly_page import nightly_page
    from jdwork.workspace import find_workspace

    workspace = find_workspace()
    folder = find_run(run, workspace.runs)
    settings = load_settings(config or workspace.config).gate
    with errors.status("Judging …"):
        report = gate_run(folder, workspace.runs, settings, against=against, resamples=resamples)
        page = nightly_page(report)
    body = write_gate(folder, report, page=page)
    if html is not None:
        write_atomically(html, page.encode())
    if as_json:
        typer.echo(json.dumps(body, indent=1, ensure_ascii=False))
    else:
        _print_report(report, html or folder.gate_page)
    if not report.passed:
        raise typer.Exit(1)


def _print_report(report: GateReport, page: Path) -> None:
    from rich.text import Text

    from jdwork.cli.console import output, print_table
    from jdwork.view.gate import STATUS_WORDS

    output.print(
        Text("PASSED" if report.passed else "FAILED", style="bold green" if report.passed else "bold red"),
        Text(report.gate.in_words()),
        soft_wrap=True,
    )
    output.print(Text(report.compared_with()), soft_wrap=True)
    print_table(
        ["", "rule", "found", "note"],
        [(STATUS_WORDS[rule.status], rule.wanted(), rule.found(), rule.note) for rule in report.gate.rules],
        title=f"{report.run}: {report.evaluation.n:,} labelled JDs",
    )
    if report.against and report.against[0].regressions:
        worse = report.against[0].regressions
        print_table(
            ["id", "title", "right role", "role now", "sure before", "now", "why"],
            [
                (one.id, one.title, one.label, one.after or "(no role)", f"{one.confidence_before:.0%}",
                 f"{one.confidence_after:.0%}", one.why)
                for one in worse[:SHOWN_REGRESSIONS]
            ],
            title=f"Worse since {report.against[0].label}: "
            f"{min(len(worse), SHOWN_REGRESSIONS):,} of {len(worse):,}",
        )  # fmt: skip
    output.print(f"Page: {page}", soft_wrap=True, markup=False)
