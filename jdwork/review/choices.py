"""What a reviewer says instead of what a draft would say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from jdwork.errors import ReviewError


@dataclass(frozen=True, slots=True)
class Choices:
    """Values that take the place of drafted ones; None leaves the draft as it is.

    Parameters
    ----------
    name, slug
        Of a new skill or role.
    category, sub_category, nature
        Of a new skill.
    domain, archetype, description
        Of a new role.
    aliases, kras, skills, dimensions
        Of a new role; the dimensions also of a new skill, which become links.
    role
        ``decision``: the right role. ``collision``: the one that keeps the title. ``new_skill``: the only
        role that gets it. Other kinds: the role that it belongs to after all.
    weight
        Of a skill in a role, above 0 and up to 1.
    text
        The words of a KRA or of an alias.
    as_alias_of
        ``new_skill``: the skill that it is another spelling of. ``new_role``: the role that it is another
        title of.
    """

    name: str | None = None
    slug: str | None = None
    category: str | None = None
    sub_category: str | None = None
    nature: str | None = None
    domain: str | None = None
    archetype: str | None = None
    description: str | None = None
    aliases: tuple[str, ...] | None = None
    kras: tuple[str, ...] | None = None
    skills: tuple[str, ...] | None = None
    dimensions: tuple[str, ...] | None = None
    role: str | None = None
    weight: float | None = None
    text: str | None = None
    as_alias_of: str | None = None

    @property
    def made(self) -> tuple[str, ...]:
        """Names of the fields that were chosen."""
        return tuple(each.name for each in fields(self) if getattr(self, each.name) is not None)


TAKES: Mapping[str, frozenset[str]] = {
    "decision": frozenset({"role"}),
    "collision": frozenset({"role"}),
    "role_skill": frozenset({"role", "weight"}),
    "new_kra": frozenset({"role", "text"}),
    "role_alias": frozenset({"role", "text"}),
    "role_dimension": frozenset({"role"}),
    "skill_dimension": frozenset(),
    "skill_alias": frozenset({"text"}),
    "new_skill": frozenset(
        {"name", "slug", "category", "sub_category", "nature", "dimensions", "role", "weight", "as_alias_of"}
    ),
    "new_role": frozenset(
        {
            "name",
            "slug",
            "domain",
            "archetype",
            "description",
            "aliases",
            "kras",
            "skills",
            "dimensions",
            "as_alias_of",
        }
    ),
}
"""Which choices each kind of item takes."""

OF_ONE = ("name", "slug", "text", "description", "kras", "aliases")
"""Choices that can be meant for one item only."""


def check_choices(kind: str, choices: Choices) -> None:
    """Refuse a choice that the kind of item has no use for, rather than leave it unheard.

    Raises
    ------
    ReviewError
        Naming it, and what the kind takes.
    """
    idle = [name for name in choices.made if name not in TAKES[kind]]
    if idle:
        known = ", ".join(sorted(TAKES[kind])) or "none"
        raise ReviewError(
            f"An item of kind {kind} takes no '{idle[0]}'.", hint=f"It takes: {known.replace('_', '-')}."
        )
    if choices.weight is not None and not 0 < choices.weight <= 1:
        raise ReviewError(
            f"The weight {choices.weight:g} is out of range.", hint="Give a number above 0 and up to 1."
        )
