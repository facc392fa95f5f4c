"""Legacy runs beside ours, as a page and as a card for notebooks."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from jdwork.legacy.finding import STAGES, Comparison
from jdwork.output.shown import plain

if TYPE_CHECKING:
    from jinja2 import Environment

    from jdwork.legacy import LegacyDiff

PAGE_ROWS, CARD_ROWS = 2000, 60
"""Rows and findings shown of one stage."""
SHORT = 8
"""Characters of a run id that are shown; the whole id appears when the pointer rests on it."""


def legacy_page(diff: LegacyDiff) -> str:
    """Render a comparison as one page that needs nothing but itself: no script, no network.

    Parameters
    ----------
    diff
        As `jdwork.legacy.diff_runs` gives it.

    Returns
    -------
    str
        A whole document; what comes from pages, texts and the catalog is escaped.
    """
    return _environment().get_template("legacy_diff.html.j2").render(told=_told(diff, PAGE_ROWS)).lstrip()


def legacy_card(diff: LegacyDiff) -> str:
    """Render a comparison for a notebook cell; its styles reach nothing outside it.

    Parameters
    ----------
    diff
        As `jdwork.legacy.diff_runs` gives it.
    """
    template = _environment().get_template("legacy_diff_card.html.j2")
    return template.render(told=_told(diff, CARD_ROWS)).lstrip()


def legacy_sentence(diff: LegacyDiff) -> str:
    """Sum a comparison up in a sentence or two."""
    counts = diff.counts
    runs = counts["runs"]
    said = f"{runs} legacy run{'s' if runs != 1 else ''}: the role is the same in {counts['same_role']}."
    if labelled := counts["labelled"]:
        said += f" Of {labelled} labelled, legacy is right in {counts['legacy_right']}, "
        said += f"ours in {counts['ours_right']}."
    wrong = sum(one.wrong == "legacy" for one in diff.findings)
    open_ = sum(one.wrong == "open" for one in diff.findings)
    ours = sum(one.wrong == "ours" for one in diff.findings)
    return f"{said} {wrong} findings against the legacy run, {ours} against ours, {open_} open."


@cache
def _environment() -> Environment:
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

    return Environment(
        # The style of pages and cards is that of the run page.
        loader=ChoiceLoader(
            [PackageLoader("jdwork.view", "templates"), PackageLoader("jdwork.output", "templates")]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=plain,
    )


def _told(diff: LegacyDiff, most: int) -> dict[str, Any]:
    stages = []
    findings = diff.findings
    for stage, name in STAGES.items():
        rows = [
            (one.legacy.run_id, row) for one in diff.comparisons for row in one.rows if row.stage == stage
        ]
        found = [one for one in findings if one.stage == stage]
        stages.append(
            {
                "key": stage,
                "name": name,
                "differing": sum(not row.same for _, row in rows),
                "total": len(rows),
                "rows": [
                    {
                        "run_id": run_id,
                        "short": run_id[:SHORT],
                        "what": row.what,
                        "legacy": row.legacy or "–",
                        "ours": row.ours or "–",
                        "same": row.same,
                    }
                    for run_id, row in rows[:most]
                ],
                "left_out": max(len(rows) - most, 0),
                "findings": [
                    {
                        "title": one.title,
                        "legacy": one.legacy,
                        "ours": one.ours,
                        "why": one.why,
                        "wrong": one.wrong,
                        "run_id": one.run_id,
                        "short": one.run_id[:SHORT],
                    }
                    for one in found[:most]
                ],
                "more": max(len(found) - most, 0),
            }
        )
    notes = [f"{one.legacy.where}: {note}" for one in diff.comparisons for note in one.legacy.notes]
    return {
        "sentence": legacy_sentence(diff),
        "runs": [_run(one) for one in diff.comparisons[:most]],
        "stages": stages,
        "notes": notes[:most],
    }


def _run(one: Comparison) -> dict[str, Any]:
    legacy, record = one.legacy, one.record
    decision = record.decision if record else None
    return {
        "id": legacy.run_id,
        "short": legacy.run_id[:SHORT],
        "legacy_role": legacy.slug or legacy.role or "no role",
        "legacy_confidence": "" if legacy.confidence is None else f"{legacy.confidence:.0%}",
        "legacy_case": legacy.case or "–",
        "our_role": (decision.role or decision.new_role_name or "no role")
        if decision
        else "not run: no text",
        "our_confidence": f"{decision.confidence:.0%}" if decision else "",
        "our_case": decision.case if decision else "–",
        "label": one.label or "",
        "right": one.right or "",
        "findings": len(one.findings),
    }
