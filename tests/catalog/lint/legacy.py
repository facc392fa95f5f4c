"""The legacy catalog, as far as the reference runs show it, read from them at test time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from jdwork.catalog import CatalogSnapshot, Dimension, Domain, Role, RoleSkill, Skill, SkillAlias
from jdwork.catalog.canonical import with_hash
from jdwork.text import JobDescription

GOLDEN = Path(__file__).resolve().parents[4] / "shared" / "golden"
RUNS = ("internship", "episoden")


def golden(run: str, name: str) -> Any:
    """Read one response of a reference run."""
    path = GOLDEN / run / f"{name}.json"
    if not path.is_file():
        pytest.skip("the reference runs are not here")
    return json.loads(path.read_text(encoding="utf-8"))


def golden_jds() -> list[JobDescription]:
    """The two ads of the reference runs, labelled with the role they got."""
    return [
        JobDescription(
            id=run,
            text=(GOLDEN / run / "jd.txt").read_text(encoding="utf-8"),
            label=golden(run, "api1_extract_from_jd")["stage4_decision"]["chosen_role"]["slug"],
        )
        for run in RUNS
    ]


def legacy_snapshot() -> CatalogSnapshot:
    """Roles with ids, names, KRAs, skills and dimensions; skills; dimensions with linked skills."""
    roles: dict[str, dict[str, Any]] = {}
    skills: dict[str, Skill] = {}
    dimensions: dict[str, dict[str, Any]] = {}

    def role(entry: dict[str, Any]) -> dict[str, Any]:
        number = entry.get("role_id", entry.get("id"))
        found = {
            "id": number,
            "name": entry["display_name"],
            "kras": {},
            "skills": {},
            "dimensions": {},
            "titles": {},
        }
        return roles.setdefault(entry["slug"], found)

    for run in RUNS:
        first = golden(run, "api1_extract_from_jd")
        for kind in ("alias", "kra", "skill"):
            for entry in first["stage3_signals"][f"{kind}_match_roles"]:
                found = role(entry)
                found["kras"].update((match["kra_text"], None) for match in entry["kra_matches"] or ())
                found["skills"].update((name.casefold(), None) for name in entry["matched_skills"] or ())
        second = golden(run, "api2_extract_details")
        for entry in second["candidate_roles"]:
            role(entry)
        for detail in second["skills_detail"]:
            canonical = detail["canonical"]
            if canonical is None:
                continue
            skills[canonical["slug"]] = Skill(
                id=canonical["id"],
                slug=canonical["slug"],
                display_name=canonical["display_name"],
                category="",
                sub_category="",
                aliases=tuple(
                    SkillAlias(one["alias_text"], one["alias_type"], one["match_strategy"], one["id"])
                    for one in detail["aliases_in_db"]
                ),
                nature=canonical["skill_nature"],
            )
            for linked in detail["dimensions"]:
                shown = linked["dimension"]
                dimension = dimensions.setdefault(shown["slug"], {**shown, "skills": {}})
                dimension["skills"][canonical["slug"]] = None
                for entry in linked["roles_from_db"]:
                    role(entry)["dimensions"][shown["slug"]] = None
    return with_hash(
        CatalogSnapshot(
            domains=(Domain("software-engineering", "Software Engineering"),),
            roles=tuple(
                Role(
                    id=found["id"],
                    slug=slug,
                    display_name=found["name"],
                    domain="software-engineering",
                    archetype="Engineering",
                    description="",
                    aliases=(found["name"],),
                    kras=tuple(found["kras"]),
                    dimensions=tuple(found["dimensions"]),
                    skills=tuple(RoleSkill(name) for name in found["skills"] if name in skills),
                )
                for slug, found in sorted(roles.items(), key=lambda item: item[1]["id"])
            ),
            skills=tuple(sorted(skills.values(), key=lambda skill: skill.id)),
            dimensions=tuple(
                Dimension(
                    id=one["id"],
                    slug=slug,
                    display_name=one["display_name"],
                    rationale=one["rationale"],
                    domain="software-engineering",
                    skills=tuple(one["skills"]),
                )
                for slug, one in sorted(dimensions.items(), key=lambda item: item[1]["id"])
            ),
        )
    )
