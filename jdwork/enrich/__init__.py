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

__all__ = [
    "Derived",
    "Enrichment",
    "LogLine",
    "Method",
    "NewSkill",
    "Placed",
    "ProposedDimension",
    "Relationship",
    "RoleDraft",
    "SettledDimensions",
    "Term",
    "Typed",
]
