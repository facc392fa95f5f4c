"""The contract of the client output: what a reader outside is told of one JD, with the evidence."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from jdwork.skills import Requirement

CLIENT_VERSION = "2.0"
"""Version of the whole contract; each figure names the version of its own formula."""


class _Contract(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(_Contract):
    """A place in the JD: ``quote == jd.text[start:end]``, or the same of ``jd.title``."""

    source: Literal["text", "title"] = "text"
    start: int = Field(ge=0)
    end: int
    quote: str


class Formula(_Contract):
    """By what a figure was worked out: the name and version of a documented formula, and it in a line."""

    name: str
    version: str
    statement: str


class ClusterSkill(_Contract):
    """A skill in a cluster; ``weight`` is the part of its weight that fell to this cluster."""

    name: str
    slug: str | None
    requirement: Requirement
    is_primary: bool
    is_new: bool
    weight: float
    evidence: list[Span]


class SubCluster(_Contract):
    """The part of a category's cluster that one sub-category holds; ``share`` is of all skills."""

    name: str
    share: float
    skills: list[str]


class Cluster(_Contract):
    """Skills that belong together; the shares of all clusters of one kind sum to 1."""

    name: str
    slug: str | None
    share: float
    weight: float
    skills: list[ClusterSkill]
    sub_clusters: list[SubCluster]


class SkillClusters(_Contract):
    """Where the skills of the JD lie, by the catalog's categories and by its areas of work."""

    formula: Formula
    finding: str
    by_category: list[Cluster]
    by_dimension: list[Cluster]
    left_out: list[str]


class NatureShare(_Contract):
    """How much of the duties is of one nature; ``actions``: what says so, the heaviest first."""

    nature: str
    meaning: str
    share: float
    actions: list[str]
    evidence: list[Span]


class NatureOfWork(_Contract):
    """What is done all day; ``shares`` and ``unclassified`` sum to 1 (all are 0 where no duty was read)."""

    formula: Formula
    finding: str
    shares: list[NatureShare]
    unclassified: float
    unclassified_evidence: list[Span]
    duties_read: int
    negated: list[Span]


class SubIndex(_Contract):
    """A part of an index, from 0 to 100; None where the JD says nothing that it could be worked out of."""

    name: str
    formula: Formula
    value: float | None
    parts: dict[str, float]
    evidence: list[Span]


class AiIndex(_Contract):
    """How far the work has to do with AI, from 0 to 100."""

    formula: Formula
    finding: str
    value: float | None
    subject: SubIndex
    tools: SubIndex
    exposure: SubIndex


class MaturityBand(_Contract):
    """Share of the stack's weight that lies in one band of maturity."""

    band: Literal["settled", "moving", "young"]
    share: float
    skills: list[str]


class StackSkill(_Contract):
    """A technology of the JD; ``score`` 0 (changes all the time) to 100 (settled)."""

    name: str
    slug: str | None
    score: float
    band: Literal["settled", "moving", "young"]
    weight: float
    volatility: str
    typical_lifespan: str
    version_strategy: str
    maturity: str
    is_new: bool
    evidence: list[Span]


class NamedVersion(_Contract):
    """A version that the JD names."""

    skill: str
    version: str
    evidence: list[Span]


class TechStackMaturity(_Contract):
    """How settled the technologies are that the JD asks for; ``value`` is None where it names none."""

    formula: Formula
    finding: str
    value: float | None
    distribution: list[MaturityBand]
    skills: list[StackSkill]
    most_settled: list[str]
    most_volatile: list[str]
    versions: list[NamedVersion]


class BorneOutKra(_Contract):
    """A KRA of the role that the JD bears out.

    ``similarity`` (a cosine) and the sentence are those of the closest sentence; both are None for a KRA
    that is borne out beyond the sentences that the run reports.
    """

    kra: str
    sentence: str | None
    similarity: float | None
    matched: bool
    evidence: list[Span]


class KraDescription(_Contract):
    """Which of the chosen role's KRAs stand in the JD, and a description made of facts."""

    formula: Formula
    role: str | None
    slug: str | None
    kras: list[BorneOutKra]
    borne_out: int
    listed: int | None
    description: str


class EvidenceItem(_Contract):
    """A place in the JD, told once, and the figures that rest on it."""

    span: Span
    supports: list[str]


class VocabularyTerm(_Contract):
    """A skill in the words of the legacy vocabulary; None where the catalog does not say."""

    term: str
    source: Literal["db", "llm"]
    category: str | None
    sub_category: str | None
    skill_nature: str | None
    volatility: str | None
    typical_lifespan: str | None
    version_strategy: str | None


class Vocabulary(_Contract):
    """How many skills carry each word of the legacy vocabulary."""

    formula: Formula
    terms: list[VocabularyTerm]
    skill_nature: dict[str, int]
    volatility: dict[str, int]
    typical_lifespan: dict[str, int]
    version_strategy: dict[str, int]
    category: dict[str, int]


class ClientOutput(_Contract):
    """All of it for one JD.

    ``status``: ``complete``; ``empty`` where the JD holds neither duties nor skills; ``rejected`` where it
    is no job description. Then the figures are there and say that there is nothing to say.
    """

    version: str = CLIENT_VERSION
    run_id: str
    status: Literal["complete", "empty", "rejected"]
    status_reason: str | None
    skill_clusters: SkillClusters
    nature_of_work: NatureOfWork
    ai_index: AiIndex
    tech_stack_maturity: TechStackMaturity
    kra_description: KraDescription
    evidence: list[EvidenceItem]
    vocabulary: Vocabulary
