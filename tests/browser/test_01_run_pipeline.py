"""Notebook 01 alive: opened in a real JupyterLab, in a real browser, run from top to bottom."""

from __future__ import annotations

import pytest

from jdwork.runs import RunFolder, read_frame

pytestmark = [pytest.mark.browser, pytest.mark.notebook]

NAME = "01_run_pipeline"


def test_it_runs_and_its_pictures_answer(lab_page, lab_workspace):
    page = lab_page(NAME, {"run_folder": "mine"})
    page.run_all()
    assert page.figures().count() >= 4
    assert page.page.locator("td", has_text="baker").count() >= 1
    assert page.page.locator(".jd .banner").count() >= 1
    assert len(read_frame(RunFolder(lab_workspace.runs / "mine").decisions)) > 0

    figure = page.figure()
    figure.scroll_into_view_if_needed()
    figure.locator(".barlayer .point path").first.hover(force=True)
    figure.locator(".hoverlayer .hovertext").first.wait_for()
    assert "JD" in figure.locator(".hoverlayer").text_content()
    assert page.console_errors == []


def test_a_cell_that_fails_fails_the_test(lab_page):
    page = lab_page(NAME, {"input": "missing.csv"})
    with pytest.raises(AssertionError, match=r"InputError: .*no such file"):
        page.run_all()
