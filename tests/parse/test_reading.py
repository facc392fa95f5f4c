from hypothesis import given
from hypothesis import strategies as st

from jdwork.parse.reading import source_marker, tighten, whole
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
