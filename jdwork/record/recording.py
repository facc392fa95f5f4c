"""Recording runs: everything that one classification changes, in one transaction, once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

import numpy as np
from sqlalchemy import Connection, Engine, insert, select, update

from jdwork.catalog.slug import slugify
from jdwork.config.settings import Settings
from jdwork.database.tables import CollisionLogRow, RunRow
from jdwork.database.transactions import safe_url, write
from jdwork.details.model import Details, Linked
from jdwork.enrich import v3_run_id
from jdwork.errors import DatabaseError
from jdwork.parse import normalize_title
from jdwork.record.jds import hold_jd
from jdwork.record.known import KnownCatalog, KnownRole
from jdwork.record.ledger import read_calls, store_calls
from jdwork.record.linking import details_of_items, link
from jdwork.record.payload import decision_facts, detail_facts, plain, read_updates, updates_facts
from jdwork.record.proposals import Proposal, bounded_key, proposals, title_of
from jdwork.record.queue import QueuedItem, note_sightings
from jdwork.record.run_record import AttachedSkill, RunRecord, StageFiveUpdates
from jdwork.record.values import read_value
from jdwork.record.votes import Vote, current_vote, move_vote, store_embedding

CHUNK = 32
"""Records per transaction on SQLite, which has one writer at a time anyway."""


def record(record: RunRecord, engine: Engine, *, settings: Settings) -> StageFiveUpdates:
    """Store one run and all that follows from it, in one transaction.

    Recording a run again changes nothing and returns what the first time returned; so does
    recording it from two processes at once. If anything fails, nothing was stored.

    Parameters
    ----------
    record
        What a classification found.
    engine
        A database from `open_database` that holds the catalog.
    settings
        The settings of the classification; ``centroid.min_confidence`` says from which confidence
        on a decision moves a centroid.

    Returns
    -------
    StageFiveUpdates
        What changed. ``v3_run_id`` is set where a new role was queued and the run has details: those are
        what the v3 step works out.

    Raises
    ------
    DatabaseError
        If the chosen role is not in the database, or the database cannot be written.
    """
    return recorded([record], engine, settings=settings)[0].updates or StageFiveUpdates()


def record_many(
    records: Iterable[RunRecord],
    engine: Engine,
    *,
    settings: Settings,
    progress: Callable[[int], None] | None = None,
) -> list[StageFiveUpdates]:
    """Store many runs; as `record`, one after the other, but faster.

    Parameters
    ----------
    records
        Read as they are needed, so a generator over a large file will do.
    engine, settings
        As for `record`.
    progress
        Told the number of records stored so far, after each commit.

    Returns
    -------
    list of StageFiveUpdates
        In the order of the records.

    Raises
    ------
    DatabaseError
        As for `record`. What was committed before stays; calling again goes on from there.
    """
    made = recorded(records, engine, settings=settings, progress=progress, keep=_only_updates)
    return [updates or StageFiveUpdates() for updates in made]


def recorded(
    records: Iterable[RunRecord],
    engine: Engine,
    *,
    settings: Settings,
    progress: Callable[[int], None] | None = None,
    keep: Callable[[RunRecord], Any] = lambda record: record,
) -> list[Any]:
    """Store many runs, with their details where they have them, and say what that did.

    Parameters
    ----------
    records, engine, settings, progress
        As for `record_many`. A run that was recorded without details gets them when it is recorded with
        them, once: later ones change nothing.
    keep
        What to keep of each record; the whole of it by default.

    Returns
    -------
    list of RunRecord
        The same with ``updates`` and, where the database has details of them, ``linked``. Where those
        are not the ones handed in, because others were recorded before, ``details`` and ``calls`` are those
        of the database as well.

    Raises
    ------
    DatabaseError
        As for `record_many`.
    """
    # PostgreSQL lets many write at once: short transactions there keep others from waiting.
    size = CHUNK if engine.dialect.name == "sqlite" else 1
    done: list[Any] = []
    for chunk in _chunks(records, size):

        def store(connection: Connection, chunk: list[RunRecord] = chunk) -> list[Any]:
            known = KnownCatalog(connection)
            return [keep(_record(connection, one, settings, known)) for one in chunk]

        done += write(engine, store)
        if progress is not None:
            progress(len(done))
    return done


def _only_updates(record: RunRecord) -> StageFiveUpdates | None:
    return record.updates


def _chunks(records: Iterable[RunRecord], size: int) -> Iterator[list[RunRecord]]:
    rest = iter(records)
    while chunk := list(islice(rest, size)):
        yield chunk


def _record(connection: Connection, record: RunRecord, settings: Settings, known: KnownCatalog) -> RunRecord:
    # Locks are taken in one order everywhere: the JD, review items by kind and key, centroids by role.
    jd_id, jd_is_new = hold_jd(connection, record.jd)
    if not jd_is_new:
        before = _recorded(connection, record, jd_id)
        if before is not None:
            return _again(connection, record, before, known)
    decision, encoder_id = record.decision, record.provenance.encoder_id
    role = known.role(decision.role) if decision.role is not None else None
    vector = np.asarray(record.vector, dtype=np.float32)
    embedding_id = None
    if vector.any():
        embedding_id = store_embedding(connection, jd_id, encoder_id, vector, jd_is_new=jd_is_new)
    accepted = (
        role is not None
        and embedding_id is not None
        and not decision.queued
        and decision.confidence >= settings.centroid.min_confidence
    )
    run_key = _store_run(connection, record, jd_id, role, embedding_id, accepted=accepted)
    passed_over = known.everyday_skills() | (known.skills_of(role) if role is not None else frozenset())
    found = proposals(
        record, settings=settings, role_slug=role.slug if role else None, passed_over=passed_over
    )
    # One call for all of them, so that review items are locked in one order throughout.
    more, ids = ([], None) if record.details is None else details_of_items(record, record.details, known)
    asked = {(each.kind, each.key) for each in found}
    everything = [*found, *(each for each in more if (each.kind, each.key) not in asked)]
    items = note_sightings(
        connection,
        everything,
        run_key=run_key,
        jd_id=jd_id,
        role_id=role.id if role else None,
        skill_ids=_skill_keys(everything, known),
        dimension_ids=ids.dimension_keys if ids is not None else None,
        jd_is_new=jd_is_new,
    )
    collision_id = _log_collision(connection, record, run_key, jd_id)
    moved, count = False, None
    if accepted and role is not None and embedding_id is not None:
        old = None if jd_is_new else current_vote(connection, jd_id, encoder_id)
        new = Vote(embedding_id, role.id)
        moved = old != new
        count = move_vote(connection, encoder_id, old=old, new=new)
    updates = _summary(record, found, items, role, collision_id=collision_id, moved=moved, count=count)
    store_calls(connection, record.run_id, record.calls, is_new=True)
    linked, values = None, {}
    if record.details is not None and ids is not None:
        updates = replace(updates, v3_run_id=_v3_run_id(record, record.details, updates))
        linked = link(
            connection, record, record.details, items=items, ids=ids, known=known, run_key=run_key,
            updates=updates,
        )  # fmt: skip
        values = {"details": plain(record.details), "linked": plain(linked)}
    if updates != StageFiveUpdates():
        values["updates"] = updates_facts(updates)
    if values:
        connection.execute(update(RunRow).where(RunRow.id == run_key).values(values))
    return replace(record, updates=updates, linked=linked)


def _again(connection: Connection, record: RunRecord, before: Any, known: KnownCatalog) -> RunRecord:
    """Record a run that was recorded before: its details, if those are new; else nothing."""
    updates = read_updates(before.updates)
    details = record.details
    if before.linked is not None:
        linked = read_value(Linked, before.linked)
        if details is None:
            return replace(record, updates=updates, linked=linked)
        stored = connection.scalar(select(RunRow.details).where(RunRow.id == before.id))
        if stored == plain(details):
            return replace(record, updates=updates, linked=linked)
        return replace(
            record,
            details=read_value(Details, stored),
            calls=read_calls(connection, record.run_id),
            updates=updates,
            linked=linked,
        )
    if details is None:
        return replace(record, updates=updates, linked=None)
    found, ids = details_of_items(record, details, known)
    items = note_sightings(
        connection,
        found,
        run_key=before.id,
        jd_id=before.jd_id,
        role_id=before.role_id,
        skill_ids=_skill_keys(found, known),
        dimension_ids=ids.dimension_keys,
        jd_is_new=False,
        run_is_new=False,
    )
    store_calls(connection, record.run_id, record.calls, is_new=False)
    updates = replace(updates, v3_run_id=_v3_run_id(record, details, updates))
    linked = link(
        connection, record, details, items=items, ids=ids, known=known, run_key=before.id, updates=updates
    )
    values = {
        "details": plain(details),
        "linked": plain(linked),
        "updates": {**before.updates, **updates_facts(updates)},
    }
    detail = connection.execute(select(RunRow.detail).where(RunRow.id == before.id)).scalar_one()
    if detail.get("notes") != list(record.notes):  # working the details out may have left some
        values["detail"] = {**detail, "notes": list(record.notes)}
    connection.execute(update(RunRow).where(RunRow.id == before.id).values(values))
    return replace(record, updates=updates, linked=linked)


def _skill_keys(found: Sequence[Proposal], known: KnownCatalog) -> dict[str, int]:
    """Keys of the skills that some review items are about."""
    slugs = [each.skill.slug if each.skill else each.of_skill for each in found]
    return known.skill_ids([slug for slug in slugs if slug is not None])


def _v3_run_id(record: RunRecord, details: Details, updates: StageFiveUpdates) -> str | None:
    """Id of the v3 step that worked a new role out, where one was queued."""
    if not updates.v3_pipeline_triggered:
        return None
    if details.role_draft is not None:
        return details.role_draft.run_id
    return v3_run_id(record.run_id, updates.v3_role_slug or "")


def _recorded(connection: Connection, record: RunRecord, jd_id: int) -> Any:
    """What the database holds of a run; None where it was not recorded."""
    row = connection.execute(
        select(RunRow.id, RunRow.jd_id, RunRow.role_id, RunRow.updates, RunRow.linked).where(
            RunRow.run_id == record.run_id
        )
    ).first()
    if row is None:
        return None
    if row.jd_id != jd_id:
        raise DatabaseError(
            f"The run {record.run_id} was recorded for another JD.",
            where=safe_url(connection.engine.url),
            hint="A run id must follow from the JD's content; do not make run ids by hand.",
        )
    return row


def _store_run(
    connection: Connection,
    record: RunRecord,
    jd_id: int,
    role: KnownRole | None,
    embedding_id: int | None,
    *,
    accepted: bool,
) -> int:
    jd, decision, made_of = record.jd, record.decision, record.provenance
    values = {
        "run_id": record.run_id,
        "jd_id": jd_id,
        "jd_name": jd.id,
        "jd_date": jd.date,
        "jd_label": jd.label,
        "decision_case": decision.case,
        "role_id": role.id if role else None,
        "role_slug": decision.role,
        "confidence": float(decision.confidence),
        "queued": decision.queued,
        "accepted": accepted,
        "embedding_id": embedding_id,
        "encoder_id": made_of.encoder_id,
        "code_version": made_of.code_version,
        "catalog_hash": made_of.catalog_hash,
        "config_hash": made_of.config_hash,
        "centroid_hash": made_of.centroid_hash,
        "decision": decision_facts(record),
        "detail": detail_facts(record),
        "updates": {},
    }
    return connection.execute(insert(RunRow).returning(RunRow.id), values).scalar_one()


def _log_collision(connection: Connection, record: RunRecord, run_key: int, jd_id: int) -> int | None:
    decision = record.decision
    if len(decision.alias_roles) < 2:
        return None
    title = title_of(record)
    values = {
        "run_key": run_key,
        "jd_id": jd_id,
        "title": title,
        "title_key": bounded_key(normalize_title(title)),
        "role_slugs": list(decision.alias_roles),
        "chosen_slug": decision.role,
    }
    return connection.execute(insert(CollisionLogRow).returning(CollisionLogRow.id), values).scalar_one()


def _summary(
    record: RunRecord,
    found: list[Proposal],
    items: dict[tuple[str, str], QueuedItem],
    role: KnownRole | None,
    *,
    collision_id: int | None,
    moved: bool,
    count: int | None,
) -> StageFiveUpdates:
    pending = [each for each in found if items[each.kind, each.key].status == "pending"]
    for_a_person = [each for each in found if each.kind in {"decision", "new_role"}]
    new_role = next((each for each in pending if each.kind == "new_role"), None)
    return StageFiveUpdates(
        centroid_updated=moved,
        centroid_n_after=count,
        collision_log_id=collision_id,
        new_kra_attached=next((each.name for each in pending if each.kind == "new_kra"), None),
        new_skills_attached=tuple(
            AttachedSkill(
                skill_name=each.skill.display_name,
                is_primary=each.skill.is_primary,
                role_slug=role.slug,
                role_display_name=role.display_name,
                queue_id=items[each.kind, each.key].id,
            )
            for each in pending
            if each.skill is not None and role is not None
        ),
        queue_entry_id=next((items[each.kind, each.key].id for each in for_a_person), None),
        v3_pipeline_triggered=new_role is not None,
        v3_role_slug=slugify(new_role.name) if new_role else None,
    )
