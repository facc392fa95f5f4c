"""Links between roles, skills, dimensions and domains: CAT030 to CAT034."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from jdwork.catalog.lint.finding import Finding, Subject
from jdwork.catalog.lint.material import Material
from jdwork.catalog.snapshot import Dimension, Skill
from jdwork.signals.table import Floats

COMPANIONS = 3
"""Nearest other skills of a dimension that a skill is compared with."""


def unlike_links(material: Material) -> Iterator[Finding]:
    """CAT030: skills far from their dimension's text, its other skills, and the roles that carry it."""
    snapshot = material.snapshot
    large = len(snapshot.skills) >= material.settings.link_skills
    # A category that most of a small catalog shares would make everything look alike.
    vectors = material.skill_vectors if large else material.skill_name_vectors
    for position, dimension in enumerate(snapshot.dimensions):
        linked = [slug for slug in dimension.skills if slug in snapshot.skill_index]
        if not linked:
            continue
        members = np.array([snapshot.skill_index[slug] for slug in linked])
        to_text = vectors @ material.dimension_vectors[position]
        to_members = vectors @ vectors[members].T
        for number, slug in enumerate(linked):
            if _backed(slug, dimension, material):
                continue
            near = _to_others(to_members, number)
            figure = _strangeness(int(members[number]), to_text, near, material)
            if figure is not None:
                skill = snapshot.skills[int(members[number])]
                yield _unlike(skill, dimension, number, float(to_text[members[number]]), figure, material)


def orphan_skills(material: Material) -> Iterator[Finding]:
    """CAT031: skills of no role and no dimension."""
    held = {slug for dimension in material.snapshot.dimensions for slug in dimension.skills}
    for skill in material.snapshot.skills:
        if skill.slug in held or skill.slug in material.roles_of_skill or not skill.is_extractable:
            continue
        yield Finding(
            code="CAT031",
            severity="info",
            subject=Subject("skill", (skill.slug,), (skill.id,)),
            message=f"The skill '{skill.display_name}' belongs to no role and no dimension.",
            where=material.places.of("skill", skill.slug),
            suggestion="Add it to the roles that ask for it, or to a dimension; or remove it.",
        )


def orphan_dimensions(material: Material) -> Iterator[Finding]:
    """CAT032: dimensions without skills, or without roles."""
    for dimension in material.snapshot.dimensions:
        roles = material.roles_of_dimension.get(dimension.slug, frozenset())
        if dimension.skills and roles:
            continue
        lacks = [name for name, there in (("skill", dimension.skills), ("role", roles)) if not there]
        yield Finding(
            code="CAT032",
            severity="info" if dimension.skills else "warning",
            subject=Subject("dimension", (dimension.slug,), (dimension.id,)),
            message=f"The dimension '{dimension.display_name}' has no {' and no '.join(lacks)}.",
            where=material.places.of("dimension", dimension.slug),
            suggestion="Link it from the roles whose work it is"
            if dimension.skills
            else "List the skills that belong to it, or remove it.",
        )


def thin_roles(material: Material) -> Iterator[Finding]:
    """CAT033: roles that lack KRAs, skills or dimensions."""
    least = material.settings.few_kras
    for role in material.snapshot.roles:
        lacks = []
        if len(role.kras) < least:
            lacks.append(f"{len(role.kras)} KRA{'s' if len(role.kras) != 1 else ''}")
        if not role.skills:
            lacks.append("no skills")
        if not role.dimensions:
            lacks.append("no dimensions")
        if not lacks:
            continue
        serious = not role.kras or not role.skills
        yield Finding(
            code="CAT033",
            severity="warning" if serious or len(role.kras) < least else "info",
            subject=Subject("role", (role.slug,), (role.id,)),
            message=f"The role '{role.display_name}' has {', '.join(lacks)}.",
            where=material.places.of("role", role.slug),
            suggestion=f"Describe it as fully as its neighbours: {least} KRAs or more, skills with weights,"
            " dimensions.",
            figure=float(len(role.kras)),
        )


