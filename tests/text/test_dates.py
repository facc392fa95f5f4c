import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.text.dates import normalise_date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-02-01", "2024-02-01"),
        ("2024/2/1", "2024-02-01"),
        ("2024-02-01T10:00:00Z", "2024-02-01"),
        ("20240201", "2024-02-01"),
        ("01-02-2024", "2024-02-01"),
        ("25.12.2023", "2023-12-25"),
        ("25/12/2023", "2023-12-25"),
        ("12/25/2023", "2023-12-25"),
        ("3 Dec 2020", "2020-12-03"),
        ("December 3rd, 2020", "2020-12-03"),
        ("2020-3-Dec", "2020-12-03"),
        ("03/04/2023", "03/04/2023"),
        ("2004-7", "2004-7"),
        ("31-02-2024", "31-02-2024"),
        ("yesterday", "yesterday"),
        (" 5 days ago ", "5 days ago"),
    ],
)
def test_dates(text, expected):
    assert normalise_date(text) == expected


@given(st.dates(min_value=datetime.date(1900, 1, 1)))
def test_any_day_comes_through(day):
    assert normalise_date(day.isoformat()) == day.isoformat()
    assert normalise_date(f"{day.day:02}-{day.month:02}-{day.year}") == day.isoformat()


@given(st.text(max_size=60))
def test_anything_else_stays(text):
    normalise_date(text)
