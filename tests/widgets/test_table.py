"""Laws of the table's state, and what it does on its own."""

import datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.errors import InputError
from jdwork.widgets import Column, Table
from jdwork.widgets.table import NO_VALUE, cell_text, json_value

COLUMNS = [Column("id"), Column("title"), Column("role", kind="role"), Column("share", kind="percent")]


def table(rows, **options):
    frame = pd.DataFrame(rows, columns=["id", "title", "role", "share"])
    return Table(frame, key="id", columns=COLUMNS, filters=["role"], **options)


SMALL = [
    ("a", "Night Baker", "baker", 0.5),
    ("b", "plumber", "plumber", None),
    ("c", "Baker's help", None, 0.9),
    ("d", "baker", "baker", 0.1),
]
rows = st.lists(
    st.tuples(
        st.text(max_size=5),
        st.text(max_size=8),
        st.sampled_from(["baker", "plumber", None]),
        st.one_of(st.none(), st.floats(0, 1), st.just(float("nan"))),
    ),
    max_size=30,
    unique_by=lambda row: row[0],
)
asked = st.fixed_dictionaries(
    {
        "search": st.text(max_size=3),
        "sort": st.sampled_from(["", "id", "title", "role", "share"]),
        "descending": st.booleans(),
        "chosen": st.sampled_from([{}, {"role": ["baker"]}, {"role": ["baker", NO_VALUE]}, {"role": []}]),
        "page_size": st.integers(1, 7),
    }
)


def set_all(one, values):
    for name, value in values.items():
        setattr(one, name, value)


@given(rows, asked)
def test_pages_cover_the_matching_rows_once_in_order(data, values):
    one = table(data)
    set_all(one, values)
    paged = []
    for page in range(one.pages):
        one.page = page
        assert len(one.rows()) <= one.page_size
        paged += [row["id"] for row in one.rows()]
    assert paged == one.keys()
    assert len(paged) == one.matching == len(set(paged))


@given(rows, asked)
def test_filtering_takes_rows_away_and_leaves_the_order(data, values):
    one, whole = table(data), table(data)
    set_all(one, values)
    whole.sort, whole.descending = values["sort"], values["descending"]
    kept = set(one.keys())
    assert one.keys() == [key for key in whole.keys() if key in kept]  # noqa: SIM118
    accepted = values["chosen"].get("role")
    role_of = {row[0]: row[2] or NO_VALUE for row in data}
    if accepted:
        assert all(role_of[key] in accepted for key in kept)
    if not values["search"].split() and not accepted:
        assert len(kept) == len(data)


@given(rows, st.booleans())
def test_numbers_are_sorted_and_those_missing_come_last(data, descending):
    one = table(data)
    one.sort, one.descending = "share", descending
    share_of = {row[0]: row[3] for row in data}
    values = [share_of[key] for key in one.keys()]  # noqa: SIM118
    known = [value for value in values if value is not None and not np.isnan(value)]
    assert values[: len(known)] == sorted(known, reverse=descending)


@given(rows, asked, asked)
def test_the_selected_row_outlives_every_filter(data, first, second):
    one = table(data)
    if data:
        one.selected = data[0][0]
    set_all(one, first)
    set_all(one, second)
    assert one.selected == (data[0][0] if data else None)


@given(rows, asked, st.lists(st.integers(-9, 9), max_size=6))
def test_moving_stays_on_rows_that_can_be_seen(data, values, steps):
    one = table(data)
    set_all(one, values)
    for step in steps:
        one.move(step)
        if one.keys():
            assert one.selected in [row["id"] for row in one.rows()]
        else:
            assert one.selected is None


def test_all_words_must_occur_in_one_row_whatever_their_case():
    one = table(SMALL)
    one.search = "BAKER night"
    assert one.keys() == ["a"]
    one.search = "  "
    assert one.matching == 4


def test_a_word_is_not_found_across_two_cells():
    one = table(SMALL)
    one.search = "bakerbaker"
    assert one.keys() == []


def test_only_restricts_to_keys_and_forgives_unknown_ones():
    one = table(SMALL)
    one.only = ["d", "a", "x"]
    assert one.keys() == ["a", "d"]
    one.only = []
    assert one.matching == 0
    one.only = None
    assert one.matching == 4


