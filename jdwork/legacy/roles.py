"""Roles as the old service names them, found in today's catalog."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from jdwork.catalog import CatalogSnapshot, Dimension
from jdwork.errors import CatalogError
from jdwork.legacy.model import Block, LegacyRun, mapping, mappings, walk, words_of

_WORD = re.compile(r"[^\W_]+(?:[+#]+)?")


class Today:
    """Today's catalog, asked by the names that the old service uses.

    Parameters
    ----------
    snapshot
        The catalog.
    """

    def __init__(self, snapshot: CatalogSnapshot) -> None:
        self.snapshot = snapshot

    def role(self, slug: str | None, name: str | None = None, number: int | None = None) -> str | None:
        """Return the slug that a role has today: by slug, redirect, name or id; None if it has none."""
        for label in (slug, name):
            if label and (found := self.snapshot.role_named(label)) is not None:
                return found
        if number is None:
            return None
        try:
            return self.snapshot.role_by_id(number).slug
        except CatalogError:
            return None

    def block(self, block: Block) -> str | None:
        """Return today's slug of a role as an API block refers to it."""
        identity = block.get("role_id", block.get("id"))
        return self.role(
            words_of(block.get("slug")),
            words_of(block.get("display_name")),
            identity if isinstance(identity, int) else None,
        )

    def chosen(self, run: LegacyRun) -> str | None:
        """Return today's slug of the role that a legacy run chose."""
        return self.role(run.slug, run.role, run.role_id)

    def name(self, slug: str | None) -> str | None:
        """Return the display name of a role of today's; None without one."""
        return self.snapshot.role(slug).display_name if slug else None

    def carriers(self, title: str) -> set[str]:
        """Return the roles that carry a title, spaces and hyphens aside."""
        named = self.role(None, title)
        return {*self._carriers.get(squeezed(title), ()), *([named] if named else [])}

    def skill(self, name: str) -> str | None:
        """Return the slug of the catalog skill that a name means; None if none or several carry it."""
        return self._skills.get(" ".join(name.casefold().split()))

    def dimensions(self, skill: str | None) -> list[Dimension]:
        """Return the dimensions that a skill belongs to, by its slug."""
        return [one for one in self.snapshot.dimensions if skill in one.skills] if skill else []

    @cached_property
    def _carriers(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for role in self.snapshot.roles:
            for alias in role.aliases:
                found.setdefault(squeezed(alias), set()).add(role.slug)
        return found

    @cached_property
    def _skills(self) -> dict[str, str]:
        found: dict[str, str | None] = {}
        for skill in self.snapshot.skills:
            for alias in skill.aliases:
                key = " ".join(alias.text.casefold().split())
                found[key] = None if found.get(key, skill.slug) != skill.slug else skill.slug
        # A display name beats another skill's alias.
        for skill in self.snapshot.skills:
            found[" ".join(skill.display_name.casefold().split())] = skill.slug
        return {name: slug for name, slug in found.items() if slug is not None}


def squeezed(title: str) -> str:
    """Letters and digits of a title, in lower case."""
    return "".join(character for character in title.casefold() if character.isalnum())


def role_references(run: LegacyRun) -> dict[int, tuple[str, str]]:
    """Every catalog role that a page names with an id: id to (name, slug)."""
    found: dict[int, tuple[str, str]] = {}
    for signal in ("alias_match_roles", "kra_match_roles", "skill_match_roles"):
        for one in mappings(run.signals, signal):
            _refer(found, one.get("role_id"), one)
    chosen = mapping(run.decision, "chosen_role")
    _refer(found, chosen.get("role_id"), chosen)
    for block in (run.api2, run.api3):
        for one in walk(dict(block) if block else {}):
            for key in ("chosen_role", "llm_role"):
                _refer(found, mapping(one, key).get("id"), mapping(one, key))
            for key in ("candidate_roles", "roles_from_db"):
                for role in mappings(one, key):
                    _refer(found, role.get("id"), role)
    return found


def _refer(found: dict[int, tuple[str, str]], identity: object, block: Block) -> None:
    name = words_of(block.get("display_name"))
    if isinstance(identity, int) and not isinstance(identity, bool) and name:
        found.setdefault(identity, (name, words_of(block.get("slug")) or ""))


def plain_words(text: str) -> list[str]:
    """The words of a text in lower case, marks and bullets left out."""
    return _WORD.findall(text.casefold())


class Said:
    """What a text says, for asking whether it holds a phrase, whatever its spacing and marks."""

    def __init__(self, text: str) -> None:
        self._run = "".join(plain_words(text))
        self._spaced = f" {' '.join(plain_words(text))} "

    def holds(self, phrase: str) -> bool:
        """Whether the phrase's words stand in the text one after the other."""
        words = plain_words(phrase)
        if not words:
            return True
        # A hyphen or a line break may have cut a word in two on one side: long phrases match without gaps.
        return f" {' '.join(words)} " in self._spaced or (len(words) > 3 and "".join(words) in self._run)

    def holds_some_form(self, phrase: str) -> bool:
        """Whether the text holds the phrase, or its plural or singular."""
        forms: Iterable[str] = (phrase, f"{phrase}s", f"{phrase}es", phrase.removesuffix("s"))
        return any(form and self.holds(form) for form in forms)
