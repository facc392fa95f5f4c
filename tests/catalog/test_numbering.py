from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jdwork.catalog.numbering import MAX_DERIVED, derived_ids, next_free_ids

slugs = st.text("abc", min_size=1, max_size=3)


def test_numbers_go_up_from_the_highest_given_in_slug_order() -> None:
    assert next_free_ids({"c": None, "a": 5, "b": None}) == {"a": 5, "b": 6, "c": 7}
    assert next_free_ids({"c": None, "a": 5}, reserved=[9]) == {"a": 5, "c": 10}
    assert next_free_ids({}) == {}


@given(st.dictionaries(slugs, st.none()), st.sets(st.integers(1, 20)))
def test_given_out_numbers_are_unique_and_never_reserved(
    given_ids: dict[str, None], reserved: set[int]
) -> None:
    numbers = next_free_ids(given_ids, reserved=reserved)
    assert len(set(numbers.values())) == len(given_ids)
    assert not reserved & set(numbers.values())


@given(st.sets(st.tuples(slugs, slugs)), st.tuples(slugs, slugs))
def test_a_derived_number_stays_when_others_come(names: set[tuple[str, str]], more: tuple[str, str]) -> None:
    before, after = derived_ids(names), derived_ids({*names, more})
    assert all(after[name] == number for name, number in before.items())
    assert len(set(after.values())) == len(after)
    assert all(1 <= number <= MAX_DERIVED for number in after.values())


def test_a_taken_number_is_passed_over() -> None:
    (number,) = derived_ids([("a", "b")]).values()
    assert derived_ids([("a", "b")], reserved=[number]) == {("a", "b"): number % MAX_DERIVED + 1}
