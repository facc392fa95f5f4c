"""The command that classifies a file of job descriptions into a run folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Optional

import typer

from jdwork.cli.jd_commands import IdField, TextField, TitleField

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jdwork.pipeline import Pipeline
    from jdwork.record import Settled
    from jdwork.runs import Manifest, RunFolder
    from jdwork.text import JobDescription, RejectedRow
    from jdwork.workbench import Workbench

EngineName = Literal["processes", "dask"]


def batch(
    ads: Annotated[Path, typer.Argument(help="JDs: jsonl, csv, tsv, json or parquet.")],
    out: Annotated[Path, typer.Option(help="Folder to write the run to.")],
    text_field: TextField = None,
    title_field: TitleField = None,
    no_title: Annotated[bool, typer.Option("--no-title", help="Do not read a title.")] = False,
    id_field: IdField = None,
    date_field: Annotated[Optional[str], typer.Option(help="Field that holds the posting date.")] = None,  # noqa: UP045
    label_field: Annotated[Optional[str], typer.Option(help="Field that holds the right role.")] = None,  # noqa: UP045
    catalog: Annotated[Optional[Path], typer.Option(help="Another catalog folder.")] = None,  # noqa: UP045
    config: Annotated[Optional[Path], typer.Option(help="Another settings file.")] = None,  # noqa: UP045
    record: Annotated[bool, typer.Option(help="Store what follows from each decision.")] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Write the bodies of all three APIs and the client output as well.")
    ] = False,
    adapt: Annotated[
        bool,
        typer.Option("--adapt", help="Learn the language of these ads first, from the ads alone: no labels."),
    ] = False,
    mask_names: Annotated[
        bool,
        typer.Option(
            "--mask-names",
            help="Hide in each text its own title and its labelled role's names: what does the rest say?",
        ),
    ] = False,
    mask_contacts: Annotated[
        bool,
        typer.Option(
            "--mask-contacts",
            help="Hide e-mail addresses and phone numbers before anything is classified or stored.",
        ),
    ] = False,
    workers: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(min=1, help="Processes; by default one for each core where there are many JDs."),
    ] = None,
    engine: Annotated[
        EngineName, typer.Option(help="Who works: processes of this machine, or a Dask cluster.")
    ] = "processes",
    scheduler: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="Address of a Dask scheduler (tcp://HOST:PORT); by default one is started here."),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the run in --out, if it was stopped; else begin it.")
    ] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Work out again what earlier runs did under equal conditions.")
    ] = False,
) -> None:
    """Classify many job descriptions into a run folder."""
    from jdwork.cli.console import errors
    from jdwork.cli.run_summary import print_run
    from jdwork.runs import explicit_run_folder, read_manifest

    folder = explicit_run_folder(out)
    if resume and folder.manifest.exists():
        manifest = read_manifest(folder.manifest)
        if manifest.status == "complete":
            errors.print("The run is complete: there is nothing to go on with.")
            folder.clear_parts()  # It may have been killed while it removed them.
            print_run(folder, manifest)
            return
    manifest = classify_into(
        folder,
        ads,
        text_field=text_field,
        title_field=title_field,
        no_title=no_title,
        id_field=id_field,
        date_field=date_field,
        label_field=label_field,
        catalog=catalog,
        config=config,
        record=record,
        everything=everything,
        adapt=adapt,
        mask_names=mask_names,
        mask_contacts=mask_contacts,
        workers=workers,
        engine=engine,
        scheduler=scheduler,
        resume=resume,
        fresh=fresh,
    )
    print_run(folder, manifest)


def classify_into(
    folder: RunFolder,
    ads: Path,
    *,
    name: str = "batch",
    text_field: str | None = None,
    title_field: str | None = None,
    no_title: bool = False,
    id_field: str | None = None,
    date_field: str | None = None,
    label_field: str | None = None,
    catalog: Path | None = None,
    config: Path | None = None,
    record: bool = False,
    everything: bool = False,
    adapt: bool = False,
    mask_names: bool = False,
    mask_contacts: bool = False,
    workers: int | None = None,
    engine: EngineName = "processes",
    scheduler: str | None = None,
    resume: bool = False,
    fresh: bool = False,
) -> Manifest:
    """Classify a file of JDs into a run folder, with progress on stderr; options are those of `batch`."""
    from functools import partial

    from jdwork.cli.batch_engine import choose_engine
    from jdwork.cli.console import counting, errors
    from jdwork.errors import InputError
    from jdwork.runs import execute_run, interrupted_run, opened, without_names
    from jdwork.runs.part_cache import PartCache
    from jdwork.text import read_jds
    from jdwork.text.row_count import count_rows
    from jdwork.text.storable import without_contacts
    from jdwork.workbench import open_workbench

    if no_title and title_field:
        raise InputError("--no-title and --title-field contradict each other.", hint="Give one of them.")
    if record and catalog:
        raise InputError(
            "A run over another catalog is not recorded.",
            hint="Leave out --record, or make that catalog part of a workspace of its own.",
        )
    begun = interrupted_run(folder) if resume else None
    parameters = {
        "input": ads.name,
        "text_field": text_field,
        "title_field": title_field,
        "no_title": no_title,
        "mask_names": mask_names,
        "mask_contacts": mask_contacts,
        "adapt": adapt,
        "all": everything,
        "record": record,
        "id_field": id_field,
        "date_field": date_field,
        "label_field": label_field,
    }
    if begun is not None:
        _must_be_asked_alike(begun, parameters, folder)

    # The first row is read before the encoder is opened: a wrong name is told at once.
    def rows() -> Iterable[JobDescription | RejectedRow]:
        read = read_jds(
            ads,
            text_field=text_field,
            title_field=title_field,
            id_field=id_field,
            date_field=date_field,
            label_field=label_field,
            use_title=mask_names or not no_title,
        )
        return opened(read)

    def masked(read: Iterable[JobDescription | RejectedRow]) -> Iterable[JobDescription | RejectedRow]:
        read = without_contacts(read) if mask_contacts else read
        return without_names(read, pipeline.snapshot) if mask_names else read

    inputs = rows()
    workbench = open_workbench(catalog=catalog, config=config)
    pipeline = _pipeline(workbench, folder, begun)
    if adapt and begun is None:
        pipeline = _adapted(pipeline, masked(rows()))
    worked_by, inputs = choose_engine(
        folder,
        workbench,
        masked(inputs),
        workers=workers,
        dask=engine == "dask",
        scheduler=scheduler,
        alone=everything or pipeline.models is not None,
    )
    done = 0
    with counting("opening the catalog and the encoder", total=count_rows(ads), rate="JDs/s") as bar:

        def progress(now: int) -> None:
            nonlocal done
            done = now
            bar(now, what="JDs")

        settled: Settled | None = None

        def settle(counts: Mapping[str, int]) -> None:
            nonlocal settled
            if counts.get("case_E"):
                bar(done, what="putting new roles together")
                settled = workbench.settle_new_roles()

        try:
            manifest = execute_run(
                inputs,
                pipeline,
                folder,
                name=name,
                parameters=parameters,
                detail=partial(workbench.detail, pipeline=pipeline) if everything else None,
                record=partial(workbench.record_many, settle=False, settings=pipeline.settings)
                if record
                else None,
                recorded=partial(workbench.recorded, details=everything) if record else None,
                finish=settle if record else None,
                engine=worked_by,
                cache=None if fresh else PartCache(workbench.workspace.state / "parts"),
                resume=resume,
                progress=progress,
            )
        except KeyboardInterrupt:
            if done:
                errors.print(f"Stopped after {done:,} JDs; the same command with --resume goes on.")
            raise
    if settled is not None:
        errors.print(
            f"New roles: {settled.items:,} wait for review, asked for by {settled.jds:,} JDs "
            "('jdwork review list --kind new_role')."
        )
    # Those of an earlier run in this folder, which came from a notebook.
    for leftover in (folder.notebook, folder.html):
        leftover.unlink(missing_ok=True)
    return manifest


def _pipeline(workbench: Workbench, folder: RunFolder, begun: Manifest | None) -> Pipeline:
    """The classifier as it stands, or the one that an interrupted run began with."""
    from jdwork.cli.console import errors
    from jdwork.runs.reopening import reopen_pipeline

    if begun is None:
        with errors.status("Opening the catalog …"):
            return workbench.for_run()
    errors.print("Going on with the catalog, settings and centroids that the run began with.", style="dim")
    models = workbench.for_run().models if begun.models_hash else None
    return reopen_pipeline(folder, state=workbench.workspace.state, models=models)


def _adapted(pipeline: Pipeline, inputs: Iterable[JobDescription | RejectedRow]) -> Pipeline:
    """The classifier after it has learned the language of these ads."""
    from jdwork.cli.console import errors
    from jdwork.learn import learn, sample_jds

    with errors.status("Learning the language of these ads …") as status:
        learned = learn(
            pipeline,
            sample_jds(inputs),
            progress=lambda n: status.update(f"Learning the language of these ads … {n:,} read"),
        )
    if learned.scarce:
        errors.print(
            f"warning: {learned.n:,} ads over {learned.n_roles} roles are few of each to learn from; "
            "compare with a run without --adapt.",
            style="yellow",
            markup=False,
        )
    return pipeline.with_role_model(learned.model)


def _must_be_asked_alike(begun: Manifest, parameters: dict[str, Any], folder: RunFolder) -> None:
    """Refuse to go on with a run under other options."""
    from jdwork.errors import RunError

    for option, now in parameters.items():
        then = begun.parameters.get(option)
        if then != now:
            raise RunError(
                f"The run was begun with '{option}' {then!r}, this is {now!r}.",
                where=str(folder.path),
                hint="Give the same options, or leave out --resume to begin anew.",
            )
