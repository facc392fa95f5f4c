"""API 2 (``extract_details``): what the catalog knows of each skill, and what is proposed for new ones.

The contract is the legacy service's, key for key and type for type; the models refuse any other shape, and
readers of stored legacy bodies can use them as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import Field, JsonValue

from jdwork.catalog import CatalogSnapshot, Dimension, Skill
from jdwork.details import Details, DimensionTask, RoleFacts, SkillFacts
from jdwork.enrich import NewSkill
from jdwork.errors import InputError
from jdwork.output.contract import Contract, DimensionReference, RoleReference, Source
from jdwork.record import RunRecord
from jdwork.record.payload import plain

REFUSED = "a reviewer has refused this spelling"
TRACES = ("typed", "placed", "relationships", "enrichment")
"""Steps of which the first skill of a term tells in full."""


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

    Only ``derived`` and ``skill_id`` are ever filled in the reference bodies. The other keys are the traces
    of single steps: a list of log lines each for split, merge and keep, and the values of
    `jdwork.enrich.NewSkill` for the rest. They are those of the first skill that the term names and the
    catalog lacks. ``parts`` is not in the legacy contract: all skills that a term names, where it names
    several.
    """

    derived: DerivedSkill | None
    enrichment: JsonValue
    keep_log: list[JsonValue]
    locked_dimensions: list[JsonValue]
    merge_log: list[JsonValue]
    parts: list[JsonValue] = Field(default_factory=list)
    placed: JsonValue
    relationships: JsonValue
    skill_id: str
    split_log: list[JsonValue]
    typed: JsonValue
    warnings: list[JsonValue]


class SkillDetail(Contract):
    """All about one skill: ``canonical`` where the catalog has it, else ``new_skill_meta``.

    A term that turned out to be another name of a catalog skill has both. ``was_in_llm_skills`` says that
    API 1 listed it, ``source_tag`` is llm for whatever the catalog lacks, whoever found it.
    """

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


def api2_body(record: RunRecord, snapshot: CatalogSnapshot) -> Api2Body:
    """Lay the details of a run out as the legacy service answers.

    Parameters
    ----------
    record
        A classified JD with its details; what storing them kept stands in it once it was recorded.
    snapshot
        The catalog that it was classified with; all ids are its ids.

    Returns
    -------
    Api2Body
        Confidences are rounded to four decimals. Where a spelling could be kept as an alias, the alias
        fields are null and the reason is null too, until it was recorded.

    Raises
    ------
    InputError
        If the record has no details.
    CatalogError
        If the catalog lacks a role, skill or dimension that the details name.
    """
    details = details_of(record)
    kept = {(term, skill) for term, skill, _ in record.linked.aliases} if record.linked else set()
    listed = [*(one.display_name for one in record.skills.found), *(term.name for term in record.new_terms)]
    known = frozenset(listed)
    skills = [_skill_detail(one, details, snapshot, known, kept) for one in details.skills]
    return Api2Body(
        alias_matches=[
            _alias_match(one, snapshot, kept, recorded=record.linked is not None)
            for one in details.skills
            if one.alias is not None
        ],
        candidate_roles=[role_reference(slug, snapshot) for slug in details.candidate_roles],
        chosen_role=chosen_reference(details.chosen),
        dimensions=[work for skill in skills for work in skill.dimensions],
        input_final_skills=[one.term for one in details.skills],
        input_llm_skills=listed,
        new_aliases_persisted=len(kept),
        run_id=record.run_id,
        skills_detail=skills,
        unmatched_skills=[one.term for one in details.skills if one.skill is None],
    )


def details_of(record: RunRecord) -> Details:
    """Return the details of a record.

    Raises
    ------
    InputError
        If its skills were not worked out.
    """
    if record.details is None:
        raise InputError(
            f"The skills of run {record.run_id} were not worked out in detail.",
            hint="Classify with details=True, or hand the record to Workbench.detail first.",
        )
    return record.details


def chosen_reference(chosen: RoleFacts | None) -> RoleReference | None:
    """Refer to the chosen role."""
    if chosen is None:
        return None
    return RoleReference(
        display_name=chosen.display_name,
        id=chosen.role_id,
        rationale=chosen.rationale,
        role_archetype=chosen.archetype,
        slug=chosen.slug,
        source=chosen.source,
    )


def role_reference(slug: str, snapshot: CatalogSnapshot) -> RoleReference:
    """Refer to a role of the catalog."""
    role = snapshot.role(slug)
    return RoleReference(
        display_name=role.display_name,
        id=role.id,
        rationale=None,
        role_archetype=role.archetype or None,
        slug=role.slug,
        source="db",
    )


def dimension_reference(dimension: Dimension, task: DimensionTask) -> DimensionReference:
    """Refer to a dimension of the catalog; where the link is only proposed, the rationale says why."""
    return DimensionReference(
        difficulty_hint=dimension.difficulty_hint,
        display_name=dimension.display_name,
        id=dimension.id,
        rationale=task.reason if task.proposed and task.reason else dimension.rationale,
        slug=dimension.slug,
        source="db",
    )


