"""Every setting, with its unit, range and meaning; read from ``catalog/config.toml``."""

from __future__ import annotations

from typing import Any, Literal

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


class PrivacySettings(_Section):
    """What of a JD is kept from storage, pages and language models."""

    mask_contacts: bool = Field(
        False, description="whether e-mail addresses, phone numbers and personal profiles are masked on entry"
    )


class EmbedSettings(_Section):
    """Which encoder, and where vectors are kept."""

    encoder: Literal["sentence-transformers", "openai", "hashing"] = "sentence-transformers"
    model: str = Field("bundled", description="'bundled', a local path, a hub name, or an OpenAI model name")
    precision: Literal["auto", "float32", "bfloat16"] = Field(
        "auto",
        description="number format of the model; 'auto' is bfloat16 on processors with AMX or AVX512-BF16",
    )
    base_url: str | None = Field(
        None, description="OpenAI-compatible server; the key comes from OPENAI_API_KEY only"
    )
    batch_size: int = Field(64, ge=1, le=4096, description="texts per request to an OpenAI-compatible server")
    dimension: int = Field(
        384, ge=8, le=4096, description="vector length asked of the hashing encoder or the OpenAI model"
    )
    cache_megabytes: int = Field(
        2000,
        ge=0,
        le=1_000_000,
        description="megabytes of vectors kept per encoder, least recently used go first; 0 for no bound",
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
        0.335, ge=0, le=1, description="chance (0 to 1) that a role fits; below it a new role is proposed"
    )
    max_with_model: float = Field(
        0.3, ge=0, le=1, description="max for JDs of which a role model has something to say"
    )
    cluster_distance: float = Field(
        0.58,
        ge=0,
        le=1,
        description="1 less the mean likeness; JDs that no role fits are one proposal up to it",
    )
    min_size: int = Field(1, ge=1, description="JDs; a proposal that fewer ask for is not listed for review")


class AcceptSettings(_Section):
    """What is accepted without a person."""

    min_confidence: float = Field(
        0.50, ge=0, le=1, description="probability; a decision below it is queued for review"
    )


class LlmSettings(_Section):
    """Language models: for what they are asked, and within which bounds. Off by default."""

    parser: Literal["rules", "openai"] = Field("rules", description="who reads a JD's fields")
    skills: Literal["rules", "openai"] = Field("rules", description="who looks for skills beside the catalog")
    adjudicator: Literal["evidence", "openai"] = Field(
        "evidence", description="who chooses between roles in cases B and D"
    )
    domain: Literal["evidence", "openai"] = Field("evidence", description="who chooses in case DOMAIN")
    enrichment: Literal["rules", "openai"] = Field(
        "rules", description="who works out skills and roles that the catalog lacks"
    )
    model: str = Field("gpt-4.1-mini", description="name of the chat model")
    base_url: str | None = Field(
        None, description="OpenAI-compatible server; the key comes from OPENAI_API_KEY only"
    )
    timeout: float = Field(60.0, gt=0, le=3600, description="seconds that one request may take")
    max_retries: int = Field(3, ge=0, le=20, description="requests after a first that failed")
    concurrency: int = Field(4, ge=1, le=256, description="requests under way at once")
    requests_per_minute: int = Field(0, ge=0, description="requests started in a minute; 0 is no limit")
    max_cost_usd: float = Field(
        1.0,
        ge=0,
        description="US dollars that one run may spend; 0 is no limit; then the offline methods go on",
    )
    max_answer_tokens: int = Field(2000, ge=16, le=100_000, description="tokens that one answer may have")
    max_jd_characters: int = Field(20_000, ge=500, description="characters of a JD that are sent")
    candidates: int = Field(
        8, ge=2, le=50, description="roles that case DOMAIN offers the model to choose from"
    )


class DetailSettings(_Section):
    """Skills in detail (API 2): what is worked out of terms that the catalog lacks."""

    new_skills: int = Field(
        12, ge=0, le=200, description="terms of one JD that are worked out, the most skill-like first"
    )
    new_skill_score: float = Field(
        0.7, ge=0, le=1, description="how skill-like (0 to 1) a term must be to be worked out"
    )
    merge_similarity: float = Field(
        0.88, ge=0, le=1, description="likeness; from it on a term is another name of a catalog skill"
    )
    relation_similarity: float = Field(
        0.55, ge=0, le=1, description="likeness; from it on a catalog skill is named as related"
    )
    neighbours: int = Field(10, ge=1, le=100, description="nearest catalog skills a new one is compared with")
    dimensions: int = Field(3, ge=0, le=20, description="areas of work that are proposed for a new skill")


