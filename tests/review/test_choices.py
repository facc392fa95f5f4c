"""Choices, and texts from outside made fit for files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.catalog.file_text import scalar
from jdwork.catalog.slug import visible_line
from jdwork.database.vocabulary import REVIEW_KINDS
from jdwork.errors import ReviewError
from jdwork.review.choices import TAKES, Choices, check_choices
from jdwork.review.meaning import KINDS


def test_a_choice_that_a_kind_has_no_use_for_is_refused():
    with pytest.raises(ReviewError, match=r"kind new_kra takes no 'weight'\. It takes: role, text"):
        check_choices("new_kra", Choices(weight=0.5))
    check_choices("new_kra", Choices(text="x"))
    assert set(TAKES) == set(KINDS) == set(REVIEW_KINDS)


@pytest.mark.parametrize("weight", [0.0, -1.0, 1.01, float("nan")])
def test_a_weight_out_of_range_is_refused(weight):
    with pytest.raises(ReviewError, match="out of range"):
        check_choices("role_skill", Choices(weight=weight))


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a\x00b\x1b[31mc", "a b [31mc"),
        ("one\n two\t three", "one two three"),
        ("\u202egnp.exe", "gnp.exe"),
        ("caf\u0065\u0301", "café"),
        ("می‌خواهم", "می‌خواهم"),
        ("\ud800x\ufeff", "x"),
    ],
)
def test_what_cannot_be_seen_goes(text, seen):
    assert visible_line(text) == seen


def test_long_texts_are_cut_between_words():
    assert visible_line("one two three", most=9) == "one two"
    assert visible_line("one two three", most=7) == "one two"
    assert visible_line("x" * 10, most=4) == "xxxx"


@given(st.text())
def test_tidied_texts_can_be_written_as_yaml_and_are_tidy(text):
    import yaml

    once = visible_line(text)
    assert visible_line(once) == once
    # Catalog files are read so: every value as the text that it is.
    assert yaml.load(f"- {scalar(once)}\n", Loader=yaml.BaseLoader) == [once]
