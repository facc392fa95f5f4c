"""The run page: one classified JD as a self-contained HTML page, and as a card for notebooks."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from jdwork.decide import CASE_MEANING, WEIGHTED_SIGNALS
from jdwork.output.api1 import api1_body
from jdwork.output.highlight import highlight
from jdwork.output.palette import role_color
from jdwork.record import RunRecord

if TYPE_CHECKING:
    from jinja2 import Environment

SHOWN_CANDIDATES = 8


def run_page(record: RunRecord) -> str:
    """Render a record as a page that needs nothing but itself: no script, no network.

    Everything that comes from the JD or the catalog is escaped.
    """
    return _environment().get_template("run_page.html.j2").render(**_context(record))


def run_card(record: RunRecord) -> str:
    """Render a record as a card for a notebook cell; its styles reach nothing outside it."""
    return _environment().get_template("run_card.html.j2").render(**_context(record))


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("jdwork.output", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["percent"] = lambda value: f"{value:.0%}"
    environment.filters["two"] = lambda value: f"{value:.2f}"
    return environment


def _context(record: RunRecord) -> dict[str, Any]:
    decision = record.decision
    return {
        "record": record,
        "decision": decision,
        "chosen": record.chosen,
        "name": record.chosen.display_name if record.chosen else decision.new_role_name or "No role",
        "color": role_color(decision.role or "none"),
        "case_meaning": CASE_MEANING[decision.case],
        "resolution": _resolution(record),
        "stretches": highlight(record),
        "skills": record.skills.found,
        "candidates": _candidates(record),
        "signal_names": WEIGHTED_SIGNALS,
        "updates": record.updates,
        "raw": json.dumps(api1_body(record).model_dump(mode="json"), indent=1, ensure_ascii=False),
        "timings": {stage: f"{1000 * seconds:.1f} ms" for stage, seconds in record.timings.items()},
    }


def _resolution(record: RunRecord) -> tuple[str, str]:
    """How the role stands to the catalog, in the legacy words."""
    if record.decision.case == "REJECT":
        return "rejected", "nothing was classified"
    if record.decision.case == "E":
        return "new", "no catalog role fits; a new one is proposed"
    if record.decision.queued:
        return "queued", "role exists in the catalog; the decision waits for a person"
    return "in_db", "role exists in the catalog"


def _candidates(record: RunRecord) -> list[dict[str, Any]]:
    table = record.signals
    rows = []
    for candidate in record.decision.candidates[:SHOWN_CANDIDATES]:
        figures = {name: float(getattr(table, name)[0, candidate.column]) for name in WEIGHTED_SIGNALS}
        rows.append({"candidate": candidate, "figures": figures, "color": role_color(candidate.slug)})
    return rows