_WEIGHT_OF = {
    "alias": "log-odds where the role carries the title, or a whole alias stands in it",
    "title": "log-odds per unit of fuzzy title agreement, which runs from 0 to 1",
    "title_semantic": (
        "log-odds per unit of likeness in meaning of the title with an alias, which runs from 0 to 1"
    ),
    "kra": "log-odds per unit of plain KRA similarity, a cosine",
    "kra_corrected": "log-odds per unit of KRA similarity after whitening",
    "profile": "log-odds per unit of cosine between the JD and the role's profile",
    "lexical": "log-odds per unit of word overlap between the JD and the role's text",
    "skill": "log-odds per unit of weighted skill overlap, which runs from 0 to 1",
    "centroid": ("log-odds per unit of cosine between the JD and the role's centroid, less what all share"),
    "learned": "log-odds per unit of what a role model says, which runs from 0 to 1",
    "picked": "log-odds where a language model picked the role",
}


def _weight(signal: str, default: float) -> Any:
    return Field(default, description=_WEIGHT_OF[signal])


class EvidenceWeights(_Section):
    """Log-odds that one unit of each signal adds for a role (the deterministic adjudicator).

    The shipped figures were fitted by `jdwork fit` on labelled ads; they are shared by all roles.
    """

    alias: float = _weight("alias", 1.7)
    title: float = _weight("title", 6.52)
    title_semantic: float = _weight("title_semantic", 3.05)
    kra: float = _weight("kra", 2.39)
    kra_corrected: float = _weight("kra_corrected", 8.31)
    profile: float = _weight("profile", 3.09)
    lexical: float = _weight("lexical", 24.65)
    skill: float = _weight("skill", 7.27)
    centroid: float = _weight("centroid", 4.0)
    learned: float = _weight("learned", 0.0)
    picked: float = _weight("picked", 2.0)


class EvidenceWeightsWithModel(EvidenceWeights):
    """Log-odds as in [evidence], for JDs of which a role model has something to say.

    A role model learned from the same signals, so that they count for less beside it.
    """

    alias: float = _weight("alias", 1.62)
    title: float = _weight("title", 4.75)
    title_semantic: float = _weight("title_semantic", 4.42)
    kra: float = _weight("kra", 0.78)
    kra_corrected: float = _weight("kra_corrected", 4.78)
    profile: float = _weight("profile", 2.66)
    lexical: float = _weight("lexical", 11.34)
    skill: float = _weight("skill", 1.3)
    centroid: float = _weight("centroid", 0.0)
    learned: float = _weight("learned", 8.14)
    picked: float = _weight("picked", 2.0)


_CALIBRATION_OF = {
    "slope": "factor on the log-odds of a probability before it is shown as confidence; below 1, less sure",
    "offset": "log-odds added to them",
    "set_threshold": "probability from which a role belongs to the set that holds the right one",
}


class CalibrationSettings(_Section):
    """From probability to confidence, and which roles are still possible; fitted by `jdwork fit`."""

    set_coverage: float = Field(
        0.95, gt=0, lt=1, description="share of JDs whose set of possible roles should hold the right one"
    )
    slope: float = Field(0.61, gt=0, description=_CALIBRATION_OF["slope"])
    offset: float = Field(0.313, description=_CALIBRATION_OF["offset"])
    set_threshold: float = Field(0.00842, ge=0, le=1, description=_CALIBRATION_OF["set_threshold"])
    slope_with_model: float = Field(0.706, gt=0, description="slope where a role model has something to say")
    offset_with_model: float = Field(0.398, description="offset, likewise")
    set_threshold_with_model: float = Field(0.01167, ge=0, le=1, description="set_threshold, likewise")


_SUPPORT_OF = {
    "intercept": "log-odds that some role fits a JD of which nothing is known",
    "best": "log-odds per unit of the best role's evidence",
    "lead": "log-odds per unit of evidence by which it leads the second",
    "alias": "log-odds where a role carries the title",
    "stranger": (
        "log-odds taken off where a title was given that no role carries; of a title read in the text, "
        "per unit of its agreement with some alias"
    ),
    "kra_corrected": "log-odds per unit of the highest KRA similarity after whitening",
    "lexical": "log-odds per unit of the highest word overlap",
    "skill": "log-odds per unit of the highest skill overlap",
    "learned": "log-odds per unit of the most that a role model says of a role",
}


def _support(name: str, default: float) -> Any:
    if name == "intercept":
        return Field(default, description=_SUPPORT_OF[name])
    return Field(default, ge=0, description=_SUPPORT_OF[name])


class SupportWeights(_Section):
    """Whether any role fits a JD: log-odds of that, from what is best about it in all roles.

    Fitted by `jdwork fit` on labelled ads, each once with its role and once with that role left out.
    """

    intercept: float = _support("intercept", -0.71)
    best: float = _support("best", 0.0)
    lead: float = _support("lead", 0.322)
    alias: float = _support("alias", 1.784)
    stranger: float = _support("stranger", 3.997)
    kra_corrected: float = _support("kra_corrected", 1.223)
    lexical: float = _support("lexical", 6.12)
    skill: float = _support("skill", 8.99)
    learned: float = _support("learned", 0.0)


