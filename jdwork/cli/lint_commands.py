"""The command that looks a catalog over: ``jdwork catalog lint``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from jdwork.cli.output_format import Format

if TYPE_CHECKING:
    from jdwork.catalog.lint import Background, LintReport
    from jdwork.workspace import Workspace


class Least(StrEnum):
    """Severities, the worst first."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


def lint(
    folder: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Argument(help="A catalog folder; the workspace's by default."),
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How to print the findings.")] = Format.TABLE,
    code: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(help="Run this check only (CAT020), or those that begin so (CAT02). Repeatable."),
    ] = None,
    severity: Annotated[
        Optional[Least],  # noqa: UP045
        typer.Option(help="Show findings from this severity up; warning by default, all of them in JSON."),
    ] = None,
    rows: Annotated[int, typer.Option(min=1, help="Findings shown of each check.")] = 20,
    background: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Ads to measure against; by default the samples beside the catalog."),
    ] = None,
    label_field: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="Field of the background's role slugs; 'label' where there is one."),
    ] = None,
    explain: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="Say what a check looks for and why; 'all' lists them.", metavar="CODE"),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 for warnings too.")] = False,
    encoder: Annotated[bool, typer.Option(help="Run the checks that compare meanings.")] = True,
) -> None:
    """Find what is wrong with the catalog: duplicates, hub KRAs, strange links, treacherous names."""
    if explain is not None:
        _explain(explain)
        return
    from jdwork.catalog.lint import lint_folder
    from jdwork.cli.console import errors
    from jdwork.config import load_settings
    from jdwork.embed import make_encoder
    from jdwork.workspace import find_workspace

    workspace = find_workspace()
    root = folder or workspace.catalog
    with errors.status("Reading the catalog files …") as status:
        made = None
        if encoder:
            embed = load_settings(workspace.config).embed
            made = make_encoder(embed, cache_folder=workspace.state / "vectors")
        report = lint_folder(
            root,
            encoder=made,
            background=_background(root, background, label_field, workspace),
            checks=code,
            progress=lambda doing: status.update(f"{doing} …"),
        )
    if form is Format.JSON:
        typer.echo(_at_least(report, severity or Least.INFO).to_json())
    else:
        _print(report, severity or Least.WARNING, rows)
    if report.worst(strict=strict):
        raise typer.Exit(1)


def _background(root: Path, file: Path | None, label_field: str | None, workspace: Workspace) -> Background:
    from jdwork.catalog.lint import read_background, sample_files

    if file is not None:
        return read_background([file], label_field=label_field)
    own = sample_files(root)
    if own:
        return read_background(own, source="the samples beside the catalog")
    # An imported catalog has no samples; the workspace's ads are as good as any others.
    return read_background(sample_files(workspace.catalog), source="the workspace's samples")


def _at_least(report: LintReport, least: Least) -> LintReport:
    from dataclasses import replace

    shown = list(Least)[: list(Least).index(least) + 1]
    return replace(report, findings=tuple(one for one in report.findings if one.severity in shown))


def _print(report: LintReport, least: Least, rows: int) -> None:
    from itertools import groupby

    from rich.text import Text

    from jdwork.catalog.lint import CHECKS
    from jdwork.cli.console import errors, output

    styles = {"error": "bold red", "warning": "bold yellow", "info": "bold"}
    shown = sorted(_at_least(report, least).findings, key=lambda one: one.code)
    for code, group in groupby(shown, key=lambda one: one.code):
        findings = sorted(group, key=lambda one: one.order)
        output.print(Text(f"{code}  {CHECKS[code].title}: {len(findings):,}", style="bold underline"))
        suggestion = ""
        for finding in findings[:rows]:
            output.print(
                Text.assemble(
                    (f"  {finding.severity}  ", styles[finding.severity]),
                    finding.message,
                    (f"  {finding.where}", "dim"),
                )
            )
            for line in finding.details[:3]:
                output.print(Text(f"           {line}", style="dim"))
            if finding.suggestion != suggestion:
                output.print(Text(f"           → {finding.suggestion}"))
            suggestion = finding.suggestion
        if len(findings) > rows:
            output.print(Text(f"  … and {len(findings) - rows:,} more: --rows {len(findings)}", style="dim"))
        output.print()
    for code, reason in report.skipped:
        errors.print(f"{code} was not run: {reason}.", style="dim", markup=False)
    hidden = len(report.findings) - len(shown)
    output.print(Text(report.in_words() + "."), style="bold")
    if report.ads:
        output.print(
            Text(
                f"Measured against {report.ads:,} ads ({report.sentences:,} sentences): {report.background}."
            ),
            style="dim",
        )
    if hidden:
        output.print(Text(f"{hidden:,} below --severity {least} are not shown."), style="dim")
    if shown:
        output.print(Text("Why a check matters: --explain CODE."), style="dim")


def _explain(asked: str) -> None:
    from rich.text import Text

    from jdwork.catalog.lint import CHECKS
    from jdwork.cli.console import output, print_table
    from jdwork.errors import CatalogError, did_you_mean

    if asked.casefold() == "all":
        print_table(
            ["code", "finds", "severity"],
            [(check.code, check.title, ", ".join(check.severities)) for check in CHECKS.values()],
        )
        return
    check = CHECKS.get(asked.upper())
    if check is None:
        raise CatalogError(f"There is no check '{asked}'.", hint=did_you_mean(asked.upper(), CHECKS))
    output.print(Text(f"{check.code}  {check.title} ({', '.join(check.severities)})", style="bold"))
    output.print(Text(check.reason))
    if check.figure:
        output.print(Text(f"Figure: {check.figure}"))
    needs = [
        word
        for word, needed in (("an encoder", check.needs_encoder), ("ads", check.needs_background))
        if needed
    ]
    if needs:
        output.print(Text(f"Needs {' and '.join(needs)}."))
