"""Dates into periods."""

from __future__ import annotations

import pytest

from jdwork.errors import InputError
from jdwork.evaluate.drift import periods_by_batch, periods_of

DATES = ["2024-12-31", "2025-01-01", "2025-03-31", "2025-04-01", "2025-07-01", None, "", "03/04/2025", "soon"]


@pytest.mark.parametrize(
    ("by", "names"),
    [
        ("month", ["2024-12", "2025-01", "2025-03", "2025-04", "2025-07"]),
        ("quarter", ["2024-Q4", "2025-Q1", "2025-Q1", "2025-Q2", "2025-Q3"]),
        ("half", ["2024-H2", "2025-H1", "2025-H1", "2025-H1", "2025-H2"]),
        ("year", ["2024", "2025", "2025", "2025", "2025"]),
        (
            ["2025-04-01", "1 Jan 2025"],
            ["before 2025-01-01", *["from 2025-01-01 before 2025-04-01"] * 2, *["from 2025-04-01"] * 2],
        ),
    ],
)
def test_a_date_belongs_to_one_period_and_the_rest_is_counted(by, names):
    found = periods_of(DATES, by=by)
    assert list(found.names) == [*names, None, None, None, None]
    assert found.order == tuple(dict.fromkeys(names))
    assert (found.undated, found.unreadable) == (2, 2)
    assert sum(found.counts.values()) == 5
    assert "2 JDs without a date" in str(found)


def test_auto_takes_the_shortest_that_fills_every_period():
    days = [f"2025-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 11)]
    assert periods_of(days, least=10).by == "month"
    assert periods_of(days, least=11).by == "quarter"
    assert periods_of(days, least=31).by == "half"
    # A year is one period and compares with nothing: two equal parts instead.
    split = periods_of(days, least=61)
    assert split.by == "median date"
    assert split.counts == {"before 2025-07-01": 60, "from 2025-07-01": 60}
    assert periods_of([*days, *(day.replace("2025", "2026") for day in days)], least=100).by == "year"


def test_one_day_is_one_period_and_no_dates_are_none():
    assert periods_of(["2025-05-05"] * 9).order == ("2025",)
    assert periods_of([None, "soon"]).order == ()
    assert periods_of(DATES, by="median").counts == {"before 2025-03-31": 2, "from 2025-03-31": 3}
    skewed = periods_of(["2025-05-05"] * 9 + ["2025-05-06"])
    assert skewed.counts == {"before 2025-05-06": 9, "from 2025-05-06": 1}


def test_batches_keep_the_order_they_are_given():
    found = periods_by_batch(["b", "a", "b"], order=["a", "b", "c"])
    assert found.order == ("a", "b")
    assert found.counts == {"a": 1, "b": 2}
    assert periods_by_batch(["b", "a"]).order == ("b", "a")


def test_what_is_no_division_is_told():
    with pytest.raises(InputError, match=r"Periods cannot be made by 'quater'.*Did you mean 'quarter'"):
        periods_of(DATES, by="quater")  # type: ignore[arg-type]
    with pytest.raises(InputError, match=r"'03/04/2025' is no date to cut at. Write it as 2025-07-01"):
        periods_of(DATES, by=["03/04/2025"])
