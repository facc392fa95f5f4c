"""Notebook 03 alive: a drift that is there, hovered, and the legend of its map clicked."""

from __future__ import annotations

import json

import pytest

from tests.runs.test_drift import CAKE, DOUGH, bakers

pytestmark = [pytest.mark.browser, pytest.mark.notebook]

NAME = "03_centroid_drift"


def test_it_runs_and_its_pictures_answer(lab_page, lab_workspace):
    jds = [*bakers(DOUGH, date="2025-01-15"), *bakers(CAKE, date="2025-02-15", start=20)]
    rows = [{"id": jd.id, "title": jd.title, "text": jd.text, "posted": jd.date} for jd in jds]
    (lab_workspace.root / "dated.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    page = lab_page(NAME, {"input": "dated.jsonl", "date_field": "posted", "by": "2025-02-01"})
    page.run_all()
    assert "1 of 1" in page.printed()
    assert page.figures().count() == 4

    forest = page.figure(place=1)
    forest.scroll_into_view_if_needed()
    point = forest.locator(".scatterlayer .point").first
    point.hover(force=True)
    forest.locator(".hoverlayer .hovertext").first.wait_for()
    assert "baker" in forest.locator(".hoverlayer").text_content()
    assert page.console_errors == []
