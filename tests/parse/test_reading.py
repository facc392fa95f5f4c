import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.parse import certifications, company, education
from jdwork.parse.reading import matches_from, source_marker, starts_of, tighten, whole
from tests.parse.documents import bare


@given(st.text(max_size=80))
def test_lower_case_keeps_every_offset(text):
    assert len(bare(text).lower) == len(text)


@given(st.text(max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_tightening_stays_inside(text, a, b):
    start, end = sorted((min(a, len(text)), min(b, len(text))))
    low, high = tighten(text, start, end)
    assert start <= low <= high <= end
    assert text[low:high] == text[start:end].strip()


def test_markers_are_the_first_and_last_five_words():
    marker = source_marker("one two three four five six")
    assert (marker.first_5_words, marker.last_5_words) == (
        "one two three four five",
        "two three four five six",
    )
    assert source_marker("one").last_5_words == "one"


def test_whole_figures_are_ints():
    assert isinstance(whole(3.0), int)
    assert whole(7.5) == 7.5


def test_the_end_of_a_sentence_is_no_bullet():
    doc = bare("the world. If you\n1. Cook")
    assert doc.bullet_before(doc.text.index("If")) == ""
    assert doc.bullet_before(doc.text.index("Cook")) == "1."


PAIRS = [
    (certifications._EXACT_START, certifications._EXACT),
    (education._ABBREVIATED_START, education._ABBREVIATED),
]
PIECES = [
    "PMP",
    "CPA",
    "P. Eng",
    "FE/EIT",
    "CompTIA A+",
    "B.Tech",
    "MBA",
    "M. Sc.",
    "BE",
    "PharmD",
    " ",
    "/",
    "-",
    ".",
    "x",
    "é",
]


@pytest.mark.parametrize(("first", "whole"), PAIRS)
@given(pieces=st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=12))
def test_trying_where_a_match_may_begin_finds_the_same_as_trying_everywhere(first, whole, pieces):
    text = "".join(pieces)
    assert [m.span() for m in matches_from(starts_of(first, text), whole, text)] == [
        m.span() for m in whole.finditer(text)
    ]


@pytest.mark.parametrize(("first", "whole"), PAIRS)
@given(data=st.data())
def test_whatever_matches_begins_with_a_letter_that_is_tried(first, whole, data):
    behind, body = whole.pattern.split(")", 1)
    assert behind.startswith("(?<!")
    written = data.draw(st.from_regex(re.compile(body)))
    assert [m.span() for m in matches_from(starts_of(first, written), whole, written)] == [
        m.span() for m in whole.finditer(written)
    ]


@pytest.mark.parametrize(("pattern", "behind"), [(company._ABOUT, 0), (company._IS, 1), (company._AT, 1)])
@given(
    pieces=st.lists(
        st.sampled_from(
            [
                "About Acme",
                "Acme is a ",
                "At Acme, we ",
                "Acme (Ltd.) seeks ",
                "Join Acme",
                "Acme",
                " ",
                "\n",
                ". ",
            ]
        )
        | st.sampled_from(list("\n.!?:•●])}-#* ")),
        max_size=12,
    )
)
def test_a_company_is_looked_for_wherever_it_may_be_named(pattern, behind, pieces):
    text = "".join(pieces)
    starts = [0, *(at + behind for at in starts_of(company._END, text))]
    assert [m.span() for m in matches_from(starts, pattern, text)] == [
        m.span() for m in pattern.finditer(text)
    ]


@given(data=st.data())
def test_a_level_of_education_is_looked_for_wherever_one_may_begin(data):
    body = education._ANY_CASE.pattern.split(")", 1)[1]
    written = data.draw(
        st.lists(st.sampled_from([" ", "x", "-", "7"]) | st.from_regex(re.compile(body)), max_size=4)
    )
    text = "".join(written).lower()
    found = matches_from(education._level_starts(text), education._ANY_CASE, text)
    assert [m.span() for m in found] == [m.span() for m in education._ANY_CASE.finditer(text)]
