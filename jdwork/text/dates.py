"""Posting dates in one form."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may",),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        start=1,
    )
    for name in names
}
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:[T ].*)?")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_PARTS = re.compile(r"[^\W_]+")


def normalise_date(text: str) -> str:
    """Write a date as YYYY-MM-DD where it can only mean one day.

    Dates with the year first, with a month in letters, and with the year last are known. With the year
    last, dashes and dots are read day first, as is written in India and Europe; slashes only where one
    of the two numbers cannot be a month.

    Parameters
    ----------
    text
        A date, or anything else.

    Returns
    -------
    str
        The date in ISO form, else the text as it was, stripped.
    """
    stripped = text.strip()
    if match := _YEAR_FIRST.fullmatch(stripped):
        return _iso(int(match[1]), int(match[2]), int(match[3])) or stripped
    if match := _COMPACT.fullmatch(stripped):
        return _iso(int(match[1]), int(match[2]), int(match[3])) or stripped
    if match := _YEAR_LAST.fullmatch(stripped):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        if second > 12:
            return (_iso(year, first, second) if match[2] == "/" else None) or stripped
        if match[2] == "/" and first <= 12 and first != second:
            return stripped
        return _iso(year, second, first) or stripped
    return _with_month_name(stripped) or stripped


def _with_month_name(text: str) -> str | None:
    if len(text) > 40:
        return None
    day = month = year = None
    for part in _PARTS.findall(text.lower()):
        number = re.fullmatch(r"(\d{1,4})(?:st|nd|rd|th)?", part)
        if part in _MONTHS and month is None:
            month = _MONTHS[part]
        elif number and len(number[1]) == 4 and year is None:
            year = int(number[1])
        elif number and len(number[1]) <= 2 and day is None:
            day = int(number[1])
        elif part not in ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "of"):
            return None
    return _iso(year, month, day) if year and month and day else None


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
