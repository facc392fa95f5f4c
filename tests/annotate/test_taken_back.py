from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jdwork.annotate.taken_back import taken_back


def test_taking_back_what_took_back_makes_the_first_count_again():
    assert taken_back([]) == frozenset()
    assert taken_back([(2, 1)]) == {1}
    assert taken_back([(2, 1), (3, 2)]) == {2}
    assert taken_back([(2, 1), (3, 2), (4, 3)]) == {1, 3}
    assert taken_back([(3, 2), (2, 1)]) == {2}
    # Taken back twice: it counts again only when neither of both does.
    assert taken_back([(2, 1), (3, 1), (4, 3)]) == {1, 3}


@st.composite
def logs(draw):
    rows = []
    for number in range(2, draw(st.integers(2, 14))):
        target = draw(st.integers(0, number - 1))
        if target:
            rows.append((number, target))
    return rows


@given(logs())
def test_a_row_counts_just_where_no_row_that_counts_takes_it_back(rows):
    gone = taken_back(rows)
    for number in range(1, 15):
        assert (number in gone) == any(target == number and each not in gone for each, target in rows)
