"""How large a catalog is."""

from __future__ import annotations

from jdwork.catalog.snapshot import CatalogSnapshot


def catalog_counts(snapshot: CatalogSnapshot) -> dict[str, int]:
    """Count what a catalog holds.

    Parameters
    ----------
    snapshot
        The catalog.

    Returns
    -------
    dict
        Number of domains, roles, role aliases (each role's name included), KRAs, role-skill links,
        dimensions, categories, sub-categories, skills, skill aliases (each skill's name included) and
        redirects.
    """
    return {
        "domains": len(snapshot.domains),
        "roles": len(snapshot.roles),
        "aliases": sum(len(role.aliases) for role in snapshot.roles),
        "kras": sum(len(role.kras) for role in snapshot.roles),
        "role_skills": sum(len(role.skills) for role in snapshot.roles),
        "dimensions": len(snapshot.dimensions),
        "categories": len({skill.category for skill in snapshot.skills}),
        "sub_categories": len({(skill.category, skill.sub_category) for skill in snapshot.skills}),
        "skills": len(snapshot.skills),
        "skill_aliases": sum(len(skill.aliases) for skill in snapshot.skills),
        "redirects": len(snapshot.redirections),
    }
