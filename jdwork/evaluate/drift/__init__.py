"""Centroid drift: have the JDs of a role moved since a reference period, and what moved them?"""

from jdwork.evaluate.drift.discovery import false_discovery_rates
from jdwork.evaluate.drift.measure import measure_drift
from jdwork.evaluate.drift.movers import (
    MovedJd,
    MovedSentence,
    SkillMover,
    moved_jds,
    moved_sentences,
    skill_movers,
)
from jdwork.evaluate.drift.periods import Division, Periods, periods_by_batch, periods_of
from jdwork.evaluate.drift.report import VERDICTS, DriftReport, RoleDrift

__all__ = [
    "VERDICTS",
    "Division",
    "DriftReport",
    "MovedJd",
    "MovedSentence",
    "Periods",
    "RoleDrift",
    "SkillMover",
    "false_discovery_rates",
    "measure_drift",
    "moved_jds",
    "moved_sentences",
    "periods_by_batch",
    "periods_of",
    "skill_movers",
]
