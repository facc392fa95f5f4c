"""Output: the API bodies and the run page."""
