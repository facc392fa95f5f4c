"""Role-skill links from found skills: enough JDs, far more often than elsewhere, and a wrong JD to gain."""

import pytest

from jdwork.catalog.edits import DropRoleSkill, SetRoleSkill
from jdwork.suggest.skills import misleading_skills, missing_skills
from tests.suggest.making import jd


def plumbers(n, *, wrong=1, skills=("mortar-mixing",), **more):
    return [
        jd("plumber", "waiter" if number < wrong else "plumber", skills=skills, **more) for number in range(n)
    ]


def others(n, *, skills=()):
    return [jd("waiter", "waiter", skills=skills) for _ in range(n)]


def test_a_skill_that_only_the_roles_jds_name_is_suggested(tiny_snapshot):
    found = missing_skills([*plumbers(8, wrong=2), *others(40)], tiny_snapshot)
    assert [one.edit for one in found] == [SetRoleSkill("plumber", "mortar-mixing", 0.9)]
    assert len(found[0].seen) == 2
    assert "8 of 8 JDs of this role name it, 0 of 40 others" in found[0].why


@pytest.mark.parametrize(
    "jds",
    [
        pytest.param([*plumbers(8, wrong=0), *others(40)], id="no wrong JD names it"),
        pytest.param([*plumbers(2), *others(40)], id="too few JDs"),
        pytest.param([*plumbers(8, group=5), *others(40)], id="copies of one JD"),
        pytest.param([*plumbers(8), *others(40, skills=["mortar-mixing"])], id="others name it as often"),
        pytest.param([*plumbers(8, skills=["pipe-soldering"]), *others(40)], id="the role has it"),
        pytest.param([*plumbers(8, skills=["no-such-skill"]), *others(40)], id="the catalog lacks it"),
    ],
)
def test_a_skill_is_not_suggested_where(tiny_snapshot, jds):
    assert missing_skills(jds, tiny_snapshot) == []


def test_a_skill_that_draws_only_other_roles_jds_is_taken_away(tiny_snapshot):
    drawn = [jd("plumber", "waiter", skills=["wine-service"]) for _ in range(2)]
    found = misleading_skills(drawn, tiny_snapshot)
    assert [one.edit for one in found] == [DropRoleSkill("waiter", "wine-service")]


def test_a_skill_that_its_role_needs_too_is_weakened(tiny_snapshot):
    drawn = [jd("plumber", "waiter", skills=["wine-service"]) for _ in range(3)]
    found = misleading_skills([*drawn, jd("waiter", "waiter", skills=["wine-service"])], tiny_snapshot)
    assert [one.edit for one in found] == [SetRoleSkill("waiter", "wine-service", 0.4)]


def test_a_skill_that_both_roles_have_misleads_nobody(tiny_snapshot):
    drawn = [jd("baker", "pastry-chef", skills=["oven-care"]) for _ in range(4)]
    assert misleading_skills(drawn, tiny_snapshot) == []
