"""Notebook 06 alive: two nights, and the table of what got worse sorted and searched."""

from __future__ import annotations

import pytest

from jdwork.runs import RunFolder, execute_run
from jdwork.text import read_jds
from jdwork.workbench import open_workbench

pytestmark = [pytest.mark.browser, pytest.mark.notebook]

NAME = "06_batch_evaluation"


def test_what_got_worse_can_be_sorted_and_searched(lab_page, lab_workspace):
    text = lab_workspace.config.read_text() + "[gate]\nmin_labelled = 3\nmin_accuracy = 0\nmax_ece = 1.0\n"
    lab_workspace.config.write_text(text)
    weak = text.replace("lexical = 8.0", "lexical = 0.0").replace(
        "kra_corrected = 8.0", "kra_corrected = 0.0"
    )
    (lab_workspace.root / "weak.toml").write_text(weak)
    workbench = open_workbench(lab_workspace.root)
    samples = lab_workspace.catalog / "samples" / "samples.jsonl"
    earlier = RunFolder(lab_workspace.runs / "earlier")
    execute_run(read_jds(samples, label_field="label"), workbench.pipeline, earlier)
    workbench.engine.dispose()

    page = lab_page(NAME, {"config": "weak.toml", "run_folder": "now"})
    page.run_all()
    assert "Compared with the last run, also the best (earlier)" in page.printed()
    assert page.page.locator(".jd-gate .card").count() == 4
    assert page.figures().count() >= 6

    table = page.page.locator(".jd-table")
    rows = table.locator("tbody tr[data-key]")
    rows.first.wait_for()
    shown = rows.count()
    assert shown >= 1
    key = rows.first.get_attribute("data-key")
    table.locator("th[data-column=title]").click()
    table.locator("input.jd-search").fill(key)
    page.page.wait_for_function(
        "() => document.querySelectorAll('.jd-table tbody tr[data-key]').length === 1"
    )
    rows.first.click()
    page.page.wait_for_function(
        "() => document.querySelector('.jd-table tr[data-key]')?.getAttribute('aria-selected') === 'true'"
    )
    assert page.console_errors == []
