"""Ids of the step that works out new roles (v3)."""

from __future__ import annotations

import uuid

NAMESPACE = uuid.UUID("2d0f4c1e-7b0a-5f0e-9c55-76335f726f6c")


def v3_run_id(run_id: str, slug: str) -> str:
    """Id of the step that works out the role that a run proposes: the same for the same run and role."""
    return str(uuid.uuid5(NAMESPACE, f"{run_id}\n{slug}"))
