"""Evaluation: metrics of decisions, why one fell as it did, fitting weights, and what signals are worth."""

from jdwork.evaluate.ablation import GROUPS, AblationRow, Difference, ablate
from jdwork.evaluate.explanation import Explanation, explain
from jdwork.evaluate.fitting import FitReport, LabelledSignals, fit_weights
from jdwork.evaluate.metrics import Scores, score

__all__ = [
    "GROUPS",
    "AblationRow",
    "Difference",
    "Explanation",
    "FitReport",
    "LabelledSignals",
    "Scores",
    "ablate",
    "explain",
    "fit_weights",
    "score",
]
