"""What the details of a run ask a person to look at: pure, bounded, and the same for the same details."""

from __future__ import annotations

from collections.abc import Iterator

from jdwork.details.model import Details, DimensionTask
from jdwork.enrich.model import NewSkill
from jdwork.record.proposals import MAX_NAME, MAX_SNIPPET, Kind, Proposal, bounded_key, folded, placed
from jdwork.record.run_record import RunRecord

MAX_ITEMS = 200
"""Review items that the details of one run may make."""

ItemKey = tuple[str, str]


def detail_proposals(record: RunRecord, details: Details) -> list[Proposal]:
    """List what the details of a run propose for review.

    Parameters
    ----------
    record
        The run.
    details
        Its details.

    Returns
    -------
    list of Proposal
        Each kind and key once, at most `MAX_ITEMS`: skills that the catalog lacks, new spellings of those
        that it has, dimensions of the new skills, and in case E dimensions of the new role.
    """
    unique: dict[ItemKey, Proposal] = {}
    for one in _all(record, details):
        if one.key:
            unique.setdefault((one.kind, one.key), one)
    return list(unique.values())[:MAX_ITEMS]


def new_skill_item(new: NewSkill) -> ItemKey:
    """Which review item a new skill is."""
    return "new_skill", bounded_key(folded(new.name))


def alias_item(skill: str, spelling: str) -> ItemKey:
    """Which review item a new spelling of a skill is."""
    return "skill_alias", bounded_key(f"{skill}/{folded(spelling)}")


def skill_dimension_item(task: DimensionTask) -> ItemKey:
    """Which review item the link of a skill with a dimension is."""
    return "skill_dimension", bounded_key(f"{task.skill}/{task.dimension}")


def role_dimension_item(role: str, dimension: str) -> ItemKey:
    """Which review item the link of a role with a dimension is."""
    return "role_dimension", bounded_key(f"{role}/{dimension}")


def _all(record: RunRecord, details: Details) -> Iterator[Proposal]:
    text = record.jd.text
    spans = {one.name: one.spans for one in (*record.new_terms, *record.skills.proposed)}
    for new in details.new_skills:
        if new.merged_into is None:
            yield placed(_proposal(new_skill_item(new), new.name), text, spans.get(new.term, ()))
    of_found = {one.slug: one.spans for one in record.skills.found}
    for one in details.skills:
        alias = one.alias
        if alias is None or alias.known_alias is not None or alias.skipped_reason is not None:
            continue
        mentions = of_found.get(alias.skill, ()) or spans.get(one.term, ())
        fitting = [span for span in mentions if " ".join(span.surface.split()) == alias.term]
        proposal = _proposal(alias_item(alias.skill, alias.term), alias.term, of_skill=alias.skill)
        yield placed(proposal, text, tuple(fitting) or mentions)
    names = {new.skill_id: new for new in details.new_skills if new.merged_into is None}
    for task in details.tasks:
        if task.proposed:
            yield _proposal(
                skill_dimension_item(task),
                _link_name(task, names.get(task.skill)),
                snippet=task.reason,
                of_skill=task.skill,
                of_dimension=task.dimension,
            )
    draft = details.role_draft
    for dimension in draft.dimensions if draft is not None else ():
        yield _proposal(
            role_dimension_item(draft.slug, dimension.slug),  # type: ignore[union-attr]  # there is one
            f"{draft.display_name} · {dimension.display_name}",  # type: ignore[union-attr]
            snippet=dimension.reason,
            of_dimension=dimension.slug,
        )


def _link_name(task: DimensionTask, new: NewSkill | None) -> str:
    shown = {one.slug: one.display_name for one in new.dimensions} if new is not None else {}
    return f"{new.name if new is not None else task.skill} · {shown.get(task.dimension, task.dimension)}"


def _proposal(
    item: ItemKey,
    name: str,
    *,
    snippet: str = "",
    of_skill: str | None = None,
    of_dimension: str | None = None,
) -> Proposal:
    kind: Kind = item[0]  # type: ignore[assignment]  # one of the functions above made it
    return Proposal(
        kind,
        item[1],
        name[:MAX_NAME],
        " ".join(snippet.split())[:MAX_SNIPPET],
        of_skill=of_skill,
        of_dimension=of_dimension,
    )
