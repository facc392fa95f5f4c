"""Explaining decisions: contributions, sources, and the smallest change that would have decided otherwise."""

from jdwork.explain.compared import Compared, Weighed
from jdwork.explain.explanation import explain
from jdwork.explain.model import Counterfactual, Explanation, Outcome, Source, source_text
from jdwork.explain.opened_run import OpenedRun, StoredDecision
from jdwork.explain.stored import explain_stored, find_jd

__all__ = [
    "Compared",
    "Counterfactual",
    "Explanation",
    "OpenedRun",
    "Outcome",
    "Source",
    "StoredDecision",
    "Weighed",
    "explain",
    "explain_stored",
    "find_jd",
    "source_text",
]
