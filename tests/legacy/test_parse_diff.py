"""What the old parser says of a text, held against the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.legacy import parse_run_pages
from jdwork.legacy.parse_diff import parse_findings
from tests.legacy.comparing import compared, found, row
from tests.legacy.pages import DUTIES, blocks, page


def duties(made):
    return made["nano"]["roles_and_responsibilities"][0]


def test_what_is_right_is_not_complained_about(tiny_pipeline):
    assert [one for one in compared(tiny_pipeline).findings if one.stage == "parse"] == []


def test_a_wrong_word_count_is_told_with_its_error(tiny_pipeline):
    said = compared(tiny_pipeline, lambda made: duties(made).update(word_count=30))
    (one,) = found(said, "word-count")
    assert "word_count 30" in one.legacy
    assert f"legacy is wrong by {30 - len(DUTIES.split()):+d}" in one.why
    assert one.wrong == "legacy"


@given(st.lists(st.text("abc•", min_size=1), min_size=1, max_size=30), st.integers(0, 60))
def test_a_word_count_is_complained_about_exactly_when_it_is_wrong(words, claimed):
    made = blocks()
    duties(made).update(text=" ".join(words), word_count=claimed, bullet_count=None, source_marker={})
    (run,) = parse_run_pages(page(made), where="p")
    codes = [one.code for one in parse_findings(run, None)]
    assert ("word-count" in codes) == (claimed != len(words))


@pytest.mark.parametrize(
    ("key", "words", "title"),
    [
        ("first_5_words", "• knead dough and", "A marker has not five words"),
        ("last_5_words", "its heat while the bread bakes", "A marker has not five words"),
        ("last_5_words", "while the oven bread bakes", "A marker quotes other words"),
    ],
)
def test_a_marker_that_is_not_the_five_words_there_is_told(tiny_pipeline, key, words, title):
    said = compared(tiny_pipeline, lambda made: duties(made)["source_marker"].update({key: words}))
    (one,) = found(said, "marker")
    assert one.title == title
    assert key in one.legacy
    assert words in one.legacy


def test_a_short_text_has_a_short_marker(tiny_pipeline):
    def bend(made):
        duties(made).update(text="knead dough", word_count=2, bullet_count=0)
        duties(made)["source_marker"] = {"first_5_words": "knead dough", "last_5_words": "knead dough"}

    assert found(compared(tiny_pipeline, bend), "marker") == []


def test_a_wrong_bullet_count_is_told(tiny_pipeline):
    (one,) = found(compared(tiny_pipeline, lambda made: duties(made).update(bullet_count=5)), "bullet-count")
    assert "bullet_count 5" in one.legacy
    assert "2 bullets" in one.why


def test_a_quoted_value_that_the_text_lacks_is_told(tiny_pipeline):
    def bend(made):
        made["nano"]["education"] = [{"raw": "a diploma in baking", "level": None}]
        made["nano"]["company_name"] = "Crumbs Ltd"

    said = found(compared(tiny_pipeline, bend), "not-in-text")
    assert [one.legacy for one in said] == [
        "company_name: Crumbs Ltd",
        "education.0.raw: a diploma in baking",
    ]


def test_line_breaks_within_words_do_not_count_as_missing(tiny_pipeline):
    said = compared(
        tiny_pipeline,
        lambda made: duties(made).update(text="shape long-keeping loaves before dawn", word_count=5),
        jd="We look for a baker. You will shape long-\nkeeping loaves before dawn. 3+ years of experience.",
    )
    assert found(said, "not-in-text") == []


def test_fields_stand_side_by_side(tiny_pipeline):
    said = compared(tiny_pipeline, lambda made: made["nano"].update(company_name="Crumbs"))
    one = row(said, "parse", "company_name")
    assert (one.legacy, one.same) == ("Crumbs", False)
    assert row(said, "parse", "JD_type").same
    assert row(said, "parse", "experience").legacy == "min 3, raw 3+ years of experience"


def test_a_page_without_parser_blocks_has_one_side_only(tiny_pipeline):
    (run,) = parse_run_pages(page({}), where="p")
    assert list(parse_findings(run, None)) == []
