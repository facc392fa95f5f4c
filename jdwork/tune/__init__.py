"""Tuning: what other settings would decide, which are better, and whether that can be trusted."""
