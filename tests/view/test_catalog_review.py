"""Pictures of a lint: their titles say what was found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jdwork.catalog.lint import lint
from jdwork.embed import HashingEncoder
from jdwork.view import findings_picture, findings_table, hub_picture, overlap_picture
from tests.catalog.lint.workshop import ads, with_role, workshop

ENCODER = HashingEncoder(384)
EVIL = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def report():
    return lint(workshop(), encoder=ENCODER, background=ads())


def title(figure):
    return figure.layout.title.text


def test_counts_by_check_and_severity(report):
    figure = findings_picture(report)
    assert title(figure).startswith("2 errors and ")
    bars = {trace.name: dict(zip(trace.y, trace.x, strict=True)) for trace in figure.data}
    assert sum(bars["errors"].values()) == report.counts["error"]
    assert sum(bars["warnings"].values()) == report.counts["warning"]
    assert bars["warnings"]["CAT020  ·  Hub KRA"] == 1


def test_overlap_puts_the_twins_side_by_side(report):
    figure = overlap_picture(report)
    assert title(figure) == "1 pair of roles may be one job"
    (heat,) = figure.data
    assert list(heat.x[:2]) == ["baker", "bread-maker"]
    assert heat.z[0][1] == heat.z[1][0] == report.pairs[0].overlap
    assert "titles 50%" in heat.customdata[0][1]


def test_hubs_stand_out(report):
    figure = hub_picture(report)
    assert title(figure) == "1 KRA draws sentences from the ads of many roles"
    hub, rest = figure.data
    assert (hub.name, rest.name) == ("hub", "within bounds")
    assert hub.x[0] == report.pulls[0].lift
    assert hub.y[0].startswith("locksmith: Works with the team")


def test_nothing_found_is_said_too(report):
    quiet = replace(report, findings=(), pairs=(), pulls=())
    assert title(findings_picture(quiet)) == "Nothing found"
    assert title(overlap_picture(quiet)) == "No roles to compare"
    assert title(hub_picture(quiet)) == "No ads to measure KRAs against"
    assert "No hub KRA; the strongest draws" in title(hub_picture(replace(report, findings=())))


def test_a_table_of_the_worst(report):
    page = findings_table(report, severity="error").to_html()
    assert "CAT011" in page
    assert "CAT030" not in page
    assert "CAT030" in findings_table(report, severity="info").to_html()


def test_nothing_of_the_catalog_is_markup():
    snapshot = with_role(
        workshop(), "locksmith", kras=(EVIL, f"Works with the team and other people {EVIL}.")
    )
    made = lint(
        with_role(snapshot, "welder", display_name=EVIL, aliases=(EVIL,)), encoder=ENCODER, background=ads()
    )
    for figure in (findings_picture(made), overlap_picture(made), hub_picture(made)):
        assert EVIL not in figure.to_json()
    assert EVIL not in findings_table(made, severity="info").to_html()
