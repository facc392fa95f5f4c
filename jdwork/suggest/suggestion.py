"""What is suggested: an edit of the catalog, why, and on the strength of which JDs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from jdwork.catalog.edits import (
    AddKra,
    AddRoleAlias,
    CatalogEdit,
    DropRoleAlias,
    DropRoleSkill,
    SetRoleSkill,
)

Kind = Literal["alias", "skill", "kra"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One edit that the errors of a run speak for.

    Parameters
    ----------
    kind
        What of a role it changes.
    edit
        The edit.
    why
        What was seen, in words.
    seen
        Ids of the JDs that gave the idea.
    touched
        Ids of the JDs it was mined from whose decision it can change at first hand, those of ``seen`` among
        them: what is decided again before all JDs are.
    estimate
        Right decisions gained, roughly, near-copies counted once; decides what is checked first.
    is_draft
        Whether its text is taken from an ad and has to be written anew by the catalog's author.
    """

    kind: Kind
    edit: CatalogEdit
    why: str
    seen: tuple[str, ...]
    touched: tuple[str, ...]
    estimate: float
    is_draft: bool = False

    def in_words(self) -> str:
        """Say what is to be done."""
        return edit_in_words(self.edit)


def edit_in_words(edit: CatalogEdit) -> str:
    """Say an edit of a role in words: ``add alias 'ror developer' to ruby-on-rails-developer``."""
    match edit:
        case AddRoleAlias(role, alias):
            return f"add alias '{alias}' to {role}"
        case DropRoleAlias(role, alias):
            return f"remove alias '{alias}' from {role}"
        case AddKra(role, kra):
            return f"add KRA '{kra}' to {role}"
        case SetRoleSkill(role, skill, weight):
            return f"give {role} the skill {skill} with weight {weight:g}"
        case DropRoleSkill(role, skill):
            return f"take the skill {skill} from {role}"
    return type(edit).__name__
