"""Misspelt words of titles, put right by the words of the aliases."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdwork.signals.spelling import build_spelling

WORDS = {
    "accountant": 3, "electrician": 2, "software": 9, "engineer": 20, "civil": 4, "office": 5, "manager": 9,
    "baker": 2, "maker": 5,
}  # fmt: skip


@pytest.fixture(scope="module")
def spelling():
    return build_spelling(WORDS, known={"joiner"})


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("acountant", "accountant"),
        ("accuontant", "accountant"),
        ("sofware", "software"),
        ("enginer", "engineer"),
        ("electrican", "electrician"),
        ("eletrican", "electrician"),
        ("cvil", "civil"),
        ("officemanager", "office manager"),
    ],
)
def test_the_word_that_was_meant_is_found(spelling, written, meant):
    found, likeness = spelling.correct(written)
    assert found == meant
    assert 0.75 < likeness < 1


@pytest.mark.parametrize(
    "word",
    [
        "engineer",  # is right
        "joiner",  # is right, though no alias has it
        "bkr",  # too short
        "office2",  # no word
        "faker",  # another first letter
        "engraver",  # too far
        "",
    ],
)
def test_what_is_no_slip_stays(spelling, word):
    assert spelling.correct(word) is None


def test_of_two_words_equally_near_the_one_of_more_aliases_is_meant():
    assert build_spelling({"planter": 1, "planner": 7}).correct("planer") == ("planner", pytest.approx(6 / 7))


@settings(deadline=None)
@given(st.sampled_from(sorted(WORDS)), st.data())
def test_any_one_slip_inside_a_word_is_put_right(word, data):
    place = data.draw(st.integers(1, len(word) - 1))
    slip = word[:place] + word[place] + word[place:]
    found, likeness = build_spelling(WORDS).correct(slip)
    assert (found, likeness < 1) == (word, True)


def test_of_two_words_equally_near_a_title_ends_in_a_head():
    spelling = build_spelling({"electrical": 90, "electrician": 5})
    assert spelling.correct("electrican")[0] == "electrical"
    assert spelling.correct("electrican", head=True)[0] == "electrician"


def test_a_slip_among_the_aliases_themselves_is_put_right_where_the_right_word_is_common():
    counts = {"enginer": 1, "engineer": 900, "planter": 1, "planner": 50}
    spelling = build_spelling(counts)
    assert spelling.correct("enginer")[0] == "engineer"
    assert spelling.correct("planter") is None
    assert build_spelling(counts, known={"enginer"}).correct("enginer") is None
