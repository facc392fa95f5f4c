"""Commands on the review queue: list, show, approve, reject, undo; and the export of what was approved."""

from __future__ import annotations

import json
import warnings
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from jdwork.cli.output_format import Format

if TYPE_CHECKING:
    from jdwork.catalog.difference import EntryChange
    from jdwork.discover import NewRole
    from jdwork.review import Choices, Evidence, Outcome, ReviewItem

application = typer.Typer(help="Decide what runs proposed for the catalog.", no_args_is_help=True)


class Order(StrEnum):
    """Orders of the list."""

    SEEN = "seen"
    LATEST = "latest"
    OLDEST = "oldest"
    NAME = "name"


Ids = Annotated[list[int], typer.Argument(help="Numbers of items, as 'review list' shows them.")]
Note = Annotated[str, typer.Option(help="Why; kept with the decision.")]
By = Annotated[Optional[str], typer.Option(help="Who decides; you by default.")]  # noqa: UP045
Form = Annotated[Format, typer.Option("--format", help="How to print it.")]
Text = Optional[str]  # noqa: UP045
Texts = Optional[list[str]]  # noqa: UP045


@application.command("list")
def list_command(
    kind: Annotated[Text, typer.Option(help="One kind only, such as new_skill or collision.")] = None,
    status: Annotated[str, typer.Option(help="pending, approved, rejected, exported, or all.")] = "pending",
    role: Annotated[Text, typer.Option(help="Items about this role, or from its JDs.")] = None,
    search: Annotated[Text, typer.Option(help="Text in the name.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many items.")] = 50,
    order: Annotated[Order, typer.Option(help="What comes first.")] = Order.SEEN,
    form: Form = Format.TABLE,
) -> None:
    """List what waits for review, what was seen in most JDs first."""
    from jdwork.cli.console import output, print_table
    from jdwork.review import count_items, list_items
    from jdwork.workbench import open_workbench

    workbench = open_workbench()
    items = list_items(
        workbench.engine,
        workbench.snapshot,
        kind=kind,
        status=None if status == "all" else status,
        role=role,
        search=search,
        limit=limit,
        order=order.value,
        least_jds=workbench.settings.new_role.min_size,
    )
    if form is Format.JSON:
        _json([_item_facts(item) for item in items])
        return
    if not items:
        if count_items(workbench.engine):
            output.print("Nothing fits. 'jdwork review list --status all' lists everything.")
        else:
            output.print(
                "The queue is empty. Runs fill it: 'jdwork classify FILE --record', "
                "'jdwork batch FILE --record'."
            )
        return
    rows = [
        (item.id, item.kind, _shown(item.name), _about(item), item.seen, item.status, _day(item.last_seen))
        for item in items
    ]
    print_table(["id", "kind", "name", "about", "JDs", "status", "last seen"], rows)
    if len(items) == limit:
        output.print(f"The first {limit}; --limit shows more.")
    output.print("Next: jdwork review show ID, approve ID …, reject ID …")


@application.command("show")
def show(
    item: Annotated[int, typer.Argument(help="Number of the item.")],
    sightings: Annotated[int, typer.Option(min=0, help="JDs shown.")] = 10,
    form: Form = Format.TABLE,
) -> None:
    """Show one item with what speaks for it: where it was seen, what the catalog has like it."""
    from jdwork.cli.console import output, print_table
    from jdwork.review import show_item
    from jdwork.workbench import open_workbench

    workbench = open_workbench()
    found = show_item(workbench.engine, workbench.snapshot, item, settings=workbench.settings)
    one, evidence = found.item, found.evidence
    if form is Format.JSON:
        _json({**_item_facts(one), "evidence": _evidence_facts(evidence, sightings)})
        return
    head = [
        ("kind", one.kind), ("about", _about(one)), ("status", one.status), ("JDs", one.seen),
        ("first seen", _day(one.first_seen)), ("last seen", _day(one.last_seen)),
        ("written", ", ".join(f"{_shown(text)} ({count})" for text, count in evidence.spellings.items())),
        ("in JDs of", _counted(evidence.roles)),
    ]  # fmt: skip
    if one.kind == "collision":
        head += [("carried by", ", ".join(evidence.carriers)), ("decided for", _counted(evidence.chosen))]
    if evidence.proposal is not None:
        head += _proposal_rows(evidence.proposal)
    print_table(["", _shown(one.name)], [(name, value) for name, value in head if value not in ("", None)])
    seen = [
        (each.jd_name, _shown(each.title or ""), each.role, f"{each.confidence:.0%}", each.label,
         _shown(each.snippet))
        for each in evidence.sightings[:sightings]
    ]  # fmt: skip
    if seen:
        print_table(["JD", "title", "role", "sure", "label", "words"], seen)
    if evidence.proposal is not None:
        print_table(
            ["typical duty", "JD", "JDs"],
            [(_shown(each.text), each.jd, each.jds) for each in evidence.proposal.duties],
        )
        print_table(
            ["nearest role", "support", "why it does not fit"],
            [(each.slug, f"{each.support:.2f}", each.why_not) for each in evidence.proposal.nearest],
        )
    if evidence.similar:
        print_table(
            ["like it", "", "score"],
            [(each.slug, _shown(each.text), round(each.score)) for each in evidence.similar],
        )
    if one.decisions:
        print_table(
            ["decided", "by", "on", "note"],
            [(each.verdict, _shown(each.by), _day(each.at), _shown(each.note)) for each in one.decisions],
        )
    output.print(f"What approving does: jdwork review approve {one.id} --dry-run")


