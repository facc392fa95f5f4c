"""What storing the details of a run does: links that hold or wait, spellings, skills, and a line for each."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, insert

from jdwork.database.tables import SkillEnrichmentRow
from jdwork.details.model import Details, DimensionTask, Linked, LinkOutcome
from jdwork.enrich.model import NewSkill
from jdwork.record.detail_proposals import (
    MAX_ITEMS,
    ItemKey,
    alias_item,
    detail_proposals,
    new_skill_item,
    role_dimension_item,
    skill_dimension_item,
)
from jdwork.record.known import CatalogIds, KnownCatalog
from jdwork.record.payload import plain
from jdwork.record.proposals import Proposal
from jdwork.record.queue import QueuedItem, seen_by_others
from jdwork.record.run_record import RunRecord, StageFiveUpdates

EXISTING = "Existing dimension (library)"
PROPOSED = "Proposed dimension (waits for review)"
SETTLED = "Dimension approved by a reviewer"
REFUSED = "Dimension refused by a reviewer"
GONE = "Link left the catalog since"
TOO_MANY = f"Not handed in (more than {MAX_ITEMS} items in one run)"
"""What became of the link of a skill with a dimension."""

ROLE_HAS_IT = "Role↔dimension exists"
ROLE_WAITS = "Role↔dimension waits with the new role"
ROLE_REFUSED = "Role↔dimension refused by a reviewer"
ROLE_SKIPPED = "Role↔dimension skipped (dimension not under chosen role)"
"""What became of the link of that dimension with the chosen role; a run never widens a known role."""

_HOLDS = frozenset({"pending", "approved", "exported"})


def details_of_items(
    record: RunRecord, details: Details, known: KnownCatalog
) -> tuple[list[Proposal], CatalogIds]:
    """List the review items of a run's details, and the ids of all that they are about."""
    found = detail_proposals(record, details)
    skills = {task.skill for task in details.tasks} | {one.of_skill for one in found if one.of_skill}
    dimensions = {task.dimension for task in details.tasks}
    dimensions |= {one.of_dimension for one in found if one.of_dimension}
    return found, known.catalog_ids(skills, dimensions)


def link(
    connection: Connection,
    record: RunRecord,
    details: Details,
    *,
    items: Mapping[ItemKey, QueuedItem],
    ids: CatalogIds,
    known: KnownCatalog,
    run_key: int,
    updates: StageFiveUpdates,
) -> Linked:
    """Store what was found out about new skills, and say what became of each link.

    Parameters
    ----------
    connection
        An open write transaction that holds the lock on the JD's row.
    record, details
        The run, and its details.
    items
        Its review items, which were stored before.
    ids
        From `details_of_items`.
    known
        The catalog in the database.
    run_key
        Key of the run.
    updates
        What recording the rest of it did.

    Returns
    -------
    Linked
        One outcome per task of the details, in their order. What nobody else's run has handed in before
        counts as made by this one.
    """
    _store_enrichments(connection, record, details, known)
    own = {item.id for item in items.values()}
    first = own - seen_by_others(connection, run_key, own) if own else frozenset()
    new_skills = {new_skill_item(new) for new in details.new_skills if new.merged_into is None}
    return Linked(
        outcomes=_outcomes(details, items, ids, known, first),
        aliases=_aliases(details, items),
        artifacts=_artifacts(details, items, updates),
        new_skills=sum(items[key].id in first for key in new_skills if key in items),
    )


def _outcomes(
    details: Details,
    items: Mapping[ItemKey, QueuedItem],
    ids: CatalogIds,
    known: KnownCatalog,
    first: Collection[int],
) -> tuple[LinkOutcome, ...]:
    chosen = details.chosen
    held = known.linked_dimensions({task.skill for task in details.tasks}) if details.tasks else frozenset()
    under: frozenset[str] = frozenset()
    if chosen is not None and chosen.source == "db":
        under = known.dimensions_of(known.role(chosen.slug))
    counted: set[ItemKey] = set()

    def made(key: ItemKey) -> bool:
        """Whether this run was the first to hand an item in; told once, however many terms lead to it."""
        if key in counted or key not in items or items[key].id not in first:
            return False
        counted.add(key)
        return True

    found = []
    for task in details.tasks:
        words, holds, skipped, key = _skill_link(task, items, held)
        role_key: ItemKey | None = None
        if chosen is None or chosen.source == "db":
            role_words, role_holds = (ROLE_HAS_IT, True) if task.dimension in under else (ROLE_SKIPPED, False)
        else:
            role_key = role_dimension_item(chosen.slug, task.dimension)
            role_words, role_holds = _new_role_link(items.get(role_key))
        found.append(
            LinkOutcome(
                term=task.term,
                skill=task.skill,
                dimension=task.dimension,
                skill_id=ids.skills.get(task.skill),
                dimension_id=ids.dimensions.get(task.dimension),
                skill_dimension_holds=holds,
                role_dimension_holds=role_holds,
                skill_dimension_made=key is not None and holds and made(key),
                role_dimension_made=role_key is not None and role_holds and made(role_key),
                skipped_reason=skipped,
                line=f"{words} · {role_words}",
            )
        )
    return tuple(found)


