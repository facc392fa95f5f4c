"""What a run keeps of its record as JSON, and what recording did, there and back."""

from __future__ import annotations

import math
from dataclasses import asdict, fields, is_dataclass
from typing import Any

import numpy as np
from pydantic import BaseModel

from jdwork.record.run_record import AttachedSkill, RunRecord, StageFiveUpdates
from jdwork.record.unknown import unknown_facts

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
        Keys ``nano_parsed``, ``fail_reason``, ``parser``, ``evidence``, ``chosen``, ``skills``,
        ``proposed_skills`` and ``notes``, for a JD that no role fits also ``unknown`` (see
        `jdwork.record.unknown`); values that are not JSON numbers (NaN) are None.
    """
    unknown = {"unknown": unknown_facts(record)} if record.decision.case == "E" else {}
    return {
        **unknown,
        "nano_parsed": plain(record.parse.parsed),
        "fail_reason": record.parse.fail_reason,
        "parser": record.parse.parser,
        "evidence": plain(record.evidence),
        "chosen": plain(record.chosen),
        "skills": plain(record.skills.found),
        "proposed_skills": plain(record.skills.proposed),
        "notes": list(record.notes),
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