def proposed_reference(task: DimensionTask, details: Details) -> RoleReference | None:
    """Refer to the proposed role of case E, where the dimension would be one of its own."""
    if details.chosen is None or details.chosen.source != "llm" or not task.under_chosen_role:
        return None
    return chosen_reference(details.chosen)


def _canonical(skill: Skill) -> CanonicalSkill:
    return CanonicalSkill(
        category_id=skill.category_id,
        display_name=skill.display_name,
        id=skill.id,
        is_also_category=skill.is_also_category,
        is_extractable=skill.is_extractable,
        skill_nature=skill.nature,
        slug=skill.slug,
        sub_category_id=skill.sub_category_id,
        typical_lifespan=skill.lifespan,
        volatility=skill.volatility,
    )


def _alias_match(
    one: SkillFacts, snapshot: CatalogSnapshot, kept: set[tuple[str, str]], *, recorded: bool
) -> AliasMatch:
    alias = one.alias
    assert alias is not None
    persisted = (alias.term, alias.skill) in kept
    refused = recorded and not persisted and alias.skipped_reason is None
    return AliasMatch(
        alias_persist_skipped_reason=REFUSED if refused else alias.skipped_reason,
        alias_persisted=persisted,
        existing_alias_id=alias.known_alias_id,
        existing_alias_text=alias.known_alias,
        input_term=one.term,
        matched_canonical=_canonical(snapshot.skill(alias.skill)),
        matched_via=alias.via,
    )


def _skill_detail(
    one: SkillFacts,
    details: Details,
    snapshot: CatalogSnapshot,
    listed: frozenset[str],
    kept: set[tuple[str, str]],
) -> SkillDetail:
    skill = snapshot.skill(one.skill) if one.skill is not None else None
    fresh = one.alias is not None and (one.alias.term, one.alias.skill) in kept
    return SkillDetail(
        aliases_in_db=[
            SkillAliasEntry(
                alias_text=alias.text,
                alias_type=alias.alias_type,
                id=alias.id,
                is_primary=alias.alias_type == "CANONICAL",
                match_strategy=alias.match_strategy,
            )
            for alias in (skill.aliases if skill is not None else ())
        ],
        canonical=_canonical(skill) if skill is not None else None,
        dimensions=[_work(task, details, snapshot) for task in one.tasks],
        input_skill=one.term,
        matched_via=one.alias.via if one.alias is not None else None,
        new_alias_persisted=fresh,
        new_alias_text=one.alias.term if fresh and one.alias is not None else None,
        new_skill_meta=_new_skill_meta(one.new, snapshot) if one.new else None,
        source_tag="db" if skill is not None else "llm",
        was_in_llm_skills=one.term in listed,
    )


def _work(task: DimensionTask, details: Details, snapshot: CatalogSnapshot) -> DimensionWork:
    return DimensionWork(
        dimension=dimension_reference(snapshot.dimension(task.dimension), task),
        input_skill=task.term,
        llm_role=proposed_reference(task, details),
        roles_from_db=[role_reference(slug, snapshot) for slug in task.roles],
    )


def _new_skill_meta(new: Sequence[NewSkill], snapshot: CatalogSnapshot) -> NewSkillMeta:
    first = next((skill for skill in new if skill.merged_into is None), new[0])
    derived = first.derived
    lines = [line for skill in new for line in skill.log]
    return NewSkillMeta(
        derived=DerivedSkill(
            category=derived.category,
            skill_nature=derived.skill_nature,
            sub_category=derived.sub_category,
            typical_lifespan=derived.typical_lifespan,
            version_strategy=derived.version_strategy,
            volatility=derived.volatility,
        )
        if derived is not None
        else None,
        enrichment=_trace(first, "enrichment"),
        keep_log=_log(lines, "keep"),
        locked_dimensions=[
            {"skill_id": skill.skill_id, "id": snapshot.dimension(one.slug).id, **_rounded(plain(one))}
            for skill in new
            for one in skill.dimensions
            if one.locked and one.slug in snapshot.dimension_index
        ],
        merge_log=_log(lines, "merge"),
        parts=[_part(skill) for skill in new] if len(new) > 1 else [],
        placed=_trace(first, "placed"),
        relationships=_trace(first, "relationships"),
        skill_id=first.skill_id,
        split_log=_log(lines, "split"),
        typed=_trace(first, "typed"),
        warnings=list(dict.fromkeys(warning for skill in new for warning in skill.warnings)),
    )


def _trace(skill: NewSkill, name: str) -> Any:
    """One step's values; null where the step was not taken or found nothing."""
    value = getattr(skill, name)
    return _rounded(plain(value)) if value else None


def _part(skill: NewSkill) -> JsonValue:
    return {
        "skill_id": skill.skill_id,
        "name": skill.name,
        "merged_into": skill.merged_into,
        **{name: _trace(skill, name) for name in ("derived", *TRACES)},
    }


def _log(lines: Iterable[Any], action: str) -> list[JsonValue]:
    return [_rounded(plain(line)) for line in dict.fromkeys(lines) if line.action == action]


def _rounded(value: Any) -> Any:
    """Round every float in a JSON value to four decimals."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, list):
        return [_rounded(one) for one in value]
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    return value
