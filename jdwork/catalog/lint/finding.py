"""What a check finds, and the register of all checks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""From what must be mended to what is worth knowing."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a finding is about.

    Parameters
    ----------
    kind
        ``role``, ``skill``, ``dimension``, ``domain``, ``kra``, ``link``, ``file`` or ``accepted``.
    slugs
        The entries; for a KRA its role and its text, for a link the skill and the dimension.
    ids
        Their numbers in the catalog, as far as they have any.
    """

    kind: str
    slugs: tuple[str, ...]
    ids: tuple[int, ...] = ()

    def __str__(self) -> str:
        return f"{self.kind} {', '.join(self.slugs)}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check has to say.

    Parameters
    ----------
    code
        Of the check, see `CHECKS`.
    severity
        How much it matters.
    subject
        What it is about.
    message
        What is the matter, with the figures.
    where
        File, line and key, or the entry where no file is known.
    suggestion
        What to do about it.
    figure
        The measurement that decided, where there is one; its meaning stands in `CHECKS`.
    details
        Further lines: examples, the parts of a figure.
    """

    code: str
    severity: Severity
    subject: Subject
    message: str
    where: str
    suggestion: str
    figure: float | None = None
    details: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[object, ...]:
        """Sorting key: severity, code, then the largest figure, then the subject."""
        return (SEVERITIES.index(self.severity), self.code, -(self.figure or 0.0), self.subject.slugs)


@dataclass(frozen=True, slots=True)
class Check:
    """One check.

    Parameters
    ----------
    code
        ``CAT`` and three digits.
    title
        What it looks for.
    severities
        What its findings may be.
    figure
        What the figure of its findings means; empty where they have none.
    reason
        Why it matters to classification.
    needs_encoder, needs_background
        What it cannot run without.
    """

    code: str
    title: str
    severities: tuple[Severity, ...]
    figure: str
    reason: str
    needs_encoder: bool = False
    needs_background: bool = False
