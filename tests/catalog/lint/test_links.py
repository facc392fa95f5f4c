"""Links between entries."""

from __future__ import annotations

from dataclasses import replace

from jdwork.catalog import Domain, RoleSkill
from jdwork.catalog.lint import LintSettings, lint
from jdwork.embed import HashingEncoder
from tests.catalog.lint.workshop import skill, with_role, with_skills, workshop

ENCODER = HashingEncoder(384)


def findings(snapshot, code, **more):
    more = {"encoder": None, **more}
    return [one for one in lint(snapshot, checks=[code], **more).findings if one.code == code]


def test_a_role_with_the_dimension_that_lists_the_skill_vouches_for_it():
    backed = with_role(workshop(), "welder", skills=(RoleSkill("pruning", 0.5),))
    assert findings(workshop(), "CAT030", encoder=ENCODER)
    assert findings(backed, "CAT030", encoder=ENCODER) == []


def test_a_skill_of_nearly_all_roles_vouches_for_nothing():
    everyone = workshop()
    for role in everyone.roles:
        everyone = with_role(everyone, role.slug, skills=(*role.skills, RoleSkill("pruning", 0.5)))
    (finding,) = findings(everyone, "CAT030", encoder=ENCODER)
    assert finding.subject.slugs == ("pruning", "metalwork")
    assert "5 roles list the skill" in finding.message


def test_a_large_catalog_is_measured_by_standing():
    many = with_skills(workshop(), *(skill(f"metal-{n}", f"Metal Work {n}", 100 + n) for n in range(12)))
    (finding,) = findings(many, "CAT030", encoder=ENCODER, settings=LintSettings(link_skills=10))
    assert finding.subject.slugs == ("pruning", "metalwork")
    assert finding.figure is not None
    assert 0.5 < finding.figure <= 1
    assert "of the 18 skills are nearer to it" in finding.message


def test_orphans():
    snapshot = with_skills(
        workshop(), skill("glazing", "Glazing", 50), skill("mute", "Mute", 51, is_extractable=False)
    )
    assert [one.subject.slugs for one in findings(snapshot, "CAT031")] == [("glazing",)]
    bare = replace(
        workshop(),
        dimensions=(replace(workshop().dimensions[0], skills=()), workshop().dimensions[1]),
        domains=(*workshop().domains, Domain("sea", "Sea")),
    )
    bare = with_role(with_role(bare, "locksmith", dimensions=()), "welder", dimensions=())
    found = {one.subject.slugs[0]: (one.severity, one.message) for one in findings(bare, "CAT032")}
    assert found["baking"] == ("warning", "The dimension 'Bread Baking' has no skill.")
    assert found["metalwork"] == ("info", "The dimension 'Metal Work' has no role.")
    assert [one.subject.slugs for one in findings(bare, "CAT034")] == [("sea",)]


def test_roles_with_little_evidence():
    thin = with_role(workshop(), "welder", kras=("Welds steel.",), skills=(), dimensions=())
    found = {one.subject.slugs[0]: one for one in findings(thin, "CAT033")}
    assert found["welder"].severity == "warning"
    assert "1 KRA, no skills, no dimensions" in found["welder"].message
    assert (found["gardener"].severity, "no dimensions" in found["gardener"].message) == ("info", True)
    assert set(found) == {"welder", "gardener"}
