"""The command on JDs that no role fits: which roles does the catalog lack?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from jdwork.cli.output_format import Format

if TYPE_CHECKING:
    from jdwork.discover import NewRole
    from jdwork.record import Settled
    from jdwork.runs import RunFolder
    from jdwork.workbench import Workbench

_TITLES, _DUTIES = 3, 2


def new_roles(
    run: Annotated[str, typer.Argument(help="A run: folder, name, part of a name, or 'latest'.")] = "latest",
    record: Annotated[
        bool,
        typer.Option("--record", help="Queue them for review, classifying their JDs with today's catalog."),
    ] = False,
    least: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option("--min-size", min=1, help="JDs of a proposal shown; by default as configured."),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many proposals to print as a table.")] = 30,
    form: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.TABLE,
) -> None:
    """Cluster the JDs of a run that no role fits, and propose a role for each cluster."""
    from jdwork.cli.console import errors
    from jdwork.workbench import open_workbench

    workbench = open_workbench()
    folder = workbench.run(run)
    with errors.status("Reading the JDs that no role fits …"):
        proposals = workbench.new_roles(folder)
    settled = _record(workbench, folder, {jd for one in proposals for jd in one.jds}) if record else None
    smallest = workbench.settings.new_role.min_size if least is None else least
    shown = [one for one in proposals if one.n >= smallest]
    if form is Format.JSON:
        typer.echo(json.dumps([one.to_dict() for one in shown], indent=1, ensure_ascii=True))
    else:
        _print(folder, proposals, shown, limit, smallest)
    if settled is not None:
        errors.print(
            f"Queued: {_count(settled.items, 'new role')} that {_count(settled.jds, 'JD')} ask for wait in "
            "'jdwork review list --kind new_role'."
        )


def _record(workbench: Workbench, folder: RunFolder, ids: set[str]) -> Settled:
    """Classify some JDs of a run and record those that no role fits; the same again changes nothing."""
    from jdwork.cli.console import counting
    from jdwork.runs import read_inputs
    from jdwork.runs.inputs import chunks
    from jdwork.text import JobDescription

    wanted = (one for one in read_inputs(folder) if isinstance(one, JobDescription) and one.id in ids)
    done = 0
    with counting("JDs", total=len(ids)) as progress:
        for chunk in chunks(wanted):
            made = workbench.pipeline.classify_batch(
                [one for one in chunk if isinstance(one, JobDescription)]
            )
            workbench.record_many([one for one in made if one.decision.case == "E"], settle=False)
            done += len(chunk)
            progress(done)
    return workbench.settle_new_roles()


def _print(
    folder: RunFolder, proposals: tuple[NewRole, ...], shown: list[NewRole], limit: int, smallest: int
) -> None:
    from jdwork.catalog.slug import visible_line
    from jdwork.cli.console import output, print_table

    if not proposals:
        output.print("Every JD of the run fits a role.")
        return
    rows = []
    for one in shown[:limit]:
        nearest = one.nearest[0] if one.nearest else None
        rows.append(
            (
                one.n,
                visible_line(one.name, most=60),
                f"{one.confidence:.2f}",
                visible_line(", ".join(f"{title} ({n})" for title, n in list(one.titles.items())[:_TITLES])),
                visible_line(", ".join(one.terms[:5])),
                f"looks like {one.looks_like}"
                if one.looks_like
                else f"{nearest.slug} {nearest.support:.2f}: {nearest.why_not}"
                if nearest
                else "",
            )
        )
    jds = sum(one.n for one in proposals)
    title = f"{folder.path.name}: no role fits {_count(jds, 'JD')}, {_count(len(proposals), 'cluster')}"
    print_table(
        ["JDs", "new role", "sure", "titles", "own words", "nearest role, and why not"], rows, title=title
    )
    for one in shown[:limit]:
        if one.n > 1 and one.duties:
            output.print(f"{visible_line(one.name, most=60)}: typical duties", style="bold", markup=False)
            for duty in sorted(one.duties, key=lambda each: -each.jds)[:_DUTIES]:
                output.print(f"  {visible_line(duty.text)} ({duty.jds} of {one.n})", markup=False)
    if len(shown) > limit:
        output.print(f"The first {limit} of {len(shown)}; --limit shows more.")
    if len(shown) < len(proposals):
        output.print(
            f"{_count(len(proposals) - len(shown), 'cluster')} of fewer than {smallest} JDs left out; "
            "--min-size 1 shows all."
        )


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' if number != 1 else ''}"
