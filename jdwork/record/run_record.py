"""RunRecord: all that one classification found out, before anything is written."""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple, dataclass, field

import numpy as np
from numpy.typing import NDArray

from jdwork.decide import Decision
from jdwork.details.model import Details, Linked
from jdwork.llm.model import ModelCall
from jdwork.parse import ParseResult
from jdwork.signals import SignalTable
from jdwork.skills import ProposedSkill, SkillFindings
from jdwork.text import Document, JobDescription


@dataclass(frozen=True, slots=True)
class KraMatch:
    """One JD sentence and the KRA of a role that it resembles most."""

    kra_text: str
    sentence: str
    similarity: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class RoleSignal:
    """A role as one signal ranks it, with that signal's evidence."""

    role_id: int
    slug: str
    display_name: str
    score: float
    kra_matches: tuple[KraMatch, ...] | None = None
    matched_skills: tuple[str, ...] | None = None
    matched_count: int | None = None
    total_count: int | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The ranked lists of stage 3, as API 1 reports them."""

    alias: tuple[RoleSignal, ...] = ()
    kra: tuple[RoleSignal, ...] = ()
    skill: tuple[RoleSignal, ...] = ()


@dataclass(frozen=True, slots=True)
class ChosenRoleFacts:
    """What the catalog says of the chosen role that the JD bears out; ``kra`` holds its best sentences."""

    role_id: int
    slug: str
    display_name: str
    archetype: str
    description: str
    domain: str
    matched_skills: tuple[str, ...] = ()
    matched_dimensions: tuple[str, ...] = ()
    matched_kras: tuple[str, ...] = ()
    kra: RoleSignal | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a record depends on; equal provenance and equal JD give an equal record."""

    code_version: str
    catalog_hash: str
    config_hash: str
    encoder_id: str
    centroid_hash: str
    role_model_hash: str = ""
    models_hash: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 over all of it."""
        return hashlib.sha256(json.dumps(astuple(self)).encode()).hexdigest()


@dataclass(frozen=True)
class RunRecord:
    """One JD, classified. Pure data: nothing has been stored yet.

    Parameters
    ----------
    run_id
        UUID derived from the JD's content, the provenance and the answers of language models, where any
        were asked: the same work has the same id.
    signals
        A signal table of this one JD.
    vector
        Mean of the vectors of the JD's role-bearing sentences, unit length, shape (d,); zeros for a
        JD that was rejected.
    new_terms
        Skill-like phrases that the catalog lacks and that are sure enough to be told (API 1) and worked
        out (API 2).
    calls
        The ledger: every question to a language model, in pipeline order.
    details
        The skills in detail (API 2), where they were asked for.
    updates
        What recording did, once it was recorded.
    linked
        What storing the details did (API 3), once they were stored.
    """

    run_id: str
    jd: JobDescription
    document: Document
    parse: ParseResult
    skills: SkillFindings
    signals: SignalTable
    evidence: Evidence
    decision: Decision
    provenance: Provenance
    vector: NDArray[np.float32]
    chosen: ChosenRoleFacts | None = None
    notes: tuple[str, ...] = ()
    timings: dict[str, float] = field(default_factory=dict, compare=False)
    new_terms: tuple[ProposedSkill, ...] = ()
    calls: tuple[ModelCall, ...] = ()
    details: Details | None = None
    updates: StageFiveUpdates | None = None
    linked: Linked | None = None

    def to_html(self) -> str:
        """Render the run page: self-contained, everything escaped."""
        from jdwork.output import run_page

        return run_page(self)

    def _repr_html_(self) -> str:
        from jdwork.output import run_card

        return run_card(self)


@dataclass(frozen=True, slots=True)
class AttachedSkill:
    """A found skill that the chosen role lacks, queued for review."""

    skill_name: str
    is_primary: bool
    role_slug: str
    role_display_name: str
    queue_id: int
    status: str = "pending"


@dataclass(frozen=True, slots=True)
class StageFiveUpdates:
    """What recording a run changed (field names as in the legacy ``stage5_updates``)."""

    centroid_updated: bool = False
    centroid_n_after: int | None = None
    collision_log_id: int | None = None
    new_kra_attached: str | None = None
    new_skills_attached: tuple[AttachedSkill, ...] = ()
    queue_entry_id: int | None = None
    v3_pipeline_triggered: bool = False
    v3_role_slug: str | None = None
    v3_run_id: str | None = None
