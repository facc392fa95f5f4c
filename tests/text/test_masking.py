"""Names are hidden as whole words, however they are spaced, and nothing else goes."""

from hypothesis import given
from hypothesis import strategies as st

from jdwork.text.masking import hide_names


def test_names_go_in_any_case_spacing_and_number():
    text = "We need a Back-End  developer. Backend developers of ours use REST; backenddeveloper.com is not."
    assert hide_names(text, ["back end developer", "backend developer"]) == (
        "We need a  .   of ours use REST; backenddeveloper.com is not."
    )


def test_the_longest_name_goes_first_and_parts_of_words_stay():
    assert hide_names("data scientist, data, metadata", ["data", "data scientist"]) == " ,  , metadata"


def test_no_names_hide_nothing():
    assert hide_names("a cook", []) == hide_names("a cook", ["", "  "]) == "a cook"


@given(st.text(), st.lists(st.text(max_size=8), max_size=4))
def test_a_hidden_name_is_found_no_more(text, names):
    hidden = hide_names(text, names)
    assert len(hidden) <= len(text) + 1 or not text
    for name in names:
        if name.isalpha() and name.isascii():
            assert f" {name.casefold()} " not in f" {hide_names(f' {name} ', [name]).casefold()} "
