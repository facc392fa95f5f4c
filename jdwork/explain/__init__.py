"""Explaining decisions: contributions, sources, and the smallest change that would have decided otherwise."""

from jdwork.explain.explanation import explain
from jdwork.explain.model import Counterfactual, Explanation, Outcome, Source, source_text
from jdwork.explain.stored import explain_stored, find_jd

__all__ = [
    "Counterfactual",
    "Explanation",
    "Outcome",
    "Source",
    "explain",
    "explain_stored",
    "find_jd",
    "source_text",
]
