"""Commands that read job descriptions: classify, batch, skills."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jdwork.runs import Manifest, RunFolder
    from jdwork.skills import SkillMatcher
    from jdwork.text import JobDescription, RejectedRow

TextField = Annotated[Optional[str], typer.Option(help="Field that holds the text.")]  # noqa: UP045
TitleField = Annotated[Optional[str], typer.Option(help="Field that holds the title.")]  # noqa: UP045
IdField = Annotated[Optional[str], typer.Option(help="Field that holds the id.")]  # noqa: UP045


def classify(
    file: Annotated[str, typer.Argument(help="A JD (txt, md, html, pdf, docx), or - for standard input.")],
    title: Annotated[Optional[str], typer.Option(help="The JD's title, where the text has none.")] = None,  # noqa: UP045
    as_json: Annotated[bool, typer.Option("--json", help="Print the body of API 1.")] = False,
    everything: Annotated[
        bool,
        typer.Option(
            "--all", help="Work out the skills in detail too; with --json print the bodies of all three APIs."
        ),
    ] = False,
    html: Annotated[Optional[Path], typer.Option(help="Write the run page to this file.")] = None,  # noqa: UP045
    record: Annotated[
        bool, typer.Option(help="Store what follows from it (centroid, queue, collisions).")
    ] = True,
) -> None:
    """Classify one job description, and say why."""
    from dataclasses import replace

    from jdwork.cli.console import errors, output
    from jdwork.text import read_document
    from jdwork.workbench import open_workbench

    jd = read_document(file)
    if title is not None:
        jd = replace(jd, title=title.strip() or None)
    workbench = open_workbench()
    with errors.status("Classifying …"):
        made = workbench.classify(jd, record=record, details=everything or html is not None)
    if html is not None:
        from jdwork.runs.files import write_atomically
        from jdwork.view import whole_run_page

        told = workbench.explain(made, changes="settings")
        write_atomically(html, whole_run_page(made, workbench.snapshot, explanation=told).encode())
        errors.print(f"Run page: {html}", soft_wrap=True, markup=False)
    if as_json:
        from jdwork.output import api1_body

        body = workbench.bodies(made) if everything else api1_body(made).model_dump(mode="json")
        typer.echo(json.dumps(body, indent=1, ensure_ascii=False))
        return
    _print_decision(made, workbench)
    if html is None:
        output.print("See the whole run: add --html page.html", style="dim")


def _print_decision(made: Any, workbench: Any) -> None:
    from rich.text import Text

    from jdwork.cli.console import output, print_table

    decision = made.decision
    name = workbench.snapshot.role(decision.role).display_name if decision.role else "No role"
    style = "bold green" if decision.role and not decision.queued else "bold yellow"
    queued = "  queued for review" if decision.queued else ""
    output.print(Text(name, style=style), Text(f"case {decision.case}  {decision.confidence:.0%}{queued}"))
    output.print(Text(decision.reason))
    if len(decision.candidate_set) > 1:
        named = ", ".join(workbench.snapshot.role(slug).display_name for slug in decision.candidate_set)
        share = workbench.settings.calibration.set_coverage
        output.print(Text(f"One of these {len(decision.candidate_set)} ({share:.0%}): {named}"))
    if made.skills.found:
        output.print(Text("Skills: " + ", ".join(skill.display_name for skill in made.skills.found[:20])))
    _print_calls(made.calls)
    if decision.candidates:
        rows = [
            (candidate.slug, f"{candidate.probability:.1%}", f"{candidate.evidence:+.2f}")
            for candidate in decision.candidates[:5]
        ]
        print_table(["candidate", "probability", "evidence (log-odds)"], rows)


def _print_calls(calls: Any) -> None:
    """Sum up what models were asked, and say where they had no answer."""
    from rich.text import Text

    from jdwork.cli.console import output
    from jdwork.llm import total_cost

    if not calls:
        return
    cost = total_cost(calls)
    paid = "cost unknown: no price for the model" if cost is None else f"${cost:.6f}"
    cached = sum(call.outcome == "cached" for call in calls)
    output.print(Text(f"Language model: {len(calls)} questions, {cached} answered before, {paid}"))
    for call in calls:
        if call.note:
            output.print(Text(f"  {call.stage}: {call.note}", style="yellow"))


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
) -> None:
    """Classify many job descriptions into a run folder."""
    from jdwork.runs import explicit_run_folder

    folder = explicit_run_folder(out)
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
) -> Manifest:
    """Classify a file of JDs into a run folder, with progress on stderr; options are those of `batch`."""
    from functools import partial

    from jdwork.cli.console import counting, errors
    from jdwork.errors import InputError
    from jdwork.learn import learn, sample_jds
    from jdwork.runs import execute_run, opened, without_names
    from jdwork.text import read_jds
    from jdwork.workbench import open_workbench

    if no_title and title_field:
        raise InputError("--no-title and --title-field contradict each other.", hint="Give one of them.")
    if record and catalog:
        raise InputError(
            "A run over another catalog is not recorded.",
            hint="Leave out --record, or make that catalog part of a workspace of its own.",
        )

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
        return without_names(read, workbench.snapshot) if mask_names else read

    inputs = rows()
    workbench = open_workbench(catalog=catalog, config=config)
    inputs = masked(inputs)
    with errors.status("Opening the catalog and the encoder …"):
        pipeline = workbench.for_run()
    if adapt:
        with errors.status("Learning the language of these ads …") as status:
            sample = sample_jds(masked(rows()))
            learned = learn(
                pipeline,
                sample,
                progress=lambda n: status.update(f"Learning the language of these ads … {n:,} read"),
            )
        if learned.scarce:
            errors.print(
                f"warning: {learned.n:,} ads over {learned.n_roles} roles are few of each to learn from; "
                "compare with a run without --adapt.",
                style="yellow",
                markup=False,
            )
        pipeline = pipeline.with_role_model(learned.model)
    with counting("JDs") as progress:
        manifest = execute_run(
            inputs,
            pipeline,
            folder,
            name=name,
            parameters={
                "input": ads.name,
                "text_field": text_field,
                "title_field": title_field,
                "no_title": no_title,
                "mask_names": mask_names,
                "adapt": adapt,
                "all": everything,
                "id_field": id_field,
                "date_field": date_field,
                "label_field": label_field,
            },
            detail=partial(workbench.detail, pipeline=pipeline) if everything else None,
            record=partial(workbench.record_many, settle=False) if record else None,
            progress=progress,
        )
    if record and manifest.counts.get("case_E"):
        with errors.status("Putting new roles together …"):
            settled = workbench.settle_new_roles()
        errors.print(
            f"New roles: {settled.items:,} wait for review, asked for by {settled.jds:,} JDs "
            "('jdwork review list --kind new_role')."
        )
    # Those of an earlier run in this folder, which came from a notebook.
    for leftover in (folder.notebook, folder.html):
        leftover.unlink(missing_ok=True)
    return manifest


def print_run(folder: Any, manifest: Any) -> None:
    """Sum a run up: how many, which cases, how good, how fast."""
    from jdwork.cli.console import output, print_table

    counts = manifest.counts
    cases = [(key.removeprefix("case_"), count) for key, count in counts.items() if key.startswith("case_")]
    print_table(["case", "JDs", "share"], [(case, n, f"{n / counts['jds']:.1%}") for case, n in cases])
    seconds = manifest.timings["total"]
    output.print(
        f"{counts['jds']:,} JDs in {seconds:.1f} s ({1000 * seconds / counts['jds']:.1f} ms each), "
        f"{counts['queued']:,} queued for review, {counts['unreadable']:,} rows unreadable."
    )
    if asked := manifest.llm:
        cost = "cost unknown" if asked["cost_usd"] is None else f"${asked['cost_usd']:.4f}"
        output.print(
            f"Language model: {asked['calls']:,} questions, {asked['cached']:,} answered before, "
            f"{asked['failed']:,} without a usable answer, {asked['requests']:,} requests, {cost}."
        )
    metrics = json.loads(folder.metrics.read_text())
    if metrics["labelled"]:
        rows = [
            (name, f"{value:.4f}" if isinstance(value, float) else value) for name, value in metrics.items()
        ]
        print_table(["figure", "value"], [row for row in rows if row[0] != "n"])
    output.print(f"Decisions: {folder.decisions}", soft_wrap=True)


def skills(
    postings: Annotated[Path, typer.Argument(help="Postings: jsonl, csv, tsv, json or parquet.")],
    out: Annotated[Path, typer.Option(help="JSONL file to write.")],
    text_field: TextField = None,
    id_field: IdField = None,
    catalog: Annotated[Optional[Path], typer.Option(help="Another catalog folder.")] = None,  # noqa: UP045
    proposed: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(
            min=0.0,
            max=1.0,
            help="Least score of unknown phrases that are listed as skills too; 1 for none. "
            "By default that of jdwork/skills/weights.toml.",
        ),
    ] = None,
    mentioned: Annotated[
        bool, typer.Option("--mentioned", help="List also skills that are named but not asked for.")
    ] = False,
) -> None:
    """Find the skills in job descriptions: surfaces and spans, one row per posting."""
    import time

    from jdwork.catalog import load_catalog_files
    from jdwork.cli.console import counting, output
    from jdwork.runs import opened
    from jdwork.runs.files import atomic_text
    from jdwork.skills import SkillMatcher
    from jdwork.skills.relevance import shipped_relevance
    from jdwork.text import RejectedRow, read_jds
    from jdwork.workspace import find_workspace

    jds = opened(read_jds(postings, text_field=text_field, id_field=id_field))
    matcher = SkillMatcher(load_catalog_files(catalog or find_workspace().catalog))
    least = shipped_relevance().phrase.threshold if proposed is None else proposed
    count, rejected, spent = 0, 0, 0.0
    with counting("postings") as progress, atomic_text(out) as file:
        for jd in jds:
            rejected += isinstance(jd, RejectedRow)
            started = time.process_time()
            row = _skill_row(jd, matcher, least_proposed=least, with_mentioned=mentioned)
            spent += time.process_time() - started
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
            if count % 16 == 0:
                progress(count)
    each = 1000 * spent / max(1, count)
    output.print(
        f"{count:,} postings, {rejected:,} unreadable, {each:.1f} ms of CPU each: {out}",
        soft_wrap=True,
        markup=False,
    )


def _skill_row(
    jd: JobDescription | RejectedRow, matcher: SkillMatcher, *, least_proposed: float, with_mentioned: bool
) -> dict[str, Any]:
    from jdwork.text import RejectedRow, read_structure

    if isinstance(jd, RejectedRow):
        return {"id": jd.id, "skills": [], "spans": [], "proposed": [], "refused": [], "reason": jd.reason}
    findings = matcher.match(read_structure(jd))
    spans = sorted(
        (span.start, span.end, skill.slug, span.surface, span.requirement)
        for skill in findings.found
        for span in skill.spans
        if with_mentioned or span.requirement != "mentioned"
    )
    proposals = [skill for skill in findings.proposed if skill.score >= least_proposed < 1.0]
    surfaces = [surface for *_, surface, _ in spans] + [skill.name for skill in proposals]
    return {
        "id": jd.id,
        "skills": list(dict.fromkeys(surfaces)),
        "spans": [
            {"start": start, "end": end, "skill": slug, "requirement": requirement}
            for start, end, slug, _, requirement in spans
        ],
        "proposed": [
            {"name": skill.name, "score": skill.score, "start": span.start, "end": span.end}
            for skill in proposals
            for span in skill.spans
        ],
        "refused": [
            {"start": span.start, "end": span.end, "skill": skill.slug}
            for skill in findings.refused
            for span in skill.spans
        ],
    }
