"""A recorded run, read back from the database as the record that it was stored from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sqlalchemy import Engine, select

from jdwork.catalog.snapshot import CatalogSnapshot
from jdwork.config.settings import Settings
from jdwork.database.tables import JdEmbeddingRow, JdRow, RunRow
from jdwork.database.transactions import read_transaction, safe_url
from jdwork.decide import Decision
from jdwork.details.model import Details, Linked
from jdwork.errors import CatalogError, DatabaseError
from jdwork.parse import ParseResult
from jdwork.record.ledger import read_calls
from jdwork.record.payload import read_updates
from jdwork.record.run_record import ChosenRoleFacts, Evidence, Provenance, RunRecord
from jdwork.record.values import read_value
from jdwork.signals import SIGNALS, SignalTable
from jdwork.skills import ProposedSkill, SkillFindings
from jdwork.text import JobDescription, read_structure


def restore_record(
    engine: Engine, run_id: str, *, settings: Settings, snapshot: CatalogSnapshot
) -> RunRecord:
    """Read a recorded run back.

    Parameters
    ----------
    engine
        The database.
    run_id
        The run's id.
    settings
        How much of a text is read; the sentences are read off it again.
    snapshot
        The catalog as it stands: columns of the signals are laid out for it. A run of another catalog keeps
        those of its candidates that this one still has.

    Returns
    -------
    RunRecord
        Equal to the one that was recorded, with what recording it did, but without timings.

    Raises
    ------
    DatabaseError
        If no such run was recorded, or its row cannot be read.
    """
    query = (
        select(RunRow, JdRow.title, JdRow.text, JdEmbeddingRow.vector)
        .join(JdRow, JdRow.id == RunRow.jd_id)
        .outerjoin(JdEmbeddingRow, JdEmbeddingRow.id == RunRow.embedding_id)
        .where(RunRow.run_id == run_id)
    )
    with read_transaction(engine) as connection:
        row = connection.execute(query).first()
        calls = read_calls(connection, run_id) if row is not None else ()
    where = safe_url(engine.url)
    if row is None:
        raise DatabaseError(
            f"No run '{run_id}' was recorded.",
            where=where,
            hint="A run is stored when its JD is classified with record=True, or 'jdwork classify --record'.",
        )
    try:
        return _restored(row, calls, settings, snapshot)
    except (KeyError, TypeError, ValueError) as error:
        raise DatabaseError(
            f"The run '{run_id}' cannot be read: {type(error).__name__} {error}.",
            where=where,
            hint="Another version of jdwork may have written it; classify its JD again.",
        ) from error


def _restored(row: Any, calls: tuple[Any, ...], settings: Settings, snapshot: CatalogSnapshot) -> RunRecord:
    detail: Mapping[str, Any] = row.detail
    jd = JobDescription(id=row.jd_name, text=row.text, title=row.title, date=row.jd_date, label=row.jd_label)
    limits = settings.text
    decision = read_value(Decision, row.decision)
    made_of = detail.get("made_of", {})
    length = detail.get("vector_length", 0)
    return RunRecord(
        run_id=row.run_id,
        jd=jd,
        document=read_structure(jd, max_characters=limits.max_characters, max_sentences=limits.max_sentences),
        parse=read_value(
            ParseResult,
            {
                "parsed": detail["nano_parsed"],
                "fail_reason": detail.get("fail_reason"),
                "grounding": detail.get("grounding", ()),
                "notes": detail.get("parse_notes", ()),
                "parser": detail.get("parser", "rules"),
            },
        ),
        skills=read_value(
            SkillFindings,
            {
                "found": detail.get("skills", ()),
                "proposed": detail.get("proposed_skills", ()),
                "refused": detail.get("refused_skills", ()),
            },
        ),
        signals=_signals(detail.get("signals"), row, decision, snapshot),
        evidence=read_value(Evidence, detail.get("evidence", {})),
        decision=decision,
        provenance=Provenance(
            code_version=row.code_version,
            catalog_hash=row.catalog_hash,
            config_hash=row.config_hash,
            encoder_id=row.encoder_id,
            centroid_hash=row.centroid_hash,
            role_model_hash=made_of.get("role_model_hash", ""),
            models_hash=made_of.get("models_hash", ""),
        ),
        vector=np.zeros(length, dtype=np.float32)
        if row.vector is None
        else np.frombuffer(row.vector, dtype="<f4").astype(np.float32),
        chosen=None if detail.get("chosen") is None else read_value(ChosenRoleFacts, detail["chosen"]),
        notes=tuple(detail.get("notes", ())),
        new_terms=tuple(read_value(ProposedSkill, one) for one in detail.get("new_terms", ())),
        calls=calls,
        details=None if row.details is None else read_value(Details, row.details),
        updates=read_updates(row.updates),
        linked=None if row.linked is None else read_value(Linked, row.linked),
    )


def _signals(
    facts: Mapping[str, Any] | None, row: Any, decision: Decision, snapshot: CatalogSnapshot
) -> SignalTable:
    """The signal table of one JD; one without candidates where the run's row holds none."""
    told = facts or {"id": row.jd_name, "passed": decision.case != "REJECT", "roles": [], "domains": []}
    roles, domains = told["roles"], told["domains"]
    if row.catalog_hash != snapshot.content_hash:
        roles, domains = _laid_out(len(roles), decision, snapshot)
    values = told.get("values", {})
    columns = {
        name: np.array([values.get(name) or [0.0] * len(roles)], dtype=np.float32).reshape(1, len(roles))
        for name in SIGNALS
    }
    return SignalTable(
        ids=(told["id"],),
        passed=np.array([told["passed"]]),
        roles=np.array([roles], dtype=np.int32).reshape(1, len(roles)),
        domains=np.array([domains], dtype=np.int32).reshape(1, len(roles)),
        **columns,
    )


def _laid_out(
    width: int, decision: Decision, snapshot: CatalogSnapshot
) -> tuple[Sequence[int], Sequence[int]]:
    """Positions in another catalog of the candidates, by column; -1 for those that it lacks."""
    roles, domains = [-1] * width, [-1] * width
    for candidate in decision.candidates:
        try:
            role = snapshot.role(candidate.slug)
        except CatalogError:
            continue
        if 0 <= candidate.column < width:
            roles[candidate.column] = snapshot.role_index[role.slug]
            domains[candidate.column] = snapshot.domain_index[role.domain]
    return roles, domains
