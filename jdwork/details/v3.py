"""Ids of the step that works out new roles (v3)."""

from jdwork.enrich.new_role import v3_run_id

__all__ = ["v3_run_id"]
