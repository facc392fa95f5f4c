"""What accumulates while the classifier works: JDs, runs, centroids, the review queue, labels."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Double, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from jdwork.database.columns import (
    LONG,
    AnyText,
    Facts,
    Key,
    Lines,
    Long,
    MaybeFacts,
    Moment,
    Name,
    Table,
    Words,
    at_least,
    between,
    one_of,
)
from jdwork.database.vocabulary import (
    ANNOTATION_KINDS,
    CASES,
    LABEL_VERDICTS,
    REVIEW_KINDS,
    REVIEW_STATUSES,
)


class JdRow(Table):
    """A job description, once, whatever ids it came under."""

    __tablename__ = "jd"
    __table_args__ = (UniqueConstraint("content_hash"),)

    id: Mapped[Key]
    content_hash: Mapped[Name]
    title: Mapped[str | None] = mapped_column(AnyText)
    text: Mapped[Words]


class JdEmbeddingRow(Table):
    """A JD's vector under one encoder, and the role whose centroid it counts in (if any).

    ``vector`` is little-endian float32. A JD may have several vectors under one encoder (its
    sentences were cut differently by another version), but counts with at most one.
    """

    __tablename__ = "jd_embedding"
    __table_args__ = (
        UniqueConstraint("jd_id", "encoder_id", "vector_hash"),
        Index(
            "ix_jd_embedding_counts_once",
            "jd_id",
            "encoder_id",
            unique=True,
            sqlite_where=text("role_id IS NOT NULL"),
            postgresql_where=text("role_id IS NOT NULL"),
        ),
        Index(None, "role_id", "encoder_id"),
        at_least("dimension", 1),
    )

    id: Mapped[Key]
    jd_id: Mapped[Long] = mapped_column(ForeignKey("jd.id"))
    encoder_id: Mapped[Name]
    vector_hash: Mapped[Name]
    dimension: Mapped[Long]
    vector: Mapped[bytes] = mapped_column(LargeBinary)
    role_id: Mapped[Long | None] = mapped_column(ForeignKey("role.id"))


class RunRow(Table):
    """One recorded classification of one JD.

    ``details`` and ``linked`` are NULL until its skills were worked out in detail.
    """

    __tablename__ = "run"
    __table_args__ = (
        UniqueConstraint("run_id"),
        Index(None, "jd_id", "encoder_id"),
        Index(None, "role_id"),
        Index(None, "embedding_id"),
        Index(None, "recorded_at"),
        one_of("decision_case", CASES),
        between("confidence", 0, 1),
    )

    id: Mapped[Key]
    run_id: Mapped[Name]
    jd_id: Mapped[Long] = mapped_column(ForeignKey("jd.id"))
    jd_name: Mapped[Words]
    jd_date: Mapped[str | None] = mapped_column(AnyText)
    jd_label: Mapped[str | None] = mapped_column(AnyText)
    decision_case: Mapped[Name]
    role_id: Mapped[Long | None] = mapped_column(ForeignKey("role.id"))
    role_slug: Mapped[str | None]
    confidence: Mapped[float] = mapped_column(Double)
    queued: Mapped[bool]
    accepted: Mapped[bool]
    embedding_id: Mapped[Long | None] = mapped_column(ForeignKey("jd_embedding.id"))
    encoder_id: Mapped[Name]
    code_version: Mapped[Name]
    catalog_hash: Mapped[Name]
    config_hash: Mapped[Name]
    centroid_hash: Mapped[Name]
    decision: Mapped[Facts]
    detail: Mapped[Facts]
    updates: Mapped[Facts]
    recorded_at: Mapped[Moment]
    details: Mapped[MaybeFacts]
    linked: Mapped[MaybeFacts]


class LlmCallRow(Table):
    """One call of a language model, with what it cost. ``run_id`` may name a run not recorded (yet).

    ``call_id`` follows from the question, so that two runs over one JD may share it: each keeps its own row,
    since the second may have found the answer in a cache.
    """

    __tablename__ = "llm_call"
    __table_args__ = (
        UniqueConstraint("run_id", "call_id"),
        Index(None, "run_id"),
        Index(None, "created_at"),
        at_least("prompt_tokens", 0),
        at_least("completion_tokens", 0),
    )

    id: Mapped[Key]
    call_id: Mapped[Name]
    run_id: Mapped[str | None]
    purpose: Mapped[Name]
    model: Mapped[Name]
    request_hash: Mapped[Name]
    prompt_tokens: Mapped[Long] = mapped_column(default=0)
    completion_tokens: Mapped[Long] = mapped_column(default=0)
    cost_usd: Mapped[float | None] = mapped_column(Double)
    seconds: Mapped[float] = mapped_column(Double, default=0.0)
    outcome: Mapped[Name] = mapped_column(default="ok")
    facts: Mapped[Facts]
    created_at: Mapped[Moment]


class RoleCentroidRow(Table):
    """Sum of the vectors of the ``n`` JDs that count for a role.

    ``total`` is ``dimension`` little-endian int64 in steps of 2**-24, so that adding and taking
    away are exact and their order does not matter.
    """

    __tablename__ = "role_centroid"
    __table_args__ = (at_least("n", 0), at_least("dimension", 1))

    role_id: Mapped[int] = mapped_column(LONG, ForeignKey("role.id"), primary_key=True)
    encoder_id: Mapped[Name] = mapped_column(primary_key=True)
    n: Mapped[Long]
    dimension: Mapped[Long]
    total: Mapped[bytes] = mapped_column(LargeBinary)


class CentroidSnapshotRow(Table):
    """All centroids of one encoder at one moment, to measure drift against.

    ``totals`` holds the roles' sums one behind the other, as in `RoleCentroidRow`.
    """

    __tablename__ = "centroid_snapshot"
    __table_args__ = (Index(None, "encoder_id", "taken_at"), at_least("dimension", 0))

    id: Mapped[Key]
    encoder_id: Mapped[Name]
    content_hash: Mapped[Name]
    name: Mapped[Words] = mapped_column(default="")
    role_slugs: Mapped[Lines]
    counts: Mapped[list[int]] = mapped_column(JSON, default=list)
    dimension: Mapped[Long]
    totals: Mapped[bytes] = mapped_column(LargeBinary)
    taken_at: Mapped[Moment]


class ReviewItemRow(Table):
    """Something that a person should look at, once, however often it was seen.

    ``key`` tells items of a kind apart: a JD's content hash (decision), a normalised name or title
    (new_role, new_skill, collision), or a slug and what it is to get, joined by a slash: a role's and a
    skill's (role_skill), a role's and a sentence (new_kra) or a title (role_alias), a skill's and a
    spelling (skill_alias), a role's or skill's and a dimension's (role_dimension, skill_dimension). Slugs
    stay as they were when the item was first seen; who reads them follows the catalog's redirects.
    ``seen`` counts distinct JDs.
    """

    __tablename__ = "review_item"
    __table_args__ = (
        UniqueConstraint("kind", "key"),
        Index(None, "status", "kind", "seen"),
        Index(None, "jd_id"),
        Index(None, "role_id"),
        one_of("kind", REVIEW_KINDS),
        one_of("status", REVIEW_STATUSES),
        at_least("seen", 0),
    )

    id: Mapped[Key]
    kind: Mapped[Name]
    key: Mapped[Words]
    name: Mapped[Words]
    status: Mapped[Name] = mapped_column(default="pending")
    seen: Mapped[Long] = mapped_column(default=0)
    jd_id: Mapped[Long | None] = mapped_column(ForeignKey("jd.id"))
    role_id: Mapped[Long | None] = mapped_column(ForeignKey("role.id"))
    skill_id: Mapped[Long | None] = mapped_column(ForeignKey("skill.id"))
    dimension_id: Mapped[Long | None] = mapped_column(ForeignKey("dimension.id"))
    origin: Mapped[Name] = mapped_column(default="run")
    created_at: Mapped[Moment]


class ReviewSightingRow(Table):
    """Which run saw a review item, under which name and where in its JD."""

    __tablename__ = "review_sighting"
    __table_args__ = (
        Index(None, "run_key"),
        Index(None, "item_id", "jd_id"),
        CheckConstraint("length(snippet) <= 300", name="snippet"),
    )

    item_id: Mapped[int] = mapped_column(LONG, ForeignKey("review_item.id"), primary_key=True)
    run_key: Mapped[int] = mapped_column(LONG, ForeignKey("run.id"), primary_key=True)
    jd_id: Mapped[Long] = mapped_column(ForeignKey("jd.id"))
    name: Mapped[Words]
    snippet: Mapped[Words] = mapped_column(default="")
    span_start: Mapped[Long | None]
    span_end: Mapped[Long | None]


class ReviewDecisionRow(Table):
    """What a person decided about a review item. Append-only: changing one's mind adds a row."""

    __tablename__ = "review_decision"
    __table_args__ = (Index(None, "item_id"), one_of("verdict", REVIEW_STATUSES))

    id: Mapped[Key]
    item_id: Mapped[Long] = mapped_column(ForeignKey("review_item.id"))
    verdict: Mapped[Name]
    decided_by: Mapped[Words]
    note: Mapped[Words] = mapped_column(default="")
    facts: Mapped[Facts]
    decided_at: Mapped[Moment]


