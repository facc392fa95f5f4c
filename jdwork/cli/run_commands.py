"""Commands on runs: list, show, verify, diff, ablate; and fit, which learns from them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from jdwork.cli.output_format import Format

if TYPE_CHECKING:
    from jdwork.evaluate import Estimate, RegimeFit

application = typer.Typer(help="Look at runs, execute them again, compare them.", no_args_is_help=True)

Run = Annotated[str, typer.Argument(help="A run: folder, name, part of a name, or 'latest'.")]


@application.command("list")
def list_all() -> None:
    """List the runs of the workspace, the latest first."""
    from jdwork.cli.console import output, print_table
    from jdwork.runs import list_runs
    from jdwork.workspace import find_workspace

    frame = list_runs(find_workspace().runs)
    if frame.empty:
        output.print("No runs yet. Make one with 'jdwork demo'.")
        return
    frame = frame.astype(object).where(frame.notna(), None)
    print_table(list(frame.columns), frame.to_numpy().tolist())


@application.command("show")
def show(run: Run = "latest") -> None:
    """Show one run: what it was made of, its figures, its least sure decisions."""
    from jdwork.cli.console import output, print_table
    from jdwork.cli.run_summary import print_run
    from jdwork.runs import find_run, read_frame, read_manifest
    from jdwork.workspace import find_workspace

    folder = find_run(run, find_workspace().runs)
    manifest = read_manifest(folder.manifest)
    body = manifest.model_dump()
    keys = (
        "run_id",
        "status",
        "started",
        "code_version",
        "encoder_id",
        "catalog_hash",
        "config_hash",
        "input_hash",
    )
    print_table(["", ""], [(key, body[key]) for key in keys], title="Made of")
    if manifest.status != "complete":
        from jdwork.runs.doctor import examine_run

        output.print("This run never finished.")
        for finding in examine_run(folder):
            output.print(finding.remedy, style="dim", markup=False)
        return
    print_run(folder, manifest)
    if manifest.llm:
        _print_ledger(folder.llm_calls)
    frame = read_frame(folder.decisions, ["id", "title", "role", "case", "confidence", "label"])
    unsure = frame[frame["role"].notna()].nsmallest(10, "confidence")
    unsure = unsure.astype(object).where(unsure.notna(), None)
    print_table(list(unsure.columns), unsure.to_numpy().tolist(), title="Least sure")


def _print_ledger(path: Path) -> None:
    """Sum up, stage by stage, what was asked of language models."""
    from jdwork.cli.console import print_table
    from jdwork.llm import read_ledger, summarise

    rows = [
        (
            one.stage,
            f"{one.calls:,}",
            f"{one.cached:,}",
            f"{one.failed:,}",
            f"{one.retries:,}",
            f"{one.prompt_tokens:,} + {one.completion_tokens:,}",
            "unknown" if one.cost_usd is None else f"${one.cost_usd:.4f}",
            f"{one.seconds:.1f}",
        )
        for one in summarise(read_ledger(path))
    ]
    headings = ["stage", "questions", "known before", "failed", "retries", "tokens", "cost", "seconds"]
    print_table(headings, rows, title="Language model")


@application.command("verify")
def verify(run: Run = "latest") -> None:
    """Execute a run again from its own folder and compare every decision (exit code 1 if any differs)."""
    from jdwork.cli.console import counting, errors, output
    from jdwork.embed import make_encoder
    from jdwork.runs import find_run, open_settings, read_manifest, verify_run
    from jdwork.runs.manifest import check_executable
    from jdwork.workspace import find_workspace

    workspace = find_workspace()
    folder = find_run(run, workspace.runs)
    manifest = read_manifest(folder.manifest)
    check_executable(folder.path, manifest)
    with errors.status("Opening the encoder …"):
        encoder = make_encoder(
            open_settings(folder).embed,
            cache_folder=workspace.state / "vectors",
            encoder_id=manifest.encoder_id,
        )
    with counting("JDs", total=manifest.counts.get("jds")) as progress:
        report = verify_run(folder, encoder, progress=progress)
    for problem in report.problems:
        output.print(f"problem: {problem}", style="red", markup=False)
    if report.identical:
        output.print(f"Identical: {report.n:,} of {report.n:,} decisions.", style="green")
        return
    if report.n_differing:
        shown = ", ".join(report.differing[:20])
        output.print(f"{report.n_differing:,} of {report.n:,} decisions differ: {shown}", markup=False)
    raise typer.Exit(1)


@application.command("diff")
def diff(
    a: Annotated[str, typer.Argument(help="The earlier run.")],
    b: Annotated[str, typer.Argument(help="The later run.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the changed JDs as JSON.")] = False,
) -> None:
    """List the JDs whose role, case or queueing changed between two runs, and why."""
    from jdwork.cli.console import output, print_table
    from jdwork.runs import diff_runs, find_run
    from jdwork.workspace import find_workspace

    runs = find_workspace().runs
    found = diff_runs(find_run(a, runs), find_run(b, runs))
    frame = found.changed.astype(object).where(found.changed.notna(), None)
    if as_json:
        typer.echo(json.dumps(frame.to_dict("records"), indent=1, ensure_ascii=False, default=str))
        return
    for change in found.settings:
        output.print(f"setting {change.key}: {change.before} → {change.after}", markup=False)
    for same, what in (
        (found.same_input, "the input"),
        (found.same_catalog, "the catalog"),
        (found.same_encoder, "the encoder"),
        (found.same_centroids, "the centroids"),
    ):
        if not same:
            output.print(f"{what} differs")
    for ids, name in ((found.only_a, "A"), (found.only_b, "B")):
        if ids:
            output.print(f"{len(ids):,} JDs are in {name} alone", markup=False)
    rows = [
        (row["id"], row["title"], f"{row['role_a']} → {row['role_b']}", f"{row['case_a']} → {row['case_b']}",
         f"{row['queued_a']} → {row['queued_b']}", row["effect"], row["why"])
        for row in frame.to_dict("records")
    ]  # fmt: skip
    if rows:
        print_table(["id", "title", "role", "case", "queued", "effect", "why"], rows)
    output.print(f"{len(rows):,} JDs changed.")


@application.command("export")
def export(
    run: Run = "latest",
    page: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--html", help="Write the run as one page that works offline."),
    ] = None,
    figures: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Write its figures into this folder (needs a Chrome)."),
    ] = None,
    form: Annotated[str, typer.Option("--format", help="Of the figures: png or svg.")] = "png",
    with_text: Annotated[
        bool,
        typer.Option(
            "--with-text", help="Put the JDs' texts into the page: they leave this machine with it."
        ),
    ] = False,
) -> None:
    """Write a run to hand on: as one page with a table of all decisions, or its figures."""
    from jdwork.cli.console import errors, output
    from jdwork.errors import RunError
    from jdwork.runs import find_run
    from jdwork.view.run_export import export_run, write_figures
    from jdwork.workspace import find_workspace

    if page is None and figures is None:
        raise RunError("What shall be written?", hint="Say --html FILE, --figures DIR, or both.")
    folder = find_run(run, find_workspace().runs)
    if page is not None:
        with errors.status("Writing the page …"):
            export_run(folder, page, with_text=with_text)
        output.print(f"{page}  ({page.stat().st_size / 1e6:.1f} MB)", soft_wrap=True, markup=False)
    if figures is not None:
        with errors.status("Drawing …"):
            written = write_figures(folder, figures, form=form)
        for path in written:
            output.print(str(path), soft_wrap=True, markup=False)


@application.command("ablate")
def ablate(
    run: Run = "latest",
    form: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.TABLE,
) -> None:
    """Decide a labelled run again without each group of signals, and with each alone: what is it worth?"""
    from jdwork.cli.console import errors, output, print_table
    from jdwork.evaluate import GROUPS
    from jdwork.runs import ablate_run, find_run
    from jdwork.workspace import find_workspace

    folder = find_run(run, find_workspace().runs)
    with errors.status("Deciding …"):
        rows = ablate_run(folder)
    if form is Format.JSON:
        typer.echo(json.dumps([row.to_dict() for row in rows], indent=1))
        return
    print_table(
        ["signals", "right", "points (95 %)", "first", "points (95 %)", "top-5", "macro-F1", "no role"],
        [
            (row.name, f"{row.accuracy:.1%}", "" if row.kind == "all" else _points(row.accuracy_difference),
             f"{row.leads:.1%}", "" if row.kind == "all" else _points(row.leads_difference),
             f"{row.top5:.1%}", f"{row.macro_f1:.3f}", f"{row.no_role:.1%}")
            for row in rows
        ],
        title=f"{folder.path.name}: {rows[0].n:,} labelled JDs",
    )  # fmt: skip
    output.print(
        "right: the role is the label. first: the label is the first candidate, whichever case decided. "
        "Weights and thresholds are the run's own in every row.",
        style="dim",
    )
    for row in rows:
        if row.silent and row.kind == "without":
            signals = ", ".join(GROUPS[row.group or ""])
            output.print(f"{row.group} ({signals}) says nothing in this run.", style="dim", markup=False)


def _points(gap: Estimate) -> str:
    return f"{100 * gap.value:+.1f} ({100 * gap.low:+.1f} to {100 * gap.high:+.1f})"


def fit(
    runs: Annotated[
        list[str],
        typer.Argument(help="Labelled runs of one catalog, e.g. with and without titles, or a role model."),
    ],
    write: Annotated[bool, typer.Option("--write", help="Write what was fitted to config.toml.")] = False,
    form: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.TABLE,
) -> None:
    """Fit evidence weights, confidence, candidate sets and support on labelled runs, by cross-validation."""
    from jdwork.cli.console import errors, output
    from jdwork.config import load_settings, write_settings
    from jdwork.evaluate import fit_settings
    from jdwork.runs import find_run, read_labelled_signals
    from jdwork.workspace import find_workspace

    workspace = find_workspace()
    with errors.status("Reading signals and fitting …"):
        inputs = [read_labelled_signals(find_run(run, workspace.runs)) for run in runs]
        report = fit_settings(inputs, load_settings(workspace.config))
    if form is Format.JSON:
        typer.echo(json.dumps(report.to_dict(), indent=1))
    else:
        for regime in report.regimes:
            _print_fit(regime)
    if write:
        entry = write_settings(
            workspace.config, report.changes, reason="fitted by jdwork fit", metrics=report.metrics
        )
        said = f"Written as entry {entry.id}; 'jdwork config rollback' takes it back."
        (errors if form is Format.JSON else output).print(said, markup=False)


def _print_fit(fitted: RegimeFit) -> None:
    from jdwork.cli.console import output, print_table

    with_model = "with a role model" if fitted.with_model else "without a role model"
    print_table(
        ["setting", "fitted"],
        [(key, f"{value:g}") for key, value in fitted.changes.items()],
        title=f"Fitted on {fitted.n:,} JDs {with_model}",
    )
    print_table(
        ["run, by cross-validation", "right", "macro-F1", "ECE", "as it came", "coverage at 95 %"],
        [
            (run.name, f"{run.accuracy:.1%}", f"{run.macro_f1:.3f}", f"{run.ece:.3f}",
             f"{run.ece_before:.3f}", f"{run.coverage_at_95:.1%}")
            for run in fitted.runs
        ],
    )  # fmt: skip
    print_table(
        ["candidate sets", "roles", "hold the right one", "worst roles"],
        [
            (run.name, f"{run.set_size:.1f}", f"{run.set_coverage:.1%}",
             ", ".join(f"{one.role} {one.coverage:.0%}" for one in run.worst_roles[:3]))
            for run in fitted.runs
        ],
    )  # fmt: skip
    print_table(
        ["role left out", "AUROC", "known below", "unknown below", "known to case E", "unknown to case E"],
        [
            (run.name, f"{run.auroc:.3f}", f"{run.known_lost:.1%}", f"{run.unknown_found:.1%}",
             f"{run.known_as_new:.1%}", f"{run.unknown_as_new:.1%}")
            for run in fitted.runs
        ],
    )  # fmt: skip
    output.print(
        "below: less support than new_role.max. A given title that a role carries goes before case E.",
        style="dim",
    )
