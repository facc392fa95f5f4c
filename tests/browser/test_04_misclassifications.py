"""Notebook 04 alive: an error chosen by mouse, relabelled by keys, undone; the map leads the inspector."""

from __future__ import annotations

import pytest

from jdwork.annotate import current_labels, list_annotations
from jdwork.runs import RunFolder, execute_run
from jdwork.text import JobDescription, read_jds
from jdwork.workbench import open_workbench

pytestmark = [pytest.mark.browser, pytest.mark.notebook]

NAME = "04_misclassifications"
HOSTILE = '<img src=x onerror="window.jdStruck = true">'
SHOWS = "id => document.querySelector('.jd-lens .jd-id')?.textContent === id"
SAYS = "words => document.querySelector('.jd-lens .jd-status')?.textContent.includes(words)"


def wrong_one(number, title):
    text = "You will knead dough and shape loaves before dawn, and fire the oven and watch its heat."
    return JobDescription(
        id=f"wrong-{number}", text=f"{text} Shift {number}. {HOSTILE}", title=title, label="waiter"
    )


def test_errors_are_relabelled_undone_and_followed_on_the_map(lab_page, lab_workspace):
    workbench = open_workbench(lab_workspace.root)
    samples = list(read_jds(lab_workspace.catalog / "samples" / "samples.jsonl", label_field="label"))
    errors = [wrong_one(1, "Baker"), wrong_one(2, f"Baker {HOSTILE}")]
    execute_run([*samples, *errors], workbench.pipeline, RunFolder(lab_workspace.runs / "mine"), name="mine")

    opened = lab_page(NAME, width=1500)
    opened.run_all()
    assert "2 of 8 labelled JDs got another role" in opened.printed()
    page = opened.page
    row = page.locator(".jd-errors tbody tr[data-key='wrong-2']")
    row.click()
    page.wait_for_function(SHOWS, arg="wrong-2")
    page.wait_for_selector(".jd-lens .jd-text .jd-is-kra")
    assert page.locator(".jd-lens svg.jd-waterfall rect").count() >= 2
    assert HOSTILE in page.locator(".jd-lens .jd-text").inner_text()
    assert page.evaluate("() => window.jdStruck") is None

    page.keyboard.press("r")
    page.keyboard.type("baker")
    page.keyboard.press("Enter")
    page.wait_for_function(SAYS, arg="The label is Baker now")
    row.filter(has_text="relab").wait_for()  # the list, the badge and the status are drawn one after another
    page.locator(".jd-lens .jd-state", has_text="right").wait_for()
    held = current_labels(workbench.engine, [errors[1]])
    assert held[errors[1].content_hash].label == "baker"

    page.keyboard.press("c")
    page.keyboard.type("<b>odd</b>")
    page.keyboard.press("Enter")
    page.wait_for_function(SAYS, arg="The comment is kept")
    page.keyboard.press("u")
    page.wait_for_function(SAYS, arg="The comment was undone")
    assert [one.kind for one in list_annotations(workbench.engine)] == ["relabel"]

    page.keyboard.press("k")
    page.wait_for_function(SHOWS, arg="wrong-1")
    page.locator(".jd-map").scroll_into_view_if_needed()
    dots = page.locator(".jd-map .scatterlayer .point")
    for place in (0, 1):  # one of them is another JD than the selected one
        box = dots.nth(place).bounding_box()
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_timeout(1500)
    followed = page.locator(".jd-lens .jd-id").inner_text()
    assert followed in {one.id for one in [*samples, *errors]} - {"wrong-1"}

    page.locator(".jd-lists").get_by_role("tab", name="Likely wrong labels").click()
    page.locator(".jd-list-1 .jd-about", has_text="1 of 8 labels looks wrong").wait_for()

    opened.run_all()
    page.wait_for_selector(".jd-errors tbody tr[data-key='wrong-2']")
    page.locator(".jd-errors tbody tr[data-key='wrong-2']", has_text="relab").wait_for()
    page.locator(".jd-errors tbody tr[data-key='wrong-2']").click()
    page.wait_for_function(SHOWS, arg="wrong-2")
    page.keyboard.press("u")
    page.wait_for_function(SAYS, arg="The label was undone")
    assert current_labels(workbench.engine, [errors[1]]) == {}
    assert opened.console_errors == []
    workbench.engine.dispose()
