"""Hostile job descriptions in any number, and what the pipeline makes of them: ``python -m tests.fuzz``."""
