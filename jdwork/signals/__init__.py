"""Signals: the evidence for each role, as columns."""

from jdwork.signals.table import SIGNALS, SignalTable

__all__ = ["SIGNALS", "SignalTable"]
