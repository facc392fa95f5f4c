"""What the run page shows of each skill: found, looked up, worked out, and linked."""

from __future__ import annotations

from typing import Any

from jdwork.catalog.snapshot import CatalogSnapshot, Skill
from jdwork.details.model import DimensionTask, LinkOutcome, SkillFacts
from jdwork.enrich.model import NewSkill
from jdwork.record import RunRecord
from jdwork.skills import FoundSkill, ProposedSkill, SkillSpan
from jdwork.text import BOILERPLATE


def skill_rows(record: RunRecord) -> list[dict[str, Any]]:
    """List the catalog skills as a reader wants them: primary first, then by mentions that count.

    Parameters
    ----------
    record
        A classified JD.

    Returns
    -------
    list of dict
        Name, how it was written and asked for, and how often, each for one skill.
    """
    rows = [_row(skill) for skill in record.skills.found]
    return sorted(rows, key=lambda row: (not row["primary"], -row["counted"]))


def skill_blocks(record: RunRecord, snapshot: CatalogSnapshot | None) -> list[dict[str, Any]]:
    """Merge what is known of each skill: the JD (API 1), the catalog and enrichment (API 2), links (API 3).

    Parameters
    ----------
    record
        A classified JD; without details and links, those parts are empty.
    snapshot
        The catalog; without it, a skill's own entry is not shown.

    Returns
    -------
    list of dict
        One per catalog skill in the order of `skill_rows`, then one per term that the catalog lacks.
    """
    facts = record.details.skills if record.details else ()
    of_skill = {one.skill: one for one in facts if one.skill is not None}
    of_term = {one.term: one for one in facts}
    found = {skill.slug: skill for skill in record.skills.found}
    blocks = [
        _block(row, of_skill.get(row["slug"]), record, snapshot, slug=row["slug"])
        for row in skill_rows(record)
    ]
    blocks += [
        _block(_term_row(term), of_term.get(term.name), record, snapshot, slug=None)
        for term in record.new_terms
    ]
    # A term may stand in the details alone, where it meets a skill under another name.
    shown = {*found, *(term.name for term in record.new_terms)}
    blocks += [
        _block(_bare_row(one), one, record, snapshot, slug=one.skill)
        for one in facts
        if one.skill not in shown and one.term not in shown
    ]
    return blocks


def link_rows(record: RunRecord, snapshot: CatalogSnapshot | None) -> list[dict[str, Any]]:
    """Every try to link a skill with a dimension, in the order of the skills.

    Parameters
    ----------
    record
        A classified JD. Of one that was not recorded, the rows say what would be tried.
    snapshot
        The catalog, for the dimensions' names.

    Returns
    -------
    list of dict
    """
    if record.details is None:
        return []
    tags = {one.term: _tag(one) for one in record.details.skills}
    outcomes = _outcomes(record)
    return [
        {"skill": task.term, "tag": tags.get(task.term, ""), **_link(task, outcomes, snapshot)}
        for task in record.details.tasks
    ]


def _row(skill: FoundSkill) -> dict[str, Any]:
    return {
        "name": skill.display_name,
        "slug": skill.slug,
        "primary": skill.is_primary,
        "requirement": skill.requirement,
        "versions": ", ".join(skill.versions),
        **_mentions(skill.spans, skill.alias),
    }


def _term_row(term: ProposedSkill) -> dict[str, Any]:
    requirement = term.spans[0].requirement if term.spans else "required"
    return {
        "name": term.name,
        "slug": None,
        "primary": False,
        "requirement": requirement,
        "versions": "",
        **_mentions(term.spans, term.name),
    }


def _bare_row(one: SkillFacts) -> dict[str, Any]:
    return {
        "name": one.term,
        "slug": one.skill,
        "primary": one.is_primary,
        "requirement": "",
        "versions": "",
        **_mentions((), one.term),
    }


def _mentions(spans: tuple[SkillSpan, ...], alias: str) -> dict[str, Any]:
    written: dict[str, str] = {}
    for span in spans:
        written.setdefault(span.surface.casefold(), span.surface)
    counted = [span for span in spans if span.section not in BOILERPLATE]
    return {
        "written": ", ".join(written.values()) or alias,
        "counted": len(counted),
        "uncounted": len(spans) - len(counted),
        "idle": bool(spans) and not counted,
        "sections": ", ".join(dict.fromkeys(span.section.replace("_", " ") for span in spans)) or "title",
    }


def _block(
    row: dict[str, Any],
    facts: SkillFacts | None,
    record: RunRecord,
    snapshot: CatalogSnapshot | None,
    *,
    slug: str | None,
) -> dict[str, Any]:
    outcomes = _outcomes(record)
    tasks = facts.tasks if facts else ()
    known = snapshot is not None and slug is not None and slug in snapshot.skill_index
    return {
        **row,
        "tag": _tag(facts) if facts else "in_db" if slug is not None else "new",
        "entry": _entry(snapshot.skill(slug))
        if known and snapshot is not None and slug is not None
        else None,
        "alias": facts.alias if facts else None,
        "from_model": bool(facts and facts.from_model),
        "dimensions": [_dimension(task, snapshot) for task in tasks],
        "links": [_link(task, outcomes, snapshot) for task in tasks],
        "new": [_worked_out(new) for new in (facts.new if facts else ())],
    }


