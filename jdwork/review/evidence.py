"""What speaks for a review item: where it was seen, what stood beside it, what the catalog has like it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from jdwork.annotate.label_log import labels_in_force
from jdwork.annotate.queueing import drafted_edit
from jdwork.catalog.edits import CatalogEdit
from jdwork.catalog.slug import slugify
from jdwork.catalog.snapshot import CatalogSnapshot
from jdwork.config.settings import Settings
from jdwork.database.tables import CollisionLogRow, JdRow, ReviewItemRow, ReviewSightingRow, RunRow
from jdwork.database.transactions import read_transaction
from jdwork.discover import NewRole, UnknownJd, describe_new_role
from jdwork.discover.duties import duty_sentences
from jdwork.record.settled import settled_dimensions
from jdwork.record.waiting import waiting_jds
from jdwork.review.items import ReviewItem, find_item
from jdwork.review.meaning import current_role, current_skill, slugs_before
from jdwork.review.similar import Similar, similar_entries

MAX_SIGHTINGS = 200
"""JDs looked at for one item, those seen last."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """One JD in which an item was seen, as its latest run saw it.

    Parameters
    ----------
    run_id, jd_name, title
        Of the run and its JD.
    name, snippet
        The item as it stood there, and the words round it.
    start, end
        Where, in the JD's text.
    role
        Slug of the role that the JD got, redirects followed.
    confidence, queued
        Of that decision.
    label
        The role that a person or a labelled file gives the JD.
    at
        When the run was recorded.
    """

    run_id: str
    jd_name: str
    title: str | None
    name: str
    snippet: str
    start: int | None
    end: int | None
    role: str | None
    confidence: float
    queued: bool
    label: str | None
    at: datetime
    run_key: int = field(default=0, repr=False)
    jd_id: int = field(default=0, repr=False)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for an item.

    Parameters
    ----------
    sightings
        The JDs it was seen in, the latest first, at most `MAX_SIGHTINGS`.
    similar
        Entries of the catalog that read alike, the nearest first.
    spellings
        How often it was written how.
    roles
        JDs per role that they got, doubtful decisions left out.
    role_sizes
        JDs that each of these roles has in all.
    skills
        JDs per catalog skill found in them.
    candidates
        Per role, the probabilities that the runs gave it, added up.
    chosen
        For a collision: JDs per role that was chosen; the key None where none was.
    carriers
        For a collision: slugs of the roles that carried the title.
    duties
        For a new role: sentences of its JDs that say what is done, each with the number of its JD.
    dimensions
        For a new skill: slugs of the dimensions that people approved for it.
    proposal
        For a new role: what its JDs have in common, and the known roles near them.
    drafted
        The edit that an analyst drafted, where one did.
    """

    sightings: tuple[Sighting, ...] = ()
    similar: tuple[Similar, ...] = ()
    spellings: Mapping[str, int] = field(default_factory=dict)
    roles: Mapping[str, int] = field(default_factory=dict)
    role_sizes: Mapping[str, int] = field(default_factory=dict)
    skills: Mapping[str, int] = field(default_factory=dict)
    candidates: Mapping[str, float] = field(default_factory=dict)
    chosen: Mapping[str | None, int] = field(default_factory=dict)
    carriers: tuple[str, ...] = ()
    duties: tuple[tuple[int, str], ...] = ()
    dimensions: tuple[str, ...] = ()
    proposal: NewRole | None = None
    drafted: CatalogEdit | None = None


@dataclass(frozen=True, slots=True)
class ShownItem:
    """A review item with what speaks for it."""

    item: ReviewItem
    evidence: Evidence


def show_item(
    engine: Engine, snapshot: CatalogSnapshot, number: int, *, settings: Settings | None = None
) -> ShownItem:
    """Show one review item with its evidence.

    Parameters
    ----------
    engine
        The database.
    snapshot
        The catalog as it stands.
    number
        Key of the item.
    settings
        Thresholds that a new role's evidence is told by; the defaults, if left out.

    Raises
    ------
    ReviewError
        If there is no such item.
    """
    with read_transaction(engine) as connection:
        item = find_item(connection, snapshot, number)
        return ShownItem(item, gather_evidence(connection, snapshot, item, settings=settings))


def gather_evidence(
    connection: Connection, snapshot: CatalogSnapshot, item: ReviewItem, *, settings: Settings | None = None
) -> Evidence:
    """Collect what speaks for an item, within a transaction."""
    sightings = _sightings(connection, snapshot, item.ids)
    roles = Counter(each.role for each in sightings if each.role is not None and not each.queued)
    skills: Counter[str] = Counter()
    candidates: dict[str, float] = {}
    if item.kind in {"new_skill", "new_role"}:
        skills, candidates = _findings(connection, snapshot, [each.run_key for each in sightings])
    chosen, carriers = (
        _collisions(connection, snapshot, item.key) if item.kind == "collision" else (Counter(), ())
    )
    sized = {*roles, item.role} - {None}
    asking: list[UnknownJd] = []
    if item.kind == "new_role":
        asking = waiting_jds(connection, item.ids, most=MAX_SIGHTINGS)
    dimensions: tuple[str, ...] = ()
    if item.kind == "new_skill":
        locked = settled_dimensions(connection).locked.get(slugify(item.name), ())
        dimensions = tuple(slug for slug in locked if slug in snapshot.dimension_index)
    return Evidence(
        sightings=sightings,
        similar=similar_entries(item, snapshot),
        spellings=dict(Counter(each.name for each in sightings).most_common()),
        roles=dict(roles.most_common()),
        role_sizes={slug: _size(connection, snapshot, slug) for slug in sorted(map(str, sized))},
        skills=dict(skills.most_common()),
        candidates=dict(sorted(candidates.items(), key=lambda pair: (-pair[1], pair[0]))),
        chosen=dict(chosen.most_common()),
        carriers=carriers,
        duties=tuple((place, text) for place, text, _, _ in duty_sentences(asking)),
        dimensions=dimensions,
        proposal=_proposal(connection, snapshot, asking, settings or Settings()) if asking else None,
        drafted=drafted_edit(connection, item.ids)
        if item.kind in {"role_skill", "new_kra", "role_alias"}
        else None,
    )


