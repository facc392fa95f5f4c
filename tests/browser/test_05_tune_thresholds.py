"""Notebook 05 alive: a dial turned by key, everything follows; searched, written, rolled back."""

from __future__ import annotations

import pytest

from jdwork.config import load_settings, read_history, write_settings
from tests.tune.labelled_run import labelled_run

pytestmark = [pytest.mark.browser, pytest.mark.notebook]

NAME = "05_tune_thresholds"
BAD = {"new_role.max": 0.95, "new_role.max_with_model": 0.95}


def shown(page, css):
    return page.locator(css).inner_text()


def follow(page, css, before):
    page.wait_for_function(
        "([css, before]) => document.querySelector(css).innerText !== before", arg=[css, before]
    )


def test_dials_are_turned_by_key_and_what_stands_up_is_written_and_rolled_back(lab_page, lab_workspace):
    labelled_run(lab_workspace, count=120)
    write_settings(lab_workspace.config, BAD, reason="bad on purpose")
    path = lab_workspace.config
    before = path.read_bytes()
    lab = lab_page(NAME, {"run": "labelled", "trials": 3})
    lab.run_all()
    page = lab.page
    desk = page.locator(".jd-tune")
    desk.wait_for()
    desk.scroll_into_view_if_needed()
    curve = lab.figure(".jd-tune-curves")
    curve.wait_for()
    drawn = ".jd-tune-curves .scatterlayer"
    paths = page.locator(drawn).first.inner_html()

    # Turned by keys: figures, curve, confusions and list follow.
    totals, pairs = shown(page, ".jd-tune-totals"), shown(page, ".jd-tune-pairs")
    for name in ("new_role.max", "new_role.max_with_model"):
        page.locator(f'.jd-dial[data-key="{name}"] input[type=range]').focus()
        for _ in range(17):
            page.keyboard.press("PageDown")
    number = page.locator('.jd-dial[data-key="new_role.max"] .jd-dial-number')
    assert float(number.input_value()) < 0.15
    follow(page, ".jd-tune-totals", totals)
    follow(page, ".jd-tune-pairs", pairs)
    page.locator(".jd-tune-flips tbody tr", has_text="fixed").first.wait_for()
    page.wait_for_function(
        "([css, before]) => document.querySelector(css).innerHTML !== before", arg=[drawn, paths]
    )
    assert path.read_bytes() == before, "turning writes nothing"

    # Set by hand: judged on the JDs held back, then written; comments stay.
    page.locator("button.jd-tune-write").click()
    page.locator(".jd-tune-history", has_text="set by hand").wait_for()
    page.locator(".jd-tune-proposal", has_text="held back").wait_for()
    assert path.read_text().startswith("# Tiny.")
    assert load_settings(path).new_role.max == float(number.input_value())
    page.locator("button.jd-tune-rollback").click()
    page.locator(".jd-tune-history", has_text="rollback").wait_for()
    assert path.read_bytes() == before

    # Searched: progress, a proposal, its picture of sensitivity, written, rolled back.
    page.locator("button.jd-tune-search").click()
    page.locator(".jd-tune-sensitivity .js-plotly-plot").wait_for()
    assert "new_role.max" in shown(page, ".jd-tune-proposal")
    page.locator("button.jd-tune-write").click()
    page.locator(".jd-tune-history", has_text="tuned for").wait_for()
    assert load_settings(path).new_role.max < 0.95
    page.locator("button.jd-tune-rollback:enabled").click()
    page.wait_for_function(
        "() => document.querySelector('.jd-tune-status').innerText.startsWith('Rolled back')"
    )
    assert path.read_bytes() == before
    assert [one.kind for one in read_history(path)][-4:] == ["change", "rollback", "change", "rollback"]
    lab.screenshot("05_desk")
    assert lab.console_errors == []


def test_a_number_is_typed_and_the_mark_leads_back(lab_page, lab_workspace):
    labelled_run(lab_workspace)
    lab = lab_page(NAME, {"run": "labelled"})
    lab.run_all()
    page = lab.page
    dial = page.locator('.jd-dial[data-key="accept.min_confidence"]')
    dial.scroll_into_view_if_needed()
    totals = shown(page, ".jd-tune-totals")
    dial.locator(".jd-dial-number").fill("0.97")
    page.keyboard.press("Enter")
    follow(page, ".jd-tune-totals", totals)
    page.locator(".jd-tune-flips tbody tr", has_text="queued").first.wait_for()
    dial.locator(".jd-dial-mark").click()
    page.wait_for_function(
        "([css, before]) => document.querySelector(css).innerText === before", arg=[".jd-tune-totals", totals]
    )
    page.locator("button.jd-tune-preset-shipped").click()
    follow(page, ".jd-tune-totals", totals)
    assert lab.console_errors == []
