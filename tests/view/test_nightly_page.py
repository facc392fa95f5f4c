"""The page of a gated run: one file, offline, readable at once, nothing from outside unescaped."""

from __future__ import annotations

import json
import re

import pytest
from plotly.offline import get_plotlyjs

from jdwork.view import gate_summary, nightly_page
from tests.output.attacks import ATTACKS
from tests.view.gated import AFTER, LABELS, report


def outside_plotly(page):
    assert page.count(get_plotlyjs()) == 1
    return page.replace(get_plotlyjs(), "")


def pictures(page):
    found = re.findall(r'<script type="application/json" data-picture="(\w+)">(.*?)</script>', page, re.S)
    return {name: json.loads(text) for name, text in found}


@pytest.fixture(scope="module")
def page():
    return nightly_page(report(left_out=[f"other-{number}" for number in range(12)]))


def test_plotly_is_in_it_once_and_nothing_is_fetched(page):
    rest = outside_plotly(page)
    assert not re.search(r"<(script|link|img|iframe)[^>]+(src|href)=", rest)
    assert "http:" not in rest.replace("http://www.w3.org", "")


def test_the_first_screen_has_the_verdict_four_figures_and_what_got_worse(page):
    # What a reader sees first comes first, long before the library.
    head = page[: page.index("JDs that got worse")]
    assert "✓ Passed" in head
    assert head.count('class="card"') == 4
    for words in (
        "Compared with the last run",
        "95 % interval",
        "since last",
        "What got worse since the last run",
    ):
        assert words in head
    assert head.count("became") == 5
    assert page.index("✓ Passed") < page.index(get_plotlyjs())


def test_figures_carry_arrows_by_whether_chance_explains_them():
    worse = nightly_page(report(after=["b"] * 40))
    assert '<span class="worse"><b>▼' in worse
    same = nightly_page(report(after=LABELS))
    assert 'class="worse"><b>' not in same
    assert "within chance" in same
    assert "Nothing: every JD that was right still is" in same


def test_a_gate_that_fails_says_so_with_its_rules():
    page = nightly_page(report(after=["b"] * 40))
    assert "✗ Failed" in page
    assert "rules fail: accuracy of at least 60 %" in page
    assert "<title>Failed: now</title>" in page


def test_the_first_run_ever_has_a_page():
    first = report(before=None)
    page = nightly_page(first)
    assert "There is nothing to compare with yet." in page
    assert "No earlier run of this data was found" in page
    assert set(pictures(page)) == {"trend", "reliability", "risk", "f1"}


def test_every_regression_is_in_it_with_its_reason(page):
    table = page[page.index("JDs that got worse") :]
    worse = report().against[0].regressions
    assert len(worse) == sum(one != label for one, label in zip(AFTER, LABELS, strict=True))
    for one in worse:
        assert f">{one.id}</span>" in table
    assert table.count("title speaks less for") == len(worse)


def test_runs_that_do_not_count_are_named_and_many_are_summed_up(page):
    assert "other-7: other-7 is other data" in page
    assert "4 more" in page
    assert "other-9" not in page


def test_every_picture_has_a_place_and_a_title(page):
    drawn = pictures(page)
    assert set(drawn) == {"trend", "roles", "reliability", "risk", "f1"}
    for name, picture in drawn.items():
        assert f'id="picture-{name}"' in page
        assert picture["layout"]["title"]["text"]


def crowd(words, run):
    """A report in which every word that others may choose is one of these."""
    labels = [words[row % len(words)] for row in range(40)]
    after = [*labels[:20], *[words[(row + 1) % len(words)] for row in range(20, 40)]]
    ids = [f"{words[row % len(words)]}{row}" for row in range(40)]
    titles = [words[-1 - row % len(words)] for row in range(40)]
    return report(after, labels, labels=labels, titles=titles, ids=ids, run=run, left_out=words[:5])


@pytest.mark.parametrize("start", range(0, len(ATTACKS), 20))
def test_nothing_that_others_wrote_is_markup(start):
    words = list(ATTACKS[start : start + 20])
    plain = [f"word{number:02}" for number in range(len(words))]
    hostile, harmless = crowd(words, "".join(words)), crowd(plain, "".join(plain))
    # The same elements, each as often, whatever the words were.
    assert sorted(elements(nightly_page(hostile))) == sorted(elements(nightly_page(harmless)))
    assert sorted(elements(gate_summary(hostile)._repr_html_())) == sorted(
        elements(gate_summary(harmless)._repr_html_())
    )
    assert repr(gate_summary(hostile)).startswith(hostile.gate.verdict.upper())


def elements(page):
    """Every element of a page with the names of its attributes."""
    from html.parser import HTMLParser

    class Reader(HTMLParser):
        def __init__(self):
            super().__init__()
            self.seen = []

        def handle_starttag(self, tag, attributes):
            self.seen.append((tag, *(name for name, _ in attributes)))

        def handle_comment(self, data):
            self.seen.append(("comment",))

    reader = Reader()
    reader.feed(page.replace(get_plotlyjs(), ""))
    reader.close()
    return reader.seen