class CollisionLogRow(Table):
    """A title that two or more roles carry, as one run met it."""

    __tablename__ = "collision_log"
    __table_args__ = (UniqueConstraint("run_key"), Index(None, "title_key"))

    id: Mapped[Key]
    run_key: Mapped[Long] = mapped_column(ForeignKey("run.id"))
    jd_id: Mapped[Long] = mapped_column(ForeignKey("jd.id"))
    title: Mapped[Words]
    title_key: Mapped[Words]
    role_slugs: Mapped[Lines]
    chosen_slug: Mapped[str | None]


class LabelRow(Table):
    """What a person (or a labelled file) says a JD's role is. Append-only: the latest row counts.

    ``role_slug`` is NULL where the verdict names no catalog role, and ``withdrawn`` says that the JD has no
    label. ``run_id`` names the run that was on screen; it is kept as text, so that undoing a run leaves the
    label as it was written. A row with ``takes_back`` undoes that row (or, where that one undoes itself, says
    it again), and repeats what is in force from then on; see `jdwork.annotate.label_log`.
    """

    __tablename__ = "label"
    __table_args__ = (
        Index(None, "jd_id"),
        one_of("verdict", LABEL_VERDICTS),
        CheckConstraint("(verdict = 'role') = (role_slug IS NOT NULL)", name="role_slug"),
    )

    id: Mapped[Key]
    jd_id: Mapped[Long] = mapped_column(ForeignKey("jd.id"))
    verdict: Mapped[Name] = mapped_column(default="role")
    role_slug: Mapped[str | None]
    run_id: Mapped[str | None]
    labelled_by: Mapped[Words]
    note: Mapped[Words] = mapped_column(default="")
    labelled_at: Mapped[Moment]
    takes_back: Mapped[Long | None] = mapped_column(ForeignKey("label.id"))


