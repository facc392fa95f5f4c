"""The pictures of the client output: what they show, that they escape, and that they draw in a browser."""

from __future__ import annotations

import os
import shutil

import pytest

from jdwork.errors import InputError
from jdwork.output import run_page
from jdwork.output.client import client_output
from jdwork.view.client_output import (
    ai_picture,
    client_figures_html,
    cluster_picture,
    maturity_picture,
    nature_picture,
)
from tests.output.client.tiny import SNAPSHOT, tiny_record
from tests.output.rich import rich_record, rich_snapshot
from tests.record.factory import make_record

EVIL = "<b onclick=x></script><script>alert(1)</script>"


@pytest.fixture(scope="module")
def sample():
    return client_output(tiny_record(), SNAPSHOT)


@pytest.fixture(scope="module")
def nothing():
    return client_output(make_record(case="REJECT", role=None, text="", skills=()), SNAPSHOT)


def test_the_title_of_each_picture_is_its_finding(sample):
    titles = [draw(sample).layout.title.text for draw in (nature_picture, ai_picture, maturity_picture)]
    assert titles == [
        sample.nature_of_work.finding,
        sample.ai_index.finding,
        sample.tech_stack_maturity.finding,
    ]
    assert cluster_picture(sample).layout.title.text.startswith("4 skills, most in Languages (61 %)")


def test_natures_stand_by_share_and_tell_their_quotes(sample):
    bars = nature_picture(sample).data[0]
    assert list(zip(bars.y, bars.x, strict=True)) == [
        ("building", 0.375),
        ("communicating", 0.25),
        ("designing", 0.125),
        ("unclassified", 0.25),
    ]
    assert "“Report results to clients”" in bars.customdata[1]


def test_a_field_of_the_map_holds_what_its_skills_hold(sample):
    tree = cluster_picture(sample).data[0]
    held = dict(zip(tree.ids, tree.values, strict=True))
    for parent in ("c0", "c1"):
        parts = [held[one] for one, above in zip(tree.ids, tree.parents, strict=True) if above == parent]
        assert held[parent] == pytest.approx(sum(parts))
    assert "Wibble *" in tree.labels


def test_technologies_are_coloured_by_band_and_the_stack_is_a_line(sample):
    figure = maturity_picture(sample)
    assert {bar.name: list(bar.y) for bar in figure.data} == {
        "moving": ["Python", "PyTorch"],
        "young": ["Wibble"],
    }
    assert [shape.x0 for shape in figure.layout.shapes] == [39.8]
    assert [list(bar.y) for bar in maturity_picture(sample, most=1).data] == [["Python"]]


@pytest.mark.parametrize("draw", [nature_picture, cluster_picture, ai_picture, maturity_picture])
def test_nothing_to_show_is_said(draw, nothing):
    figure = draw(nothing)
    assert not figure.data
    assert figure.layout.title.text


def test_a_rejected_jd_has_no_pictures(nothing):
    assert client_figures_html(nothing) == ""


@pytest.mark.parametrize("evil", [EVIL, "x\ud800y", "%{x} $a$ {y}"])
def test_foreign_words_are_escaped(evil):
    output = client_output(rich_record(evil), rich_snapshot(evil))
    html = client_figures_html(output, plotlyjs="none")
    html.encode("utf-8")
    assert "alert(1)</script>" not in html
    assert "<b onclick" not in html.replace("\\u003c", "<")


def test_the_library_is_inline_fetched_or_left_out(sample):
    from plotly.offline import get_plotlyjs

    inline, without = client_figures_html(sample), client_figures_html(sample, plotlyjs="none")
    assert inline.count(get_plotlyjs()) == 1
    assert inline.endswith(without)
    assert without.count("Plotly.newPlot") == 4
    fetched = client_figures_html(sample, plotlyjs='https://cdn.example/p.js?"')
    assert fetched.startswith('<script src="https://cdn.example/p.js?&quot;"')
    with pytest.raises(InputError, match=r"'cdn', which is no address. Say 'inline'"):
        client_figures_html(sample, plotlyjs="cdn")


def test_the_same_output_gives_the_same_markup(sample):
    again = client_output(tiny_record(), SNAPSHOT)
    assert client_figures_html(again, plotlyjs="none") == client_figures_html(sample, plotlyjs="none")


@pytest.mark.browser
def test_a_page_draws_its_pictures_and_runs_nothing_else(tmp_path):
    playwright = pytest.importorskip("playwright.sync_api")
    named = os.environ.get("JDWORK_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not named:
        pytest.skip("no Chromium on this machine (install the system package chromium)")
    evil = "<img src=x onerror=alert(1)>"
    record, snapshot = rich_record(evil), rich_snapshot(evil)
    output = client_output(record, snapshot)
    page_html = run_page(record, client=output, figures_html=client_figures_html(output))
    # A script that came to stand in the page by some mistake must not run either.
    page_html = page_html.replace("</main>", "<script>document.title = 'broken'</script></main>")
    path = tmp_path / "page.html"
    path.write_text(page_html, encoding="utf-8")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=named, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 900, "height": 900})
        asked: list[str] = []
        page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: asked.append(request.url) if "file:" not in request.url else None)
        page.goto(path.as_uri())
        page.wait_for_selector(".js-plotly-plot .main-svg")
        assert page.locator(".js-plotly-plot").count() == client_figures_html(output, plotlyjs="none").count(
            "Plotly.newPlot"
        )
        assert "broken" not in page.title()
        assert page.evaluate("document.documentElement.scrollWidth") <= 900
        assert [one for one in asked if not one.startswith(("data:", "blob:"))] == []
        browser.close()
