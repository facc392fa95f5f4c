"""Names that several entries claim."""

from __future__ import annotations

import pytest

from jdwork.catalog import SkillAlias
from jdwork.catalog.lint import lint
from tests.catalog.lint.workshop import skill, with_role, with_skills, workshop


def findings(snapshot, code):
    return [one for one in lint(snapshot, encoder=None, checks=[code]).findings if one.code == code]


def test_titles_are_compared_in_their_normal_form():
    snapshot = with_role(workshop(), "welder", aliases=("Welder", "Sr. Key-Cutter", "key cutters"))
    (finding,) = (one for one in findings(snapshot, "CAT010") if "welder" in one.subject.slugs)
    assert finding.subject.slugs == ("locksmith", "welder")
    assert (finding.severity, finding.figure) == ("warning", 1.0)
    assert "'key cutter'" in finding.message


def test_one_finding_for_each_set_of_roles():
    titles = ("Welder", "key cutter", "Locksmith")
    snapshot = with_role(workshop(), "welder", aliases=titles)
    (finding,) = (one for one in findings(snapshot, "CAT010") if "welder" in one.subject.slugs)
    assert (finding.severity, finding.figure) == ("error", 2.0)
    assert "'locksmith' is a role's own name" in finding.message


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Unit Test", "Unit tests"),
        ("Node JS", "Node.js"),
        ("E-Mail", "e mail"),
        ("Colour Grading", "Color Grading"),
    ],
)
def test_names_that_differ_by_form_alone_are_near_duplicates(first, second):
    snapshot = with_skills(workshop(), skill("one", first, 20), skill("two", second, 21))
    (finding,) = findings(snapshot, "CAT013")
    assert finding.subject.slugs == ("one", "two")
    assert "merge skill two one" in finding.suggestion
    assert findings(snapshot, "CAT012") == []


@pytest.mark.parametrize(
    ("first", "second"), [("NAT", "NATS"), ("Java", "JavaScript"), ("C", "C++"), ("Ada", "ADAS")]
)
def test_different_names_are_not(first, second):
    proper = {"nature": "LANGUAGE"}
    snapshot = with_skills(workshop(), skill("one", first, 20, **proper), skill("two", second, 21, **proper))
    assert findings(snapshot, "CAT013") == findings(snapshot, "CAT012") == []


def test_shared_aliases_make_near_duplicates():
    shared = (SkillAlias("steel bending"), SkillAlias("tin bending"))
    snapshot = with_skills(
        workshop(), skill("one", "Sheet Bending", 20, *shared), skill("two", "Plate Forming", 21, *shared)
    )
    (finding,) = findings(snapshot, "CAT013")
    assert finding.figure == pytest.approx(2 / 3, abs=1e-4)


def test_a_skill_name_claimed_twice():
    snapshot = with_skills(
        workshop(),
        skill("one", "Sheet Bending", 20, SkillAlias("Press-work")),
        skill("two", "Press Work", 21),
    )
    (finding,) = findings(snapshot, "CAT012")
    assert (finding.severity, finding.subject.slugs) == ("warning", ("one", "two"))
    assert "'press work' is a name of both" in finding.message


def test_letter_case_that_is_kept_tells_names_apart():
    kept = "CASE_SENSITIVE"
    apart = with_skills(
        workshop(),
        skill("one", "Alpha", 20, SkillAlias("REX", match_strategy=kept)),
        skill("two", "Beta", 21, SkillAlias("Rex", match_strategy=kept)),
    )
    assert findings(apart, "CAT012") == []
    half = with_skills(
        workshop(),
        skill("one", "Alpha", 20, SkillAlias("REX", match_strategy=kept)),
        skill("two", "Beta", 21, SkillAlias("rex")),
    )
    assert [one.severity for one in findings(half, "CAT012")] == ["info"]
