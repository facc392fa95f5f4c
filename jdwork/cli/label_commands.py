"""Commands for labels that others gave: bring them in, see who says what, write them out."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from jdwork.cli import annotate_commands

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jdwork.annotate import Conflict, LabelReport, Voice
    from jdwork.config import Settings
    from jdwork.runs import RunFolder

application = typer.Typer(
    help="Bring labels in from files, see where people differ, write them out.", no_args_is_help=True
)

SHOWN = 20


class OnConflict(StrEnum):
    """Which label counts where several differ."""

    LATEST = "latest"
    MAJORITY = "majority"
    REFUSE = "refuse"


@application.command("import")
def import_command(
    file: Annotated[
        Path,
        typer.Argument(
            help="CSV or JSONL with the columns id or jd_hash, and role; optionally source, by, at, note."
        ),
    ],
    run: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="The run that the ids are of; by default all that was recorded or annotated."),
    ] = None,
    source: Annotated[
        str, typer.Option(help="Where rows come from that do not say so; the file's name by default.")
    ] = "",
    by: Annotated[str, typer.Option(help="Who said rows that name nobody.")] = "",
    on_conflict: Annotated[
        OnConflict, typer.Option(help="Which label counts where several on one JD differ.")
    ] = OnConflict.LATEST,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing, only report.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Bring labels in that others gave. The same file again adds nothing; each label can be undone.

    Exits with 1 if no row of the file can be used.
    """
    from jdwork.annotate import import_labels, read_label_file
    from jdwork.cli.console import errors
    from jdwork.runs import find_run
    from jdwork.runs.annotated import jds_by_id
    from jdwork.workbench import open_workbench
    from jdwork.workspace import find_workspace

    workbench = open_workbench()
    folder = None if run is None else find_run(run, find_workspace().runs)
    labels = read_label_file(file, snapshot=workbench.snapshot, source=source, by=by)
    with errors.status("Importing …"):
        report = import_labels(
            workbench.engine,
            labels,
            snapshot=workbench.snapshot,
            jds=None if folder is None else jds_by_id(folder),
            run=None if folder is None else folder.path.resolve().name,
            rule=on_conflict.value,
            dry_run=dry_run,
        )
    if as_json:
        typer.echo(json.dumps(_report_body(report), indent=1, ensure_ascii=True))
    else:
        _print_report(report)
    if len(report.rejected) == report.read:
        raise typer.Exit(1)


