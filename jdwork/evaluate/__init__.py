"""Evaluation: metrics of decisions, why a decision fell as it did, and fitting the evidence weights."""

from jdwork.evaluate.explanation import Explanation, explain
from jdwork.evaluate.fitting import FitReport, LabelledSignals, fit_weights
from jdwork.evaluate.metrics import Scores, score

__all__ = ["Explanation", "FitReport", "LabelledSignals", "Scores", "explain", "fit_weights", "score"]
