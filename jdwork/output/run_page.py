"""The run page: one classified JD as a self-contained HTML page, and as a card for notebooks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from jdwork.decide import CASE_MEANING, WEIGHTED_SIGNALS
from jdwork.output.api1 import api1_body
from jdwork.output.call_cards import call_cards, call_totals
from jdwork.output.client import ClientOutput, client_output
from jdwork.output.explained import explained
from jdwork.output.highlight import highlight, marked_role
from jdwork.output.palette import role_color
from jdwork.output.security import content_policy
from jdwork.output.shown import bar_width, percent, plain, shown_text
from jdwork.output.skill_blocks import link_rows, skill_blocks, skill_rows
from jdwork.record import RunRecord

if TYPE_CHECKING:
    from jinja2 import Environment

    from jdwork.catalog.snapshot import CatalogSnapshot
    from jdwork.explain import Explanation

SHOWN_CANDIDATES = 8
CARD_SKILLS = 24
BODY_TITLES = {
    "api2": "API 2 (extract_details)",
    "api3": "API 3 (final_role_output)",
    "client": "Client output",
}
"""What the bodies beside API 1, which every page has, are called."""


def run_page(
    record: RunRecord,
    *,
    explanation: Explanation | None = None,
    snapshot: CatalogSnapshot | None = None,
    client: ClientOutput | None = None,
    api_bodies: Mapping[str, Any] | None = None,
    figures_html: str = "",
) -> str:
    """Render a record as a page that needs nothing but itself: no network, and no script but the figures'.

    Everything that comes from the JD or the catalog is escaped; characters that HTML cannot carry
    are shown by stand-ins (`jdwork.output.shown.shown_text`).

    Parameters
    ----------
    record
        A classified JD, recorded or not.
    explanation
        Why it was decided so, which gets a section of its own.
    snapshot
        The catalog that it was classified with; with it the page tells each skill's entry and, unless
        ``client`` is given, works the client output out.
    client
        The client output. A page without one and without a snapshot has no such section.
    api_bodies
        Further bodies to show as JSON, by name (``api2``, ``api3``, ``client``); ``api1`` is always there.
    figures_html
        Pictures of the client output, put in as they are: only markup of our own making, as
        `jdwork.view.client_output.client_figures_html` gives it. Only its scripts may run.

    Returns
    -------
    str
        A whole document, which any Unicode encoding can hold.
    """
    told = explained(explanation) if explanation is not None else None
    template = environment().get_template("run_page.html.j2")
    if client is None and snapshot is not None:
        client = client_output(record, snapshot)
    page: str = template.render(
        **_context(record),
        **_details(record),
        **_added(record, snapshot, api_bodies or {}),
        told=told,
        client=client,
        figures=_figures(figures_html),
        policy=content_policy(figures_html),
    )
    return page


def run_card(record: RunRecord) -> str:
    """Render a record as a card for a notebook cell; its styles reach nothing outside it.

    Parameters
    ----------
    record
        A classified JD, recorded or not.

    Returns
    -------
    str
        One ``div``. In JupyterLab and VS Code it takes the colours of their theme.
    """
    return environment().get_template("run_card.html.j2").render(**_context(record))


@cache
def environment() -> Environment:
    """Return the templates' environment: everything is escaped, and unknown names are errors."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("jdwork.output", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=plain,
    )
    environment.filters["percent"] = percent
    environment.filters["bar_width"] = bar_width
    environment.filters["share"] = lambda value: f"{100 * value:.0f} %"
    environment.filters["two"] = lambda value: f"{value:.2f}"
    environment.filters["four"] = lambda value: f"{value:.4f}"
    environment.filters["words"] = lambda value: str(value).replace("_", " ")
    return environment


def _context(record: RunRecord) -> dict[str, Any]:
    """What page and card both show."""
    decision = record.decision
    skills = skill_rows(record)
    return {
        "record": record,
        "decision": decision,
        "chosen": record.chosen,
        "name": record.chosen.display_name if record.chosen else decision.new_role_name or "No role",
        "color": role_color(decision.role or decision.new_role_slug or "none"),
        "case_meaning": CASE_MEANING[decision.case],
        "resolution": _resolution(record),
        "stretches": _stretches(record),
        "marked": marked_role(record),
        "skills": skills,
        "card_skills": skills[:CARD_SKILLS],
    }


