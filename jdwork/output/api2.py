"""The contract of API 2 (``extract_details``): what the catalog knows of each skill that API 1 found.

Nothing in jdwork fills this body yet. The models state, key for key and type for type, what the step
that works skills out (alias lookups, the list of skill and dimension pairs to link, the candidate roles
those dimensions lead to, and the orchestration of skills without an entry) has to hand on, and refuse
any other shape; readers of stored legacy bodies can use them as they are.
"""

from __future__ import annotations

from pydantic import JsonValue

from jdwork.output.contract import Contract, DimensionReference, RoleReference, Source


class CanonicalSkill(Contract):
    """A catalog skill with its place in the taxonomy."""

    category_id: int
    display_name: str
    id: int
    is_also_category: bool
    is_extractable: bool
    skill_nature: str
    slug: str
    sub_category_id: int
    typical_lifespan: str
    volatility: str


class SkillAliasEntry(Contract):
    """One of the names under which the catalog knows a skill."""

    alias_text: str
    alias_type: str
    id: int
    is_primary: bool
    match_strategy: str


class AliasMatch(Contract):
    """How a term of the JD met a catalog skill, and whether the term was kept as a new alias."""

    alias_persist_skipped_reason: str | None
    alias_persisted: bool
    existing_alias_id: int | None
    existing_alias_text: str | None
    input_term: str
    matched_canonical: CanonicalSkill
    matched_via: str


class DimensionWork(Contract):
    """One skill and one dimension to link, with the roles that the dimension leads to."""

    dimension: DimensionReference
    input_skill: str
    llm_role: RoleReference | None
    roles_from_db: list[RoleReference]


class DerivedSkill(Contract):
    """Where a skill without a catalog entry would stand, and what kind of thing it is."""

    category: str
    skill_nature: str
    sub_category: str
    typical_lifespan: str
    version_strategy: str
    volatility: str


class NewSkillMeta(Contract):
    """How a skill without a catalog entry was worked out.

    Only ``derived`` and ``skill_id`` are ever filled in the reference bodies; the other keys are the
    traces of single steps (split, merge, keep, typing, placing, relating) and hold any JSON.
    """

    derived: DerivedSkill | None
    enrichment: JsonValue
    keep_log: list[JsonValue]
    locked_dimensions: list[JsonValue]
    merge_log: list[JsonValue]
    placed: JsonValue
    relationships: JsonValue
    skill_id: str
    split_log: list[JsonValue]
    typed: JsonValue
    warnings: list[JsonValue]


class SkillDetail(Contract):
    """All about one skill: ``canonical`` where the catalog has it, else ``new_skill_meta``."""

    aliases_in_db: list[SkillAliasEntry]
    canonical: CanonicalSkill | None
    dimensions: list[DimensionWork]
    input_skill: str
    matched_via: str | None
    new_alias_persisted: bool
    new_alias_text: str | None
    new_skill_meta: NewSkillMeta | None
    source_tag: Source
    was_in_llm_skills: bool


class Api2Body(Contract):
    """The whole answer; ``run_id`` is that of the API 1 body it continues."""

    alias_matches: list[AliasMatch]
    candidate_roles: list[RoleReference]
    chosen_role: RoleReference | None
    dimensions: list[DimensionWork]
    input_final_skills: list[str]
    input_llm_skills: list[str]
    new_aliases_persisted: int
    run_id: str
    skills_detail: list[SkillDetail]
    unmatched_skills: list[str]