class SupportWeightsWithModel(SupportWeights):
    """Figures as in [support], for JDs of which a role model has something to say."""

    intercept: float = _support("intercept", -8.203)
    best: float = _support("best", 0.0)
    lead: float = _support("lead", 0.077)
    alias: float = _support("alias", 2.815)
    stranger: float = _support("stranger", 2.824)
    kra_corrected: float = _support("kra_corrected", 1.992)
    lexical: float = _support("lexical", 0.0)
    skill: float = _support("skill", 9.285)
    learned: float = _support("learned", 10.482)


class DriftSettings(_Section):
    """When the JDs of a role count as drifted, between two periods or batches."""

    alpha: float = Field(
        0.05, gt=0, lt=1, description="share of false alarms among all alarms that is put up with"
    )
    min_count: int = Field(
        8, ge=3, description="different JDs that a role needs in each of two periods to be tested"
    )
    min_effect: float = Field(
        0.25,
        ge=0,
        description=(
            "shift of the centroid, in distances of a JD to it (neighbouring roles lie some 0.4 apart); "
            "a smaller one raises no alarm"
        ),
    )
    permutations: int = Field(
        20_000, ge=100, le=1_000_000, description="rearrangements drawn for one test, at most"
    )
    resamples: int = Field(
        1000, ge=100, le=100_000, description="bootstrap resamples behind the interval of an effect"
    )
    min_period: int = Field(
        50, ge=1, description="JDs that each period should hold where its length is chosen automatically"
    )


class GateSettings(_Section):
    """What a run must hold on labelled JDs to pass (`jdwork gate`); it takes no part in decisions."""

    min_labelled: int = Field(
        50, ge=1, description="different labelled JDs; a run of fewer fails, since it shows too little"
    )
    min_accuracy: float = Field(
        0.60, ge=0, le=1, description="share of labelled JDs that must get their role"
    )
    min_macro_f1: float = Field(0.60, ge=0, le=1, description="mean F1 of the roles that must be reached")
    max_ece: float = Field(
        0.10, ge=0, le=1, description="calibration error up to which confidence is taken at its word"
    )
    max_drop: float = Field(
        0.01,
        ge=0,
        le=1,
        description=(
            "share of JDs by which accuracy may fall below that of the last and of the best earlier run; "
            "a run fails only where all of the 95 % interval lies beyond it"
        ),
    )
    max_macro_f1_drop: float = Field(
        0.02, ge=0, le=1, description="macro-F1 by which the run may fall below them, likewise"
    )
    confident: float = Field(
        0.80, ge=0, le=1, description="confidence from which an earlier decision counts as confident"
    )
    max_regressions: float = Field(
        0.01, ge=0, le=1, description="share of the confident right decisions that may have become wrong"
    )
    min_shared: float = Field(
        0.90,
        gt=0,
        le=1,
        description="share of the labelled JDs that an earlier run must hold, text for text, to be compared",
    )
    open_rules: Literal["pass", "fail"] = Field(
        "pass", description="what becomes of a run of which some rule cannot be judged"
    )


class TuneSettings(_Section):
    """What a tuned setting must show before it is written (`jdwork tune`); it takes no part in decisions."""

    folds: int = Field(
        5, ge=2, le=20, description="parts of the labelled JDs, each decided by settings tuned on the others"
    )
    min_role_jds: int = Field(
        10, ge=1, description="different labelled JDs from which a role must not lose too much"
    )
    max_role_loss: float = Field(
        0.10, ge=0, le=1, description="share of its JDs that such a role may lose by the tuned settings"
    )


class Settings(_Section):
    """All settings. Unknown keys are errors."""

    text: TextSettings = TextSettings()
    privacy: PrivacySettings = PrivacySettings()
    embed: EmbedSettings = EmbedSettings()
    kra: KraSettings = KraSettings()
    skill: SkillSettings = SkillSettings()
    centroid: CentroidSettings = CentroidSettings()
    signals: SignalSettings = SignalSettings()
    b: CaseBSettings = CaseBSettings()
    domain: DomainSettings = DomainSettings()
    new_role: NewRoleSettings = NewRoleSettings()
    accept: AcceptSettings = AcceptSettings()
    llm: LlmSettings = LlmSettings()
    details: DetailSettings = DetailSettings()
    evidence: EvidenceWeights = EvidenceWeights()
    evidence_with_model: EvidenceWeightsWithModel = EvidenceWeightsWithModel()
    calibration: CalibrationSettings = CalibrationSettings()
    support: SupportWeights = SupportWeights()
    support_with_model: SupportWeightsWithModel = SupportWeightsWithModel()
    drift: DriftSettings = DriftSettings()
    gate: GateSettings = GateSettings()
    tune: TuneSettings = TuneSettings()

    @model_validator(mode="after")
    def _candidates_cover_report(self) -> Settings:
        if self.signals.reported_roles > self.signals.candidates:
            raise ValueError("signals.reported_roles must not exceed signals.candidates")
        return self
