"""Recording: the one transaction that stores what a classification found.

The values are imported at once; what works on a database is imported when it is first asked for, so
that classifying alone never loads SQLAlchemy.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from jdwork.record.centroids import KeptCentroids, keep_centroids, load_centroids, load_kept_centroids
    from jdwork.record.new_roles import Settled, settle_new_roles
    from jdwork.record.recording import record, record_many, recorded
    from jdwork.record.restoring import restore_record
    from jdwork.record.settled import settled_dimensions
    from jdwork.record.similar import FoundSimilar, SimilarJd, find_similar, similar_to_recorded
    from jdwork.record.stored import stored_runs
    from jdwork.record.undoing import unrecord

__all__ = [
    "AttachedSkill",
    "ChosenRoleFacts",
    "Evidence",
    "FoundSimilar",
    "KeptCentroids",
    "KraMatch",
    "Provenance",
    "RoleSignal",
    "RunRecord",
    "Settled",
    "SimilarJd",
    "StageFiveUpdates",
    "find_similar",
    "keep_centroids",
    "load_centroids",
    "load_kept_centroids",
    "record",
    "record_many",
    "recorded",
    "restore_record",
    "settle_new_roles",
    "settled_dimensions",
    "similar_to_recorded",
    "stored_runs",
    "unrecord",
]

_LATER = {
    "KeptCentroids": "centroids",
    "keep_centroids": "centroids",
    "load_centroids": "centroids",
    "load_kept_centroids": "centroids",
    "record": "recording",
    "record_many": "recording",
    "recorded": "recording",
    "restore_record": "restoring",
    "Settled": "new_roles",
    "settle_new_roles": "new_roles",
    "settled_dimensions": "settled",
    "FoundSimilar": "similar",
    "SimilarJd": "similar",
    "find_similar": "similar",
    "similar_to_recorded": "similar",
    "stored_runs": "stored",
    "unrecord": "undoing",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_LATER[name]}"), name)
