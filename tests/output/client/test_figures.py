import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.output.client.figures import distinct, index, listed, shares, text_span
from jdwork.output.client.model import Span
from jdwork.text import JobDescription

weights = st.lists(st.floats(0, 1e6), max_size=30)


@given(weights)
def test_shares_sum_to_one_and_stay_within_a_unit_of_the_truth(values):
    found = shares(values)
    if not math.fsum(values):
        assert found == [0.0] * len(values)
        return
    assert sum(round(10_000 * share) for share in found) == 10_000
    for share, value in zip(found, values, strict=True):
        assert abs(share - value / math.fsum(values)) <= 1.0001e-4


@given(weights)
def test_a_heavier_weight_never_gets_the_smaller_share(values):
    pairs = sorted(zip(values, shares(values), strict=True))
    assert all(one[1] <= two[1] + 1e-4 + 1e-9 for one, two in itertools.pairwise(pairs))


def test_a_part_is_shared_out_to_its_last_unit():
    assert shares([1, 1, 1], units=10) == [0.0004, 0.0003, 0.0003]


def test_quotes_lose_the_blanks_at_their_edges_and_nothing_else():
    jd = JobDescription(id="1", text="  two words \n")
    assert text_span(jd, 0, 13) == Span(start=2, end=11, quote="two words")
    assert text_span(jd, -5, 99) == text_span(jd, 0, 13)
    assert text_span(jd, 0, 2) is None
    assert text_span(jd, 9, 4) is None


def test_places_stand_once_in_text_order_after_the_title():
    late, early = Span(start=5, end=6, quote="x"), Span(start=1, end=2, quote="x")
    title = Span(source="title", start=9, end=10, quote="x")
    assert distinct([late, None, early, late, title]) == [title, early, late]


@pytest.mark.parametrize(("share", "shown"), [(0.12345, 12.3), (1.7, 100.0), (-1, 0.0)])
def test_an_index_has_one_decimal_and_an_end(share, shown):
    assert index(share) == shown


def test_names_are_joined_as_in_a_sentence():
    assert [listed(names) for names in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