def _sightings(connection: Connection, snapshot: CatalogSnapshot, ids: Sequence[int]) -> tuple[Sighting, ...]:
    latest = (
        select(func.max(ReviewSightingRow.run_key).label("run_key"))
        .where(ReviewSightingRow.item_id.in_(ids))
        .group_by(ReviewSightingRow.jd_id)
        .order_by(func.max(ReviewSightingRow.run_key).desc())
        .limit(MAX_SIGHTINGS)
        .subquery()
    )
    rows = connection.execute(
        select(
            RunRow.id,
            RunRow.run_id,
            RunRow.jd_id,
            RunRow.jd_name,
            RunRow.jd_label,
            RunRow.role_slug,
            RunRow.confidence,
            RunRow.queued,
            RunRow.recorded_at,
            JdRow.title,
            ReviewSightingRow.name,
            ReviewSightingRow.snippet,
            ReviewSightingRow.span_start,
            ReviewSightingRow.span_end,
        )
        .join(latest, latest.c.run_key == RunRow.id)
        .join(JdRow, JdRow.id == RunRow.jd_id)
        .join(ReviewSightingRow, ReviewSightingRow.run_key == RunRow.id)
        .where(ReviewSightingRow.item_id.in_(ids))
        .order_by(RunRow.id.desc(), ReviewSightingRow.item_id)
    ).all()
    labels = _labels(connection, {row.jd_id for row in rows})
    found: dict[int, Sighting] = {}
    for row in rows:
        said = labels.get(row.jd_id, row.jd_label)
        seen = Sighting(
            run_id=row.run_id,
            jd_name=row.jd_name,
            title=row.title,
            name=row.name,
            snippet=row.snippet,
            start=row.span_start,
            end=row.span_end,
            role=current_role(snapshot, row.role_slug) if row.role_slug else None,
            confidence=row.confidence,
            queued=row.queued,
            label=current_role(snapshot, said) if said else None,
            at=row.recorded_at,
            run_key=row.id,
            jd_id=row.jd_id,
        )
        found.setdefault(row.jd_id, seen)
    return tuple(found.values())


def _labels(connection: Connection, jds: Collection[int]) -> dict[int, str]:
    """What people say of each JD."""
    return {jd: row.role_slug or row.verdict for jd, row in labels_in_force(connection, jds).items()}


def _findings(
    connection: Connection, snapshot: CatalogSnapshot, run_keys: Sequence[int]
) -> tuple[Counter[str], dict[str, float]]:
    skills: Counter[str] = Counter()
    candidates: dict[str, float] = defaultdict(float)
    query = select(RunRow.detail, RunRow.decision).where(RunRow.id.in_(run_keys))
    for detail, decision in connection.execute(query):
        skills.update({current_skill(snapshot, one["slug"]) for one in detail.get("skills", ())})
        for one in decision.get("candidates", ()):
            candidates[current_role(snapshot, one["slug"])] += one["probability"] or 0.0
    # Runs may name entries that the catalog has dropped since.
    return (
        Counter({slug: count for slug, count in skills.items() if slug in snapshot.skill_index}),
        {slug: share for slug, share in candidates.items() if slug in snapshot.role_index},
    )


def _collisions(
    connection: Connection, snapshot: CatalogSnapshot, title_key: str
) -> tuple[Counter[str | None], tuple[str, ...]]:
    chosen: Counter[str | None] = Counter()
    carriers: dict[str, None] = {}
    latest: dict[int, Any] = {}
    query = (
        select(CollisionLogRow.jd_id, CollisionLogRow.role_slugs, CollisionLogRow.chosen_slug)
        .where(CollisionLogRow.title_key == title_key)
        .order_by(CollisionLogRow.id)
    )
    for row in connection.execute(query):
        latest[row.jd_id] = row
    for row in latest.values():
        chosen[current_role(snapshot, row.chosen_slug) if row.chosen_slug else None] += 1
        carriers |= dict.fromkeys(current_role(snapshot, slug) for slug in row.role_slugs)
    return chosen, tuple(carriers)


def _size(connection: Connection, snapshot: CatalogSnapshot, role: str) -> int:
    query = select(func.count(RunRow.jd_id.distinct())).where(
        RunRow.role_slug.in_((role, *slugs_before(snapshot, role))), RunRow.queued.is_(False)
    )
    return connection.execute(query).scalar_one()


def _proposal(
    connection: Connection, snapshot: CatalogSnapshot, asking: Sequence[UnknownJd], settings: Settings
) -> NewRole:
    """Describe what the JDs of a new role have in common, set against the others that no role fits."""
    own = {jd.key for jd in asking}
    items = connection.scalars(
        select(ReviewItemRow.id)
        .where(ReviewItemRow.kind == "new_role")
        .order_by(ReviewItemRow.id.desc())
        .limit(MAX_SIGHTINGS)
    )
    others = [jd for jd in waiting_jds(connection, list(items), most=MAX_SIGHTINGS) if jd.key not in own]
    return describe_new_role(asking, snapshot, settings=settings, others=others)
