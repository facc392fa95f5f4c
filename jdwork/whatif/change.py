"""What differs between two catalogs, as far as a decision can notice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jdwork.catalog import CatalogSnapshot, Role, Skill


@dataclass(frozen=True, slots=True)
class CatalogChange:
    """What an edited catalog has that the other had not, or the other way round.

    Parameters
    ----------
    roles
        Slugs of roles that came, went, or say something else now: their own entry, or the name of a skill
        or dimension that they list.
    skills
        Slugs of skills that came, went, are written otherwise, or count otherwise for some role.
    spellings
        Ways to write a skill that came, went, or are looked for otherwise.
    titles
        Names and aliases of roles that came or went.
    texts
        Sentences that roles say anew: KRAs, descriptions, names.
    rematch
        Whether skills have to be looked for again in every text.
    """

    roles: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    spellings: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    rematch: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether no decision can differ (links of skills to dimensions, which classification ignores)."""
        return not (self.roles or self.skills or self.rematch)


def catalog_change(before: CatalogSnapshot, after: CatalogSnapshot) -> CatalogChange:
    """Compare two catalogs.

    Parameters
    ----------
    before, after
        The catalogs; roles and skills are told by their slugs.
    """
    old_roles = {role.slug: role for role in before.roles}
    new_roles = {role.slug: role for role in after.roles}
    old_skills = {skill.slug: skill for skill in before.skills}
    new_skills = {skill.slug: skill for skill in after.skills}
    names = {
        *_renamed({one.slug: one.display_name for one in before.skills},
                  {one.slug: one.display_name for one in after.skills}),
        *_renamed({one.slug: one.display_name for one in before.dimensions},
                  {one.slug: one.display_name for one in after.dimensions}),
    }  # fmt: skip
    roles, skills = set(), set()
    titles: dict[str, None] = {}
    texts: dict[str, None] = {}
    for slug in _of_both(old_roles, new_roles):
        old, new = old_roles.get(slug), new_roles.get(slug)
        if old != new or (new is not None and names & {*new.dimensions, *(one.slug for one in new.skills)}):
            roles.add(slug)
        if old != new:
            skills |= _links(old) ^ _links(new)
            titles |= dict.fromkeys(sorted(_titles(old) ^ _titles(new)))
            said = set(_texts(old))
            texts |= dict.fromkeys(text for text in _texts(new) if text not in said)
    spellings: dict[str, None] = {}
    rematch = False
    for slug in _of_both(old_skills, new_skills):
        was, now = old_skills.get(slug), new_skills.get(slug)
        if was != now:
            rematch = True
            skills.add((slug, 0.0))
            spellings |= dict.fromkeys(sorted(text for text, _ in _spellings(was) ^ _spellings(now)))
    return CatalogChange(
        roles=frozenset(roles),
        skills=frozenset(slug for slug, _ in skills),
        spellings=tuple(spellings),
        titles=tuple(titles),
        texts=tuple(texts),
        rematch=rematch,
    )


def _of_both(old: Iterable[str], new: Iterable[str]) -> list[str]:
    return list(dict.fromkeys((*old, *new)))


def _renamed(old: dict[str, str], new: dict[str, str]) -> set[str]:
    return {slug for slug, name in new.items() if old.get(slug, name) != name}


def _links(role: Role | None) -> set[tuple[str, float]]:
    return set() if role is None else {(one.slug, one.weight) for one in role.skills}


def _titles(role: Role | None) -> set[str]:
    return set() if role is None else {role.display_name, *role.aliases}


def _texts(role: Role | None) -> tuple[str, ...]:
    if role is None:
        return ()
    return tuple(text for text in (role.display_name, *role.aliases, role.description, *role.kras) if text)


def _spellings(skill: Skill | None) -> set[tuple[str, str]]:
    return set() if skill is None else {(one.text, one.match_strategy) for one in skill.aliases}
