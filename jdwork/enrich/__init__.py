"""Enrich: working out skills and roles that the catalog lacks (the v3 orchestrator)."""

from jdwork.enrich.model import (
    Derived,
    Enrichment,
    LogLine,
    Method,
    NewSkill,
    Placed,
    ProposedDimension,
    Relationship,
    RoleDraft,
    SettledDimensions,
    Term,
    Typed,
)
from jdwork.enrich.new_role import draft_role, draft_roles, skill_weight, v3_run_id
from jdwork.enrich.orchestrator import Orchestrator

__all__ = [
    "Derived",
    "Enrichment",
    "LogLine",
    "Method",
    "NewSkill",
    "Orchestrator",
    "Placed",
    "ProposedDimension",
    "Relationship",
    "RoleDraft",
    "SettledDimensions",
    "Term",
    "Typed",
    "draft_role",
    "draft_roles",
    "skill_weight",
    "v3_run_id",
]
