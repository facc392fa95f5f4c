"""Signals: the evidence for each role, as columns."""

from jdwork.signals.centroids import Centroids, empty_centroids
from jdwork.signals.compute import (
    CatalogIndex,
    ComputedSignals,
    JdFacts,
    JdSignals,
    build_catalog_index,
    compute_signals,
)
from jdwork.signals.kra import best_pairs, reported_score
from jdwork.signals.learned import JdFeatures, RoleModel
from jdwork.signals.prepared import PreparedArrays
from jdwork.signals.table import SIGNALS, Floats, Ints, SignalTable
from jdwork.signals.title import unique_titles

__all__ = [
    "SIGNALS",
    "CatalogIndex",
    "Centroids",
    "ComputedSignals",
    "Floats",
    "Ints",
    "JdFacts",
    "JdFeatures",
    "JdSignals",
    "PreparedArrays",
    "RoleModel",
    "SignalTable",
    "best_pairs",
    "build_catalog_index",
    "compute_signals",
    "empty_centroids",
    "reported_score",
    "unique_titles",
]
