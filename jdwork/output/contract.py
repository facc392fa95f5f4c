"""What the three API bodies share: strictness, and how they refer to roles and dimensions."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Source = Literal["db", "llm"]
"""Whether something was read from the catalog, or proposed by a model and not yet in it."""


class Contract(BaseModel):
    """Base of all bodies: no key more, no key less, nothing changed once it is made."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class RoleReference(Contract):
    """A role, and why it is named; ``id`` is null while the role is only proposed."""

    display_name: str
    id: int | None
    rationale: str | None
    role_archetype: str | None
    slug: str
    source: Source


class DimensionReference(Contract):
    """A dimension, and what it covers; ``id`` is null while the dimension is only proposed."""

    difficulty_hint: str | None
    display_name: str
    id: int | None
    rationale: str | None
    slug: str
    source: Source
