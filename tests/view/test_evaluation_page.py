"""The page of an evaluation: one file, offline, nothing from outside unescaped."""

from __future__ import annotations

import re

import pytest

from jdwork.evaluate import compare_decisions, evaluate_decisions
from jdwork.view import evaluation_page
from tests.evaluate.deciding import decisions

EVIL = "</script><script>alert(1)</script>"
LABELS = ["a", "a", "b", "b", EVIL] * 8
BEFORE = ["a", "b", "b", None, EVIL] * 8
AFTER = ["a", "a", "a", "b", EVIL] * 8


def made(roles):
    sure = [1 - row / 50 for row in range(len(roles))]
    titles = [EVIL if row == 1 else f"Title {row}" for row in range(len(roles))]
    return decisions(LABELS, roles, sure, titles=titles, cases=["A"] * len(roles))


@pytest.fixture(scope="module")
def page():
    against = ("earlier", compare_decisions(made(BEFORE), made(AFTER), resamples=100))
    return evaluation_page(evaluate_decisions(made(AFTER), resamples=100), name="run <1>", against=against)


def outside_plotly(page):
    from plotly.offline import get_plotlyjs

    assert page.count(get_plotlyjs()) == 1
    return page.replace(get_plotlyjs(), "")


def test_plotly_is_in_it_once_and_nothing_is_fetched(page):
    rest = outside_plotly(page)
    assert not re.search(r"<(script|link|img|iframe)[^>]+(src|href)=", rest)
    assert "cdn" not in rest.lower()
    assert rest.count("Plotly.newPlot") == 4


def test_what_comes_from_outside_is_escaped(page):
    rest = outside_plotly(page)
    assert EVIL not in rest
    assert "run &lt;1&gt;" in rest


def test_it_tells_figures_differences_and_changed_jds(page):
    rest = outside_plotly(page)
    for words in (
        "40 labelled JDs",
        "Against earlier",
        "16 fixed",
        "8 broken",
        "macro-F1",
        "Title 3",
        "case",
    ):
        assert words in rest, words


def test_without_another_run_there_is_no_comparison():
    text = evaluation_page(evaluate_decisions(made(AFTER), resamples=100), name="run")
    assert "Against" not in outside_plotly(text)


def test_the_same_evaluation_gives_the_same_page():
    found = evaluate_decisions(made(AFTER), resamples=100)
    assert evaluation_page(found, name="run") == evaluation_page(found, name="run")


def test_half_characters_do_no_harm():
    found = evaluate_decisions(decisions(["a"], ["b"], [0.5], ids=["\ud800"]), resamples=100)
    evaluation_page(found, name="run").encode()
