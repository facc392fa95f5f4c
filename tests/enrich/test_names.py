import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.enrich.names import KnownNames, key_of, split_version
from tests.enrich.small_catalog import small_catalog

KNOWN = KnownNames.of(small_catalog())


@pytest.mark.parametrize(
    ("text", "slug"),
    [("nodejs", "node-js"), ("Node JS", "node-js"), ("REACT-JS", "react"), ("c++", "c-plus-plus"),
     ("C#", "c-sharp"), ("Accounts payables", "accounts-payable"), ("Go", "go"), ("C", "c")],
)  # fmt: skip
def test_a_name_is_known_however_it_is_written(text, slug):
    assert KNOWN.exact(text).slug == slug


@pytest.mark.parametrize("text", ["go", "c", "Type", "Reacts Native2", "", "C+"])
def test_another_name_or_a_plain_word_is_not(text):
    assert KNOWN.exact(text) is None


@pytest.mark.parametrize(
    ("one", "other"), [("Java", "JavaScript"), ("C", "C++"), ("SQL", "NoSQL"), ("CPR", "CPRs x")]
)
def test_names_of_different_things_have_different_keys(one, other):
    assert key_of(one) != key_of(other)


@given(st.text(max_size=40))
def test_looking_up_never_fails_and_a_key_is_stable_under_spaces(text):
    KNOWN.exact(text)
    KNOWN.within(text)
    assert key_of(f"  {text} ") == key_of(text)


def test_capitals_in_the_plural_are_the_singular():
    assert key_of("KPIs") == key_of("KPI")


@pytest.mark.parametrize(
    ("text", "parts"),
    [("Python 3.11", ("Python", "3.11")), ("HTML5", ("HTML", "5")), ("Angular v17", ("Angular", "17")),
     ("Java", None), ("2020", None)],
)  # fmt: skip
def test_a_version_is_parted_from_its_name(text, parts):
    assert split_version(text) == parts


def test_names_in_a_sentence_are_found_in_order_the_longest_first():
    found = KNOWN.within("We go with React Native, then Spring Boot and SQL.")
    assert found == ("react-native", "spring-boot", "sql")
    assert KNOWN.within("React Native and SQL", but=["React Native"]) == ("sql",)


def test_capitals_of_a_name_are_its_initials():
    assert [name.slug for name in KNOWN.by_initials("JS")] == ["javascript"]
    assert KNOWN.by_initials("js") == ()