class AnnotationRow(Table):
    """What an analyst said or did about a JD, one row each. Append-only: an undo is a row that names another.

    ``run`` names the run folder that was on screen. ``label_id`` is the row that it left among the labels.
    ``facts`` hold what undoing needs to know. Only drafted catalog edits may go without a JD.
    """

    __tablename__ = "annotation"
    __table_args__ = (
        Index(None, "jd_id"),
        Index(None, "run"),
        Index(None, "label_id"),
        Index(None, "undoes"),
        one_of("kind", ANNOTATION_KINDS),
        CheckConstraint("(kind = 'undo') = (undoes IS NOT NULL)", name="undoes"),
        CheckConstraint("jd_id IS NOT NULL OR kind IN ('edit', 'undo')", name="jd_id"),
    )

    id: Mapped[Key]
    kind: Mapped[Name]
    jd_id: Mapped[Long | None] = mapped_column(ForeignKey("jd.id"))
    jd_name: Mapped[Words] = mapped_column(default="")
    run: Mapped[str | None] = mapped_column(AnyText)
    label_id: Mapped[Long | None] = mapped_column(ForeignKey("label.id"))
    text: Mapped[Words] = mapped_column(default="")
    facts: Mapped[Facts]
    undoes: Mapped[Long | None] = mapped_column(ForeignKey("annotation.id"))
    said_by: Mapped[Words]
    said_at: Mapped[Moment]


class ConfigChangeRow(Table):
    """A copy of one entry of the settings history, so that queries can join runs with settings."""

    __tablename__ = "config_change"
    __table_args__ = (UniqueConstraint("entry_id"), Index(None, "changed_at"))

    id: Mapped[Key]
    entry_id: Mapped[Name]
    changes: Mapped[Facts]
    reason: Mapped[Words]
    before_hash: Mapped[Name]
    after_hash: Mapped[Name]
    metrics: Mapped[Facts]
    data_hash: Mapped[str | None] = mapped_column(Text)
    run_id: Mapped[str | None] = mapped_column(Text)
    changed_at: Mapped[Moment]
