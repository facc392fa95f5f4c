"""Skills that tell a role's JDs from others and that it lacks, and skills that draw the wrong JDs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from jdwork.catalog import CatalogSnapshot
from jdwork.catalog.edits import DropRoleSkill, SetRoleSkill
from jdwork.suggest.evidence import LabelledJd, groups_of, ids_of
from jdwork.suggest.suggestion import Suggestion

LEAST = 3
"""JDs of the role, near-copies counted once, that must name a skill."""
LIFT = 3.0
"""How many times as often a role's JDs must name it as other JDs do."""
CHANCE = 0.001
"""How probable it may be that chance puts as many into the role (hypergeometric tail)."""
DRAWN = 2
"""JDs of other roles, near-copies counted once, that a skill must have drawn."""


def missing_skills(jds: Sequence[LabelledJd], snapshot: CatalogSnapshot) -> list[Suggestion]:
    """Suggest skills that a role's JDs name far more often than others do and that the role lacks.

    Parameters
    ----------
    jds
        Labelled JDs.
    snapshot
        The catalog.

    Returns
    -------
    list of Suggestion
        Only where a misclassified JD of the role names the skill; those that most of them name first.
        The weight is the share of the role if every JD were as likely to be of it as not:
        p / (p + q) for shares p of its JDs and q of the others' that name the skill.
    """
    from scipy.stats import hypergeom

    n = groups_of(jds)
    of_role: dict[str, list[LabelledJd]] = defaultdict(list)
    of_skill: dict[str, list[LabelledJd]] = defaultdict(list)
    for jd in jds:
        of_role[jd.gold].append(jd)
        for skill in jd.skills:
            of_skill[skill].append(jd)
    found = []
    for slug, own in of_role.items():
        size = groups_of(own)
        listed = {one.slug for one in snapshot.role(slug).skills}
        asked = {skill for jd in own if not jd.is_right for skill in jd.skills}
        for skill in sorted(asked - listed):
            if skill not in snapshot.skill_index:
                continue
            naming = [jd for jd in of_skill[skill] if jd.gold == slug]
            here, everywhere = groups_of(naming), groups_of(of_skill[skill])
            if here < LEAST:
                continue
            inside = here / size
            outside = (everywhere - here + 0.5) / (n - size + 1)
            if inside / outside < LIFT or hypergeom.sf(here - 1, n, everywhere, size) > CHANCE:
                continue
            wrong = [jd for jd in naming if not jd.is_right]
            weight = min(0.9, round(inside / (inside + outside), 1))
            why = (
                f"{here} of {size} JDs of this role name it, {everywhere - here} of {n - size} others "
                f"({inside / outside:.0f} times as often); {groups_of(wrong)} of them misclassified"
            )
            estimate = groups_of(wrong) * (1 - outside / inside)
            edit = SetRoleSkill(slug, skill, weight)
            touched = ids_of(of_skill[skill])
            found.append(Suggestion("skill", edit, why, ids_of(wrong), touched, estimate))
    return sorted(found, key=lambda one: (-one.estimate, one.in_words()))


def misleading_skills(jds: Sequence[LabelledJd], snapshot: CatalogSnapshot) -> list[Suggestion]:
    """Suggest to weaken or remove skills that draw JDs of other roles more than they help a role's own.

    Parameters
    ----------
    jds, snapshot
        As for `missing_skills`.

    Returns
    -------
    list of Suggestion
        A skill that no JD of the role names goes; else its weight is halved. Best first.
    """
    found = []
    drawn: dict[tuple[str, str], list[LabelledJd]] = defaultdict(list)
    held: dict[tuple[str, str], list[LabelledJd]] = defaultdict(list)
    skills = {role.slug: {one.slug: one.weight for one in role.skills} for role in snapshot.roles}
    for jd in jds:
        for skill in jd.skills & skills[jd.gold].keys():
            held[jd.gold, skill].append(jd)
        if jd.role in skills and not jd.is_right:
            for skill in (jd.skills & skills[jd.role].keys()) - skills[jd.gold].keys():
                drawn[jd.role, skill].append(jd)
    for (slug, skill), wrong in drawn.items():
        own = groups_of(held[slug, skill])
        estimate = groups_of(wrong) - own
        if groups_of(wrong) < DRAWN or estimate <= 0:
            continue
        weight = round(skills[slug][skill] / 2, 2)
        edit = SetRoleSkill(slug, skill, weight) if own and weight > 0 else DropRoleSkill(slug, skill)
        why = f"{groups_of(wrong)} JDs of other roles that came here name it, {own} of this one"
        touched = ids_of([*wrong, *held[slug, skill]])
        # A skill rarely decides alone: what it draws wrongly counts half.
        found.append(Suggestion("skill", edit, why, ids_of(wrong), touched, estimate / 2))
    return sorted(found, key=lambda one: (-one.estimate, one.in_words()))