@application.command("approve")
def approve(
    ids: Ids,
    note: Note = "",
    by: By = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what it would change; store nothing.")
    ] = False,
    role: Annotated[Text, typer.Option(help="The right role; for a collision, who keeps the title.")] = None,
    as_alias_of: Annotated[
        Text, typer.Option(help="Skill or role that it is another name of.", metavar="SLUG")
    ] = None,
    name: Annotated[Text, typer.Option(help="Name of the new skill or role.")] = None,
    slug: Annotated[Text, typer.Option(help="Its slug.")] = None,
    category: Annotated[Text, typer.Option(help="Category of the new skill.")] = None,
    sub_category: Annotated[Text, typer.Option(help="Its sub-category.")] = None,
    nature: Annotated[Text, typer.Option(help="Its nature, such as TOOL.")] = None,
    weight: Annotated[Optional[float], typer.Option(help="Of the skill in the role, 0 to 1.")] = None,  # noqa: UP045
    domain: Annotated[Text, typer.Option(help="Domain of the new role.")] = None,
    archetype: Annotated[Text, typer.Option(help="Its archetype, such as Engineering.")] = None,
    description: Annotated[Text, typer.Option(help="Its description.")] = None,
    text: Annotated[Text, typer.Option(help="Words of the KRA or alias.")] = None,
    alias: Annotated[Texts, typer.Option(help="Alias of the new role; repeatable.")] = None,
    kra: Annotated[Texts, typer.Option(help="KRA of the new role; repeatable.")] = None,
    skill: Annotated[Texts, typer.Option(help="Skill of the new role, by slug; repeatable.")] = None,
    dimension: Annotated[Texts, typer.Option(help="Dimension of the new skill or role; repeatable.")] = None,
) -> None:
    """Approve items: the database's catalog changes at once, the files with 'jdwork catalog export'."""
    from jdwork.cli.console import output
    from jdwork.review import Choices
    from jdwork.review import approve as approve_items
    from jdwork.workbench import open_workbench

    choices = Choices(
        name=name, slug=slug, category=category, sub_category=sub_category, nature=nature, domain=domain,
        archetype=archetype, description=description, role=role, weight=weight, text=text,
        as_alias_of=as_alias_of, aliases=_tuple(alias), kras=_tuple(kra), skills=_tuple(skill),
        dimensions=_tuple(dimension),
    )  # fmt: skip
    workbench = open_workbench()
    if dry_run:
        _preview(workbench, ids, choices)
        return
    done = approve_items(
        workbench.engine,
        workbench.snapshot,
        ids,
        by=by,
        note=note,
        choices=choices,
        catalog=workbench.workspace.catalog,
    )
    for outcome in done.outcomes:
        _say(outcome)
    if any(outcome.edits for outcome in done.outcomes):
        output.print("In the database's catalog now; 'jdwork catalog export' writes it into the files.")


@application.command("reject")
def reject(ids: Ids, note: Note = "", by: By = None) -> None:
    """Reject items: they leave the queue, whatever later runs see."""
    from jdwork.review import reject as reject_items
    from jdwork.workbench import open_workbench

    workbench = open_workbench()
    for outcome in reject_items(workbench.engine, workbench.snapshot, ids, by=by, note=note).outcomes:
        _say(outcome)


@application.command("undo")
def undo(ids: Ids, note: Note = "", by: By = None) -> None:
    """Take decisions back: the items wait for review again."""
    from jdwork.review import undo as undo_items
    from jdwork.workbench import open_workbench

    workbench = open_workbench()
    done = undo_items(
        workbench.engine, workbench.snapshot, ids, by=by, note=note, catalog=workbench.workspace.catalog
    )
    for outcome in done.outcomes:
        _say(outcome)


