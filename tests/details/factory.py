"""A small catalog with dimensions, and a stand-in for the orchestrator that works by its terms' look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from jdwork.catalog.slug import slugify
from jdwork.catalog.snapshot import CatalogSnapshot, Dimension, Domain, Role, Skill, SkillAlias
from jdwork.enrich.model import (
    Derived,
    Enrichment,
    LogLine,
    NewSkill,
    Placed,
    ProposedDimension,
    Relationship,
    RoleDraft,
    Term,
    Typed,
)
from jdwork.llm.model import Attempt, Message, ModelCall


def skill(number: int, slug: str, name: str, *aliases: str, strategy: str = "CASE_INSENSITIVE") -> Skill:
    spelt = [SkillAlias(name, "CANONICAL", "CASE_INSENSITIVE", 10 * number)]
    spelt += [
        SkillAlias(text, "SYNONYM", strategy, 10 * number + place)  # type: ignore[arg-type]
        for place, text in enumerate(aliases, start=1)
    ]
    return Skill(number, slug, name, "All", "Things", tuple(spelt), category_id=3, sub_category_id=4)


def role(number: int, slug: str, name: str, *dimensions: str) -> Role:
    return Role(number, slug, name, "work", "Engineering", f"{name}.", (name,), ("Does it.",), dimensions, ())


SNAPSHOT = CatalogSnapshot(
    domains=(Domain("work", "Work"),),
    roles=(
        role(1, "backend-engineer", "Backend Developer", "services", "reviews"),
        role(2, "web-developer", "Web Developer", "services"),
        role(3, "old-web-developer", "Web Developer", "services", "pages"),
        role(4, "api-tester", "API Tester", "services"),
        role(5, "painter", "Painter"),
    ),
    skills=(
        skill(1, "node-js", "Node.js", "NodeJS"),
        skill(2, "rest-api", "REST API", "RESTful API"),
        skill(3, "code-review", "Code Review"),
        skill(4, "kafka", "Apache Kafka", "Kafka"),
        skill(5, "java", "Java"),
        skill(6, "go", "Go", "Golang"),
        skill(7, "go-game", "Go Game", "go"),
        skill(8, "c", "C"),
        skill(9, "c-plus-plus", "C++"),
    ),
    dimensions=(
        Dimension(
            21, "services", "Services", "Parts that answer.", "work", "well_known", ("node-js", "rest-api")
        ),
        Dimension(22, "reviews", "Reviews", "Reading of code.", "work", "rare", ("code-review", "node-js")),
        Dimension(23, "pages", "Pages", "What people see.", "work", "specialised", ()),
    ),
    content_hash="details",
)


def new_skill(
    name: str,
    *,
    term: str | None = None,
    dimensions: Sequence[str] = ("services",),
    merged_into: str | None = None,
    locked: bool = False,
    method: str = "rules",
) -> NewSkill:
    """All about one made-up skill."""
    action = "merge" if merged_into else "keep"
    log = (LogLine(action, term or name, (merged_into or name,), "because", 0.812345, method),)  # type: ignore[arg-type]
    if merged_into is not None:
        return NewSkill(term or name, name, slugify(name), merged_into, log=log)
    return NewSkill(
        term=term or name,
        name=name,
        skill_id=slugify(name),
        typed=Typed("TOOL", 0.7, "rules", "sounds like one"),
        placed=Placed("All", "Things", 3, 4, 0.6, "neighbours", (("node-js", 0.512345),)),
        relationships=(Relationship("related", "node-js", "Node.js", 0.5, "neighbours", "near"),),
        dimensions=tuple(
            ProposedDimension(slug, slug.title(), 0.4, "neighbours", f"near {slug}", locked)
            for slug in dimensions
        ),
        derived=Derived("All", "Things", "TOOL", "STABLE", "LONG", "UNVERSIONED"),
        enrichment=Enrichment("All", "Things", 0.6, "UNVERSIONED", "young", "few name it", "rules"),
        log=log,
        warnings=("low confidence",),
    )


@dataclass
class LookOrchestrator:
    """Splits at " / ", merges what starts with Kafka, keeps the rest; every term costs one call."""

    asks: bool = False
    seen: list[list[Term]] = field(default_factory=list)

    def work_out(self, terms: Sequence[Term]) -> tuple[list[tuple[NewSkill, ...]], tuple[ModelCall, ...]]:
        self.seen.append(list(terms))
        calls = tuple(model_call(term.text, term.subject) for term in terms) if self.asks else ()
        return [self._one(term.text) for term in terms], calls

    def _one(self, text: str) -> tuple[NewSkill, ...]:
        parts = text.split(" / ")
        return tuple(
            new_skill(part, term=text, merged_into="kafka" if part.startswith("Kafka") else None)
            for part in parts
        )


def model_call(name: str, subject: str, stage: str = "new_skill", cost: float | None = 0.001) -> ModelCall:
    """One answered question."""
    return ModelCall(
        call_id=f"{stage} {name} {subject}",
        stage=stage,  # type: ignore[arg-type]
        subject=subject,
        model="scripted",
        prompt=stage,
        prompt_version="1",
        request_hash=f"hash of {name}",
        messages=(Message("user", name),),
        outcome="ok",
        attempts=(Attempt("ok", "json_schema", 100, 10, cost, 0.5, "{}"),),
        answer={"reasoning": f"since {name}", "n": [1, 2.5, None]},
    )


def role_draft(run_id: str = "v3") -> RoleDraft:
    """A drafted role with one dimension."""
    return RoleDraft(
        run_id=run_id,
        slug="drone-pilot",
        display_name="Drone Pilot",
        domain="work",
        archetype="Trades",
        description="Flies drones.",
        kras=(("Flies drones.", "flies drones over fields"),),
        skills=(("node-js", "Node.js", 0.5),),
        dimensions=(ProposedDimension("services", "Services", 0.5, "rules", "its skills' dimension"),),
        method="rules",
    )
