"""Undoing a recorded run, as if it had never been recorded."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, delete, exists, select

from jdwork.database.tables import (
    AnnotationRow,
    CollisionLogRow,
    JdEmbeddingRow,
    JdRow,
    LabelRow,
    LlmCallRow,
    ReviewItemRow,
    ReviewSightingRow,
    RunRow,
    SkillEnrichmentRow,
)
from jdwork.database.transactions import write
from jdwork.record.queue import forget_sightings
from jdwork.record.votes import current_vote, latest_accepted, move_vote


def unrecord(run_id: str, engine: Engine) -> bool:
    """Undo a recorded run, in one transaction.

    Its JD counts again as the latest accepted run before it says (or not at all), its sightings
    leave the review queue, and its collision, its calls of language models and what it found out about
    new skills are forgotten. What people did stays: a decided review
    item, a label, an annotation, and a JD that one of them is about.

    Parameters
    ----------
    run_id
        The run's id.
    engine
        The database it was recorded in.

    Returns
    -------
    bool
        False where no such run is recorded.

    Raises
    ------
    DatabaseError
        If the database cannot be written.
    """
    return write(engine, lambda connection: _unrecord(connection, run_id))


def _unrecord(connection: Connection, run_id: str) -> bool:
    jd_id = connection.scalar(select(RunRow.jd_id).where(RunRow.run_id == run_id))
    if jd_id is None:
        return False
    connection.execute(select(JdRow.id).where(JdRow.id == jd_id).with_for_update()).all()
    # Looked up again under the lock: another process may have undone it meanwhile.
    run = connection.execute(
        select(RunRow.id, RunRow.embedding_id, RunRow.encoder_id, RunRow.accepted).where(
            RunRow.run_id == run_id
        )
    ).first()
    if run is None:
        return False
    forget_sightings(connection, run.id)
    connection.execute(delete(CollisionLogRow).where(CollisionLogRow.run_key == run.id))
    for belongings in (LlmCallRow, SkillEnrichmentRow):
        connection.execute(delete(belongings).where(belongings.run_id == run_id))
    connection.execute(delete(RunRow).where(RunRow.id == run.id))
    if run.accepted:
        # The remaining runs decide, as if this one had never been.
        old = current_vote(connection, jd_id, run.encoder_id)
        new = latest_accepted(connection, jd_id, run.encoder_id)
        move_vote(connection, run.encoder_id, old=old, new=new)
    connection.execute(
        delete(JdEmbeddingRow).where(
            JdEmbeddingRow.id == run.embedding_id,
            ~exists().where(RunRow.embedding_id == JdEmbeddingRow.id),
        )
    )
    users = (RunRow, ReviewItemRow, ReviewSightingRow, LabelRow, AnnotationRow, JdEmbeddingRow)
    unused = [~exists().where(user.jd_id == JdRow.id) for user in users]
    connection.execute(delete(JdRow).where(JdRow.id == jd_id, *unused))
    return True
