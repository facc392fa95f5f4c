"""The contract of API 3 (``final_role_output``): the role that was settled on, and what was stored.

Nothing in jdwork fills this body yet. The models state, key for key and type for type, what the step
that stores skill and dimension links has to report: one item per link that was tried, each with an
outcome in words, the counts over them, and what the model calls of all three steps cost. A shape that
they refuse would not be understood by the service's readers.
"""

from __future__ import annotations

from typing import Literal

from pydantic import JsonValue

from jdwork.output.contract import Contract, DimensionReference, RoleReference

SkillTag = Literal["in_db", "new"]
"""Whether the catalog held a skill before this run."""

Resolution = Literal["in_db", "new", "queued"]
"""How the chosen role stands to the catalog: held already, added, or waiting for a person."""


class TaggedSkill(Contract):
    """A skill of the JD, and whether the catalog held it."""

    skill: str
    tag: SkillTag


class PersistenceItem(Contract):
    """One try to link a skill with a dimension, and the dimension with the chosen role."""

    chosen_role_id: int | None
    dimension: DimensionReference
    dimension_id: int | None
    input_skill: str
    llm_role: RoleReference | None
    matched_chosen_role: bool
    outcome_line: str
    role_dimension_saved: bool
    roles_from_db: list[RoleReference]
    skill_dimension_saved: bool
    skill_id: int | None
    skill_tag: SkillTag
    skipped_reason: str | None


class Persistence(Contract):
    """All that was tried, and how often each thing came of it."""

    items: list[PersistenceItem]
    new_skills_created: int
    role_dimension_saved: int
    skill_dimension_saved: int
    skipped: int


class Api3Body(Contract):
    """The whole answer; costs are in US dollars and null where none was metered."""

    chosen_role: RoleReference | None
    chosen_role_resolution: Resolution
    final_input_skills: list[TaggedSkill]
    llm_cost_api1_usd: float | None
    llm_cost_api2_usd: float | None
    llm_cost_api3_usd: float | None
    llm_cost_total_usd: float | None
    persistence: Persistence
    planner_output: JsonValue
    run_id: str