def export(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the change as a diff; write nothing.")
    ] = False,
    by: By = None,
) -> None:
    """Write what was approved into the catalog files."""
    from jdwork.cli.console import output
    from jdwork.errors import JdworkWarning
    from jdwork.review import export_approved, plan_export
    from jdwork.workbench import open_workbench

    workbench = open_workbench()
    folder, engine = workbench.workspace.catalog, workbench.engine
    if dry_run:
        plan = plan_export(folder, engine)
        for change in plan.changes:
            output.print(change.diff(), markup=False, soft_wrap=True, end="")
        _skipped(plan.skipped)
        if not plan.changes:
            output.print(_nothing(bool(plan.items)))
        return
    with warnings.catch_warnings():
        # The build at the end would say again what the report says.
        warnings.simplefilter("ignore", JdworkWarning)
        report = export_approved(folder, engine, journal=workbench.workspace.catalog_journal, by=by)
    _skipped(report.skipped)
    if not report.files:
        output.print(_nothing(bool(report.items)))
        return
    for path in report.files:
        output.print(f"  {path}", markup=False)
    output.print(
        f"{_count(len(report.items), 'item')} exported, {_count(len(report.files), 'file')} changed. "
        f"Catalog {report.content_hash[:12]}, alike in files and database."
    )
    output.print(f"Look it over with 'git diff'; 'jdwork catalog undo {report.journal}' takes it back.")


def _preview(workbench: Any, ids: list[int], choices: Choices) -> None:
    from jdwork.catalog.difference import change_in_words, compare_catalogs
    from jdwork.cli.console import output
    from jdwork.review import preview

    plan = preview(workbench.engine, workbench.snapshot, ids, choices=choices)
    for outcome in plan.outcomes:
        _say(outcome, would=True)
    for change in compare_catalogs(plan.before, plan.after):
        for line in (*change_in_words(change), *_entry_in_words(change)):
            output.print(line, markup=False, soft_wrap=True)
    output.print("Nothing was stored: this is a dry run.")


def _entry_in_words(change: EntryChange) -> list[str]:
    """What a new role or skill consists of."""
    if change.what != "added":
        return []
    words = {"role": ("domain", "archetype", "description"), "skill": ("category", "sub_category", "nature")}
    lists = {"role": ("aliases", "kras", "dimensions", "skills"), "skill": ("aliases",)}
    lines = [f"    {name}: {getattr(change.after, name)}" for name in words.get(change.kind, ())]
    for name in lists.get(change.kind, ()):
        for one in getattr(change.after, name):
            told = f"{one.slug} {one.weight:g}" if hasattr(one, "weight") else getattr(one, "text", one)
            lines.append(f"    {name} + {told}")
    return lines


def _say(outcome: Outcome, *, would: bool = False) -> None:
    from jdwork.cli.console import output

    item = outcome.item
    word = ("would be " if would and outcome.changed else "") + outcome.status
    output.print(f"{item.id}  {item.kind}  {_shown(item.name)}: {word}", markup=False, soft_wrap=True)
    for note in outcome.notes:
        output.print(f"    {note}", markup=False, soft_wrap=True)


def _skipped(sentences: tuple[str, ...]) -> None:
    from jdwork.cli.console import errors

    for sentence in sentences:
        errors.print(f"warning: {sentence}", markup=False, soft_wrap=True)


def _nothing(had_items: bool) -> str:
    if had_items:
        return "The files hold all of it already; nothing was written."
    return "Nothing is approved and not yet exported. 'jdwork review list' shows what waits."


def _proposal_rows(proposal: NewRole) -> list[tuple[str, Any]]:
    return [
        ("looks like", proposal.looks_like),
        ("own words", _shown(", ".join(proposal.terms))),
        ("skills", _counted(proposal.skills)),
        ("cohesion", f"{proposal.cohesion:.2f}"),
        ("confidence", f"{proposal.confidence:.2f}"),
    ]


def _item_facts(item: ReviewItem) -> dict[str, Any]:
    from dataclasses import asdict

    facts = asdict(item)
    del facts["own_roles"]
    return {"id": item.id, **facts}


def _evidence_facts(evidence: Evidence, sightings: int) -> dict[str, Any]:
    from dataclasses import asdict, replace

    facts = asdict(replace(evidence, sightings=evidence.sightings[:sightings]))
    facts["chosen"] = {str(role or ""): count for role, count in evidence.chosen.items()}
    for sighting in facts["sightings"]:
        del sighting["run_key"], sighting["jd_id"]
    return facts


def _json(value: object) -> None:
    typer.echo(json.dumps(value, indent=1, ensure_ascii=True, default=str))


def _about(item: ReviewItem) -> str:
    return " / ".join(part for part in (item.role, item.skill, item.dimension) if part)


def _counted(counts: Any) -> str:
    return ", ".join(f"{name or 'no role'} ({count})" for name, count in counts.items())


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' if number != 1 else ''}"


def _day(moment: Any) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment is not None else ""


def _shown(text: str) -> str:
    """Text from an ad, without what could move a terminal's cursor or change its colours."""
    from jdwork.catalog.slug import visible_line

    return visible_line(text)


def _tuple(values: list[str] | None) -> tuple[str, ...] | None:
    return tuple(values) if values else None