def _details(record: RunRecord) -> dict[str, Any]:
    """What the page alone shows."""
    body = api1_body(record).model_dump(mode="json")
    candidates = _candidates(record)
    silent = [name for name in WEIGHTED_SIGNALS if not any(row["figures"][name] for row in candidates)]
    return {
        "parsed": _parsed(record),
        "candidates": candidates,
        "more_candidates": len(record.decision.candidates) - len(candidates),
        "signal_names": [name for name in WEIGHTED_SIGNALS if name not in silent],
        "silent_signals": silent,
        "updates": record.updates,
        "raw": _json(body),
        "raw_parsed": _json(body["nano_parsed"]),
        "timings": {stage: f"{1000 * seconds:.1f} ms" for stage, seconds in record.timings.items()},
    }


def _added(record: RunRecord, snapshot: CatalogSnapshot | None, bodies: Mapping[str, Any]) -> dict[str, Any]:
    """What details, a catalog and a ledger add to the page."""
    return {
        "blocks": skill_blocks(record, snapshot) if record.details or snapshot else [],
        "details": record.details,
        "draft": record.details.role_draft if record.details else None,
        "links": link_rows(record, snapshot),
        "calls": call_cards(record),
        "totals": call_totals(record),
        "bodies": [
            (BODY_TITLES.get(name, name), _json(body)) for name, body in bodies.items() if name != "api1"
        ],
    }


def _figures(figures_html: str) -> Any:
    from markupsafe import Markup

    # Half characters, which no file can hold, may stand in what figures show.
    return Markup(figures_html.encode("utf-8", "replace").decode())  # noqa: S704


def _json(value: Any) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False)


def _resolution(record: RunRecord) -> tuple[str, str]:
    """How the role stands to the catalog, in the legacy words."""
    if record.decision.case == "REJECT":
        return "rejected", "nothing was classified"
    if record.decision.case == "E":
        return "new", "no catalog role fits; a new one is proposed"
    if record.decision.queued:
        return "queued", "role exists in the catalog; the decision waits for a person"
    return "in_db", "role exists in the catalog"


def _stretches(record: RunRecord) -> list[tuple[str, str, str]]:
    """Text, classes and note of each stretch; cleaned as a whole, so that pairs of characters stay pairs."""
    text = shown_text(record.jd.text)
    pieces, start = [], 0
    for stretch in highlight(record):
        end = start + len(stretch.text)
        pieces.append((text[start:end], " ".join(stretch.marks), stretch.note))
        start = end
    return pieces


def _candidates(record: RunRecord) -> list[dict[str, Any]]:
    table = record.signals
    rows = []
    for candidate in record.decision.candidates[:SHOWN_CANDIDATES]:
        figures = {name: float(getattr(table, name)[0, candidate.column]) for name in WEIGHTED_SIGNALS}
        rows.append(
            {
                "slug": candidate.slug,
                "name": candidate.display_name or candidate.slug,
                "probability": candidate.probability,
                "evidence": candidate.evidence,
                "figures": figures,
                "color": role_color(candidate.slug),
            }
        )
    return rows


def _parsed(record: RunRecord) -> list[tuple[str, str]]:
    """What the parser read, as label and value, without what it did not find."""
    parsed = record.parse.parsed
    experience, pay = parsed.experience, parsed.ctc
    industries = [guess.domain for guess in (parsed.domain.primary, parsed.domain.secondary) if guess]
    places = [
        ", ".join(part for part in (place.city, place.state, place.country, place.work_mode) if part)
        for place in parsed.job_locations
    ]
    rows = [
        ("Role", parsed.role),
        ("Also called", ", ".join(parsed.role_aliases)),
        ("Company", parsed.company_name),
        ("Industry", ", ".join(industries)),
        ("Experience", experience.raw),
        ("Pay", pay.raw if pay else None),
        ("Places", "; ".join(place for place in places if place)),
        ("Education", "; ".join(one.raw for one in parsed.education)),
        ("Certifications", ", ".join(parsed.certifications)),
        (
            "Duties",
            "; ".join(_duties(one.heading, one.bullet_count) for one in parsed.roles_and_responsibilities),
        ),
        ("Web addresses", " ".join(one.url for one in parsed.urls)),
    ]
    return [(label, value) for label, value in rows if value]


def _duties(heading: str | None, bullets: int) -> str:
    counted = f"{bullets} point{'' if bullets == 1 else 's'}"
    return f"{heading}: {counted}" if heading else counted
