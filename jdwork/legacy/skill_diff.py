"""Skills side by side: which the text names, and which of them each side found."""

from __future__ import annotations

from collections.abc import Iterator

from jdwork.legacy.finding import LISTED, DiffRow, Finding, listed
from jdwork.legacy.model import LegacyRun, mapping, mappings, words_of
from jdwork.legacy.roles import Said, Today
from jdwork.record import RunRecord
from jdwork.skills import FoundSkill

_ORDER = {"SOFT_SKILL": 3, "DOMAIN_KNOWLEDGE": 2, "CONCEPT": 1, "PRACTICE": 1}
"""Natures of skills that have no name of their own come later."""


def legacy_skills(run: LegacyRun, today: Today) -> dict[str, str | None]:
    """The skills that the legacy run extracted: name to today's slug, None where the catalog has none."""
    slugs = {
        words_of(one.get("input_skill")): words_of(mapping(one, "canonical").get("slug"))
        for one in mappings(run.api2, "skills_detail")
    }
    found: dict[str, str | None] = {}
    for name in run.skill_names:
        slug = slugs.get(name)
        known = slug if slug in today.snapshot.skill_index else None
        found[name] = known or today.skill(name)
    return found


def skill_rows(run: LegacyRun, record: RunRecord | None, today: Today) -> list[DiffRow]:
    """Lay the skills side by side: those of the legacy run first, then what ours found beside them."""
    theirs = legacy_skills(run, today)
    found = {skill.slug: skill for skill in record.skills.found} if record else {}
    rows = []
    for name, slug in theirs.items():
        skill = found.pop(slug, None) if slug else None
        rows.append(
            DiffRow("skills", name, "extracted", _written(skill) if skill else None, skill is not None)
        )
    rows += [DiffRow("skills", skill.display_name, None, _written(skill), False) for skill in found.values()]
    return rows


def skill_findings(run: LegacyRun, record: RunRecord | None, today: Today) -> Iterator[Finding]:
    """Find skills that one side misses, and ones that the text does not name."""
    theirs = legacy_skills(run, today)
    said = Said(run.jd_text)
    if run.jd_text:
        absent = [name for name in theirs if not said.holds_some_form(name)]
        # A spelling that ours found for the same skill is in the text, whatever the skill is called.
        ours = {skill.slug for skill in record.skills.found if skill.spans} if record else set()
        absent = [name for name in absent if theirs[name] not in ours]
        if absent:
            yield Finding(
                run.run_id,
                "skills",
                "skill-not-in-text",
                "An extracted skill is not named in the text",
                listed(absent) or "",
                "not found",
                "The text has these words nowhere.",
            )
    if record is None or run.api1 is None:
        return
    named = [skill for skill in record.skills.found if skill.spans and skill.slug not in theirs.values()]
    asked = [skill for skill in named if skill.requirement != "mentioned"]
    # What is called by a name of its own first: its absence is the plainest.
    asked.sort(key=lambda skill: _ORDER.get(today.snapshot.skill(skill.slug).nature, 0))
    if asked:
        yield Finding(
            run.run_id,
            "skills",
            "missed-skills",
            "Skills that the text names were not extracted",
            listed(list(theirs)) or "no skill",
            listed([skill.display_name for skill in asked]) or "",
            "They stand in the text: " + "; ".join(_written(skill) for skill in asked[:LISTED]) + ".",
        )
    found = {skill.slug for skill in record.skills.found}
    refused = {skill.slug for skill in record.skills.refused}
    missed = [
        name
        for name, slug in theirs.items()
        if slug is not None and slug not in found | refused and said.holds_some_form(name)
    ]
    if missed:
        yield Finding(
            run.run_id,
            "skills",
            "missed-by-us",
            "The legacy run alone found a skill that the text names",
            listed(missed) or "",
            "not found",
            "The catalog has it, and the text names it.",
            "ours",
        )
    unknown = [name for name, slug in theirs.items() if slug is None]
    if unknown:
        yield Finding(
            run.run_id,
            "skills",
            "unknown-skill",
            "An extracted skill is none of the catalog's",
            listed(unknown) or "",
            listed([one.name for one in record.skills.proposed]) or "nothing proposed",
            "Neither a name nor an alias of a catalog skill says this.",
            "open",
        )


def _written(skill: FoundSkill) -> str:
    """A skill's spellings in the text, and where the first stands."""
    if not skill.spans:
        return f"{skill.display_name} (title)"
    spelled = dict.fromkeys(span.surface for span in skill.spans)
    first = skill.spans[0]
    return f"{', '.join(list(spelled)[:3])} ({first.start}–{first.end})"
