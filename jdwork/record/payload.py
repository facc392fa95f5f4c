"""What a run keeps of its record as JSON, and what recording did, there and back."""

from __future__ import annotations

import math
from dataclasses import asdict, fields, is_dataclass
from typing import Any

import numpy as np
from pydantic import BaseModel

from jdwork.record.run_record import AttachedSkill, RunRecord, StageFiveUpdates
from jdwork.record.unknown import unknown_facts
from jdwork.signals import SIGNALS, SignalTable

_PLAIN = frozenset({str, int, bool, type(None)})


def decision_facts(record: RunRecord) -> dict[str, Any]:
    """Return the decision as JSON values, under the names of its fields."""
    return plain(record.decision)


def detail_facts(record: RunRecord) -> dict[str, Any]:
    """Return what is needed to show a run again: parse, evidence, skills with their places, notes.

    Parameters
    ----------
    record
        Any record.

    Returns
    -------
    dict
        Keys ``nano_parsed``, ``fail_reason``, ``grounding``, ``parse_notes``, ``parser``, ``evidence``,
        ``chosen``, ``skills``, ``proposed_skills``, ``refused_skills``, ``new_terms``, ``signals``,
        ``vector_length``, ``made_of`` and ``notes``, for a JD that no role fits also ``unknown`` (see
        `jdwork.record.unknown`); values that are not JSON numbers (NaN) are None. `jdwork.record.restoring`
        reads them back.
    """
    unknown = {"unknown": unknown_facts(record)} if record.decision.case == "E" else {}
    return {
        **unknown,
        "nano_parsed": plain(record.parse.parsed),
        "fail_reason": record.parse.fail_reason,
        "grounding": plain(record.parse.grounding),
        "parse_notes": list(record.parse.notes),
        "parser": record.parse.parser,
        "evidence": plain(record.evidence),
        "chosen": plain(record.chosen),
        "skills": plain(record.skills.found),
        "proposed_skills": plain(record.skills.proposed),
        "refused_skills": plain(record.skills.refused),
        "new_terms": plain(record.new_terms),
        "signals": signal_facts(record.signals),
        "vector_length": len(record.vector),
        "made_of": {
            "role_model_hash": record.provenance.role_model_hash,
            "models_hash": record.provenance.models_hash,
        },
        "notes": list(record.notes),
    }


def signal_facts(table: SignalTable) -> dict[str, Any]:
    """Return the signals of one JD as JSON values; a signal that says nothing of any role is left out.

    Each float is the shortest decimal that is the same number in 32 bits.
    """
    values = {name: getattr(table, name)[0] for name in SIGNALS}
    return {
        "id": table.ids[0],
        "passed": bool(table.passed[0]),
        "roles": table.roles[0].tolist(),
        "domains": table.domains[0].tolist(),
        "values": {
            name: plain([float(str(value)) for value in row]) for name, row in values.items() if row.any()
        },
    }


def updates_facts(updates: StageFiveUpdates) -> dict[str, Any]:
    """Return what recording did as JSON values."""
    return asdict(updates)


def read_updates(facts: dict[str, Any]) -> StageFiveUpdates:
    """Turn the JSON of `updates_facts` back into the value it was made of."""
    known = {each.name for each in fields(StageFiveUpdates)}
    values = {name: value for name, value in facts.items() if name in known}
    values["new_skills_attached"] = tuple(
        AttachedSkill(**skill) for skill in values.get("new_skills_attached", ())
    )
    return StageFiveUpdates(**values)


def plain(value: Any) -> Any:
    """Turn dataclasses, pydantic models, tuples and numpy scalars into JSON values, recursively."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is float:
        return value if math.isfinite(value) else None
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, BaseModel):
        return plain(value.model_dump())
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, np.generic):
        return plain(value.item())
    return value
