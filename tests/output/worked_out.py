"""Hand-made records with details over the little catalog of `tests.details.factory`, recorded or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jdwork.details import DetailJob, Linked, LinkOutcome, extract
from jdwork.record import RunRecord
from jdwork.skills import FoundSkill, ProposedSkill, SkillFindings, SkillSpan
from tests.details.factory import SNAPSHOT, LookOrchestrator
from tests.record.factory import make_record

TEXT = "Work with Nodejs, RESTful APIs and the Java platform. Know Zig / Kafka Mesh, Odin, Kafka Streams."


def worked_out(
    *,
    skills: Sequence[tuple[str, str]] = (("node-js", "Nodejs"), ("java", "Java platform")),
    new: Sequence[str] = ("Odin", "Kafka Streams", "Zig / Kafka Mesh"),
    final_skills: tuple[str, ...] | None = None,
    orchestrator: LookOrchestrator | None = None,
    **change,
) -> RunRecord:
    """A record of this text with its details."""
    record = make_record(1, text=TEXT, skills=(), **change)

    def spans(words: str) -> tuple[SkillSpan, ...]:
        at = TEXT.find(words)
        return (SkillSpan(at, at + len(words), words),) if at >= 0 else ()

    found = tuple(
        FoundSkill(slug, SNAPSHOT.skill(slug).display_name, 1, slug, place == 0, spans(words))
        for place, (slug, words) in enumerate(skills)
    )
    terms = tuple(ProposedSkill(name, spans(name), "new", 0.9) for name in new)
    record = replace(record, skills=SkillFindings(found, terms), new_terms=terms)
    job = DetailJob(
        record.jd.content_hash, record.run_id, TEXT, record.skills, terms, record.decision,
        final_skills=final_skills,
    )  # fmt: skip
    ((details, calls),) = extract([job], SNAPSHOT, orchestrator or LookOrchestrator(asks=True))
    return replace(record, details=details, calls=calls)


def as_recorded(record: RunRecord, **change) -> RunRecord:
    """The record as storing it would return it, told by hand."""
    assert record.details is not None
    outcomes = tuple(
        LinkOutcome(
            term=task.term,
            skill=task.skill,
            dimension=task.dimension,
            skill_id=None if task.proposed else 1,
            dimension_id=SNAPSHOT.dimension(task.dimension).id,
            skill_dimension_holds=True,
            role_dimension_holds=task.under_chosen_role,
            skill_dimension_made=task.proposed,
            line="what came of it",
        )
        for task in record.details.tasks
    )
    linked = Linked(
        outcomes, aliases=(("Java platform", "java", 44),), artifacts=(("kind", "detail", 45),), new_skills=2
    )
    return replace(record, linked=replace(linked, **change))