def _skill_link(
    task: DimensionTask, items: Mapping[ItemKey, QueuedItem], held: frozenset[tuple[str, str]]
) -> tuple[str, bool, str | None, ItemKey | None]:
    """Words for a link, whether it holds, why it was skipped, and its review item if it has one."""
    if (task.skill, task.dimension) in held:
        return EXISTING, True, None, None
    if not task.proposed:
        return GONE, False, "the catalog no longer links the two", None
    key = skill_dimension_item(task)
    item = items.get(key)
    if item is None:
        return TOO_MANY, False, f"more than {MAX_ITEMS} items in one run", None
    if item.status not in _HOLDS:
        return REFUSED, False, "a reviewer refused the link", key
    return (PROPOSED if item.status == "pending" else SETTLED), True, None, key


def _new_role_link(item: QueuedItem | None) -> tuple[str, bool]:
    if item is None:
        return ROLE_SKIPPED, False
    return (ROLE_WAITS, True) if item.status in _HOLDS else (ROLE_REFUSED, False)


def _aliases(details: Details, items: Mapping[ItemKey, QueuedItem]) -> tuple[tuple[str, str, int], ...]:
    found: dict[tuple[str, str], int] = {}
    for one in details.skills:
        alias = one.alias
        if alias is None or alias.known_alias is not None or alias.skipped_reason is not None:
            continue
        item = items.get(alias_item(alias.skill, alias.term))
        if item is not None and item.status in _HOLDS:
            found[alias.term, alias.skill] = item.id
    return tuple((term, skill, number) for (term, skill), number in found.items())


def _artifacts(
    details: Details, items: Mapping[ItemKey, QueuedItem], updates: StageFiveUpdates
) -> tuple[tuple[str, str, int | None], ...]:
    """Everything new that waits for a person, with the key of its review item."""
    found: dict[tuple[str, str], int | None] = {}
    if details.chosen is not None and details.chosen.source == "llm" and updates.queue_entry_id is not None:
        shown = f"{details.chosen.display_name} ({details.chosen.slug})"
        found["role_proposed", shown] = updates.queue_entry_id

    def note(kind: str, detail: str, key: ItemKey) -> None:
        if key in items and items[key].status == "pending":
            found.setdefault((kind, detail), items[key].id)

    for new in details.new_skills:
        if new.merged_into is None:
            note("canonical_skill_proposed", _described(new), new_skill_item(new))
    for term, skill, _ in _aliases(details, items):
        note("skill_alias_proposed", f"{term} → {skill}", alias_item(skill, term))
    for task in details.tasks:
        if task.proposed:
            detail = f"{task.skill} → {task.dimension}"
            note("skill_dimension_proposed", detail, skill_dimension_item(task))
    draft = details.role_draft
    for dimension in draft.dimensions if draft is not None else ():
        role = draft.slug if draft is not None else ""
        key = role_dimension_item(role, dimension.slug)
        note("role_dimension_proposed", f"{role} → {dimension.slug}", key)
    return tuple((kind, detail, number) for (kind, detail), number in found.items())


def _described(new: NewSkill) -> str:
    if new.derived is None:
        return new.name
    told = new.derived
    return (
        f"{new.name} (type={told.category} subtype={told.sub_category} "
        f"nature={told.skill_nature} lifespan={told.typical_lifespan})"
    )


def _store_enrichments(
    connection: Connection, record: RunRecord, details: Details, known: KnownCatalog
) -> None:
    merged = known.skill_ids([new.merged_into for new in details.new_skills if new.merged_into is not None])
    rows = {}
    for new in details.new_skills:
        by = "model" if _by_model(new) else "rules"
        key = (new_skill_item(new)[1], f"jdwork {record.provenance.code_version} ({by})")
        if not key[0] or key in rows:
            continue
        rows[key] = {
            "name_key": key[0],
            "producer": key[1],
            "skill_id": merged.get(new.merged_into) if new.merged_into is not None else None,
            "outcome": new.log[-1].action if new.log else ("merge" if new.merged_into else "keep"),
            "facts": plain(new),
            "run_id": record.run_id,
        }
    if rows:
        connection.execute(insert(SkillEnrichmentRow), list(rows.values()))


def _by_model(new: NewSkill) -> bool:
    parts = (*new.log, new.typed, new.placed, new.enrichment)
    return any(part is not None and part.method == "model" for part in parts)
