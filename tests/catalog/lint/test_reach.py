"""Roles that their own evidence leads to, or not."""

from __future__ import annotations

from dataclasses import replace

from jdwork.catalog.lint import lint
from jdwork.embed import HashingEncoder
from tests.catalog.lint.workshop import ads, with_role, workshop

ENCODER = HashingEncoder(384)
LIKE_OTHERS = (
    "Kneads sourdough and shapes loaves of bread in the morning.",
    "Welds steel plates and pipes with a gas torch.",
    "Prunes roses, hedges and trees in the garden.",
)


def findings(snapshot):
    report = lint(snapshot, encoder=ENCODER, background=ads(), checks=["CAT050"])
    return report, {one.subject.slugs[0]: one for one in report.findings}


def test_roles_of_their_own_are_reached():
    report, found = findings(workshop())
    gardener = next(one for one in report.reach if one.role == "gardener")
    assert (gardener.first, gardener.near, gardener.own_titles) == (3, 3, 2)
    assert (gardener.ads, gardener.ads_first) == (1, 0), "the hub KRA of another role takes its ad"
    assert not {"gardener", "welder"} & set(found)


def test_a_role_made_of_its_neighbours_work_is_not():
    _, found = findings(with_role(workshop(), "locksmith", kras=LIKE_OTHERS))
    finding = found["locksmith"]
    assert finding.severity == "warning"
    assert "none of its 3 KRAs, held out, leads to it" in finding.message
    assert "gardener" in finding.message
    assert "welder" in finding.message


def test_without_a_title_of_its_own_it_is_lost():
    snapshot = with_role(
        workshop(), "locksmith", kras=LIKE_OTHERS, display_name="Welder", aliases=("Welder",)
    )
    _, found = findings(snapshot)
    assert found["locksmith"].severity == "error"
    assert "no title of its own" in found["locksmith"].message


def test_too_few_kras_are_no_matter_of_reach():
    _, found = findings(with_role(workshop(), "locksmith", kras=("Cuts keys.",)))
    assert "locksmith" not in found


def test_one_role_alone_is_reached():
    alone = replace(workshop(), roles=workshop().roles[4:])
    assert findings(alone)[1] == {}
