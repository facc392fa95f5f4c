"""Records that meet wherever records can meet: JDs, roles, review items, collisions, details, votes."""

from __future__ import annotations

from dataclasses import replace

from jdwork.record import RunRecord
from tests.record.detailed import detailed, new_role_record
from tests.record.factory import ROLES, make_record, unit

CONFIGS = 4
"""Runs of each JD."""

TERMS = ("Zig", "ZIG", "Odin", "Cobol", "Fortran", "Ada")


def traffic_record(number: int) -> RunRecord:
    """The ``number``-th run: run ``number % 4`` of one JD, each for another role than the one before.

    Every seventh proposes a new role, every fifth is doubtful and moves no vote, and two of three have
    details: links, new skills, spellings and calls of a language model.
    """
    jd, config = divmod(number, CONFIGS)
    common = {
        "config": f"config-{config}",
        # The text of a JD stays the same whatever a run finds in it.
        "text": f"Job {jd}. " + " ".join(("react", "python", "excel", *TERMS)),
        "title": f"Developer {jd % 3}",
        "vector": unit(jd + 1000 * (config == CONFIGS - 1)),
    }
    if number % 7 == 3:
        return new_role_record(jd, **common)
    record = make_record(
        jd,
        role=ROLES[(jd + config) % len(ROLES)],
        queued=number % 5 == 4,
        skills=("react", "python", "excel") if number % 3 else ("python",),
        proposed=(TERMS[number % 6], TERMS[(number + 2) % 6]),
        alias_roles=ROLES[:2] if number % 2 else (),
        **common,
    )
    if number % 3 == 0:
        return record
    return detailed(
        record,
        new=(TERMS[number % 6],),
        merged=("CPython",) if number % 2 else (),
        spellings=("Python Language",) if number % 4 == 1 else (),
    )


def bare(record: RunRecord) -> RunRecord:
    """The same run before its skills were worked out in detail."""
    return replace(record, details=None, calls=())
