"""Records with details, as they would come of the little catalog in `tests.record.factory`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jdwork.details.model import AliasDetail, Details, DimensionTask, RoleFacts, SkillFacts
from jdwork.enrich.model import RoleDraft
from jdwork.record import RunRecord
from tests.details.factory import model_call, new_skill, role_draft
from tests.record.factory import DIMENSIONS, make_record


def task(term: str, skill: str, dimension: str, role: str | None, **more) -> DimensionTask:
    roles = DIMENSIONS[dimension][1]
    return DimensionTask(term, skill, dimension, roles, role in roles, **more)


def detailed(
    record: RunRecord,
    *,
    new: Sequence[str] = (),
    merged: Sequence[str] = (),
    spellings: Sequence[str] = (),
    draft: RoleDraft | None = None,
    asks: bool = True,
) -> RunRecord:
    """Give a record details: its found skills with their dimensions, and terms that the catalog lacks.

    ``merged`` terms are other names of python, ``spellings`` new ways in which its text writes it.
    """
    role = record.decision.role
    facts = []
    for found in record.skills.found:
        known = AliasDetail(found.display_name, found.slug, "alias", found.display_name, 7, "known")
        mine = [one for one in spellings if found.slug == "python"]
        if mine:
            known = AliasDetail(mine[0], found.slug, "alias", None, None, None)
        links = [slug for slug, (skills, _) in DIMENSIONS.items() if found.slug in skills]
        facts.append(
            SkillFacts(
                found.display_name,
                found.is_primary,
                found.slug,
                known,
                tuple(task(found.display_name, found.slug, slug, role) for slug in links),
            )
        )
    for name in new:
        made = new_skill(name, dimensions=("services", "pages"))
        under = {one.slug for one in draft.dimensions} if draft else set()
        tasks = [
            task(
                name,
                made.skill_id,
                one.slug,
                role,
                proposed=True,
                confidence=one.confidence,
                reason=one.reason,
            )
            for one in made.dimensions
        ]
        tasks = [
            replace(one, under_chosen_role=one.under_chosen_role or one.dimension in under) for one in tasks
        ]
        facts.append(SkillFacts(name, False, None, None, tuple(tasks), (made,)))
    for name in merged:
        alias = AliasDetail(name, "python", "merge", None, None, None)
        links = tuple(task(name, "python", slug, role) for slug in ("services", "pages"))
        facts.append(
            SkillFacts(name, False, "python", alias, links, (new_skill(name, merged_into="python"),))
        )
    chosen = RoleFacts(role or "", (role or "").title(), 1, "Engineering", "It fits.") if role else None
    if record.decision.case == "E":
        name = draft.display_name if draft else record.decision.new_role_name or "?"
        chosen = RoleFacts(record.decision.new_role_slug or "", name, None, None, "New.", "llm")
    calls = [model_call(name, record.jd.content_hash) for name in new] if asks else []
    return replace(
        record,
        details=Details(
            chosen,
            "new" if record.decision.case == "E" else "in_db",
            tuple(facts),
            tuple(sorted({slug for one in facts for each in one.tasks for slug in each.roles})),
            draft,
        ),
        calls=(*record.calls, *calls),
    )


def rich_record(jd: int = 1, **change) -> RunRecord:
    """A record that makes every kind of thing that details can make."""
    values = {"skills": ("python", "react"), "proposed": ("Zig", "Odin")} | change
    record = replace(make_record(jd, **values), calls=(model_call("parse", "s", "parse"),))
    return detailed(record, new=("Zig", "Odin"), merged=("CPython",), spellings=("Python Language",))


def new_role_record(jd: int = 1, **change) -> RunRecord:
    """A record of case E with a drafted role."""
    values = {
        "role": None,
        "case": "E",
        "queued": True,
        "new_role_name": "Drone Pilot",
        "skills": ("python",),
    }
    return detailed(make_record(jd, **values | change), new=("Zig",), draft=role_draft(f"v3 of {jd}"))
