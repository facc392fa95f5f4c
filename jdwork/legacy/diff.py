"""Running our pipeline on what the old service ran on, and laying both side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jdwork.errors import JdworkError
from jdwork.legacy.decision_diff import (
    catalog_findings,
    cost_findings,
    cost_rows,
    decision_findings,
    decision_rows,
    detail_findings,
    detail_rows,
)
from jdwork.legacy.finding import STAGES, Comparison, DiffRow, Finding, Stage
from jdwork.legacy.labels import label_of
from jdwork.legacy.model import LegacyRun
from jdwork.legacy.parse_diff import parse_findings, parse_rows
from jdwork.legacy.roles import Today
from jdwork.legacy.signal_diff import signal_findings, signal_rows
from jdwork.legacy.skill_diff import skill_findings, skill_rows

if TYPE_CHECKING:
    from jdwork.catalog import CatalogSnapshot
    from jdwork.record import RunRecord
    from jdwork.workbench import Workbench

CHUNK = 64
"""Pages whose texts are classified together."""


@dataclass(frozen=True)
class LegacyDiff:
    """Legacy runs beside ours; shows itself in a notebook, ``.to_html()`` is one page of its own."""

    comparisons: tuple[Comparison, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, in the order of the stages."""
        order = list(STAGES)
        every = (one for comparison in self.comparisons for one in comparison.findings)
        return tuple(sorted(every, key=lambda one: order.index(one.stage)))

    def rows(self, stage: Stage, *, changed: bool = True) -> list[tuple[str, DiffRow]]:
        """Return a stage's rows with their run ids; those that are the same left out unless asked for."""
        return [
            (one.legacy.run_id, row)
            for one in self.comparisons
            for row in one.rows
            if row.stage == stage and not (changed and row.same)
        ]

    @property
    def counts(self) -> dict[str, int]:
        """Runs compared, with the same role, labelled, right on either side; findings by rule."""
        right = Counter(one.right for one in self.comparisons if one.right)
        return {
            "runs": len(self.comparisons),
            "same_role": sum(one.same_role for one in self.comparisons),
            "labelled": right.total(),
            "legacy_right": right["legacy"] + right["both"],
            "ours_right": right["ours"] + right["both"],
            **{
                f"finding_{code}": n for code, n in sorted(Counter(one.code for one in self.findings).items())
            },
        }

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values for JSON."""
        return {"counts": self.counts, "runs": [one.to_dict() for one in self.comparisons]}

    def to_html(self) -> str:
        """Render one page that needs nothing but itself."""
        from jdwork.view.legacy_diff import legacy_page

        return legacy_page(self)

    def _repr_html_(self) -> str:
        from jdwork.view.legacy_diff import legacy_card

        return legacy_card(self)


def compare_page(
    run: LegacyRun, record: RunRecord | None, snapshot: CatalogSnapshot, *, label: str | None = None
) -> Comparison:
    """Lay one legacy run beside ours.

    Parameters
    ----------
    run
        Of the old service.
    record
        Ours on the same text; None where the page has none.
    snapshot
        The catalog that ours read.
    label
        The right role: a slug, an old slug or a name.

    Returns
    -------
    Comparison
        A label that the catalog lacks stays as it is, and nobody is right.
    """
    return _compare(run, record, Today(snapshot), label)


def _compare(run: LegacyRun, record: RunRecord | None, today: Today, label: str | None) -> Comparison:
    if label is not None:
        label = today.role(label) or label
    rows = [
        *parse_rows(run, record),
        *skill_rows(run, record, today),
        *signal_rows(run, record, today),
        *decision_rows(run, record, today),
        *detail_rows(run, record, today),
        *cost_rows(run, record),
    ]
    findings = [
        *parse_findings(run, record),
        *skill_findings(run, record, today),
        *signal_findings(run, record, today),
        *decision_findings(run, record, today, label=label),
        *detail_findings(run, record, today),
        *catalog_findings(run, today),
        *cost_findings(run, record),
    ]
    order = list(STAGES)
    return Comparison(
        legacy=run,
        record=record,
        legacy_role=today.chosen(run),
        our_role=record.decision.role if record else None,
        label=label,
        rows=tuple(rows),
        findings=tuple(sorted(findings, key=lambda one: order.index(one.stage))),
    )


def diff_runs(
    legacy: Sequence[LegacyRun], workbench: Workbench, *, labels: Mapping[str, str] | None = None
) -> LegacyDiff:
    """Run our pipeline on the texts of legacy runs and lay both side by side; nothing is stored.

    Parameters
    ----------
    legacy
        Runs of the old service (`read_run_pages`, `read_imported`).
    workbench
        Whose pipeline runs.
    labels
        Right role by run id or by hash of the text (`read_role_labels`).

    Returns
    -------
    LegacyDiff
        In the order of ``legacy``.
    """
    if not legacy:
        raise JdworkError("There is no legacy run to compare.", hint="Give at least one saved run page.")
    from jdwork.text.storable import sound

    given = [run for run in legacy if run.jd_text]
    records: dict[int, RunRecord] = {}
    for start in range(0, len(given), CHUNK):
        part = given[start : start + CHUNK]
        made = workbench.pipeline.classify_batch([sound(run.jd) for run in part])
        records |= {id(run): record for run, record in zip(part, made, strict=True)}
    known, today = labels or {}, Today(workbench.snapshot)
    return LegacyDiff(
        tuple(
            _compare(
                run,
                records.get(id(run)),
                today,
                label_of(run, known),
            )
            for run in legacy
        )
    )
