"""Deciding: the decision table over the signal table."""

from jdwork.decide.model import CASES, Candidate, Case, Decision

__all__ = ["CASES", "Candidate", "Case", "Decision"]