def test_selecting_turns_to_the_page_of_the_row():
    one = table(SMALL, page_size=2)
    one.selected = "d"
    assert one.page == 1
    one.search = "baker"
    assert one.page == 0
    assert one.selected == "d"


def test_a_page_beyond_the_last_is_the_last():
    one = table(SMALL, page_size=3)
    one.page = 9
    assert one.page == 1
    one.page = -2
    assert one.page == 0


def test_moving_ends_at_the_ends():
    one = table(SMALL)
    one.move(-1)
    assert one.selected == "d"
    one.move(99)
    assert one.selected == "d"
    one.move(-99)
    assert one.selected == "a"


def test_options_count_the_values_and_put_the_missing_last():
    assert table(SMALL).options("role") == [("baker", 2), ("plumber", 1), (NO_VALUE, 1)]


def test_new_data_keeps_what_was_asked_and_the_selection():
    one = table(SMALL)
    one.search, one.selected = "baker", "d"
    one.update(pd.DataFrame(SMALL[2:], columns=["id", "title", "role", "share"]))
    assert (one.keys(), one.selected) == (["c", "d"], "d")
    one.update(pd.DataFrame(SMALL[:2], columns=["id", "title", "role", "share"]))
    assert (one.keys(), one.selected) == (["a"], None)


def test_observers_see_everything_worked_out():
    one = table(SMALL)
    seen = []
    one.observe(lambda _: seen.append((one.matching, len(one.keys()))), ["revision"])
    one.search = "plumber"
    assert seen == [(1, 1)]


def test_the_frame_stays_as_it_was():
    frame = pd.DataFrame(SMALL, columns=["id", "title", "role", "share"])
    before = frame.copy()
    one = Table(frame, key="id", columns=COLUMNS)
    one.sort = "title"
    pd.testing.assert_frame_equal(frame, before)


def test_missing_columns_double_keys_and_unknown_orders_are_said():
    with pytest.raises(InputError, match=r"has no column role, share.*It has: id, title"):
        Table(pd.DataFrame(columns=["id", "title"]), key="id", columns=COLUMNS)
    with pytest.raises(InputError, match="'a' is there twice"):
        table([SMALL[0], SMALL[0]])
    with pytest.raises(InputError, match="cannot be sorted by 'colour'"):
        table(SMALL).sort = "colour"
    with pytest.raises(InputError, match="cannot be filtered by 'colour'"):
        table(SMALL).chosen = {"colour": ["red"]}
    with pytest.raises(InputError, match="no kind of column 'pie'"):
        Column("id", kind="pie")
    with pytest.raises(InputError, match="no width"):
        Column("id", width="6em;background:url(x)")


def test_an_empty_table_has_one_empty_page():
    one = table([])
    one.move(1)
    assert (one.pages, one.rows(), one.selected, len(one)) == (1, [], None, 0)


@pytest.mark.parametrize(
    ("value", "json", "text"),
    [
        (np.int64(3), 3, "3"),
        (np.float32("nan"), None, ""),
        (float("inf"), None, ""),
        (pd.NaT, None, ""),
        (pd.NA, None, ""),
        (np.array(["a", "b"]), ["a", "b"], "a, b"),
        (("a", None), ["a", None], "a, "),
        ({"a": np.float64(0.5)}, {"a": 0.5}, '{"a": 0.5}'),
        (np.bool_(True), True, "yes"),
        (datetime.date(2026, 1, 2), "2026-01-02", "2026-01-02"),
    ],
)
def test_cells_become_json_and_text(value, json, text):
    assert json_value(value) == json
    assert cell_text(value) == text


def test_dates_are_sorted_by_time():
    frame = pd.DataFrame({"id": ["a", "b", "c"], "day": pd.to_datetime(["2026-03-01", None, "2025-12-01"])})
    one = Table(frame, key="id", columns=[Column("day")])
    one.sort = "day"
    assert one.keys() == ["c", "a", "b"]
    one.descending = True
    assert one.keys() == ["a", "c", "b"]
