"""A record with everything on it: details, links, model calls; every shown string is or holds given words."""

from __future__ import annotations

from dataclasses import replace

from jdwork.catalog.snapshot import CatalogSnapshot, Dimension, Domain, Role, RoleSkill, Skill, SkillAlias
from jdwork.decide import Case
from jdwork.details.model import (
    AliasDetail,
    Details,
    DimensionTask,
    Linked,
    LinkOutcome,
    RoleFacts,
    SkillFacts,
)
from jdwork.enrich.model import (
    Derived,
    Enrichment,
    LogLine,
    NewSkill,
    Placed,
    ProposedDimension,
    Relationship,
    RoleDraft,
    Typed,
)
from jdwork.llm.model import Attempt, Message, ModelCall, Stage
from jdwork.record import RunRecord
from jdwork.skills import ProposedSkill, SkillSpan
from jdwork.text import Document, Sentence
from tests.output.records import full_record

PAID = Attempt("ok", "json_schema", 1000, 50, 0.0004, 1.25, "what came back")


def call(stage: Stage = "parse", words: str = "words", **changes: object) -> ModelCall:
    """A call whose every text holds the words."""
    made = ModelCall(
        call_id="call-1", stage=stage, subject="hash", model=words, prompt=words, prompt_version="3",
        request_hash="request-1", messages=(Message("system", words), Message("user", words)), outcome="ok",
        attempts=(replace(PAID, text=words, problem=words, response_format=words),), answer={"role": words},
        note=words,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def worked_out(words: str) -> NewSkill:
    """A skill that the catalog lacks, with every step told."""
    return NewSkill(
        term=words,
        name=words,
        skill_id="new-skill",
        typed=Typed("TOOL", 0.7, "rules", words),
        placed=Placed(words, words, 3, 4, 0.6, "neighbours", ((words, 0.8),)),
        relationships=(Relationship("broader", "s", words, 0.5, "rules", words),),
        dimensions=(
            ProposedDimension("d", words, 0.9, "rules", words, locked=True),
            ProposedDimension("e", words, 0.4, "model", words),
        ),
        derived=Derived(words, words, "TOOL", "EVOLVING", "MEDIUM", "SEMANTIC"),
        enrichment=Enrichment(words, words, 0.6, "SEMANTIC", words, words, "model"),
        log=(LogLine("keep", words, (words,), words, 0.6, "rules"),),
        warnings=(words,),
    )


def rich_record(words: str = "words", case: Case = "C") -> RunRecord:
    """A full record with details, links, model calls and, in case E, a drafted role."""
    record = full_record(case, words=words)
    text = record.jd.text
    start = text.find(words)
    place = SkillSpan(start, start + len(words), words, "duties")
    task = DimensionTask("s", "s", "d", ("some-role",), True, proposed=True, confidence=0.7, reason=words)
    found = SkillFacts(words, True, "s", AliasDetail(words, "s", words, words, 9, words), (task,))
    new = SkillFacts("term", False, None, None, new=(worked_out(words),), from_model=True)
    draft = RoleDraft(
        words, "slug", words, words, words, words, ((words, words),), (("s", words, 0.5),),
        (ProposedDimension("d", words, 0.5, "rules", words, locked=True),), "rules", (words,),
    )  # fmt: skip
    return replace(
        record,
        document=Document(record.jd, text, (), (Sentence(text, 0, len(text), "duties"),)),
        new_terms=(ProposedSkill("term", (place,), words, 0.7),),
        details=Details(
            RoleFacts("some-role", words, 7, words), "in_db", (found, new), ("some-role",),
            draft if case == "E" else None,
        ),
        linked=Linked(
            (LinkOutcome("s", "s", "d", 1, 2, True, True, skill_dimension_made=True, skipped_reason=words,
                         line=words),),
            ((words, words, 4),),
            ((words, words, 5), ("kind", words, None)),
            1,
        ),
        calls=(call("adjudicate", words), call("parse", words)),
    )  # fmt: skip


def rich_snapshot(words: str = "words") -> CatalogSnapshot:
    """The catalog of such a record."""
    return CatalogSnapshot(
        domains=(Domain("work", words),),
        roles=(
            Role(7, "some-role", words, "work", words, words, (), (words,), ("d",), (RoleSkill("s"),)),
        ),
        skills=(
            Skill(1, "s", words, words, words, (SkillAlias(words),), "TOOL", "VOLATILE", "SHORT", "SEMANTIC",
                  words, (words,)),
        ),
        dimensions=(Dimension(2, "d", words, words, "work", skills=("s",)),),
    )  # fmt: skip
