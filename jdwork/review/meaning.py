"""What a review item's key means today: slugs in it are followed through the catalog's redirects."""

from __future__ import annotations

from dataclasses import dataclass

from jdwork.catalog.references import folded
from jdwork.catalog.snapshot import CatalogSnapshot
from jdwork.errors import CatalogError
from jdwork.parse import normalize_title
from jdwork.record.proposals import bounded_key

KINDS = (
    "decision",
    "new_role",
    "new_skill",
    "new_kra",
    "role_skill",
    "role_alias",
    "role_dimension",
    "skill_dimension",
    "skill_alias",
    "collision",
)
"""Kinds of review items, in the order in which the queue names them."""

OF_ROLE = ("role_skill", "new_kra", "role_alias", "role_dimension")
"""Kinds whose key begins with a role's slug."""

OF_SKILL = ("skill_dimension", "skill_alias")
"""Kinds whose key begins with a skill's slug."""

_LONGEST_KEY = 200
_LONGEST_NAME = 300


@dataclass(frozen=True, slots=True)
class Meaning:
    """A key taken apart.

    Parameters
    ----------
    key
        The key as it would be written today; items of one kind with equal keys mean the same.
    role, skill, dimension
        Slugs, redirects followed; a slug that the catalog no longer knows stays as it is.
    own_role, own_skill
        The slugs as the key has them.
    text
        What stands behind the slug, where that is no slug itself.
    """

    key: str
    role: str | None = None
    skill: str | None = None
    dimension: str | None = None
    own_role: str | None = None
    own_skill: str | None = None
    text: str = ""


def meaning_of(kind: str, key: str, name: str, snapshot: CatalogSnapshot) -> Meaning:
    """Take a key apart and follow its slugs.

    Parameters
    ----------
    kind, key, name
        Of the review item.
    snapshot
        The catalog as it stands.
    """
    first, _, rest = key.partition("/")
    if kind in OF_SKILL:
        skill = current_skill(snapshot, first)
        if kind == "skill_alias":
            return Meaning(bounded_key(f"{skill}/{rest}"), skill=skill, own_skill=first, text=name)
        return Meaning(f"{skill}/{rest}", skill=skill, dimension=rest, own_skill=first)
    if kind not in OF_ROLE:
        return Meaning(key, text=name)
    role = current_role(snapshot, first)
    if kind == "role_skill":
        skill = current_skill(snapshot, rest)
        return Meaning(f"{role}/{skill}", role=role, skill=skill, own_role=first, own_skill=rest)
    if kind == "role_dimension":
        return Meaning(f"{role}/{rest}", role=role, dimension=rest, own_role=first)
    if len(key) >= _LONGEST_KEY and len(name) < _LONGEST_NAME:
        # The key was cut and carries a digest of the whole: that has to be made anew for another slug.
        rest = folded(name) if kind == "new_kra" else normalize_title(name)
    return Meaning(bounded_key(f"{role}/{rest}"), role=role, own_role=first, text=name)


def current_role(snapshot: CatalogSnapshot, slug: str) -> str:
    """Return the slug that a role has today; the same where the catalog knows no such role."""
    try:
        return snapshot.role(slug).slug
    except CatalogError:
        return slug


def current_skill(snapshot: CatalogSnapshot, slug: str) -> str:
    """Return the slug that a skill has today; the same where the catalog knows no such skill."""
    try:
        return snapshot.skill(slug).slug
    except CatalogError:
        return slug


def all_slugs(snapshot: CatalogSnapshot, role: str) -> tuple[str, ...]:
    """Return the slugs under which a role may have been recorded: its own and those that lead to it.

    Raises
    ------
    CatalogError
        If there is no such role.
    """
    target = snapshot.role(role).slug
    return (target, *slugs_before(snapshot, target))


def slugs_before(snapshot: CatalogSnapshot, role: str) -> tuple[str, ...]:
    """Return the old slugs that lead to a role, directly or through others."""
    return tuple(
        each.slug
        for each in snapshot.redirections
        if each.kind == "role" and each.slug != role and current_role(snapshot, each.slug) == role
    )
