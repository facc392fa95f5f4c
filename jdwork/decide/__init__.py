"""Deciding: the decision table over the signal table."""

from jdwork.decide.calibration import calibration_figures, candidate_sets, confidence, log_odds_of
from jdwork.decide.explain import to_decision
from jdwork.decide.fusion import WEIGHTED_SIGNALS, evidence, has_model, probabilities, weights_of
from jdwork.decide.model import CASE_MEANING, CASES, Candidate, Case, Decision
from jdwork.decide.rules import CASE_NUMBER, Decisions, decide
from jdwork.decide.support import SUPPORT_FEATURES, support, support_features

__all__ = [
    "CASES",
    "CASE_MEANING",
    "CASE_NUMBER",
    "SUPPORT_FEATURES",
    "WEIGHTED_SIGNALS",
    "Candidate",
    "Case",
    "Decision",
    "Decisions",
    "calibration_figures",
    "candidate_sets",
    "confidence",
    "decide",
    "evidence",
    "has_model",
    "log_odds_of",
    "probabilities",
    "support",
    "support_features",
    "to_decision",
    "weights_of",
]
