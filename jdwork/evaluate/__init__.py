"""Evaluation: metrics of decisions against labels."""

from jdwork.evaluate.metrics import Scores, score

__all__ = ["Scores", "score"]
