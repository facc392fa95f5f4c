"""The command that says how good decisions are, how sure that is, and what another run does better."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from jdwork.cli.batch_command import classify_into
from jdwork.cli.jd_commands import IdField, TextField, TitleField
from jdwork.cli.output_format import Format

if TYPE_CHECKING:
    from jdwork.evaluate import Comparison, Evaluation
    from jdwork.runs import RunFolder

SHOWN_PAIRS, SHOWN_ROLES, SHOWN_CHANGES = 10, 10, 10


def evaluate(
    what: Annotated[str, typer.Argument(metavar="RUN|ADS", help="A run, or a file of labelled JDs.")],
    label_field: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="Field that holds the right role: of ADS, or of --labels."),
    ] = None,
    labels: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="File with the labels, where the JDs come without or with others."),
    ] = None,
    against: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="Another run of the same JDs to compare with."),
    ] = None,
    precision: Annotated[
        Optional[list[float]],  # noqa: UP045
        typer.Option(help="Precision to give the coverage at; may be repeated. By default 0.9, 0.95, 0.99."),
    ] = None,
    copies: Annotated[
        bool, typer.Option(help="Find near-duplicate JDs, so that copies do not narrow the intervals.")
    ] = True,
    resamples: Annotated[int, typer.Option(min=100, help="Bootstrap resamples.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="Of the bootstrap.")] = 0,
    form: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.TABLE,
    html: Annotated[Optional[Path], typer.Option(help="Write a page with pictures to this file.")] = None,  # noqa: UP045
    out: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="ADS: folder to write the run to; by default a new one in runs/."),
    ] = None,
    text_field: TextField = None,
    title_field: TitleField = None,
    no_title: Annotated[bool, typer.Option("--no-title", help="ADS: do not read a title.")] = False,
    id_field: IdField = None,
    catalog: Annotated[Optional[Path], typer.Option(help="ADS: another catalog folder.")] = None,  # noqa: UP045
    config: Annotated[Optional[Path], typer.Option(help="ADS: another settings file.")] = None,  # noqa: UP045
    mask_names: Annotated[
        bool,
        typer.Option("--mask-names", help="ADS: hide in each text its title and its labelled role's names."),
    ] = False,
) -> None:
    """Say how good the decisions of a run, or on a file of labelled JDs, are: every figure with its interval.

    Writes evaluation.json into the run folder.
    """
    from jdwork.cli.console import errors, output
    from jdwork.errors import InputError
    from jdwork.evaluate import PRECISIONS
    from jdwork.runs import compare_runs, evaluate_run, find_run, write_evaluation
    from jdwork.runs.files import write_atomically
    from jdwork.text.labels import read_labels
    from jdwork.workspace import find_workspace

    if labels is not None and label_field is None:
        raise InputError(
            "Which field of the labels holds the right role?",
            where=str(labels),
            hint="Name it with --label-field.",
        )
    runs = find_workspace().runs
    given = None if labels is None else read_labels(labels, label_field=label_field or "", id_field=id_field)
    other = None if against is None else find_run(against, runs)
    of_ads = {
        "--out": out, "--text-field": text_field, "--title-field": title_field, "--no-title": no_title,
        "--catalog": catalog, "--config": config, "--mask-names": mask_names,
    }  # fmt: skip
    if _is_file(what):
        # With labels of their own, the field named is one of theirs.
        folder = _classify(
            Path(what).expanduser(),
            out,
            label_field=None if labels is not None else label_field,
            labels_brought=labels is not None,
            text_field=text_field,
            title_field=title_field,
            no_title=no_title,
            id_field=id_field,
            catalog=catalog,
            config=config,
            mask_names=mask_names,
        )
    else:
        folder = find_run(what, runs)
        _check_run_options(folder, label_field if labels is None else None, of_ads)
    options: dict[str, Any] = {
        "labels": given,
        "copies": copies,
        "precisions": tuple(precision or PRECISIONS),
        "resamples": resamples,
        "seed": seed,
    }
    with errors.status("Evaluating …"):
        evaluation = evaluate_run(folder, **options)
        comparison = None if other is None else compare_runs(other, folder, **options)
    compared = None if other is None or comparison is None else (other.path.resolve().name, comparison)
    body = write_evaluation(
        folder, evaluation, labels=None if labels is None else labels.name, against=compared
    )
    if html is not None:
        from jdwork.view.evaluation_page import evaluation_page

        page = evaluation_page(evaluation, name=folder.path.resolve().name, against=compared)
        write_atomically(html, page.encode())
        errors.print(f"Page: {html}", markup=False)
    if form is Format.JSON:
        typer.echo(json.dumps(body, indent=1, ensure_ascii=False))
        return
    _print_evaluation(evaluation, folder)
    if compared is not None:
        _print_comparison(compared[1], folder.path.resolve().name, compared[0])
    output.print(f"Figures: {folder.evaluation}", soft_wrap=True, markup=False)


def _is_file(what: str) -> bool:
    """Whether a file of JDs is meant, be it there or not."""
    from jdwork.text.tables import table_extension

    path = Path(what).expanduser()
    return path.is_file() or (not path.is_dir() and table_extension(path) is not None)


def _classify(
    ads: Path, out: Path | None, *, label_field: str | None, labels_brought: bool, **fields: Any
) -> RunFolder:
    """Classify a file into a run folder as `batch` does."""
    from jdwork.errors import InputError
    from jdwork.runs import explicit_run_folder, new_run_folder
    from jdwork.text.readers import columns_of
    from jdwork.workspace import find_workspace

    if label_field is None and not labels_brought:
        raise InputError(
            f"Which field holds the right role? The fields are {columns_of(ads)}.",
            where=str(ads),
            hint="Name it with --label-field, or bring labels with --labels FILE --label-field FIELD.",
        )
    folder = (
        explicit_run_folder(out) if out is not None else new_run_folder(find_workspace().runs, "evaluate")
    )
    try:
        classify_into(folder, ads, name="evaluate", label_field=label_field, **fields)
    except BaseException:
        # Nothing was written yet where the first row could not be read: leave no empty folder behind.
        with contextlib.suppress(OSError):
            folder.path.rmdir()
        raise
    return folder


def _check_run_options(folder: RunFolder, label_field: str | None, of_ads: dict[str, Any]) -> None:
    """Refuse options that would say nothing about a run that was made already."""
    from jdwork.errors import InputError
    from jdwork.runs import read_manifest

    idle = [name for name, value in of_ads.items() if value]
    if idle:
        raise InputError(
            f"{', '.join(idle)} tell how to classify a file; this is a run, classified already.",
            where=str(folder.path),
            hint="Leave them out, or give the file.",
        )
    field = read_manifest(folder.manifest).parameters.get("label_field")
    if label_field is not None and field is not None and field != label_field:
        raise InputError(
            f"The labels of this run come from the field '{field}', not '{label_field}'.",
            where=str(folder.path),
            hint="Leave --label-field out, or bring labels with --labels FILE --label-field FIELD.",
        )


def _print_evaluation(evaluation: Evaluation, folder: RunFolder) -> None:
    from jdwork.cli.console import output, print_table
    from jdwork.evaluate import figure_rows

    head = f"{folder.path.resolve().name}: {evaluation.n:,} labelled JDs"
    if evaluation.groups < evaluation.n:
        head += f", {evaluation.groups:,} of them different"
    rows = [(row["name"], row["value"], row["range"], row["remark"]) for row in figure_rows(evaluation)]
    print_table(["figure", "value", "95 % interval", ""], rows, title=head)
    print_table(
        ["case", "JDs", "right", "95 % interval", "mean confidence"],
        [
            (case.case, f"{case.n:,}", f"{case.accuracy.value:.1%}",
             f"{case.accuracy.low:.1%} to {case.accuracy.high:.1%}", f"{case.confidence:.1%}")
            for case in evaluation.cases
        ],
    )  # fmt: skip
    _print_unknown(evaluation)
    labelled = sorted((role for role in evaluation.roles if role.support), key=lambda role: role.f1.value)
    if labelled:
        print_table(
            ["role", "JDs", "precision", "recall", "F1", "95 % interval"],
            [
                (role.role, f"{role.support:,}", "" if role.precision is None else f"{role.precision:.1%}",
                 f"{role.recall:.1%}", f"{role.f1.value:.3f}", f"{role.f1.low:.3f} to {role.f1.high:.3f}")
                for role in labelled[:SHOWN_ROLES]
            ],
            title=f"Hardest of {len(labelled):,} roles",
        )  # fmt: skip
    if evaluation.confusions:
        print_table(
            ["label", "decided", "JDs", "such as"],
            [
                (pair.label, pair.role or "(no role)", pair.n, ", ".join(pair.ids[:3]))
                for pair in evaluation.confusions[:SHOWN_PAIRS]
            ],
            title=f"Most frequent of {len(evaluation.confusions):,} confusions",
        )
    else:
        output.print("Every labelled JD got its role.")


def _print_unknown(evaluation: Evaluation) -> None:
    """Print how unknown roles are told from known ones; nothing where every label is a role."""
    from jdwork.cli.console import output, print_table
    from jdwork.evaluate.unknown import unknown_rows, unknown_title

    if evaluation.unknown is not None:
        rows = [
            (row["name"], row["value"], row["range"], row["remark"])
            for row in unknown_rows(evaluation.unknown)
        ]
        title = unknown_title(evaluation.unknown)
        print_table(["figure", "value", "95 % interval", ""], rows, title=title)
    elif evaluation.unknown_note is not None:
        output.print(evaluation.unknown_note, soft_wrap=True, markup=False)


def _print_comparison(comparison: Comparison, name: str, other: str) -> None:
    from jdwork.cli.console import output, print_table
    from jdwork.evaluate import figure_range, figure_text, figure_words

    print_table(
        ["figure", "before", "after", "difference", "95 % interval"],
        [
            (figure_words(name), figure_text(name, comparison.before[name]),
             figure_text(name, comparison.after[name]), figure_text(name, gap.value, signed=True),
             figure_range(name, gap, signed=True))
            for name, gap in comparison.differences.items()
        ],
        title=f"{name} against {other}: {comparison.n:,} JDs",
    )  # fmt: skip
    fixed, broken = len(comparison.fixed), len(comparison.broken)
    output.print(
        f"{fixed:,} fixed, {broken:,} broken; equal accuracy would split them as unevenly with a chance of "
        f"{comparison.p_value:.2g} (exact McNemar test). {comparison.otherwise_wrong:,} are wrong in both, "
        "by different roles.",
        soft_wrap=True,
    )
    if comparison.left_out:
        output.print(f"{comparison.left_out:,} JDs that only one of them labels so are left out.")
    for changes, what in ((comparison.broken, "Broken"), (comparison.fixed, "Fixed")):
        if changes:
            print_table(
                ["id", "title", "label", "before", "after"],
                [
                    (change.id, change.title, change.label, change.before or "(no role)",
                     change.after or "(no role)")
                    for change in changes[:SHOWN_CHANGES]
                ],
                title=f"{what}: {min(len(changes), SHOWN_CHANGES):,} of {len(changes):,}",
            )  # fmt: skip