def _tag(facts: SkillFacts) -> str:
    """Whether the catalog has a term, be it under another name."""
    merged = bool(facts.new) and all(new.merged_into is not None for new in facts.new)
    return "in_db" if facts.skill is not None or merged else "new"


def _entry(skill: Skill) -> dict[str, Any]:
    """What the catalog holds of a skill, in the words of the legacy page."""
    return {
        "aliases": [(alias.text, alias.alias_type, alias.match_strategy) for alias in skill.aliases],
        "context": list(skill.context),
        "enrichment": [
            ("Category", skill.category),
            ("Sub-category", skill.sub_category),
            ("Version strategy", skill.version_strategy),
            ("Maturity", skill.maturity),
        ],
        "profile": [
            ("Skill nature", skill.nature),
            ("Volatility", skill.volatility),
            ("Typical lifespan", skill.lifespan),
            ("Category id", skill.category_id),
            ("Sub-category id", skill.sub_category_id),
            ("Extractable", skill.is_extractable),
            ("Also category", skill.is_also_category),
        ],
    }


def _dimension(task: DimensionTask, snapshot: CatalogSnapshot | None) -> dict[str, Any]:
    entry = None
    if snapshot is not None and task.dimension in snapshot.dimension_index:
        entry = snapshot.dimension(task.dimension)
    names = [_role_name(slug, snapshot) for slug in task.roles]
    return {
        "name": entry.display_name if entry else task.dimension,
        "id": entry.id if entry else None,
        "rationale": entry.rationale if entry else "",
        "proposed": task.proposed,
        "confidence": task.confidence,
        "reason": task.reason,
        "roles": ", ".join(names),
        "under": task.under_chosen_role,
    }


def _role_name(slug: str, snapshot: CatalogSnapshot | None) -> str:
    if snapshot is None or slug not in snapshot.role_index:
        return slug
    return snapshot.role(slug).display_name


def _outcomes(record: RunRecord) -> dict[tuple[str, str, str], LinkOutcome]:
    if record.linked is None:
        return {}
    return {(one.term, one.skill, one.dimension): one for one in record.linked.outcomes}


def _link(
    task: DimensionTask,
    outcomes: dict[tuple[str, str, str], LinkOutcome],
    snapshot: CatalogSnapshot | None,
) -> dict[str, Any]:
    known = snapshot is not None and task.dimension in snapshot.dimension_index
    name = snapshot.dimension(task.dimension).display_name if known and snapshot else task.dimension
    outcome = outcomes.get((task.term, task.skill, task.dimension))
    if outcome is None:
        line = "Proposed link" if task.proposed else "Link of the catalog"
        return {
            "dimension": name, "slug": task.dimension, "skill_link": "–", "role_link": "–",
            "line": f"{line}, not stored", "note": "", "made": False,
        }  # fmt: skip
    return {
        "dimension": name,
        "slug": task.dimension,
        "skill_link": _tick(outcome.skill_dimension_holds, outcome.skill_dimension_made),
        "role_link": _tick(outcome.role_dimension_holds, outcome.role_dimension_made),
        "line": outcome.line,
        "note": outcome.skipped_reason or "",
        "made": outcome.skill_dimension_made or outcome.role_dimension_made,
    }


def _tick(holds: bool, made: bool) -> str:
    return "✓ new" if made else "✓" if holds else "—"


def _worked_out(new: NewSkill) -> dict[str, Any]:
    """A skill that the catalog lacks, as the page tells it: facts in rows, the rest as it is."""
    facts: list[tuple[str, Any]] = []
    if new.typed:
        facts.append(("Typed", f"{new.typed.nature} ({_by(new.typed)}): {new.typed.reason}"))
    if new.placed:
        facts.append(("Placed", f"{new.placed.category} › {new.placed.sub_category} ({_by(new.placed)})"))
        near = ", ".join(f"{slug} {similarity:.2f}" for slug, similarity in new.placed.neighbours)
        facts.append(("Nearest", near))
    if new.derived:
        derived = new.derived
        facts += [
            ("Category", derived.category),
            ("Sub-category", derived.sub_category),
            ("Skill nature", derived.skill_nature),
            ("Volatility", derived.volatility),
            ("Typical lifespan", derived.typical_lifespan),
            ("Version strategy", derived.version_strategy),
        ]
    if new.enrichment:
        told = new.enrichment
        facts += [
            ("Maturity", f"{told.maturity} ({_by(told)})"),
            ("Maturity reasoning", told.maturity_reasoning),
        ]
    return {
        "name": new.name,
        "slug": new.skill_id,
        "merged_into": new.merged_into,
        "facts": [(label, value) for label, value in facts if value],
        "enriched": new.enrichment is not None,
        "relationships": [
            (one.kind, one.display_name, one.confidence, one.reason) for one in new.relationships
        ],
        "locked": [one.display_name for one in new.dimensions if one.locked],
        "dimensions": [
            (one.display_name, one.confidence, one.reason) for one in new.dimensions if not one.locked
        ],
        "log": [(one.action, one.term, ", ".join(one.result), one.reason, one.method) for one in new.log],
        "warnings": list(new.warnings),
    }


def _by(said: Any) -> str:
    return f"by {said.method}, {said.confidence:.2f}"
