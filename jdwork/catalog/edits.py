"""Changes to a catalog as values: what a reviewer approves, a merge does, a what-if tries.

`jdwork.catalog.applying` says what a catalog is after them, `jdwork.catalog.file_update` writes that
into the files.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from jdwork.catalog.snapshot import AliasType, MatchStrategy, Role, Skill
from jdwork.errors import CatalogError, did_you_mean

Kind = Literal["role", "skill"]


@dataclass(frozen=True, slots=True)
class AddRole:
    """A new role; an id of 0 stands for the next free number."""

    role: Role


@dataclass(frozen=True, slots=True)
class AddSkill:
    """A new skill, linked to dimensions; ids of 0 stand for the next free or derived numbers."""

    skill: Skill
    dimensions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AddRoleAlias:
    """One more title of a role."""

    role: str
    alias: str


@dataclass(frozen=True, slots=True)
class DropRoleAlias:
    """One title fewer."""

    role: str
    alias: str


@dataclass(frozen=True, slots=True)
class AddKra:
    """One more key responsibility area of a role."""

    role: str
    kra: str


@dataclass(frozen=True, slots=True)
class DropKra:
    """One key responsibility area fewer."""

    role: str
    kra: str


@dataclass(frozen=True, slots=True)
class SetRoleSkill:
    """A skill of a role, with its weight in (0, 1]; replaces the weight that it had."""

    role: str
    skill: str
    weight: float = 0.5


@dataclass(frozen=True, slots=True)
class DropRoleSkill:
    """A skill that a role no longer lists."""

    role: str
    skill: str


@dataclass(frozen=True, slots=True)
class AddSkillAlias:
    """One more way to write a skill."""

    skill: str
    text: str
    alias_type: AliasType = "SYNONYM"
    match_strategy: MatchStrategy = "CASE_INSENSITIVE"


@dataclass(frozen=True, slots=True)
class DropSkillAlias:
    """One way to write a skill fewer."""

    skill: str
    text: str


@dataclass(frozen=True, slots=True)
class LinkRoleDimension:
    """A dimension that a role works in."""

    role: str
    dimension: str


@dataclass(frozen=True, slots=True)
class UnlinkRoleDimension:
    """A dimension that a role no longer works in."""

    role: str
    dimension: str


@dataclass(frozen=True, slots=True)
class LinkSkillDimension:
    """A skill that belongs to a dimension."""

    dimension: str
    skill: str


@dataclass(frozen=True, slots=True)
class UnlinkSkillDimension:
    """A skill that no longer belongs to a dimension."""

    dimension: str
    skill: str


@dataclass(frozen=True, slots=True)
class Rename:
    """Another slug, another display name, or both; the old slug keeps leading here.

    An old display name stays as an alias.
    """

    kind: Kind
    slug: str
    to: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """One entry goes up in another; its slug and id keep leading there.

    Aliases, dimensions and skills are united (the heir's weights count), and so are KRAs unless
    ``keep_kras`` is false.
    """

    kind: Kind
    slug: str
    into: str
    keep_kras: bool = True


@dataclass(frozen=True, slots=True)
class SplitRole:
    """A part of a role becomes a role of its own; the old slug and id stay with the rest.

    Aliases, KRAs and skills named here move; dimensions are shared by both.
    """

    role: str
    slug: str
    name: str
    aliases: tuple[str, ...] = ()
    kras: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class SplitSkill:
    """Some spellings of a skill become a skill of their own, with the same traits, dimensions and roles."""

    skill: str
    slug: str
    name: str
    aliases: tuple[str, ...] = ()


CatalogEdit = (
    AddRole
    | AddSkill
    | AddRoleAlias
    | DropRoleAlias
    | AddKra
    | DropKra
    | SetRoleSkill
    | DropRoleSkill
    | AddSkillAlias
    | DropSkillAlias
    | LinkRoleDimension
    | UnlinkRoleDimension
    | LinkSkillDimension
    | UnlinkSkillDimension
    | Rename
    | Merge
    | SplitRole
    | SplitSkill
)

_EDITS: Mapping[str, Any] = {each.__name__: each for each in CatalogEdit.__args__}


def edit_to_json(edit: CatalogEdit) -> dict[str, Any]:
    """Write an edit as plain JSON values.

    Parameters
    ----------
    edit
        Any edit.

    Returns
    -------
    dict
        The fields, and under ``edit`` the name of its class.
    """
    return {"edit": type(edit).__name__, **dataclasses.asdict(edit)}


def edit_from_json(values: Mapping[str, Any]) -> CatalogEdit:
    """Read an edit written by `edit_to_json`.

    Raises
    ------
    CatalogError
        If the values are not an edit.
    """
    from pydantic import TypeAdapter, ValidationError

    name = str(values.get("edit", ""))
    if name not in _EDITS:
        raise CatalogError(f"There is no catalog edit '{name}'.", hint=did_you_mean(name, _EDITS))
    try:
        edit: CatalogEdit = TypeAdapter(_EDITS[name]).validate_python(
            {key: value for key, value in values.items() if key != "edit"}
        )
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise CatalogError(
            f"The catalog edit '{name}' is malformed: {first['msg']}.",
            where=".".join(str(part) for part in first["loc"]),
            hint="Make it with the classes of jdwork.catalog.edits.",
        ) from None
    return edit