@application.command("list")
def list_command(
    conflicts: Annotated[bool, typer.Option("--conflicts", help="Only JDs on which people differ.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the labels in force, and who says otherwise."""
    from jdwork.annotate import labelled_jds
    from jdwork.cli.console import output, print_table
    from jdwork.workbench import open_workbench

    workbench = open_workbench()
    found = [
        one
        for one in labelled_jds(workbench.engine, snapshot=workbench.snapshot)
        if one.disputed or not conflicts
    ]
    if as_json:
        body = [
            {
                "id": one.name, "jd_hash": one.held.jd_hash, "label": one.held.label,
                "verdict": one.held.verdict, "by": one.held.by, "at": one.held.at.isoformat(),
                "note": one.held.note, "source": one.source, "disputed": one.disputed,
                "voices": [_voice_body(voice) for voice in one.voices],
            }
            for one in found
        ]  # fmt: skip
        typer.echo(json.dumps(body, indent=1, ensure_ascii=True))
        return
    if not found:
        output.print("People differ on no JD." if conflicts else "No JD is labelled yet.")
        return
    rows = [
        (
            _shown(one.name), one.said, _shown(one.held.by), f"{one.held.at:%Y-%m-%d}", _shown(one.source),
            _voices([voice for voice in one.voices if voice.said != one.said]),
        )
        for one in found
    ]  # fmt: skip
    print_table(["JD", "label", "by", "on", "source", "otherwise"], rows)


application.command("export")(annotate_commands.export)


@application.command("next")
def next_command(
    run: Annotated[str, typer.Argument(help="A run: folder, name, part of a name, or 'latest'.")],
    count: Annotated[int, typer.Option(min=1, help="How many JDs.")] = 20,
    setting: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(
            metavar="KEY=VALUE",
            help="JDs that are decided otherwise with this value come first; may be repeated.",
        ),
    ] = None,
    proposal: Annotated[
        bool, typer.Option("--proposal", help="The same with what `jdwork tune` last proposed for the run.")
    ] = False,
    draw: Annotated[
        bool, typer.Option("--random", help="Draw them at random: what tuning and promises need.")
    ] = False,
    seed: Annotated[int, typer.Option(min=0, help="Of --random.")] = 0,
    to_review: Annotated[bool, typer.Option("--to-review", help="Put them into the review queue.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the JDs of a run that are most worth labelling.

    Those come first that the two best roles are close on, and whose confidence is near to what is accepted;
    no two alike, none that is labelled. They are the hard ones: shares measured on them hold for no others.
    """
    from jdwork.cli.console import errors, output, print_table
    from jdwork.errors import InputError
    from jdwork.runs import find_run
    from jdwork.runs.annotated import jds_by_id
    from jdwork.runs.next_labels import jds_to_label
    from jdwork.workbench import open_workbench

    if draw and (setting or proposal):
        raise InputError(
            "JDs drawn at random are drawn whatever other settings decide.",
            hint="Leave out --random, or --setting and --proposal.",
        )
    workbench = open_workbench()
    folder = find_run(run, workbench.workspace.runs)
    other = _considered(folder, workbench.settings, setting or [], proposal=proposal)
    with errors.status("Reading the run …"):
        found = jds_to_label(
            folder, workbench.settings, engine=workbench.engine, other=other, count=count,
            draw=seed if draw else None,
        )  # fmt: skip
    if other is not None and not any(one.kind.endswith("otherwise") for one in found):
        errors.print("With the other values nothing is decided otherwise.")
    if as_json:
        typer.echo(json.dumps([one.to_dict() for one in found], indent=1, ensure_ascii=True))
    elif not found:
        output.print("Every JD of the run is labelled, a near-copy of one that is, or no JD.")
    else:
        rows = [
            (
                _shown(one.id), _shown(one.title or ""), one.role or "(new role)", one.runner_up or "",
                f"{one.confidence:.2f}", one.why,
            )
            for one in found
        ]  # fmt: skip
        print_table(["JD", "title", "role", "or", "confidence", "why"], rows)
        if not draw:
            output.print("These are the hard ones. For tuning and promises, draw JDs with --random.")
    if to_review and found:
        from jdwork.annotate import send_to_review

        jds = jds_by_id(folder)
        for one in found:
            send_to_review(
                workbench.engine, jds[one.id], run=folder.path.resolve().name, note=f"to label: {one.why}"
            )
        errors.print(f"{len(found):,} JDs wait in the review queue; `jdwork review` shows it.")


def _considered(
    folder: RunFolder, settings: Settings, typed: Sequence[str], *, proposal: bool
) -> Settings | None:
    """The settings in force with other values; None where none were given."""
    from jdwork.cli.setting_values import typed_values
    from jdwork.runs.tuning import proposed_values
    from jdwork.tune.dials import with_values

    values = (dict(proposed_values(folder)) if proposal else {}) | typed_values(typed, settings)
    return with_values(settings, values) if values else None


def _print_report(report: LabelReport) -> None:
    from jdwork.cli.console import output, print_table

    done = "written" if report.written else "would be written"
    output.print(f"{report.read:,} rows read, {report.kept:,} {done}.")
    for count, what in (
        (report.already, "were imported before"),
        (report.repeated, "repeat another row, or were taken back by a later one of the same voice"),
        (report.overruled, "lost against a label that is there already"),
        (report.refused, "are on JDs whose conflict was not settled"),
        (len(report.rejected), "cannot be used"),
    ):
        if count:
            output.print(f"  {count:,} {what}")
    if report.ignored:
        shown = ", ".join(_shown(name) for name in report.ignored[:SHOWN])
        output.print(f"Columns not looked at: {shown}.", markup=False)
    if len(report.by_source) > 1:
        rows = [(_shown(name), *counts.values()) for name, counts in report.by_source.items()]
        print_table(["source", "read", "kept", "rejected"], rows)
    if report.conflicts:
        conflicts = [
            (_shown(one.name), one.winner or "none", _voices(one.voices)) for one in report.conflicts[:SHOWN]
        ]
        print_table(["JD", report.rule, "said"], conflicts, title=_title("Conflicts", report.conflicts))
    if report.rejected:
        bad = [(one.row, _shown(one.name), _shown(one.reason)) for one in report.rejected[:SHOWN]]
        print_table(["row", "JD", "why"], bad, title=_title("Rejected rows", report.rejected))
    if report.kept and report.written:
        output.print("Next: jdwork labels list --conflicts, or jdwork labels export FILE")


def _title(what: str, found: tuple[Any, ...]) -> str:
    return f"{what}: {len(found):,}" + (f", of them {SHOWN} (--json has all)" if len(found) > SHOWN else "")


def _report_body(report: LabelReport) -> dict[str, Any]:
    from dataclasses import asdict

    body = asdict(report)
    body["conflicts"] = [_conflict_body(one) for one in report.conflicts]
    return body


def _conflict_body(one: Conflict) -> dict[str, Any]:
    return {
        "id": one.name,
        "jd_hash": one.jd_hash,
        "winner": one.winner,
        "voices": [_voice_body(voice) for voice in one.voices],
    }


def _voice_body(voice: Voice) -> dict[str, Any]:
    return {
        "said": voice.said, "by": voice.by, "source": voice.source, "at": voice.at.isoformat(),
        "votes": voice.votes,
    }  # fmt: skip


def _voices(voices: list[Voice] | tuple[Voice, ...]) -> str:
    return "; ".join(
        f"{voice.said}{f' ×{voice.votes}' if voice.votes > 1 else ''} ({_shown(voice.by or voice.source)})"
        for voice in voices
    )


def _shown(text: str) -> str:
    from jdwork.catalog.slug import visible_line

    return visible_line(text)