def empty_domains(material: Material) -> Iterator[Finding]:
    """CAT034: domains that no role belongs to."""
    held = {role.domain for role in material.snapshot.roles}
    for domain in material.snapshot.domains:
        if domain.slug not in held:
            yield Finding(
                code="CAT034",
                severity="info",
                subject=Subject("domain", (domain.slug,)),
                message=f"No role belongs to the domain '{domain.display_name}'.",
                where=material.places.of("domain", domain.slug),
                suggestion="Remove it from domains.yaml, or give it roles.",
            )


def _backed(slug: str, dimension: Dimension, material: Material) -> bool:
    """Whether a role that carries the dimension lists the skill, and the skill is not one of everybody's."""
    listing = material.roles_of_skill.get(slug, frozenset())
    n_roles = len(material.snapshot.roles)
    if len(listing) >= max(5.0, material.settings.common_skill * n_roles):
        return False
    return bool(listing & material.roles_of_dimension.get(dimension.slug, frozenset()))


def _to_others(to_members: Floats, number: int) -> Floats | None:
    """Mean cosine of every skill with the nearest few of a dimension's skills, one of them left out."""
    others = np.delete(to_members, number, axis=1)
    if not others.shape[1]:
        return None
    k = min(COMPANIONS, others.shape[1])
    nearest = np.partition(others, others.shape[1] - k, axis=1)[:, others.shape[1] - k :]
    return nearest.mean(axis=1)


def _strangeness(skill: int, to_text: Floats, near: Floats | None, material: Material) -> float | None:
    """Measure how strange a link is (see the figure of CAT030), or None where it is well made."""
    settings = material.settings
    if len(to_text) >= settings.link_skills:
        standing = float((to_text > to_text[skill]).mean())
        if near is not None:
            standing = min(standing, float((near > near[skill]).mean()))
        return round(standing, 4) if standing > settings.link_standing else None
    cosine = float(to_text[skill])
    if near is not None:
        cosine = max(cosine, float(near[skill]))
    return round(1 - cosine, 4) if cosine < settings.link_cosine else None


def _unlike(
    skill: Skill, dimension: Dimension, number: int, cosine: float, figure: float, material: Material
) -> Finding:
    snapshot = material.snapshot
    n = len(snapshot.skills)
    if n >= material.settings.link_skills:
        measured = f"{figure:.0%} of the {n:,} skills are nearer to it"
    else:
        measured = f"cosine {cosine:.2f} with its text"
    roles = material.roles_of_dimension.get(dimension.slug, frozenset())
    listing = material.roles_of_skill.get(skill.slug, frozenset())
    if not roles:
        backing = "no role carries the dimension"
    elif not listing & roles:
        backing = f"none of the {len(roles)} roles with the dimension lists the skill"
    else:
        backing = f"{len(listing)} roles list the skill, so that it tells none of them apart"
    ranked = np.argsort(
        -(material.dimension_vectors @ material.skill_vectors[snapshot.skill_index[skill.slug]])
    )
    better = [
        snapshot.dimensions[int(one)] for one in ranked[:4] if snapshot.dimensions[int(one)] != dimension
    ]
    hint = (
        f"; nearer to it is '{better[0].display_name}'"
        if better and n >= material.settings.link_skills
        else ""
    )
    return Finding(
        code="CAT030",
        severity="warning",
        subject=Subject("link", (skill.slug, dimension.slug), (skill.id, dimension.id)),
        message=f"The skill '{skill.display_name}' is unlike its dimension '{dimension.display_name}':"
        f" {measured}, and {backing}.",
        where=material.places.of("dimension", dimension.slug, "skills", number),
        suggestion=f"Remove the skill from this dimension{hint}; or add it to the roles whose work this is.",
        figure=figure,
        details=tuple(
            f"other skill: {snapshot.skill(slug).display_name}"
            for slug in dimension.skills
            if slug != skill.slug
        )[:5],
    )
