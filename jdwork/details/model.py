"""The details of one run: pure values, worked out before anything is stored, and what storing them did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from jdwork.enrich.model import NewSkill, RoleDraft

Resolution = Literal["in_db", "new", "queued", "rejected"]
"""How the role of a run stands to the catalog.

``in_db``: the catalog has it. ``new``: a proposed one (case E). ``queued``: the catalog has it, but the
decision waits for a person. ``rejected``: the JD was no job description, so there is no role.
"""


@dataclass(frozen=True, slots=True)
class RoleFacts:
    """A role as APIs 2 and 3 name it; ``role_id`` is None while it is only proposed."""

    slug: str
    display_name: str
    role_id: int | None
    archetype: str | None
    rationale: str | None = None
    source: Literal["db", "llm"] = "db"


@dataclass(frozen=True, slots=True)
class AliasDetail:
    """A term of the JD that met a catalog skill.

    ``known_alias``: the catalog's alias that it is, or None where the term is a new spelling that could be
    kept. ``skipped_reason``: why it is not kept as an alias, or None where it may be.
    """

    term: str
    skill: str
    via: str
    known_alias: str | None
    known_alias_id: int | None
    skipped_reason: str | None


@dataclass(frozen=True, slots=True)
class DimensionTask:
    """One skill and one dimension to link, with the roles that the dimension leads to.

    ``dimension``: a slug. ``roles``: slugs of the roles that carry it. ``under_chosen_role``: whether the
    chosen role is one of them. ``proposed``: the link is new; else the catalog has it. ``confidence`` and
    ``reason`` speak of a proposed one.
    """

    term: str
    skill: str
    dimension: str
    roles: tuple[str, ...]
    under_chosen_role: bool
    proposed: bool = False
    confidence: float = 1.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SkillFacts:
    """One term of API 1: the catalog skill it is (``skill``: its slug), or what was worked out instead."""

    term: str
    is_primary: bool
    skill: str | None
    alias: AliasDetail | None
    tasks: tuple[DimensionTask, ...] = ()
    new: tuple[NewSkill, ...] = ()
    from_model: bool = False


@dataclass(frozen=True, slots=True)
class Details:
    """What API 2 says of one run.

    Parameters
    ----------
    chosen
        The role; in case E the proposed one (``source`` llm, no id); None for a JD that was rejected.
    resolution
        How the role stands to the catalog.
    skills
        One per term of API 1, in its order.
    candidate_roles
        Slugs of the roles that the skills' dimensions lead to, by display name, then id.
    role_draft
        Case E: the proposed role, worked out from this JD.
    """

    chosen: RoleFacts | None
    resolution: Resolution
    skills: tuple[SkillFacts, ...] = ()
    candidate_roles: tuple[str, ...] = ()
    role_draft: RoleDraft | None = None

    @property
    def tasks(self) -> tuple[DimensionTask, ...]:
        """All skill and dimension pairs to link, in the order of the skills."""
        return tuple(task for skill in self.skills for task in skill.tasks)

    @property
    def new_skills(self) -> tuple[NewSkill, ...]:
        """All skills that the catalog lacks."""
        return tuple(new for skill in self.skills for new in skill.new)


@dataclass(frozen=True, slots=True)
class LinkOutcome:
    """What came of one `DimensionTask`: whether each link holds now, and whether this run made it."""

    term: str
    skill: str
    dimension: str
    skill_id: int | None
    dimension_id: int | None
    skill_dimension_holds: bool
    role_dimension_holds: bool
    skill_dimension_made: bool = False
    role_dimension_made: bool = False
    skipped_reason: str | None = None
    line: str = ""


@dataclass(frozen=True, slots=True)
class Linked:
    """What storing the details of a run did (the facts of API 3).

    ``aliases``: (term, skill slug, database id) of spellings that were kept for review.
    ``artifacts``: (kind, detail, database id) of everything new that waits in the catalog's database.
    ``new_skills``: skills that this run was the first to hand in.
    """

    outcomes: tuple[LinkOutcome, ...] = ()
    aliases: tuple[tuple[str, str, int], ...] = ()
    artifacts: tuple[tuple[str, str, int | None], ...] = ()
    new_skills: int = 0
