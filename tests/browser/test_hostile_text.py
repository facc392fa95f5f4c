"""The exported page in a real browser, made of hostile JDs: nothing runs, nothing is fetched."""

import pytest

from jdwork.runs import RunFolder, execute_run
from jdwork.text import JobDescription
from jdwork.view.run_export import export_run
from tests.browser.lab import FLAGS, chromium
from tests.hostile import HOSTILE

pytestmark = pytest.mark.browser


def test_nothing_of_a_jd_runs_in_the_exported_page(tiny_pipeline, tmp_path):
    playwright = pytest.importorskip("playwright.sync_api")
    jds = [
        JobDescription(id=f"{number}", title=text, label=text, text=f"We are hiring a mason. {text}")
        for number, text in enumerate(HOSTILE)
    ]
    folder = RunFolder(tmp_path / "run")
    execute_run(jds, tiny_pipeline, folder, name="run")
    path = export_run(folder, tmp_path / "page.html", with_text=True)
    asked, dialogs, broken = [], [], []
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.goto(path.as_uri())
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
        playwright.expect(page.locator("#count")).to_contain_text("1 to")
        assert "onerror=window.__jdwork_hit" in page.locator("#decisions tbody").inner_text()
        assert page.locator("#decisions img, #decisions svg, #decisions a, #decisions script").count() == 0
        assert page.evaluate("window.__jdwork_hit") is None
        browser.close()
    assert shown == len(HOSTILE)
    assert (dialogs, broken) == ([], [])
    assert [one for one in asked if not one.startswith(("file:", "data:", "blob:"))] == []
