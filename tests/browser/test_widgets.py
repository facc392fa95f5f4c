"""Table, map and text, linked, in a real JupyterLab: mouse, keys, hostile texts, a second run."""

import re

import nbformat
import pytest

pytestmark = [pytest.mark.browser, pytest.mark.notebook]

SETUP = """
import numpy as np
import pandas as pd
from ipywidgets import HTML, VBox
from jdwork.widgets import Column, Link, PointMap, Table, map_static, map_view, show
from jdwork.widgets import table_static, table_view, watch

ROWS = 9_000
roles = ["baker", "plumber", "waiter"]
hostile = [
    "<img src=x onerror='window.jdHostile = 1'>",
    "<script>window.jdHostile = 2</script>",
    "$\\\\unicode{jd} $ <a href='javascript:window.jdHostile = 3'>x</a> %{x} {{x}}",
    "\\ud800 lone \\x00 \\x1b[31m red",
]
frame = pd.DataFrame({
    "id": [f"ad-{number:05}" for number in range(ROWS)],
    "title": pd.Series([*hostile, *(f"Title {number}" for number in range(4, ROWS))], dtype=object),
    "role": [hostile[0] if number == 0 else roles[number % 3] for number in range(ROWS)],
    "case": [hostile[1] if number == 1 else "ABCDE"[number % 5] for number in range(ROWS)],
    "confidence": [(number * 37 % 1000) / 1000 for number in range(ROWS)],
    "right": [True if number % 4 else None for number in range(ROWS)],
})
columns = [
    Column("id", width="8em"), Column("title", "Job title"), Column("role", kind="role"),
    Column("case", kind="tag"), Column("confidence", kind="percent"), Column("right", kind="mark"),
]
table = Table(frame, key="id", columns=columns, filters=["role", "case"])
places = np.random.default_rng(0).normal(size=(ROWS, 2)) + np.arange(ROWS)[:, None] % 3 * 4.0
places[0] = [-9.0, 12.0]
points = PointMap(
    places, keys=frame["id"].tolist(), groups=frame["role"].tolist(), hover=frame["title"].tolist(),
    title="Three roles lie <b>apart</b>", most=1_500,
)
"""
SHOW = """
def live():
    said = HTML().add_class("jd-said")
    def say(_=None):
        said.value = f"<code>{table.selected} {len(points.chosen)} {table.matching}</code>"
    watch(said, table, say, ["selected", "matching"])
    watch(said, points, say, "chosen")
    say()
    Link(table, "selected", points, "selected")
    Link(
        points, "chosen", table, "only",
        to_target=lambda keys: keys or None, to_source=lambda keys: keys or [],
    )
    return VBox(
        [table_view(table, label="Ads", css_class="jd-ads"), map_view(points, css_class="jd-points"), said]
    )

show("parts", live, lambda: table_static(table))
"""
COUNT = """
from ipywidgets.widgets.widget import _instances
listening = sum(
    len(handlers)
    for model in (table, points)
    for by_kind in model._trait_notifiers.values()
    for handlers in by_kind.values()
)
print("COUNTED", len(_instances), listening)
"""


@pytest.fixture
def parts(lab_page, lab_workspace):
    """The notebook of this test, open in a browser and run once."""
    cells = [nbformat.v4.new_code_cell(source.strip()) for source in (SETUP, SHOW, COUNT)]
    # Without a kernel's name JupyterLab would ask for one.
    named = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    book = nbformat.v4.new_notebook(cells=cells, metadata=named)
    nbformat.write(book, lab_workspace.notebooks / "parts.ipynb")
    opened = lab_page("parts", height=1500)
    opened.run_all()
    return opened


def counted(page):
    """Widgets that live, and observers of the two models."""
    return re.search(r"COUNTED (\d+) (\d+)", page.printed()).groups()


