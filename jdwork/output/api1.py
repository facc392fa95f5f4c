"""The body of API 1 (``extract_from_jd``), key for key as the legacy service answers it."""

from __future__ import annotations

from collections.abc import Sequence

from jdwork.llm import ModelCall
from jdwork.output.contract import Contract
from jdwork.parse import ParsedJD
from jdwork.record import RoleSignal, RunRecord, StageFiveUpdates


class FinalSkill(Contract):
    """A skill found in the JD, or a phrase that counts as one although the catalog lacks it."""

    is_primary: bool
    skill_name: str


class JdRole(Contract):
    """The role as the JD words it (``slug`` is empty: it is no catalog role yet)."""

    display_name: str | None
    rationale: str | None
    role_aliases: list[str]
    role_archetype: str | None
    slug: str


class KraMatchItem(Contract):
    """A sentence of the JD and the KRA it resembles most."""

    kra_text: str
    sentence: str
    similarity: float


class MatchedRole(Contract):
    """A role as one signal ranks it; the other signals' fields are null."""

    display_name: str
    kra_matches: list[KraMatchItem] | None
    matched_count: int | None
    matched_skills: list[str] | None
    role_id: int
    score: float
    slug: str
    total_count: int | None


class StageThreeSignals(Contract):
    """The three signals."""

    alias_found: bool
    alias_match_roles: list[MatchedRole]
    kra_match_roles: list[MatchedRole]
    skill_match_roles: list[MatchedRole]


class StageFourDecision(Contract):
    """The decision."""

    alias_collision_detected: bool
    case: str
    chosen_role: MatchedRole | None
    confidence: float
    is_new_role: bool
    llm2_fired: bool
    llm2_reasoning: str | None
    matched_dimensions: list[str]
    matched_kras: list[str]
    matched_skills: list[str]
    new_role_display_name: str | None
    new_role_slug: str | None
    queued: bool
    reasoning: str
    sub_role: str | None


class NewSkillAttached(Contract):
    """A skill queued for the chosen role."""

    is_primary: bool
    queue_id: int
    role_display_name: str
    role_slug: str
    skill_name: str
    status: str


class StageFiveBody(Contract):
    """What recording changed."""

    centroid_n_after: int | None
    centroid_updated: bool
    collision_log_id: int | None
    new_kra_attached: str | None
    new_skills_attached: list[NewSkillAttached]
    queue_entry_id: int | None
    v3_pipeline_triggered: bool
    v3_role_slug: str | None
    v3_run_id: str | None


class Api1Body(Contract):
    """The whole answer."""

    final_skills: list[FinalSkill]
    jd_role: JdRole
    nano_parsed: ParsedJD
    rejected: bool
    rejection_reason: str | None
    run_id: str
    stage3_signals: StageThreeSignals
    stage4_decision: StageFourDecision
    stage5_updates: StageFiveBody


def api1_body(record: RunRecord) -> Api1Body:
    """Lay a record out as the legacy service answers.

    Parameters
    ----------
    record
        A classified JD; ``stage5_updates`` is filled once it was recorded.

    Returns
    -------
    Api1Body
        Scores are rounded to four decimals.
    """
    decision, parsed = record.decision, record.parse.parsed
    rejected = decision.case == "REJECT"
    return Api1Body(
        final_skills=[
            *(
                FinalSkill(is_primary=skill.is_primary, skill_name=skill.display_name)
                for skill in record.skills.found
            ),
            *(FinalSkill(is_primary=False, skill_name=term.name) for term in record.new_terms),
        ],
        jd_role=JdRole(
            display_name=parsed.role,
            rationale=None,
            role_aliases=parsed.role_aliases,
            role_archetype=parsed.role_archetype,
            slug="",
        ),
        nano_parsed=parsed,
        rejected=rejected,
        rejection_reason=decision.reason if rejected else None,
        run_id=record.run_id,
        stage3_signals=StageThreeSignals(
            alias_found=bool(record.evidence.alias),
            alias_match_roles=_matched(record.evidence.alias),
            kra_match_roles=_matched(record.evidence.kra),
            skill_match_roles=_matched(record.evidence.skill),
        ),
        stage4_decision=_decision(record),
        stage5_updates=_updates(record.updates or StageFiveUpdates()),
    )


def _matched(roles: Sequence[RoleSignal]) -> list[MatchedRole]:
    return [
        MatchedRole(
            display_name=role.display_name,
            kra_matches=None
            if role.kra_matches is None
            else [
                KraMatchItem(
                    kra_text=match.kra_text, sentence=match.sentence, similarity=round(match.similarity, 4)
                )
                for match in role.kra_matches
            ],
            matched_count=role.matched_count,
            matched_skills=None if role.matched_skills is None else list(role.matched_skills),
            role_id=role.role_id,
            score=round(role.score, 4),
            slug=role.slug,
            total_count=role.total_count,
        )
        for role in roles
    ]


def _decision(record: RunRecord) -> StageFourDecision:
    decision, chosen = record.decision, record.chosen
    # As in the legacy service, the choice within a domain does not count as its second model's.
    asked = [call for call in record.calls if call.stage == "adjudicate"]
    score = round(decision.confidence, 4)
    role = None
    if chosen is not None:
        role = MatchedRole(
            display_name=chosen.display_name,
            kra_matches=None,
            matched_count=None,
            matched_skills=None,
            role_id=chosen.role_id,
            score=score,
            slug=chosen.slug,
            total_count=None,
        )
    return StageFourDecision(
        alias_collision_detected=len(decision.alias_roles) > 1,
        case=decision.case,
        chosen_role=role,
        confidence=score,
        is_new_role=decision.case == "E",
        llm2_fired=bool(asked),
        llm2_reasoning=_reasoning(asked[-1]) if asked else None,
        matched_dimensions=list(chosen.matched_dimensions) if chosen else [],
        matched_kras=list(chosen.matched_kras) if chosen else [],
        matched_skills=list(chosen.matched_skills) if chosen else [],
        new_role_display_name=decision.new_role_name,
        new_role_slug=decision.new_role_slug,
        queued=decision.queued,
        reasoning=decision.reason,
        sub_role=None,
    )


def _reasoning(call: ModelCall) -> str | None:
    """What the model said for its choice; where it gave no usable answer, why not."""
    said = call.answer.get("reasoning") if isinstance(call.answer, dict) else None
    return said if isinstance(said, str) and said else call.note or None


def _updates(updates: StageFiveUpdates) -> StageFiveBody:
    return StageFiveBody(
        centroid_n_after=updates.centroid_n_after,
        centroid_updated=updates.centroid_updated,
        collision_log_id=updates.collision_log_id,
        new_kra_attached=updates.new_kra_attached,
        new_skills_attached=[
            NewSkillAttached(
                is_primary=skill.is_primary,
                queue_id=skill.queue_id,
                role_display_name=skill.role_display_name,
                role_slug=skill.role_slug,
                skill_name=skill.skill_name,
                status=skill.status,
            )
            for skill in updates.new_skills_attached
        ],
        queue_entry_id=updates.queue_entry_id,
        v3_pipeline_triggered=updates.v3_pipeline_triggered,
        v3_role_slug=updates.v3_role_slug,
        v3_run_id=updates.v3_run_id,
    )
