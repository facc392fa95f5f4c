"""Evaluation: metrics of decisions against labels."""
