"""What analysts say, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Kind = Literal["relabel", "comment", "review", "edit", "undo"]
Verdict = Literal["role", "new_role", "not_a_jd", "unsure", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Annotation:
    """One thing that an analyst said or did about a JD.

    Parameters
    ----------
    id
        Its number.
    kind
        ``relabel``, ``comment``, ``review`` (sent to review), ``edit`` (drafted an edit of the catalog) or
        ``undo``.
    jd_hash
        Content hash of the JD; empty for an edit that is about none.
    jd_name
        The id under which the JD was on screen.
    run
        Name of the run folder that was on screen.
    label
        ``relabel``: the role's slug, None for the other verdicts. ``undo`` of one: the role in force from
        then on.
    text
        The comment, or the note. It comes from outside: escape it wherever it is shown.
    facts
        ``relabel``: the ``verdict``. ``review`` and ``edit``: the ``item`` of the review queue, and the
        ``edit``. ``undo``: number of the ``annotation`` that it is about in the end, its kind (``of``), and
        whether it counts ``again``.
    by, at
        Who said it, and when.
    undone
        Whether it was undone, and not done again since.
    undoes
        ``undo``: the number of the annotation that it takes back; undoing an undo does things again.
    """

    id: int
    kind: Kind
    jd_hash: str
    jd_name: str
    run: str | None
    label: str | None
    text: str
    facts: Mapping[str, Any] = field(hash=False)
    by: str
    at: datetime
    undone: bool
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class LabelInForce:
    """What people say of a JD, after everything that was taken back.

    Parameters
    ----------
    jd_hash
        Content hash of the JD.
    label
        Slug of its role; None where the verdict names none.
    verdict
        ``role``, ``new_role`` (a role that the catalog lacks), ``not_a_jd`` or ``unsure``.
    by, at, note
        Who said so, when, and why.
    source
        ``annotation``, or ``review`` where it was said by approving a review item.
    """

    jd_hash: str
    label: str | None
    verdict: Verdict
    by: str
    at: datetime
    note: str
    source: Literal["annotation", "review"]
