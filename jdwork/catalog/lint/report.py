"""The outcome of a lint: findings in order, what was measured on the way, and its forms."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jdwork.catalog.lint.finding import SEVERITIES, Finding, Severity
from jdwork.catalog.lint.kras import KraPull
from jdwork.catalog.lint.reach import Reach
from jdwork.catalog.lint.roles import RolePair

if TYPE_CHECKING:
    import pandas as pd

FORMAT = 1
"""Version of `LintReport.to_json`; a change that readers must know of raises it."""


@dataclass(frozen=True)
class LintReport:
    """What a lint found.

    Parameters
    ----------
    findings
        By severity, code, figure (largest first) and subject.
    checks
        Codes of the checks that ran.
    skipped
        Code and reason of those that could not.
    pairs
        The most overlapping pairs of roles, whether or not they are findings.
    pulls
        What the KRAs draw out of the background, the strongest first.
    reach
        What leads to each role.
    accepted
        Findings left out because lint.toml accepts them.
    catalog
        Content hash; empty where the files do not load.
    encoder
        Id, or None.
    background, ads, sentences
        Source of the background, its ads and their sentences.
    """

    findings: tuple[Finding, ...]
    checks: tuple[str, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()
    pairs: tuple[RolePair, ...] = ()
    pulls: tuple[KraPull, ...] = ()
    reach: tuple[Reach, ...] = ()
    accepted: int = 0
    catalog: str = ""
    encoder: str | None = None
    background: str = "none"
    ads: int = 0
    sentences: int = 0

    @property
    def counts(self) -> dict[Severity, int]:
        """Findings of each severity, zeros included."""
        found = Counter(finding.severity for finding in self.findings)
        return {severity: found[severity] for severity in SEVERITIES}

    @property
    def by_code(self) -> dict[str, int]:
        """Findings of each code that has any, in order."""
        return dict(sorted(Counter(finding.code for finding in self.findings).items()))

    def worst(self, *, strict: bool = False) -> bool:
        """Whether there are errors (``strict``: or warnings)."""
        return bool(self.counts["error"] or (strict and self.counts["warning"]))

    def in_words(self) -> str:
        """Sum up in a line: ``2 errors, 5 warnings, 12 notes``."""
        names = {"error": "error", "warning": "warning", "info": "note"}
        said = ", ".join(
            f"{count:,} {names[severity]}{'' if count == 1 else 's'}"
            for severity, count in self.counts.items()
        )
        return said + (f"; {self.accepted:,} accepted in lint.toml" if self.accepted else "")

    def to_frame(self) -> pd.DataFrame:
        """Findings as a table.

        Returns
        -------
        pandas.DataFrame
            Columns ``code``, ``severity``, ``kind``, ``subject`` (slugs joined by commas), ``message``,
            ``where``, ``suggestion``, ``figure``, ``details`` (joined by newlines).
        """
        import pandas as pd

        columns = (
            "code", "severity", "kind", "subject", "message", "where", "suggestion", "figure", "details",
        )  # fmt: skip
        rows = [
            (
                one.code, one.severity, one.subject.kind, ", ".join(one.subject.slugs), one.message,
                one.where, one.suggestion, one.figure, "\n".join(one.details),
            )
            for one in self.findings
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=list(columns)).astype({"figure": "float64"})

    def to_json(self) -> str:
        """Write everything as JSON.

        Returns
        -------
        str
            ``format`` (1), ``catalog``, ``encoder``, ``background`` {source, ads, sentences}, ``checks``,
            ``skipped`` [{code, reason}], ``counts`` {error, warning, info}, ``accepted``, and ``findings``,
            each with the fields of `Finding` (``subject`` being {kind, slugs, ids}). Equal reports give
            equal text.
        """
        body: dict[str, Any] = {
            "format": FORMAT,
            "catalog": self.catalog,
            "encoder": self.encoder,
            "background": {"source": self.background, "ads": self.ads, "sentences": self.sentences},
            "checks": list(self.checks),
            "skipped": [{"code": code, "reason": reason} for code, reason in self.skipped],
            "counts": self.counts,
            "accepted": self.accepted,
            "findings": [dataclasses.asdict(finding) for finding in self.findings],
        }
        return json.dumps(body, ensure_ascii=False, indent=1)
