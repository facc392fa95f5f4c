"""Notebook 07 alive: an item is approved by key, stored, taken back; its effect on a run is shown."""

from __future__ import annotations

import time

import pytest

from jdwork.record import record_many
from jdwork.runs import RunFolder, execute_run
from jdwork.workbench import open_workbench
from tests.record.factory import SETTINGS
from tests.review.making import baker
from tests.runs.making import ads

pytestmark = [pytest.mark.browser, pytest.mark.notebook]

NAME = "07_catalog_review"


def status_of(workbench, number):
    return next(item.status for item in workbench.review(status=None) if item.id == number)


def wait_for_status(workbench, number, wanted):
    for _ in range(150):
        if status_of(workbench, number) == wanted:
            return
        time.sleep(0.2)
    pytest.fail(f"item {number} is {status_of(workbench, number)}, not {wanted}")


def test_an_item_is_approved_by_key_stored_and_taken_back(lab_page, lab_workspace):
    workbench = open_workbench(lab_workspace.root)
    made = [baker(n, skills=("wine-service",), proposed=("<b>Lame</b>",)) for n in (1, 2)]
    record_many(made, workbench.engine, settings=SETTINGS)
    execute_run(ads(), workbench.pipeline, RunFolder(lab_workspace.runs / "first"))
    number = next(item.id for item in workbench.review("role_skill"))

    lab = lab_page(NAME, {"run": "first"})
    lab.run_all()
    page = lab.page
    panel = page.locator(".jd-review")
    panel.wait_for()
    panel.scroll_into_view_if_needed()
    row = panel.locator(f'tr[data-key="{number}"]')
    row.click()
    panel.locator(".jd-review-item", has_text="Approving it gives").wait_for()
    panel.locator(".jd-review-item", has_text="wine-service").wait_for()
    assert panel.locator(".jd-review-item b", has_text="Lame").count() == 0

    page.keyboard.press("p")
    panel.locator(".jd-review-effect", has_text="All 8 JDs of the run were decided again").wait_for()
    assert status_of(workbench, number) == "pending"

    # A letter that is typed is no command.
    page.keyboard.press("n")
    page.keyboard.type("arranged")
    assert panel.locator(".jd-review-note input").input_value() == "arranged"
    assert status_of(workbench, number) == "pending"
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    row.locator("td", has_text="approved").wait_for()
    wait_for_status(workbench, number, "approved")
    (decision,) = next(item for item in workbench.review(status=None) if item.id == number).decisions
    assert decision.note == "arranged"

    page.keyboard.press("u")
    row.locator("td", has_text="pending").wait_for()
    wait_for_status(workbench, number, "pending")
    lab.screenshot("07_panel")
    assert lab.console_errors == []
