"""API 3 (``final_role_output``): the role that was settled on, and what was stored.

The contract is the legacy service's: one item per link that was tried, each with an outcome in words, the
counts over them, and what the model calls of all three steps cost. One key is added to it,
``catalog_artifacts``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import Field, JsonValue

from jdwork.catalog import CatalogSnapshot
from jdwork.details import Details, DimensionTask, LinkOutcome, Resolution, SkillFacts
from jdwork.llm import API_OF_STAGE, ModelCall
from jdwork.output.api2 import (
    chosen_reference,
    details_of,
    dimension_reference,
    proposed_reference,
    role_reference,
)
from jdwork.output.contract import Contract, DimensionReference, RoleReference
from jdwork.record import RunRecord

SkillTag = Literal["in_db", "new"]
"""Whether the catalog held a skill before this run."""

NOT_RECORDED = "Nothing is stored: the run was not recorded"
"""Outcome of every link of such a run."""


class TaggedSkill(Contract):
    """A skill of the JD, and whether the catalog held it."""

    skill: str
    tag: SkillTag


class PersistenceItem(Contract):
    """One try to link a skill with a dimension, and the dimension with the chosen role.

    ``skill_dimension_saved`` and ``role_dimension_saved`` say whether the link stands in the catalog or
    waits for a person after the run, whoever put it there.
    """

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
    """All that was tried; the counts are of what this run was the first to hand in."""

    items: list[PersistenceItem]
    new_skills_created: int
    role_dimension_saved: int
    skill_dimension_saved: int
    skipped: int


class Artifact(Contract):
    """Something new that this run left for the catalog; ``db_id`` is the key of its review item."""

    kind: str
    detail: str
    db_id: int | None


class Api3Body(Contract):
    """The whole answer; costs are in US dollars and null where a price is not known.

    ``catalog_artifacts`` is not in the legacy contract.
    """

    catalog_artifacts: list[Artifact] = Field(default_factory=list)
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


def api3_body(record: RunRecord, snapshot: CatalogSnapshot) -> Api3Body:
    """Lay out what storing the details of a run did, as the legacy service answers.

    Parameters
    ----------
    record
        A classified JD with its details; of one that was not recorded, the body says what the catalog holds
        and that nothing was stored.
    snapshot
        The catalog that it was classified with.

    Returns
    -------
    Api3Body
        Costs are sums over the ledger: 0.0 where no model was called, None where a price is not known.

    Raises
    ------
    InputError
        If the record has no details.
    CatalogError
        If the catalog lacks a role, skill or dimension that the details name.
    """
    details = details_of(record)
    linked = record.linked
    outcomes = (
        linked.outcomes if linked is not None else tuple(_unstored(task, snapshot) for task in details.tasks)
    )
    tags = {one.term: _tag(one) for one in details.skills}
    costs = [_cost(call for call in record.calls if API_OF_STAGE[call.stage] == api) for api in (1, 2, 3)]
    return Api3Body(
        catalog_artifacts=[
            Artifact(kind=kind, detail=detail, db_id=number)
            for kind, detail, number in (linked.artifacts if linked is not None else ())
        ],
        chosen_role=chosen_reference(details.chosen),
        chosen_role_resolution=details.resolution,
        final_input_skills=[TaggedSkill(skill=one.term, tag=_tag(one)) for one in details.skills],
        llm_cost_api1_usd=costs[0],
        llm_cost_api2_usd=costs[1],
        llm_cost_api3_usd=costs[2],
        llm_cost_total_usd=_cost(record.calls),
        persistence=Persistence(
            items=[
                _item(task, outcome, details, snapshot, tags[task.term])
                for task, outcome in zip(details.tasks, outcomes, strict=True)
            ],
            new_skills_created=linked.new_skills if linked is not None else 0,
            role_dimension_saved=sum(one.role_dimension_made for one in outcomes),
            skill_dimension_saved=sum(one.skill_dimension_made for one in outcomes),
            skipped=sum(one.skipped_reason is not None for one in outcomes),
        ),
        planner_output=None,
        run_id=record.run_id,
    )


def _tag(one: SkillFacts) -> SkillTag:
    parts_known = bool(one.new) and all(skill.merged_into is not None for skill in one.new)
    return "in_db" if one.skill is not None or parts_known else "new"


def _unstored(task: DimensionTask, snapshot: CatalogSnapshot) -> LinkOutcome:
    """What can be said of a link before the run was recorded."""
    skill = snapshot.skill_index.get(task.skill)
    return LinkOutcome(
        term=task.term,
        skill=task.skill,
        dimension=task.dimension,
        skill_id=snapshot.skills[skill].id if skill is not None else None,
        dimension_id=snapshot.dimension(task.dimension).id,
        skill_dimension_holds=not task.proposed,
        role_dimension_holds=False,
        skipped_reason=NOT_RECORDED,
        line=NOT_RECORDED,
    )


def _item(
    task: DimensionTask, outcome: LinkOutcome, details: Details, snapshot: CatalogSnapshot, tag: SkillTag
) -> PersistenceItem:
    chosen = details.chosen
    return PersistenceItem(
        chosen_role_id=chosen.role_id if chosen is not None else None,
        dimension=dimension_reference(snapshot.dimension(task.dimension), task),
        dimension_id=outcome.dimension_id,
        input_skill=task.term,
        llm_role=proposed_reference(task, details),
        matched_chosen_role=task.under_chosen_role,
        outcome_line=outcome.line,
        role_dimension_saved=outcome.role_dimension_holds,
        roles_from_db=[role_reference(slug, snapshot) for slug in task.roles],
        skill_dimension_saved=outcome.skill_dimension_holds,
        skill_id=outcome.skill_id,
        skill_tag=tag,
        skipped_reason=outcome.skipped_reason,
    )


def _cost(calls: Iterable[ModelCall]) -> float | None:
    """US dollars that some calls cost, to a millionth of a cent."""
    costs = [call.cost_usd for call in calls]
    return None if None in costs else round(float(sum(cost or 0.0 for cost in costs)), 8)
