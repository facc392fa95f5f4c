"""Notebook 02 alive: another JD is picked, the measure is changed, a point of the map is clicked."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.notebook]

NAME = "02_kra_similarity"


def test_heatmap_map_and_words_follow_what_is_picked(lab_page):
    # Two sittings of compiling would be a minute; what is drawn by umap is tested without a browser.
    page = lab_page(NAME, {"method": "pca"})
    page.run_all()
    tab = page.page
    finding = tab.locator(".jd-kra-finding")
    finding.scroll_into_view_if_needed()
    assert "Bread Baker" in finding.inner_text()
    before = tab.locator(".jd-kra-heatmap .gtitle").text_content()

    # Another measure: the picture says which.
    assert "After whitening." in tab.locator(".jd-kra-heatmap .gtitle-subtitle").text_content()
    tab.locator(".jd-kra-correction button", has_text="raw").click()
    tab.locator(".jd-kra-heatmap .gtitle-subtitle", has_text="Raw cosine.").wait_for()

    # Another JD: finding, heatmap and map are of that.
    tab.locator(".jd-kra-explorer tr[data-key='contradicted']").click()
    tab.locator(".jd-kra-finding", has_text="Server").wait_for()
    tab.locator(".jd-kra-heatmap .gtitle", has_text="Electrician").wait_for()
    assert tab.locator(".jd-kra-heatmap .gtitle").text_content() != before

    # A point of the map: a KRA or a sentence, told on the right.
    point = tab.locator(".jd-kra-map .scatterlayer .point").first
    point.scroll_into_view_if_needed()
    point.click(force=True)
    tab.locator(".jd-kra-details", has_text="KRA (raw) of").wait_for()
    assert page.console_errors == []
