"""What the orchestrator finds out about a skill that the catalog lacks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from jdwork.catalog.snapshot import Lifespan, SkillNature, VersionStrategy, Volatility

Method = Literal["rules", "neighbours", "model"]
"""Who said so: rules about the wording, the nearest catalog skills, or a language model."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One decision about a term, and why.

    ``split``: one term names several skills (``result``: their names). ``merge``: it is another name of a
    catalog skill (``result``: its slug). ``keep``: it stays a skill of its own (``result``: its name).
    """

    action: Literal["split", "merge", "keep"]
    term: str
    result: tuple[str, ...]
    reason: str
    confidence: float
    method: Method


@dataclass(frozen=True, slots=True)
class Typed:
    """What kind of thing a skill is."""

    nature: SkillNature
    confidence: float
    method: Method
    reason: str


@dataclass(frozen=True, slots=True)
class Placed:
    """Where it would stand among the catalog's categories.

    ``neighbours``: (slug, similarity), nearest first.
    """

    category: str
    sub_category: str
    category_id: int
    sub_category_id: int
    confidence: float
    method: Method
    neighbours: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Relationship:
    """How it stands to a catalog skill: that one is broader, related, or needed for it."""

    kind: Literal["broader", "related", "requires"]
    slug: str
    display_name: str
    confidence: float
    method: Method
    reason: str


@dataclass(frozen=True, slots=True)
class ProposedDimension:
    """An area of work that it would belong to.

    ``locked``: a person has settled it for this skill; nothing else is proposed beside locked ones.
    """

    slug: str
    display_name: str
    confidence: float
    method: Method
    reason: str
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Derived:
    """The values that follow from all that, in the catalog's vocabulary."""

    category: str
    sub_category: str
    skill_nature: SkillNature
    volatility: Volatility
    typical_lifespan: Lifespan
    version_strategy: VersionStrategy


@dataclass(frozen=True, slots=True)
class Enrichment:
    """Stage 7: what a reader wants to know of a skill; ``confidence`` 0 to 1."""

    category: str
    sub_category: str
    confidence: float
    version_strategy: VersionStrategy
    maturity: str
    maturity_reasoning: str
    method: Method


@dataclass(frozen=True, slots=True)
class NewSkill:
    """All about one skill that the catalog lacks.

    Parameters
    ----------
    term
        The phrase as API 1 gave it; several new skills may come of one term (split).
    name
        The skill's name.
    skill_id
        Its slug.
    merged_into
        Slug of the catalog skill that it is another name of; then nothing else is worked out.
    warnings
        What a reader should know (a model's answer that was refused, a low confidence).
    """

    term: str
    name: str
    skill_id: str
    merged_into: str | None = None
    typed: Typed | None = None
    placed: Placed | None = None
    relationships: tuple[Relationship, ...] = ()
    dimensions: tuple[ProposedDimension, ...] = ()
    derived: Derived | None = None
    enrichment: Enrichment | None = None
    log: tuple[LogLine, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoleDraft:
    """A role as it would enter the catalog, drafted from what a JD of case E says (the v3 step for roles).

    ``kras``: (text, where it comes from: a sentence of the JD). ``skills``: (slug, name, weight). ``run_id``
    follows from the run that triggered it.
    """

    run_id: str
    slug: str
    display_name: str
    domain: str
    archetype: str
    description: str
    kras: tuple[tuple[str, str], ...]
    skills: tuple[tuple[str, str, float], ...]
    dimensions: tuple[ProposedDimension, ...]
    method: Method
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase to work out: where it stood, and how skill-like it is; ``subject``: the JD's content hash."""

    text: str
    subject: str
    sentence: str = ""
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class SettledDimensions:
    """What people decided about dimensions of terms: term key (see `jdwork.catalog.slug.slugify`) to slugs.

    ``locked`` ones are taken as given and nothing is proposed beside them; ``refused`` ones never again.
    """

    locked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    refused: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
