"""Tiny hand-made catalogs and records, and what the database holds told in names instead of keys."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Engine, insert, select

from jdwork.catalog.snapshot import CatalogSnapshot, Domain, Redirect, Role, RoleSkill
from jdwork.config.settings import Settings
from jdwork.database.engine import open_database
from jdwork.database.tables import (
    CategoryRow,
    CollisionLogRow,
    DimensionRow,
    DomainRow,
    JdEmbeddingRow,
    JdRow,
    LlmCallRow,
    ReviewItemRow,
    ReviewSightingRow,
    RoleCentroidRow,
    RoleDimensionRow,
    RoleRow,
    RoleSkillRow,
    RunRow,
    SkillDimensionRow,
    SkillEnrichmentRow,
    SkillRow,
    SubCategoryRow,
    metadata,
)
from jdwork.database.transactions import write_transaction
from jdwork.decide.model import Case, Decision
from jdwork.parse.model import DomainGuess, Experience, ParsedJD, ParseResult
from jdwork.record.run_record import Evidence, KraMatch, Provenance, RoleSignal, RunRecord
from jdwork.signals.table import SIGNALS, SignalTable
from jdwork.skills.model import FoundSkill, ProposedSkill, SkillFindings, SkillSpan
from jdwork.text.job_description import Document, JobDescription, Sentence

SETTINGS = Settings()
ROLES = ("backend-engineer", "frontend-engineer", "data-analyst", "nurse")
SKILLS = ("python", "rest-api", "sql", "react", "triage", "excel")
LISTED = {
    "backend-engineer": ("python", "rest-api"),
    "frontend-engineer": ("react",),
    "data-analyst": ("sql",),
}
DIMENSIONS = {
    "services": (("python", "rest-api"), ("backend-engineer",)),
    "pages": (("react", "python"), ("frontend-engineer",)),
}
"""Areas of work: the skills in each, and the roles that carry it."""
DIMENSION = 4
ENCODER = "hashing-4"


def snapshot(roles: Sequence[str] = ROLES, redirects: dict[str, str] | None = None) -> CatalogSnapshot:
    """A catalog of the roles above."""
    return CatalogSnapshot(
        domains=(Domain("work", "Work"),),
        roles=tuple(
            Role(
                number,
                slug,
                slug.replace("-", " ").title(),
                "work",
                "Engineering",
                "",
                (),
                (),
                (),
                tuple(RoleSkill(skill) for skill in LISTED.get(slug, ())),
            )
            for number, slug in enumerate(roles, start=1)
        ),
        skills=(),
        dimensions=(),
        redirections=tuple(Redirect("role", old, new) for old, new in (redirects or {}).items()),
    )


def seed_catalog(engine: Engine) -> None:
    """Put the roles and skills above into the tables."""
    with write_transaction(engine) as connection:
        connection.execute(
            insert(DomainRow), {"id": 1, "slug": "work", "display_name": "Work", "position": 0}
        )
        connection.execute(insert(CategoryRow), {"id": 1, "name": "All"})
        connection.execute(insert(SubCategoryRow), {"id": 1, "category_id": 1, "name": ""})
        connection.execute(
            insert(SkillRow),
            [
                {
                    "id": 10 + place,
                    "catalog_id": place,
                    "slug": slug,
                    "display_name": slug.title(),
                    "sub_category_id": 1,
                    "nature": "CONCEPT",
                    "volatility": "STABLE",
                    "lifespan": "EVERGREEN",
                    "version_strategy": "NOT_APPLICABLE",
                    "position": place,
                }
                for place, slug in enumerate(SKILLS)
            ],
        )
        for place, slug in enumerate(ROLES):
            row = {
                "id": 100 + place,
                "catalog_id": place + 1,
                "slug": slug,
                "display_name": slug.replace("-", " ").title(),
                "domain_id": 1,
                "archetype": "Engineering",
                "description": "",
                "position": place,
            }
            connection.execute(insert(RoleRow), row)
            for position, skill in enumerate(LISTED.get(slug, ())):
                link = {"role_id": 100 + place, "skill_id": 10 + SKILLS.index(skill), "position": position}
                connection.execute(insert(RoleSkillRow), {**link, "weight": 0.5})
        for place, (slug, (skills, roles)) in enumerate(DIMENSIONS.items()):
            row = {
                "id": 200 + place,
                "catalog_id": 60 + place,
                "slug": slug,
                "display_name": slug.title(),
                "rationale": "",
                "domain_id": 1,
                "difficulty_hint": "well_known",
                "position": place,
            }
            connection.execute(insert(DimensionRow), row)
            for position, skill in enumerate(skills):
                ends = {"dimension_id": 200 + place, "skill_id": 10 + SKILLS.index(skill)}
                connection.execute(insert(SkillDimensionRow), {**ends, "position": position})
            for role in roles:
                ends = {"dimension_id": 200 + place, "role_id": 100 + ROLES.index(role)}
                connection.execute(insert(RoleDimensionRow), {**ends, "position": 0})


def seeded(url: str) -> Engine:
    """Open a database with the little catalog in it."""
    engine = open_database(url)
    seed_catalog(engine)
    return engine


def with_little_catalog(url: str) -> None:
    """Fill an empty database (see `tests.fresh_databases`) with the little catalog."""
    seeded(url).dispose()


def template(folder: Path) -> Path:
    """Make one seeded SQLite file to copy, for laws that need a new one for each example."""
    path = folder / "template.sqlite"
    with_little_catalog(f"sqlite:///{path}")
    return path


def copy_of(path: Path, name: str) -> Engine:
    """Open a fresh copy of a template."""
    target = path.with_name(name)
    for old in path.parent.glob(f"{name}*"):
        old.unlink()
    shutil.copy(path, target)
    return open_database(f"sqlite:///{target}")


def unit(seed: int) -> np.ndarray:
    """A unit vector that depends on ``seed`` only."""
    vector = np.random.default_rng(seed).normal(size=DIMENSION)
    return (vector / np.linalg.norm(vector)).astype(np.float32)


def make_record(
    jd: int = 0,
    *,
    config: str = "config-1",
    role: str | None = "backend-engineer",
    case: Case = "C",
    confidence: float = 0.95,
    queued: bool = False,
    skills: Sequence[str] = ("python",),
    primary: Sequence[str] = (),
    proposed: Sequence[str] = (),
    alias_roles: Sequence[str] = (),
    new_role_name: str | None = None,
    title: str | None = None,
    text: str | None = None,
    strange: str | None = None,
    vector: np.ndarray | None = None,
) -> RunRecord:
    """A record of the ``jd``-th JD, decided as told."""
    body = text if text is not None else f"Job {jd}. " + " ".join([*skills, *proposed, strange or ""])
    if title is None and alias_roles:
        title = "Backend Developer"
    description = JobDescription(id=f"jd-{jd}", text=body, title=title)
    spans = {
        name: (SkillSpan(body.find(name), body.find(name) + len(name), name),)
        for name in (*skills, *proposed)
    }
    sentences, evidence = (), Evidence()
    if strange is not None:
        start = body.find(strange)
        end = start + len(strange)
        sentences = (Sentence(strange, start, end, "duties"),)
        match = KraMatch("Something else", strange, 0.05, start, end)
        evidence = Evidence(kra=(RoleSignal(1, role or "", "", 0.05, kra_matches=(match,)),))
    decision = Decision(
        case=case,
        role=role,
        confidence=confidence,
        queued=queued,
        reason=f"because {case}",
        alias_roles=tuple(alias_roles),
        new_role_name=new_role_name,
    )
    return RunRecord(
        run_id=str(uuid.uuid5(uuid.NAMESPACE_OID, f"{description.content_hash} {config}")),
        jd=description,
        document=Document(description, body, (), sentences),
        parse=ParseResult(
            parsed=ParsedJD(
                JD_type="pass",
                domain=DomainGuess(primary=None, secondary=None),
                experience=Experience(max=None, min=None, raw=None),
            )
        ),
        skills=SkillFindings(
            found=tuple(
                FoundSkill(slug, slug.title(), 0, slug, slug in primary, spans[slug]) for slug in skills
            ),
            proposed=tuple(ProposedSkill(name, spans[name], "looks like one") for name in proposed),
        ),
        signals=SignalTable(
            ids=(description.id,),
            passed=np.array([True]),
            roles=np.array([[0]], dtype=np.int32),
            domains=np.array([[0]], dtype=np.int32),
            **{name: np.zeros((1, 1), dtype=np.float32) for name in SIGNALS},
        ),
        evidence=evidence,
        decision=decision,
        provenance=Provenance("0.1", "catalog", config, ENCODER, "none"),
        vector=unit(jd) if vector is None else vector,
    )


def raw_contents(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, keys and times included."""
    with engine.connect() as connection:
        return {
            table.name: sorted(tuple(map(repr, row)) for row in connection.execute(select(table)))
            for table in metadata.sorted_tables
        }


