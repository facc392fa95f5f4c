"""Commands for what analysts say about decisions: relabel, comment, send to review, undo; and the labels."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from jdwork.cli.output_format import Format

if TYPE_CHECKING:
    from jdwork.annotate import Annotation
    from jdwork.runs import RunFolder
    from jdwork.text import JobDescription

application = typer.Typer(
    help="Say what decisions should have been; nothing is forgotten, everything can be undone.",
    no_args_is_help=True,
)


class Verdict(StrEnum):
    """What can be said of a JD beside its role."""

    NEW_ROLE = "new_role"
    NOT_A_JD = "not_a_jd"
    UNSURE = "unsure"
    WITHDRAWN = "withdrawn"


class Kind(StrEnum):
    """Kinds of annotations."""

    RELABEL = "relabel"
    COMMENT = "comment"
    REVIEW = "review"
    EDIT = "edit"
    UNDO = "undo"


Run = Annotated[str, typer.Argument(help="A run, as 'runs list' names it, or 'latest'.")]
Id = Annotated[str, typer.Argument(help="Id of a JD of the run.")]
Note = Annotated[str, typer.Option(help="Why; kept with it.")]
By = Annotated[Optional[str], typer.Option(help="Who says so; you by default.")]  # noqa: UP045
Number = Annotated[
    Optional[int],  # noqa: UP045
    typer.Argument(help="Number of an annotation, as 'annotate list' shows it; your latest by default."),
]


@application.command("list")
def list_command(
    run: Annotated[Optional[str], typer.Option(help="Said about this run only.")] = None,  # noqa: UP045
    kind: Annotated[Optional[Kind], typer.Option(help="One kind only.")] = None,  # noqa: UP045
    by: Annotated[Optional[str], typer.Option(help="Said by this person only.")] = None,  # noqa: UP045
    everything: Annotated[
        bool, typer.Option("--all", help="With what was undone, and what undid it.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, help="How many annotations.")] = 50,
    form: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.TABLE,
) -> None:
    """List what was said, the newest first."""
    from dataclasses import asdict

    from jdwork.annotate import annotation_rows, list_annotations
    from jdwork.cli.console import output, print_table
    from jdwork.workbench import open_workbench

    workbench = open_workbench()
    found = list_annotations(
        workbench.engine,
        run=None if run is None else _run(run).path.resolve().name,
        kind=None if kind is None else kind.value,
        by=by,
        include_undone=everything,
        limit=limit,
    )
    if form is Format.JSON:
        typer.echo(json.dumps([asdict(one) for one in found], indent=1, ensure_ascii=True, default=str))
        return
    if not found:
        output.print(
            "Nothing was said that fits. 'jdwork annotate relabel RUN ID ROLE' says what a JD's role is, "
            "'jdwork annotate comment RUN ID TEXT' anything else."
        )
        return
    rows = [
        (
            row["id"], row["kind"], _shown(row["jd"]), row["run"], _shown(row["said"]), _shown(row["text"]),
            _shown(row["by"]), f"{row['at']:%Y-%m-%d %H:%M}", "undone" if row["undone"] else "",
        )[: 9 if everything else 8]
        for row in annotation_rows(found)
    ]  # fmt: skip
    columns = ["id", "kind", "JD", "run", "said", "text", "by", "on", *([""] if everything else [])]
    print_table(columns, rows)
    if len(found) == limit:
        output.print(f"The newest {limit}; --limit shows more.")


@application.command("relabel")
def relabel(
    run: Run,
    jd: Id,
    role: Annotated[Optional[str], typer.Argument(help="The right role: its slug or name.")] = None,  # noqa: UP045
    verdict: Annotated[
        Optional[Verdict],  # noqa: UP045
        typer.Option(help="Instead of a role: that the catalog lacks it, that this is no JD, and so on."),
    ] = None,
    note: Note = "",
    by: By = None,
) -> None:
    """Say what the role of a JD is."""
    from jdwork.annotate import relabel as say
    from jdwork.workbench import open_workbench

    workbench, folder = open_workbench(), _run(run)
    _say(
        say(
            workbench.engine,
            _jd(folder, jd),
            role,
            snapshot=workbench.snapshot,
            verdict="role" if verdict is None else verdict.value,
            run=folder.path.resolve().name,
            note=note,
            by=by,
        )
    )


@application.command("comment")
def comment(
    run: Run, jd: Id, text: Annotated[str, typer.Argument(help="What you noticed.")], by: By = None
) -> None:
    """Write a comment on a JD."""
    from jdwork.annotate import comment as say
    from jdwork.workbench import open_workbench

    workbench, folder = open_workbench(), _run(run)
    _say(say(workbench.engine, _jd(folder, jd), text, run=folder.path.resolve().name, by=by))


@application.command("review")
def review(run: Run, jd: Id, note: Note = "", by: By = None) -> None:
    """Send a JD to review: its decision waits in the queue for a second look."""
    from jdwork.annotate import send_to_review
    from jdwork.cli.console import output
    from jdwork.workbench import open_workbench

    workbench, folder = open_workbench(), _run(run)
    made = send_to_review(workbench.engine, _jd(folder, jd), run=folder.path.resolve().name, note=note, by=by)
    _say(made)
    output.print(f"Next: jdwork review show {made.facts['item']['id']}")


@application.command("undo")
def undo(number: Number = None, note: Note = "", by: By = None) -> None:
    """Take an annotation back; undoing an undo does the thing again."""
    from jdwork.annotate import undo as take_back
    from jdwork.workbench import open_workbench

    _say(take_back(open_workbench().engine, number, note=note, by=by))


@application.command("redo")
def redo(number: Number = None, note: Note = "", by: By = None) -> None:
    """Do again what was undone."""
    from jdwork.annotate import redo as do_again
    from jdwork.workbench import open_workbench

    _say(do_again(open_workbench().engine, number, note=note, by=by))


@application.command("export")
def export(
    file: Annotated[Path, typer.Argument(help="A file that ends in .jsonl or .csv.")],
    run: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="Only JDs of this run, under its ids, whenever they were labelled."),
    ] = None,
    texts: Annotated[bool, typer.Option("--texts", help="With the texts of the JDs.")] = False,
) -> None:
    """Write the labels in force into a file that 'evaluate RUN --labels FILE --label-field label' reads."""
    from jdwork.annotate import export_labels
    from jdwork.cli.console import output
    from jdwork.runs.annotated import content_hashes
    from jdwork.workbench import open_workbench

    workbench = open_workbench()
    names = None if run is None else content_hashes(_run(run))
    count = export_labels(workbench.engine, file, snapshot=workbench.snapshot, names=names, texts=texts)
    if not count:
        output.print(f"No JD {'of the run ' if run else ''}is labelled yet; the file has no rows.")
        return
    output.print(f"{count:,} label{'s' if count != 1 else ''}: {file}", markup=False, soft_wrap=True)
    output.print(
        f"Next: jdwork evaluate {run or 'RUN'} --labels {file} --label-field label",
        markup=False,
        soft_wrap=True,
    )


def _run(name: str) -> RunFolder:
    from jdwork.runs import find_run
    from jdwork.workspace import find_workspace

    return find_run(name, find_workspace().runs)


def _jd(folder: RunFolder, name: str) -> JobDescription:
    """Read a JD of a run."""
    from jdwork.errors import InputError
    from jdwork.runs.row_lookup import RowLookup
    from jdwork.text import JobDescription

    row = RowLookup(folder.jds).row(name)
    if row["text"] is None:
        raise InputError(
            f"The row '{name}' could not be read: {row['unreadable']}",
            where=str(folder.path),
            hint="Only JDs that were classified can be annotated.",
        )
    return JobDescription(row["id"], row["text"], row["title"], row["date"], row["label"])


def _say(made: Annotation) -> None:
    from jdwork.annotate import annotation_rows
    from jdwork.cli.console import output

    (row,) = annotation_rows([made])
    about = f"  {_shown(made.jd_name)}" if made.jd_name else ""
    said = f": {_shown(row['said'] or made.text)}"
    output.print(f"{made.id}  {made.kind}{about}{said}", markup=False, soft_wrap=True)


def _shown(text: str) -> str:
    """Text from outside, without what could move a terminal's cursor or change its colours."""
    from jdwork.catalog.slug import visible_line

    return visible_line(text)