def middle(locator):
    """Where an element stands on the page."""
    box = locator.bounding_box()
    return (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_parts_answer_to_mouse_and_keys_and_hostile_text_stays_text(parts):
    page, expect = parts.page, pytest.importorskip("playwright.sync_api").expect
    ads, said = page.locator(".jd-ads"), page.locator(".jd-said code")

    # Hostile texts are shown as they were written, in cells, filters, and on the map.
    expect(ads.locator("tbody tr[data-key]")).to_have_count(12)
    assert ads.locator("tbody td", has_text="<img src=x onerror=").count() == 2
    assert ads.locator("tbody td", has_text="<script>").count() == 2
    assert ads.locator("tbody img, tbody script, tbody a, select img").count() == 0
    assert ads.locator("option", has_text="<img src=x").count() == 1

    # Mouse: a row, a heading, a filter.
    ads.locator("tbody tr").nth(4).click()
    expect(said).to_have_text("ad-00004 0 9000")
    expect(ads.locator('tr[aria-selected="true"]')).to_have_attribute("data-key", "ad-00004")
    ads.locator('th[data-column="confidence"]').click()
    expect(ads.locator('th[data-column="confidence"]')).to_have_attribute("aria-sort", "descending")
    ads.locator('select[data-column="role"]').select_option(label="plumber (3,000)")
    expect(ads.locator(".jd-found")).to_have_text("3,000 of 9,000")
    assert ads.locator("tbody td .jd-dot").count() == 12

    # Keys: the first row, on over the page's end, back, to the search, and the table again.
    ads.locator("table").focus()
    page.keyboard.press("ArrowDown")
    expect(said).not_to_contain_text("ad-00004")
    page.keyboard.press("Home")
    expect(ads.locator("tbody tr").nth(0)).to_have_attribute("aria-selected", "true")
    for _ in range(12):
        page.keyboard.press("ArrowDown")
    expect(ads.locator(".jd-page")).to_have_text("page 2 of 250")
    expect(ads.locator("tbody tr").nth(0)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("End")
    expect(ads.locator(".jd-page")).to_have_text("page 250 of 250")
    page.keyboard.press("Home")
    expect(ads.locator(".jd-page")).to_have_text("page 1 of 250")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.className") == "jd-search"
    page.keyboard.type("title 4443")
    expect(ads.locator(".jd-found")).to_have_text("0 of 9,000")
    expect(ads.locator(".jd-none")).to_contain_text("take the search or a filter away")
    ads.locator(".jd-clear").click()
    expect(ads.locator(".jd-found")).to_have_text("9,000 of 9,000")
    assert ads.locator(".jd-search").input_value() == ""
    # The notebook took none of the keys for a command of its own.
    assert page.locator(".jp-Notebook .jp-CodeCell").count() == 3

    assert parts.console_errors == []

    # The map: the sample is said, a click selects, a box restricts the table.
    plot = page.locator(".jd-points .js-plotly-plot")
    plot.evaluate("element => element.scrollIntoView({block: 'center'})")
    expect(plot.locator(".gtitle")).to_contain_text("1,500 of 9,000 points drawn")
    expect(plot.locator(".gtitle")).to_contain_text("Three roles lie <b>apart</b>")
    before = said.inner_text()
    point = plot.locator(".scatterlayer .trace").first.locator(".point").nth(7)
    where = point.bounding_box()
    page.mouse.click(where["x"] + where["width"] / 2, where["y"] + where["height"] / 2)
    expect(said).not_to_have_text(before)
    ring = plot.locator(".jd-ring div").first
    expect(ring).to_be_visible()
    assert middle(ring) == pytest.approx(middle(point), abs=1.5)
    expect(ads.locator('tr[aria-selected="true"]')).to_have_count(1)
    drag = plot.locator(".nsewdrag").bounding_box()
    page.mouse.move(drag["x"] + 5, drag["y"] + 5)
    page.mouse.down()
    page.mouse.move(drag["x"] + drag["width"] * 0.5, drag["y"] + drag["height"] - 5, steps=8)
    page.mouse.up()
    expect(ads.locator(".jd-chip")).to_be_visible()
    chosen = int(said.inner_text().split()[1])
    assert 1_500 < chosen < 9_000
    expect(ads.locator(".jd-found")).to_have_text(f"{chosen:,} of 9,000")
    parts.screenshot("parts")
    ads.locator(".jd-chip").click()
    expect(ads.locator(".jd-found")).to_have_text("9,000 of 9,000")
    expect(said).to_contain_text(" 0 9000")

    # A second run leaves no widget and no observer behind.
    first = counted(parts)
    parts.run_all()
    assert counted(parts) == first
    expect(page.locator(".jd-ads")).to_have_count(1)

    assert page.evaluate("window.jdHostile") is None
    assert parts.console_errors == []
