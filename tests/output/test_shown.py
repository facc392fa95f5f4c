import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.output.shown import bar_width, percent, shown_text


@given(st.text(st.characters(), max_size=60))
def test_shown_text_keeps_length_and_can_be_encoded(text):
    shown = shown_text(text)
    assert len(shown) == len(text)
    shown.encode("utf-8")
    assert shown_text(shown) == shown


@given(st.text(st.characters(exclude_categories=["C"]), max_size=60))
def test_ordinary_text_is_shown_as_it_is(text):
    assert shown_text(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x00b\x1b\x7f", "a␀b␛␡"),
        ("a\tb\nc", "a\tb\nc"),
        ("a\r\nb\rc\r", "a \nb\nc\n"),
        ("\ud800\x85\ufdd0\U0001ffff", "\ufffd" * 4),
        ("\u202eabc\u200b", "\u202eabc\u200b"),
    ],
)
def test_what_html_cannot_carry_has_a_stand_in(text, shown):
    assert shown_text(text) == shown


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (1.0, "> 99.9 %"),
        (0.9996, "> 99.9 %"),
        (0.9991, "99.9 %"),
        (0.996, "99.6 %"),
        (0.98, "98 %"),
        (0.5, "50 %"),
        (0.01, "1 %"),
        (0.0098, "1.0 %"),
        (0.004, "0.4 %"),
        (0.0, "< 0.1 %"),
        (float("nan"), "–"),
    ],
)
def test_percent_claims_no_certainty(share, shown):
    assert percent(share) == shown


@given(st.floats(0, 1))
def test_percent_is_within_a_percent_of_the_truth(share):
    assert abs(float(percent(share).strip("<> %")) / 100 - share) <= 0.005001


@pytest.mark.parametrize(
    ("share", "width"), [(-1, "0.0%"), (0.5, "50.0%"), (7, "100.0%"), (float("nan"), "0%")]
)
def test_bars_stay_in_their_box(share, width):
    assert bar_width(share) == width
