"""Titles taken apart, sentences, abbreviations."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.catalog.importing.wording import (
    clean_text,
    display_name,
    shortened,
    spelled_from,
    split_sentences,
    title_aliases,
)


@pytest.mark.parametrize(
    ("title", "aliases"),
    [
        ("Baker", ["Baker"]),
        ("Chief Oven Officer (COO)", ["Chief Oven Officer", "COO"]),
        ("COO (Chief Oven Officer)", ["COO", "Chief Oven Officer"]),
        ("Oven Sales Director (Oven Director)", ["Oven Sales Director", "Oven Director"]),
        ("Deep Oven Care (DOC) Clerk", ["Deep Oven Care Clerk", "DOC Clerk"]),
        ("New Deep Oven Care (DOC) Clerk", ["New Deep Oven Care Clerk", "New DOC Clerk"]),
        ("Singer (Burning)", ["Singer"]),
        ("head baker/head cook", ["head baker/head cook", "head baker", "head cook"]),
        ("UI/UX designer", ["UI/UX designer"]),
        ("(Senior) Baker", ["Baker"]),
    ],
)
def test_title_aliases(title, aliases):
    assert list(title_aliases(title)) == aliases


@pytest.mark.parametrize(
    ("short", "words", "start"),
    [("HTML", "editor of hypertext markup language", 10), ("XYZ", "hypertext", None), ("", "a", None)],
)
def test_spelled_from(short, words, start):
    assert spelled_from(short, words) == start


def test_sentences():
    text = "Bakes bread, e.g. Rye loaves. Sells it to St. Mary's. Yes. Sweeps the floor daily!"
    assert split_sentences(text) == [
        "Bakes bread, e.g. Rye loaves.",
        "Sells it to St. Mary's.",
        "Sweeps the floor daily!",
    ]


def test_display_name():
    assert display_name("head of iOS sales and UX") == "Head of iOS Sales and UX"


def test_shortened_ends_at_a_word():
    assert shortened("one two three", 9) == "one two…"
    assert shortened("one", 9) == "one"


@given(st.text())
def test_clean_text_is_one_printable_line_and_stays(text):
    clean = clean_text(text)
    assert "\n" not in clean
    assert clean == " ".join(clean.split())
    assert clean.isprintable()


@given(st.text(max_size=60).map(clean_text))
def test_title_aliases_are_never_longer_than_the_title(title):
    assert all(len(alias) <= len(title) for alias in title_aliases(title))
