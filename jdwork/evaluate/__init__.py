"""Evaluation: metrics of decisions against labels, and why a decision fell as it did."""

from jdwork.evaluate.explanation import Explanation, explain
from jdwork.evaluate.metrics import Scores, score

__all__ = ["Explanation", "Scores", "explain", "score"]
