import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdwork.text import clean

# Pieces that markup is made of, so that random joins of them hit the patterns.
MARKUP = st.lists(
    st.sampled_from(
        [
            "<",
            ">",
            "/",
            "!",
            "--",
            "-",
            "br",
            "p",
            "li",
            "script",
            "style",
            "b",
            " ",
            "\n",
            "\r",
            "=",
            '"x"',
            "&",
            ";",
            "&amp;",
            "&lt;",
            "&#42;",
            "&#38",
            "&nbsp",
            "nbsp;",
            "*",
            "**",
            "\\",
            "[",
            "]",
            "(",
            ")",
            "#",
            "CDATA",
            "a",
            "<p class=x>",
            "</script>",
            "<!--",
            "-->",
            "\x00",
            "\u200b",
            "\xa0",
            "é",
            "😀",
            "&NotEqualTilde;",
            "&#13;",
        ]
    ),
    max_size=30,
).map("".join)


@given(st.one_of(st.text(), MARKUP))
@settings(max_examples=400, deadline=None)
def test_length_is_kept_and_cleaning_twice_changes_nothing(text):
    once = clean(text)
    assert len(once) == len(text)
    assert clean(once) == once


@given(st.text(alphabet=st.characters(whitelist_categories=["Lu", "Ll", "Nd"]), max_size=50))
def test_plain_words_stay_as_they_are(text):
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<p class=x>Build <b>APIs</b></p>", ["Build", "APIs"]),
        ("Java<br/>Kotlin", ["Java", "Kotlin"]),
        ("Research &amp; Development", ["Research", "&", "Development"]),
        ("one&nbsp;two\xa0three\u200bfour", ["one", "two", "three", "four"]),
        ("a<script>var x = '<b>';</script>b<style>p{}</style>c<!-- d -->e", ["a", "b", "c", "e"]),
        ("see ![logo](http://x/y.png) here", ["see", "here"]),
        ("**Own** the roadmap", ["Own", "the", "roadmap"]),
        ("C\\+\\+ and \\- dash", ["C++", "and", "-", "dash"]),
        ("cut off <a href='http://x", ["cut", "off"]),
        ("<![CDATA[kept]]>", ["kept"]),
    ],
)
def test_markup_is_masked(text, words):
    assert clean(text).split() == words


@pytest.mark.parametrize(
    "text",
    [
        "a < b and c > d",
        "List<T>",
        "for <ORGANIZATION> in <LOCATION>",
        "x <b and c> y",
        "AT&T",
        "pay of ****K",
        "5 <6",
    ],
)
def test_what_only_looks_like_markup_stays(text):
    assert clean(text) == text


def test_block_tags_end_a_line_and_list_items_get_a_bullet():
    lines = clean("<ul><li>Plan</li><li>Build</li></ul>").split("\n")
    assert [line.split() for line in lines if line.strip()] == [["•", "Plan"], ["•", "Build"]]


def test_an_escaped_backslash_escapes_nothing_more():
    assert clean("\\\\*") == "\\\\*"


def test_offsets_are_those_of_the_original():
    text = "<div>R&amp;D: <b>Design</b> pumps</div>"
    start = text.index("Design")
    assert clean(text)[start : start + 6] == "Design"


@pytest.mark.parametrize(
    "piece", ["<", "<!--", "<script", "&", "![", "**", "\\-", "<b ", '<a href="', "<b ="]
)
def test_hostile_text_takes_linear_time(piece):
    text = piece * (300_000 // len(piece))
    started = time.process_time()
    clean(text)
    # Quadratic behaviour would take minutes; a linear pass takes hundredths of a second.
    assert time.process_time() - started < 2
