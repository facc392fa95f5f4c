"""What is asked of a language model about a role that the catalog lacks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import get_args

from pydantic import BaseModel, Field

from jdwork.catalog.slug import visible_line
from jdwork.catalog.snapshot import CatalogSnapshot
from jdwork.discover.model import NewRole
from jdwork.enrich.model import RoleDraft
from jdwork.llm.model import Question

LEAST_SHARED = 0.5
"""Share of a KRA's longer words that its source sentence must hold: it may be put otherwise, not made up."""
_WORD = re.compile(r"[^\W\d_]{4,}")
_STEM = 5


class KraAnswer(BaseModel):
    """One thing that the role does."""

    source: int = Field(ge=1, description="number of the sentence that says so")
    text: str = Field(
        description="that duty as one sentence in the third person", min_length=10, max_length=400
    )


class RoleSkillAnswer(BaseModel):
    """A skill of the role."""

    slug: str = Field(description="slug of an offered skill")
    weight: float = Field(gt=0, le=1, description="how much it tells this role from its neighbours")


class RoleAnswer(BaseModel):
    """A drafted role."""

    description: str = Field(
        description="one or two sentences: what the role does and for whom", max_length=1000
    )
    domain: str = Field(description="slug of one of the domains")
    archetype: str
    kras: list[KraAnswer] = Field(min_length=1, max_length=12)
    skills: list[RoleSkillAnswer] = Field(max_length=20)
    dimensions: list[str] = Field(description="slugs of offered areas of work", max_length=8)


def ask_new_role(
    role: NewRole, draft: RoleDraft, snapshot: CatalogSnapshot, *, subject: str
) -> Question[RoleAnswer]:
    """Ask for a role out of its sentences; skills and dimensions are chosen from those of the draft.

    Parameters
    ----------
    role
        The proposal.
    draft
        What the rules made of it.
    snapshot
        The catalog.
    subject
        Content hash of the JD.
    """
    from jdwork.catalog.file_models import Archetype  # brings YAML along, which importing this need not

    sources = [visible_line(duty.text) for duty in role.duties]

    def check(answer: RoleAnswer) -> str | None:
        return _wrong(answer, sources, draft)

    return Question(
        stage="new_role",
        subject=subject,
        prompt="new_role",
        values={
            "name": draft.display_name,
            "sentences": "\n".join(f"{at}. {text}" for at, text in enumerate(sources, 1)) or "(none)",
            "skills": _lines(f"{slug}: {name}" for slug, name, _ in draft.skills),
            "dimensions": _lines(f"{one.slug}: {one.display_name}" for one in draft.dimensions),
            "domains": _lines(f"{one.slug}: {one.display_name}" for one in snapshot.domains),
        },
        answer=RoleAnswer,
        choices={
            "domain": tuple(one.slug for one in snapshot.domains),
            "archetype": get_args(Archetype),
        },
        check=check,
    )


def _wrong(answer: RoleAnswer, sources: Sequence[str], draft: RoleDraft) -> str | None:
    skills = {slug for slug, _, _ in draft.skills}
    dimensions = {one.slug for one in draft.dimensions}
    for kra in answer.kras:
        if kra.source > len(sources):
            return f"There is no sentence {kra.source}."
        if shared_words(kra.text, f"{sources[kra.source - 1]} {draft.display_name}") < LEAST_SHARED:
            return f"'{kra.text[:80]}' says what sentence {kra.source} does not."
    for one in answer.skills:
        if one.slug not in skills:
            return f"'{one.slug}' is none of the offered skills."
    for slug in answer.dimensions:
        if slug not in dimensions:
            return f"'{slug}' is none of the offered areas of work."
    return None


def shared_words(text: str, source: str) -> float:
    """Share of the words of four letters or more, by their first five, that a source holds too."""
    own = {word.casefold()[:_STEM] for word in _WORD.findall(text)}
    if not own:
        return 0.0
    return len(own & {word.casefold()[:_STEM] for word in _WORD.findall(source)}) / len(own)


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines) or "- (none)"
