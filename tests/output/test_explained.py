"""Explanations as HTML: bars and sources of both roles, changes as sentences, nothing active."""

from __future__ import annotations

import dataclasses

import pytest
from bs4 import BeautifulSoup

from jdwork.catalog.edits import AddKra
from jdwork.explain import Counterfactual, Explanation, Outcome, Source
from jdwork.output import run_page
from jdwork.output.explained import LONGEST, explained, explanation_card
from tests.output.attacks import ATTACKS
from tests.output.records import full_record
from tests.output.test_run_page import assert_inert, parsed, texts


def told(words="words"):
    change = Counterfactual(
        kind="addition",
        change=AddKra("other-role", words),
        outcome=Outcome("C", "other-role", False),
        flips=("role",),
        reaches=True,
        size=1.0,
        gap=-0.5,
        sentence=f"the KRA “{words}” added: {words}.",
    )
    return Explanation(
        record=full_record(words=words),
        roles=("some-role", "other-role"),
        contributions={"alias": (3.0, 0.0), "kra": (1.0, 2.0), "title": (0.0, 0.0), "lexical": (-0.5, 0.25)},
        values={"alias": (1.0, 0.0), "kra": (0.2, 0.4), "title": (0.0, 0.0), "lexical": (-0.1, 0.05)},
        names=(words, words),
        wanted="other-role",
        sources=(
            Source("alias", "some-role", words, words, 1.0, 3.0, (), (words,)),
            Source("kra", "other-role", words, f"{words} in the catalog", 0.4, 2.0, ((7, 12), (20, 25))),
        ),
        counterfactuals=(change,),
        nearest=(dataclasses.replace(change, flips=(), reaches=False, sentence=f"nearly: {words}."),),
        notes=(f"No single threshold makes it {words}.",),
    )


def test_the_page_has_the_section_only_with_an_explanation():
    one = told()
    assert parsed(run_page(one.record)).find(id="why") is None
    soup = parsed(run_page(one.record, explanation=one))
    assert soup.find(id="why") is not None
    assert soup.find("a", href="#why") is not None
    assert_inert(soup)
    assert parsed(one.to_html()) == soup


def test_signals_that_say_something_have_bars_of_both_roles():
    soup = parsed(explanation_card(told()))
    rows = soup.select("table.why tbody tr")
    assert [row.th.get_text() for row in rows] == ["alias", "kra", "lexical"]
    widths = [span["style"] for span in rows[1].select(".bar span")]
    assert widths == ["width: 33.3%", "width: 66.7%"]
    assert texts(rows[1], ".figure > span") == ["+1.00", "+2.00"]
    assert [bar["class"] for bar in rows[2].select(".bar")] == [["bar", "against"], ["bar"]]
    assert texts(soup, "table.why tfoot td") == ["+3.50", "+2.25", "+1.25"]
    assert "comes from alias" in soup.get_text()


def test_sources_stand_under_the_role_that_they_speak_for():
    row = parsed(explanation_card(told())).select("table.why tbody tr")[1]
    first, second, _ = row.select("td")
    assert first.select(".sources") == []
    (item,) = second.select(".sources li")
    assert "words in the catalog" in item.get_text()
    assert item["title"] == "Characters 7–12, 20–25 of the text"


def test_changes_and_what_is_not_enough_are_sentences():
    said = parsed(explanation_card(told())).get_text(" ", strip=True)
    for words in (
        "An addition to the catalog",
        "the KRA “words” added",
        "Not enough, but nearest",
        "No single",
    ):
        assert words in said


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_comes_from_outside_is_markup(attack):
    assert_inert(parsed(run_page(told(attack).record, explanation=told(attack))))
    assert_inert(parsed(explanation_card(told(attack))))


def test_long_sentences_are_cut():
    shown = explained(told("x" * 900))
    assert len(shown["rows"][1]["sides"][1]["sources"][0]["said"]) <= LONGEST + 2
    assert shown["groups"][0][1][0].endswith("…")


def test_a_rejected_jd_has_a_card():
    record = full_record("REJECT")
    empty = Explanation(record, (), {"alias": ()}, {"alias": ()})
    soup = BeautifulSoup(explanation_card(empty), "html.parser")
    assert "No signal spoke for any role" in soup.get_text()
    assert soup.find("h3") is None
