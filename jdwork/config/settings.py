"""Every setting, with its unit, range and meaning; read from ``catalog/config.toml``."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class TextSettings(_Section):
    """Limits on what is read."""

    min_words: int = Field(8, ge=1, description="words; a shorter JD without a title is rejected")
    max_characters: int = Field(
        200_000, ge=1_000, description="characters read of one JD; the rest is cut, with a note"
    )
    max_sentences: int = Field(400, ge=10, description="sentences of one JD that are encoded")


class EmbedSettings(_Section):
    """Which encoder, and where vectors are kept."""

    encoder: Literal["sentence-transformers", "openai", "hashing"] = "sentence-transformers"
    model: str = Field("bundled", description="'bundled', a local path, a hub name, or an OpenAI model name")
    precision: Literal["auto", "float32", "bfloat16"] = Field(
        "auto",
        description="number format of the model; 'auto' is bfloat16 on processors with AMX, else float32",
    )
    base_url: str | None = Field(
        None, description="OpenAI-compatible server; the key comes from OPENAI_API_KEY only"
    )
    batch_size: int = Field(64, ge=1, le=4096, description="texts per request to an OpenAI-compatible server")
    dimension: int = Field(
        384, ge=8, le=4096, description="vector length asked of the hashing encoder or the OpenAI model"
    )


class KraSettings(_Section):
    """KRA similarity signal."""

    top_sentences: int = Field(3, ge=1, le=20, description="sentences averaged into a role's score")
    hub_neighbours: int = Field(
        10, ge=1, le=200, description="foreign KRAs whose similarity measures how much of a hub a KRA is"
    )
    floor: float = Field(
        0.30, ge=0, le=1, description="similarity; below it the KRA top role does not count for case C"
    )
    matched: float = Field(
        0.45, ge=0, le=1, description="corrected similarity; above it a KRA is listed as matched"
    )


class SkillSettings(_Section):
    """Skill match signal."""

    floor: float = Field(
        0.10,
        ge=0,
        le=1,
        description="weighted overlap; below it the skill top role does not count for case C",
    )


class CentroidSettings(_Section):
    """Centroid signal and its update."""

    min_count: int = Field(3, ge=1, description="JDs; a centroid of fewer is not used as a signal")
    min_confidence: float = Field(
        0.50, ge=0, le=1, description="probability; only decisions above it move a centroid"
    )


class SignalSettings(_Section):
    """Shape of the signal table."""

    candidates: int = Field(24, ge=5, le=512, description="candidate roles kept per JD")
    reported_roles: int = Field(5, ge=1, le=50, description="roles listed per signal in the API 1 body")


class CaseBSettings(_Section):
    """Case B: an alias role that the evidence contradicts."""

    margin: float = Field(4.0, ge=0, description="log-odds by which another role must lead the alias role")


class DomainSettings(_Section):
    """Case DOMAIN."""

    floor: float = Field(
        0.30, ge=0, le=1, description="share of probability that a domain must hold to stand out"
    )


class NewRoleSettings(_Section):
    """Case E."""

    max: float = Field(
        0.20, ge=0, le=1, description="support (0 to 1) of the best role; below it a new role is proposed"
    )


class AcceptSettings(_Section):
    """What is accepted without a person."""

    min_confidence: float = Field(
        0.50, ge=0, le=1, description="probability; a decision below it is queued for review"
    )


class EvidenceWeights(_Section):
    """Log-odds that one unit of each signal adds for a role (the deterministic adjudicator).

    The shipped figures were fitted by `jdwork fit` on labelled ads; they are shared by all roles.
    """

    alias: float = Field(3.5, description="log-odds where the role carries the title")
    title: float = Field(8.0, description="log-odds per unit of word agreement with the title, 0 to 1")
    kra: float = Field(5.9, description="log-odds per unit of plain KRA similarity, a cosine")
    kra_corrected: float = Field(4.9, description="log-odds per unit of KRA similarity after whitening")
    profile: float = Field(
        4.1, description="log-odds per unit of cosine between the JD and the role's profile"
    )
    lexical: float = Field(
        20.8, description="log-odds per unit of word overlap between the JD and the role's text"
    )
    skill: float = Field(9.1, description="log-odds per unit of weighted skill overlap, 0 to 1")
    centroid: float = Field(
        4.0,
        description="log-odds per unit of cosine between the JD and the role's centroid, less what all share",
    )
    intercept: float = Field(-7.0, description="log-odds that a role fits when nothing speaks for it")


class Settings(_Section):
    """All settings. Unknown keys are errors."""

    text: TextSettings = TextSettings()
    embed: EmbedSettings = EmbedSettings()
    kra: KraSettings = KraSettings()
    skill: SkillSettings = SkillSettings()
    centroid: CentroidSettings = CentroidSettings()
    signals: SignalSettings = SignalSettings()
    b: CaseBSettings = CaseBSettings()
    domain: DomainSettings = DomainSettings()
    new_role: NewRoleSettings = NewRoleSettings()
    accept: AcceptSettings = AcceptSettings()
    evidence: EvidenceWeights = EvidenceWeights()

    @model_validator(mode="after")
    def _candidates_cover_report(self) -> Settings:
        if self.signals.reported_roles > self.signals.candidates:
            raise ValueError("signals.reported_roles must not exceed signals.candidates")
        return self
