"""Pages in a real browser, made of hostile JDs: nothing runs, nothing is fetched."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from jdwork.explain import explain
from jdwork.runs import RunFolder, execute_run
from jdwork.text import JobDescription
from jdwork.view import evaluation_page, whole_run_page
from jdwork.view.nightly_page import nightly_page
from jdwork.view.run_export import export_run
from tests.hostile import HOSTILE
from tests.view.test_hostile_pages import BATCHES, gated

pytestmark = pytest.mark.browser


@contextmanager
def watched(driver, path):
    """Open a page; fail if it asks for anything, opens a dialog, breaks, or sets the mark of an attack."""
    asked, dialogs, broken = [], [], []
    page = driver.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.goto(path.as_uri())
    yield page
    assert page.evaluate("window.__jdwork_hit") is None
    page.close()
    assert (dialogs, broken) == ([], [])
    assert [one for one in asked if not one.startswith(("file:", "data:", "blob:"))] == []


def test_nothing_of_a_jd_runs_in_the_exported_page(driver, tiny_pipeline, tmp_path):
    jds = [
        JobDescription(id=f"{number}", title=text, label=text, text=f"We are hiring a mason. {text}")
        for number, text in enumerate(HOSTILE)
    ]
    folder = RunFolder(tmp_path / "run")
    execute_run(jds, tiny_pipeline, folder, name="run")
    with watched(driver, export_run(folder, tmp_path / "page.html", with_text=True)) as page:
        page.wait_for_selector("#decisions tbody tr")
        shown = 0
        while True:
            for row in page.locator("#decisions tbody tr").all()[:50:7]:
                row.click()
            shown += page.locator("#decisions tbody tr").count()
            if page.locator("#on").is_disabled():
                break
            page.locator("#on").click()
        page.fill("#search", "onerror=window.__jdwork_hit")
        expect(page.locator("#count")).to_contain_text("1 to")
        assert "onerror=window.__jdwork_hit" in page.locator("#decisions tbody").inner_text()
        assert page.locator("#decisions img, #decisions svg, #decisions a, #decisions script").count() == 0
    assert shown == len(HOSTILE)


@pytest.mark.parametrize("kind", ["run", "nightly", "evaluation"])
def test_nothing_runs_in_other_pages(driver, tiny_pipeline, tmp_path, kind):
    for texts in BATCHES:
        if kind == "run":
            body = "Responsibilities:\n" + "".join(f"- Bakes bread {text}\n" for text in texts)
            jd = JobDescription(id=texts[0], title=f"Baker {texts[1]}", text=body, label=texts[2])
            record = tiny_pipeline.classify(jd)
            told = explain(record, tiny_pipeline.settings, pipeline=tiny_pipeline, changes="none")
            content = whole_run_page(record, tiny_pipeline.snapshot, explanation=told)
        elif kind == "nightly":
            content = nightly_page(gated(texts))
        else:
            content = evaluation_page(gated(texts).evaluation, name=texts[0])
        path = tmp_path / "page.html"
        path.write_text(content, encoding="utf-8")
        with watched(driver, path) as page:
            page.wait_for_load_state("load")
            assert page.locator("body").inner_text().strip()
