"""Deciding: the decision table over the signal table."""

from jdwork.decide.explain import to_decision
from jdwork.decide.fusion import WEIGHTED_SIGNALS, evidence, probabilities, support
from jdwork.decide.model import CASE_MEANING, CASES, Candidate, Case, Decision
from jdwork.decide.rules import CASE_NUMBER, Decisions, decide

__all__ = [
    "CASES",
    "CASE_MEANING",
    "CASE_NUMBER",
    "WEIGHTED_SIGNALS",
    "Candidate",
    "Case",
    "Decision",
    "Decisions",
    "decide",
    "evidence",
    "probabilities",
    "support",
    "to_decision",
]