def contents(engine: Engine) -> dict[str, list[Any]]:
    """What recording stored, keys replaced by what they stand for and times left out."""
    with engine.connect() as connection:
        jds = {row.id: row.content_hash for row in connection.execute(select(JdRow))}
        runs = {row.id: row.run_id for row in connection.execute(select(RunRow.id, RunRow.run_id))}
        roles: dict[int | None, str | None] = {
            row.id: row.slug for row in connection.execute(select(RoleRow))
        }
        roles[None] = None
        items = {
            row.id: (row.kind, row.key)
            for row in connection.execute(select(ReviewItemRow.id, ReviewItemRow.kind, ReviewItemRow.key))
        }
        queue = [
            (
                row.kind,
                row.key,
                row.name,
                row.status,
                row.seen,
                jds.get(row.jd_id),
                roles[row.role_id],
                row.skill_id,
            )
            for row in connection.execute(select(ReviewItemRow))
        ]
        sightings = [
            (*items[row.item_id], runs[row.run_key], jds[row.jd_id], row.name, row.snippet, row.span_start)
            for row in connection.execute(select(ReviewSightingRow))
        ]
        return {
            "jd": sorted(jds.values()),
            "run": sorted(
                (row.run_id, jds[row.jd_id], row.accepted) for row in connection.execute(select(RunRow))
            ),
            "embedding": sorted(
                (jds[row.jd_id], row.encoder_id, row.vector_hash, roles[row.role_id] or "")
                for row in connection.execute(select(JdEmbeddingRow))
            ),
            "centroid": sorted(
                (roles[row.role_id], row.encoder_id, row.n, row.total)
                for row in connection.execute(select(RoleCentroidRow))
            ),
            "queue": sorted(queue, key=repr),
            "sighting": sorted(sightings, key=repr),
            "ledger": sorted(
                (row.run_id, row.call_id, row.purpose, row.outcome, repr(row.facts))
                for row in connection.execute(select(LlmCallRow))
            ),
            "enrichment": sorted(
                (row.run_id, row.name_key, row.producer, row.outcome, row.skill_id or 0, repr(row.facts))
                for row in connection.execute(select(SkillEnrichmentRow))
            ),
            "details": sorted(
                (row.run_id, repr(row.details))
                for row in connection.execute(select(RunRow.run_id, RunRow.details))
            ),
            "collision": sorted(
                (runs[row.run_key], row.title, tuple(row.role_slugs))
                for row in connection.execute(select(CollisionLogRow))
            ),
        }
