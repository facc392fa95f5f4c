"""Commands that read job descriptions: classify, batch, skills."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

if TYPE_CHECKING:
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
