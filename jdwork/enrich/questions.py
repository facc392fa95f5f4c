"""What is asked of a language model about a term, and how its answers are checked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from pydantic import BaseModel, Field

from jdwork.catalog.snapshot import CatalogSnapshot, Lifespan, Skill, SkillNature, VersionStrategy, Volatility
from jdwork.enrich.model import NewSkill, Term
from jdwork.enrich.names import words_of
from jdwork.enrich.splitting import MAX_PARTS
from jdwork.llm.model import Question

PARTED = " / "
"""Between category and sub-category of a place."""
_LONGEST = 600
Kind = Literal["broader", "related", "requires"]


class RelationAnswer(BaseModel):
    """How the skill stands to a catalog skill."""

    slug: str = Field(description="slug of an offered skill")
    kind: Kind = Field(
        description="broader: that one is more general; requires: this one cannot be used without it"
    )


class SkillAnswer(BaseModel):
    """One skill that the phrase names."""

    name: str = Field(description="the skill's name, in words of the phrase", max_length=200)
    reason: str = Field(
        description="one sentence: what it is, and why it belongs where you put it", max_length=_LONGEST
    )
    same_as: str = Field(description="slug of the offered skill that it is another name of, or empty")
    nature: SkillNature = Field(description="what kind of thing it is")
    place: str = Field(description="one of the offered places, written as offered")
    relations: list[RelationAnswer] = Field(max_length=8)
    dimensions: list[str] = Field(
        description="slugs of offered areas of work that it belongs to", max_length=8
    )
    confidence: float = Field(ge=0, le=1, description="how sure you are of place and kind, 0 to 1")


class NewSkillAnswer(BaseModel):
    """What a phrase names: one skill, or several."""

    skills: list[SkillAnswer] = Field(min_length=1, max_length=MAX_PARTS)


class EnrichmentAnswer(BaseModel):
    """How settled a skill is."""

    reasoning: str = Field(
        description="two or three sentences: what is known of it, and what follows", max_length=1200
    )
    maturity: str = Field(
        description="one sentence: how old and settled it is, how fast it changes, what replaces it",
        max_length=_LONGEST,
    )
    volatility: Volatility
    lifespan: Lifespan = Field(description="how long what is learned of it stays of use")
    version_strategy: VersionStrategy
    confidence: float = Field(ge=0, le=1, description="how sure you are, 0 to 1")


@dataclass(frozen=True)
class Offered:
    """What a model may choose from for one term."""

    skills: tuple[str, ...]
    places: tuple[tuple[str, str], ...]
    dimensions: tuple[str, ...]


def place_named(place: str) -> tuple[str, str]:
    """Take an offered place apart."""
    category, _, sub_category = place.partition(PARTED)
    return category, sub_category


def ask_new_skill(term: Term, offered: Offered, snapshot: CatalogSnapshot) -> Question[NewSkillAnswer]:
    """Ask what a term names; all that is chosen has to be among what is offered."""
    places = [PARTED.join(place) for place in offered.places]

    def check(answer: NewSkillAnswer) -> str | None:
        return _wrong(answer, term, offered, places)

    return Question(
        stage="new_skill",
        subject=term.subject,
        prompt="new_skill",
        values={
            "term": term.text,
            "sentence": term.sentence or term.text,
            "skills": _listed(_skill_line(slug, snapshot) for slug in offered.skills),
            "places": _listed(places),
            "dimensions": _listed(
                f"{slug}: {snapshot.dimension(slug).display_name}" for slug in offered.dimensions
            ),
        },
        answer=NewSkillAnswer,
        choices={
            path: allowed
            for path, allowed in {
                "skills.place": places,
                "skills.same_as": ("", *offered.skills),
                "skills.relations.slug": offered.skills,
                "skills.dimensions": offered.dimensions,
            }.items()
            if allowed
        },
        check=check,
    )


def _wrong(answer: NewSkillAnswer, term: Term, offered: Offered, places: Sequence[str]) -> str | None:
    words = set(words_of(term.text))
    names = [words_of(one.name) for one in answer.skills]
    if len(set(names)) < len(names):
        return "Two of the skills have the same name."
    for one, own in zip(answer.skills, names, strict=True):
        if not own or not set(own) <= words:
            return f"The name '{one.name}' has words that the phrase lacks."
        if one.same_as and one.same_as not in offered.skills:
            return f"'{one.same_as}' is none of the offered skills."
        if one.place not in places:
            return f"'{one.place}' is none of the offered places."
        for relation in one.relations:
            if relation.slug not in offered.skills:
                return f"'{relation.slug}' is none of the offered skills."
        for slug in one.dimensions:
            if slug not in offered.dimensions:
                return f"'{slug}' is none of the offered areas of work."
    return None


def ask_enrichment(skill: NewSkill, term: Term, snapshot: CatalogSnapshot) -> Question[EnrichmentAnswer]:
    """Ask how settled a skill is that was placed, beside what the catalog says of its neighbours."""
    derived, placed = skill.derived, skill.placed
    if derived is None or placed is None:
        raise ValueError(f"'{skill.name}' is another name of a catalog skill: there is nothing to ask.")
    near = [snapshot.skill(slug) for slug, _ in placed.neighbours[:6]]
    return Question(
        stage="enrichment",
        subject=term.subject,
        prompt="enrichment",
        values={
            "name": skill.name,
            "sentence": term.sentence or term.text,
            "nature": derived.skill_nature,
            "place": PARTED.join((derived.category, derived.sub_category)),
            "neighbours": _listed(_maturity_line(one) for one in near),
            "volatilities": ", ".join(get_args(Volatility)),
            "lifespans": ", ".join(get_args(Lifespan)),
            "version_strategies": ", ".join(get_args(VersionStrategy)),
        },
        answer=EnrichmentAnswer,
    )


def _maturity_line(skill: Skill) -> str:
    values = f"{skill.volatility}, {skill.lifespan}, {skill.version_strategy}"
    return f"{skill.display_name}: {values}. {skill.maturity}".strip()


def _skill_line(slug: str, snapshot: CatalogSnapshot) -> str:
    skill = snapshot.skill(slug)
    return f"{slug}: {skill.display_name} ({skill.nature}, {skill.category}{PARTED}{skill.sub_category})"


def _listed(lines: Iterable[str]) -> str:
    made = "\n".join(f"- {line}" for line in lines)
    return made or "- (none)"
