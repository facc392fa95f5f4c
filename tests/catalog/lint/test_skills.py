"""Skill names that find what nobody means, or nothing."""

from __future__ import annotations

import pytest

from jdwork.catalog import SkillAlias
from jdwork.catalog.lint import lint, make_background
from jdwork.text import JobDescription
from tests.catalog.lint.workshop import skill, with_skills, workshop


def findings(snapshot, code, **more):
    return [one for one in lint(snapshot, encoder=None, checks=[code], **more).findings if one.code == code]


@pytest.mark.parametrize(
    ("name", "nature", "match", "found"),
    [
        ("Spring", "FRAMEWORK", "CASE_INSENSITIVE", True),
        ("Spring", "FRAMEWORK", "CASE_SENSITIVE", False),
        ("Spring", "FRAMEWORK", "CONTEXT", False),
        ("Docker", "TOOL", "CASE_INSENSITIVE", False),
        ("Spring Boot", "FRAMEWORK", "CASE_INSENSITIVE", False),
        ("Vision", "CONCEPT", "CASE_INSENSITIVE", False),
        ("r", "LANGUAGE", "CASE_INSENSITIVE", True),
    ],
)
def test_plain_words_want_a_case_rule(name, nature, match, found):
    made = skill("one", "Some Skill Name", 30, SkillAlias(name, match_strategy=match), nature=nature)
    assert bool(findings(with_skills(workshop(), made), "CAT040")) is found


def ads_with(text):
    labels = [role.slug for role in workshop().roles]
    return make_background(JobDescription(label, f"Duties:\n- {text}", label=label) for label in labels)


def test_a_name_that_ads_of_other_roles_use_as_a_word():
    snapshot = with_skills(workshop(), skill("one", "Company Shares", 30, SkillAlias("equity")))
    (finding,) = findings(
        snapshot, "CAT040", background=ads_with("You share in the equity of the works we run.")
    )
    assert finding.subject.slugs == ("one", "equity")
    assert finding.figure == 5
    assert "ads of 5 roles that do not list the skill" in finding.message
    assert any("share in the equity" in line for line in finding.details)
    assert (
        findings(snapshot, "CAT040", background=ads_with("You share in the EQUITY of the works we run."))
        == []
    )


def test_context_names_need_context_words():
    bare = skill("one", "Lean", 30, context=())
    bare = skill("one", "Lean Work", 30, SkillAlias("Lean", match_strategy="CONTEXT"))
    (finding,) = findings(with_skills(workshop(), bare), "CAT041")
    assert "'Lean'" in finding.message
    given = skill("one", "Lean Work", 30, SkillAlias("Lean", match_strategy="CONTEXT"), context=("kaizen",))
    assert findings(with_skills(workshop(), given), "CAT041") == []
