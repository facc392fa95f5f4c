"""Putting a model's checked answers in the place of what rules and neighbours said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jdwork.catalog.snapshot import CatalogSnapshot
from jdwork.enrich.deriving import Places
from jdwork.enrich.merging import Merge, same_name
from jdwork.enrich.model import Enrichment, NewSkill, Placed, ProposedDimension, Relationship, Typed
from jdwork.enrich.names import KnownNames
from jdwork.enrich.questions import EnrichmentAnswer, SkillAnswer, place_named


def merge_of(answer: SkillAnswer, known: KnownNames) -> Merge | None:
    """The catalog skill that the model takes the name for; an exact name of the catalog needs no opinion."""
    exact = known.exact(answer.name)
    if exact is not None:
        return same_name(exact)
    if not answer.same_as:
        return None
    return Merge(answer.same_as, answer.confidence, answer.reason, "model")


def typed_of(answer: SkillAnswer) -> Typed:
    """Its nature, as the model says."""
    return Typed(answer.nature, answer.confidence, "model", answer.reason)


def placed_of(answer: SkillAnswer, placed: Placed, places: Places) -> Placed:
    """Its place, as the model says; the neighbours stay those that were measured."""
    category, sub_category = place_named(answer.place)
    return replace(
        placed,
        category=category,
        sub_category=sub_category,
        category_id=places.category_ids[category],
        sub_category_id=places.sub_category_ids[category, sub_category],
        confidence=answer.confidence,
        method="model",
    )


def relationships_of(
    answer: SkillAnswer, found: Sequence[Relationship], snapshot: CatalogSnapshot
) -> tuple[Relationship, ...]:
    """The model's relationships, then those that the name itself tells and the model left out."""
    named: dict[str, Relationship] = {}
    for relation in answer.relations:
        skill = snapshot.skill(relation.slug)
        named.setdefault(
            skill.slug,
            Relationship(
                relation.kind, skill.slug, skill.display_name, answer.confidence, "model", answer.reason
            ),
        )
    for one in found:
        if one.method == "rules":
            named.setdefault(one.slug, one)
    return tuple(named.values())


def dimensions_of(
    answer: SkillAnswer, found: Sequence[ProposedDimension], snapshot: CatalogSnapshot, *, most: int
) -> tuple[ProposedDimension, ...]:
    """The model's dimensions; where a person has settled them, those."""
    if any(one.locked for one in found):
        return tuple(found)
    return tuple(
        ProposedDimension(
            slug, snapshot.dimension(slug).display_name, answer.confidence, "model", answer.reason
        )
        for slug in list(dict.fromkeys(answer.dimensions))[:most]
    )


def with_enrichment(skill: NewSkill, answer: EnrichmentAnswer) -> NewSkill:
    """A skill with the model's word on how settled it is."""
    if skill.derived is None:
        return skill
    derived = replace(
        skill.derived,
        volatility=answer.volatility,
        typical_lifespan=answer.lifespan,
        version_strategy=answer.version_strategy,
    )
    enrichment = Enrichment(
        category=derived.category,
        sub_category=derived.sub_category,
        confidence=answer.confidence,
        version_strategy=answer.version_strategy,
        maturity=answer.maturity,
        maturity_reasoning=answer.reasoning,
        method="model",
    )
    return replace(skill, derived=derived, enrichment=enrichment)
