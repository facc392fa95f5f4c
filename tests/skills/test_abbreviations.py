"""Abbreviations that a text spells out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.skills.abbreviations import MOST, initials, introductions, places_of


def _made(text: str) -> list[tuple[str, str]]:
    return [(made.short, text[made.start : made.end]) for made in introductions(text)]


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("We do Natural Language Processing (NLP).", [("NLP", "Natural Language Processing")]),
        ("NLP (neuro-linguistic programming)", [("NLP", "neuro-linguistic programming")]),
        ("each API (active pharmaceutical ingredient)", [("API", "active pharmaceutical ingredient")]),
        ("Profit and Loss (P&L)", [("P&L", "Profit and Loss")]),
        ("good software as a service (SaaS) firms", []),
        ("key performance indicators (KPIs)", [("KPI", "key performance indicators")]),
        ("a language (Java), a tool (Git)", []),
        ("Natural Language Processing (see below)", []),
        ("one. Two Three (OTT)", []),
        ("no brackets", []),
    ],
)
def test_brackets_that_spell_their_neighbour_are_introductions(
    text: str, made: list[tuple[str, str]]
) -> None:
    assert _made(text) == made


def test_initials_leave_small_words_out() -> None:
    assert initials("Profit and Loss of the Year") == "ply"


def test_places_are_whole_words_without_their_plural() -> None:
    text = "NLP, NLPs and XNLP or NLP-like"
    assert [text[start:end] for start, end in places_of("NLP", text)] == ["NLP", "NLP", "NLP"]
    assert [start for start, _ in places_of("NLP", text)] == [0, 5, 22]


def test_no_more_than_the_limit() -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    pairs = [(one, two) for one in letters for two in letters][: MOST * 2]
    assert len(_made(", ".join(f"{one}xx {two}yy ({one}{two})" for one, two in pairs))) == MOST


@given(st.text(alphabet="AaBb ()-/&.\n", max_size=120))
def test_what_is_introduced_spells_its_abbreviation(text: str) -> None:
    for short, long in _made(text):
        assert initials(long) == "".join(sign for sign in short.lower() if sign.isalpha())
