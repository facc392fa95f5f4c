"""Values of a comparison: rows side by side, findings with their reason, and what one run came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from jdwork.legacy.model import LegacyRun

if TYPE_CHECKING:
    from jdwork.record import RunRecord

Stage = Literal["parse", "skills", "kra", "alias", "skill_signal", "decision", "details", "catalog", "cost"]
STAGES: Mapping[Stage, str] = {
    "parse": "What the parser read",
    "skills": "Skills named in the text",
    "kra": "KRA ranking",
    "alias": "Roles that carry the title",
    "skill_signal": "Skill match",
    "decision": "Decision",
    "details": "Skills in detail",
    "catalog": "Catalog",
    "cost": "Model costs",
}
"""Stages in the order of the pipeline, in words."""

Wrong = Literal["legacy", "ours", "open"]
"""Who is wrong, as far as text, catalog and label tell; ``open`` where they do not."""

LISTED = 12
"""Names listed in one cell."""
LONGEST = 300
"""Characters of one cell."""


@dataclass(frozen=True, slots=True)
class DiffRow:
    """One thing side by side; None where a side says nothing."""

    stage: Stage
    what: str
    legacy: str | None
    ours: str | None
    same: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong, or that differs and needs a person.

    Parameters
    ----------
    code
        Which rule found it, such as ``word-count``.
    title
        The rule in words.
    legacy, ours
        What either side says.
    why
        How one can tell, with the figures.
    """

    run_id: str
    stage: Stage
    code: str
    title: str
    legacy: str
    ours: str
    why: str
    wrong: Wrong = "legacy"


@dataclass(frozen=True)
class Comparison:
    """One run of the old service beside ours on the same text.

    Parameters
    ----------
    legacy, record
        The two runs; ``record`` is None where the page has no job description.
    legacy_role, our_role
        Slugs in today's catalog; None where there is none, or the catalog does not know the role.
    label
        The right role, where it is known.
    rows, findings
        In the order of the stages.
    """

    legacy: LegacyRun
    record: RunRecord | None
    legacy_role: str | None
    our_role: str | None
    label: str | None
    rows: tuple[DiffRow, ...]
    findings: tuple[Finding, ...]

    @property
    def same_role(self) -> bool:
        """Whether both chose the same role of today's catalog."""
        return self.legacy_role is not None and self.legacy_role == self.our_role

    @property
    def right(self) -> Literal["both", "legacy", "ours", "neither"] | None:
        """Whose role is the label; None without one."""
        if self.label is None:
            return None
        legacy, ours = self.legacy_role == self.label, self.our_role == self.label
        if legacy and ours:
            return "both"
        return "legacy" if legacy else "ours" if ours else "neither"

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values for JSON."""
        return {
            "run_id": self.legacy.run_id,
            "page": self.legacy.where,
            "legacy_role": self.legacy_role,
            "legacy_slug": self.legacy.slug,
            "our_role": self.our_role,
            "same_role": self.same_role,
            "label": self.label,
            "right": self.right,
            "rows": [asdict(row) for row in self.rows],
            "findings": [asdict(finding) for finding in self.findings],
            "notes": list(self.legacy.notes),
        }


def shown(value: Any) -> str | None:
    """Write a JSON value for a cell; None where it says nothing."""
    if value is None or value in ("", [], {}):
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, Mapping):
        told = [f"{key} {text}" for key, one in value.items() if (text := shown(one)) is not None]
        return _cut(", ".join(told)) or None
    if isinstance(value, Sequence) and not isinstance(value, str):
        return listed([text for one in value if (text := shown(one)) is not None])
    return _cut(str(value))


def listed(names: Sequence[str]) -> str | None:
    """Write names one behind the other, the first dozen of them."""
    if not names:
        return None
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return _cut(", ".join(names[:LISTED])) + more


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST].rstrip()} …"
