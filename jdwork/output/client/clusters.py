"""Skill clusters: where the skills of a JD lie among the catalog's categories and areas of work."""

from __future__ import annotations

import math
from collections.abc import Iterable

from jdwork.output.client.figures import SHARE_UNITS, listed, percent_words, shares
from jdwork.output.client.model import Cluster, ClusterSkill, Formula, SkillClusters, SubCluster
from jdwork.output.client.weighed import WeighedSkill, WeighedSkills

NO_AREA = "No area of work"
FORMULA = Formula(
    name="skill_clusters",
    version="1",
    statement="share of a cluster = sum of its skills' weights / sum of all; weight = requirement "
    "(required 1, nice to have 0.5, mentioned 0.25) × 1.5 if primary; new terms × how skill-like they are",
)

_Part = tuple[WeighedSkill, float]


def skill_clusters(weighed: WeighedSkills) -> SkillClusters:
    """Group the skills twice: by category with its sub-categories, and by area of work.

    The share of a cluster is the sum of the weights of its skills over the sum of all weights (for the
    weights see `jdwork.output.client.weighed.weighed_skills`). A skill lies in one category. Its weight is
    split evenly among its areas of work; one without any lies in `NO_AREA`. Clusters and the skills in
    them stand by weight, then by name.

    Parameters
    ----------
    weighed
        The skills.

    Returns
    -------
    SkillClusters
        Shares of four decimals; those of all categories sum to 1, and so do those of all areas.
    """
    by_category: dict[tuple[str, str | None], list[_Part]] = {}
    by_area: dict[tuple[str, str | None], list[_Part]] = {}
    for skill in weighed.skills:
        by_category.setdefault((skill.category, None), []).append((skill, skill.weight))
        areas = skill.dimensions or ((None, NO_AREA),)
        for slug, name in areas:
            by_area.setdefault((name, slug), []).append((skill, skill.weight / len(areas)))
    categories = _clusters(by_category, with_sub=True)
    return SkillClusters(
        formula=FORMULA,
        finding=_finding(categories, len(weighed.skills)),
        by_category=categories,
        by_dimension=_clusters(by_area, with_sub=False),
        left_out=list(weighed.left_out),
    )


def _finding(categories: list[Cluster], count: int) -> str:
    if not categories:
        return "No skill was found."
    first = [cluster for cluster in categories if cluster.share > 0][:2]
    told = listed([f"{cluster.name} ({percent_words(cluster.share)})" for cluster in first])
    return f"{count} skill{'' if count == 1 else 's'}, most in {told}."


def _weight(parts: Iterable[_Part]) -> float:
    return math.fsum(weight for _, weight in parts)


def _clusters(groups: dict[tuple[str, str | None], list[_Part]], *, with_sub: bool) -> list[Cluster]:
    ordered = sorted(groups.items(), key=lambda group: (-round(_weight(group[1]), 9), group[0][0]))
    found = []
    for ((name, slug), parts), share in zip(
        ordered, shares([_weight(parts) for _, parts in ordered]), strict=True
    ):
        members = sorted(parts, key=lambda part: (-part[1], part[0].name))
        found.append(
            Cluster(
                name=name,
                slug=slug,
                share=share,
                weight=round(_weight(parts), 4),
                skills=[_skill(*part) for part in members],
                sub_clusters=_sub_clusters(members, share) if with_sub else [],
            )
        )
    return found


def _sub_clusters(parts: list[_Part], share: float) -> list[SubCluster]:
    groups: dict[str, list[_Part]] = {}
    for part in parts:
        groups.setdefault(part[0].sub_category, []).append(part)
    ordered = sorted(groups.items(), key=lambda group: (-round(_weight(group[1]), 9), group[0]))
    units = round(share * SHARE_UNITS)
    held = shares([_weight(members) for _, members in ordered], units=units)
    return [
        SubCluster(name=name, share=part, skills=[skill.name for skill, _ in members])
        for (name, members), part in zip(ordered, held, strict=True)
    ]


def _skill(skill: WeighedSkill, weight: float) -> ClusterSkill:
    return ClusterSkill(
        name=skill.name,
        slug=skill.slug,
        requirement=skill.requirement,
        is_primary=skill.is_primary,
        is_new=skill.is_new,
        weight=round(weight, 4),
        evidence=list(skill.evidence),
    )
