"""Timing what jdwork does, beside the naive way and beside what the machine allows, in one run."""

from jdwork.bench.figures import Bench, Figure

__all__ = ["Bench", "Figure"]
