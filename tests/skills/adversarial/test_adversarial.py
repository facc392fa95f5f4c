"""Skills in sentences that are built to mislead, looked for with the shipped catalog."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from jdwork.catalog import CatalogSnapshot, load_catalog_files
from jdwork.skills import SkillFindings, SkillMatcher
from jdwork.text import JobDescription, read_structure

CATALOG = Path(__file__).resolve().parents[3] / "catalog"
CASES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("cases.toml").read_text(encoding="utf-8")
)["case"]
REQUIREMENTS = ("required", "nice_to_have", "mentioned")
KEYS = {"name", "title", "text", "expect", "forbid", "refused", "surfaces", *REQUIREMENTS}


@pytest.fixture(scope="module")
def snapshot() -> CatalogSnapshot:
    return load_catalog_files(CATALOG)


@pytest.fixture(scope="module")
def matcher(snapshot: CatalogSnapshot) -> SkillMatcher:
    return SkillMatcher(snapshot)


def _match(matcher: SkillMatcher, case: dict[str, Any]) -> SkillFindings:
    jd = JobDescription(id=case["name"], text=case["text"], title=case.get("title"))
    return matcher.match(read_structure(jd))


def _slugs_named(case: dict[str, Any]) -> set[str]:
    lists = (case.get(key, ()) for key in ("expect", "forbid", "refused", "surfaces", *REQUIREMENTS))
    return {slug for named in lists for slug in named}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_reading_is_that_of_a_careful_person(matcher: SkillMatcher, case: dict[str, Any]) -> None:
    findings = _match(matcher, case)
    found = {skill.slug: skill for skill in findings.found}
    wanted = {*case.get("expect", ()), *case.get("surfaces", ())}
    wanted.update(slug for key in REQUIREMENTS for slug in case.get(key, ()))
    unwanted = {*case.get("forbid", ()), *case.get("refused", ())}

    assert wanted <= set(found), f"missed; found {sorted(found)}"
    assert unwanted.isdisjoint(found), f"found {[found[slug] for slug in unwanted & set(found)]}"
    for slug, surface in case.get("surfaces", {}).items():
        assert surface in [span.surface for span in found[slug].spans]
    for key in REQUIREMENTS:
        assert {slug: found[slug].requirement for slug in case.get(key, ())} == dict.fromkeys(
            case.get(key, ()), key
        )
    if case.get("refused"):
        assert set(case["refused"]) <= {skill.slug for skill in findings.refused}
    for skill in found.values():
        for span in skill.spans:
            assert case["text"][span.start : span.end] == span.surface


def test_the_cases_say_what_they_mean(snapshot: CatalogSnapshot) -> None:
    names = [case["name"] for case in CASES]
    known = {skill.slug for skill in snapshot.skills}
    assert len(names) == len(set(names))
    for case in CASES:
        assert case.keys() <= KEYS, case["name"]
        assert _slugs_named(case), f"{case['name']} expects nothing"
        assert _slugs_named(case) <= known, f"{case['name']} names skills that the catalog lacks"
