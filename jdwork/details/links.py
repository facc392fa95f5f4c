"""What leads where in a catalog: names to skills, skills to dimensions, dimensions to roles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from jdwork.catalog.snapshot import CatalogSnapshot, Role, Skill, SkillAlias


def compact(text: str) -> str:
    """Keep what tells names apart: letters and digits in small letters, and the signs of C++ and C#."""
    return "".join(sign for sign in text.casefold() if sign.isalnum() or sign in "+#")


class CatalogLinks:
    """Look-ups in one snapshot, made when first asked for; keep it where many JDs are worked out.

    Parameters
    ----------
    snapshot
        The catalog.
    """

    def __init__(self, snapshot: CatalogSnapshot) -> None:
        self.snapshot = snapshot

    @cached_property
    def dimensions_of(self) -> dict[str, tuple[str, ...]]:
        """Skill slug to the slugs of its dimensions, in catalog order."""
        found: dict[str, list[str]] = defaultdict(list)
        for dimension in self.snapshot.dimensions:
            for skill in dict.fromkeys(dimension.skills):
                found[skill].append(dimension.slug)
        return {skill: tuple(slugs) for skill, slugs in found.items()}

    @cached_property
    def roles_of(self) -> dict[str, tuple[str, ...]]:
        """Dimension slug to the slugs of the roles that carry it, by display name, then id."""
        found: dict[str, list[Role]] = defaultdict(list)
        for role in self.snapshot.roles:
            for dimension in dict.fromkeys(role.dimensions):
                found[dimension].append(role)
        return {dimension: _in_order(roles) for dimension, roles in found.items()}

    def in_order(self, slugs: Iterable[str]) -> tuple[str, ...]:
        """Each role once, by display name, then id."""
        return _in_order(self.snapshot.role(slug) for slug in set(slugs))

    def carriers(self, spelling: str) -> tuple[str, ...]:
        """Slugs of the skills that have a spelling as an alias, signs and letter case aside."""
        return self._carriers.get(compact(spelling), ())

    def skill_named(self, term: str) -> tuple[Skill, SkillAlias] | None:
        """Find the skill that somebody means by a name.

        Parameters
        ----------
        term
            As written by a person, so that letter case counts for nothing: of several skills, the one
            written exactly so goes first, then the one whose own name it is, then the first in the catalog.

        Returns
        -------
        The skill and the alias that the name is, or None where the catalog has no such name.
        """
        hits = self._names.get(_folded(term), ())
        if not hits:
            return None
        return min(
            hits,
            key=lambda hit: (hit[1].text != term.strip(), hit[1].alias_type != "CANONICAL", hit[0].id),
        )

    @cached_property
    def _names(self) -> dict[str, list[tuple[Skill, SkillAlias]]]:
        found: dict[str, list[tuple[Skill, SkillAlias]]] = defaultdict(list)
        for skill in self.snapshot.skills:
            for alias in skill.aliases:
                found[_folded(alias.text)].append((skill, alias))
        return dict(found)

    @cached_property
    def _carriers(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for skill in self.snapshot.skills:
            for alias in skill.aliases:
                found[compact(alias.text)][skill.slug] = None
        return {key: tuple(slugs) for key, slugs in found.items()}


def _in_order(roles: Iterable[Role]) -> tuple[str, ...]:
    return tuple(role.slug for role in sorted(roles, key=lambda role: (role.display_name, role.id)))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
