"""Recording: the one transaction that stores what a classification found."""

from jdwork.record.run_record import (
    AttachedSkill,
    ChosenRoleFacts,
    Evidence,
    KraMatch,
    Provenance,
    RoleSignal,
    RunRecord,
    StageFiveUpdates,
)

__all__ = [
    "AttachedSkill",
    "ChosenRoleFacts",
    "Evidence",
    "KraMatch",
    "Provenance",
    "RoleSignal",
    "RunRecord",
    "StageFiveUpdates",
]
