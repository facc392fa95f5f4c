"""Posting dates put into periods: months, quarters, half-years, years, or between dates of one's own."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from jdwork.errors import InputError, did_you_mean
from jdwork.text.dates import normalise_date

Division = Literal["auto", "month", "quarter", "half", "year", "median"]

LEAST = 50
"""JDs that each period holds where the division is chosen automatically."""


@dataclass(frozen=True, slots=True)
class Periods:
    """Which period each JD belongs to.

    Parameters
    ----------
    names
        One per JD; None where it has no usable date.
    order
        The periods that hold JDs, in order of time.
    by
        How they were divided: ``month``, ``quarter``, ``half``, ``year``, ``median date``, ``dates`` or
        ``batch``.
    undated
        JDs without a date.
    unreadable
        JDs whose date means no certain day ("03/04/2025", "recently").
    """

    names: tuple[str | None, ...]
    order: tuple[str, ...]
    by: str
    undated: int = 0
    unreadable: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """JDs by period, in order."""
        held = Counter(self.names)
        return {name: held[name] for name in self.order}

    def __str__(self) -> str:
        shown = f"{len(self.order)} period{'s' if len(self.order) != 1 else ''} by {self.by}"
        if self.order:
            shown += (
                f", {self.order[0]} to {self.order[-1]}" if len(self.order) > 1 else f" ({self.order[0]})"
            )
        if self.undated or self.unreadable:
            shown += (
                f"; left out: {self.undated:,} JDs without a date, "
                f"{self.unreadable:,} whose date can mean several days"
            )
        return shown


def periods_of(
    dates: Sequence[str | None], *, by: Division | Sequence[str] = "auto", least: int = LEAST
) -> Periods:
    """Put posting dates into periods.

    Parameters
    ----------
    dates
        One per JD, as the readers leave them (``2025-03-14``, where a day could be told).
    by
        ``month``, ``quarter``, ``half`` (of a year) or ``year``; or ``median``: two parts, as equal in size
        as whole days allow; or dates to cut at, each the first day of a new period; or ``auto``: the
        shortest of the calendar's periods of which each holds ``least`` JDs, else ``median``.
    least
        JDs in a period, for ``auto``.

    Returns
    -------
    Periods

    Raises
    ------
    InputError
        If ``by`` is none of these, or a date to cut at is none.
    """
    days = [None if not text else _day(text) for text in dates]
    undated = sum(not text for text in dates)
    unreadable = sum(day is None for day in days) - undated

    def divided(name: Callable[[str], str], how: str) -> Periods:
        names = tuple(None if day is None else name(day) for day in days)
        # The first day of each period gives their order, whatever they are called.
        first: dict[str, str] = {}
        for day, period in zip(days, names, strict=True):
            if day is not None and period is not None:
                first[period] = min(day, first.get(period, day))
        order = tuple(sorted(first, key=lambda period: first[period]))
        return Periods(names, order, how, undated, unreadable)

    if not isinstance(by, str):
        return divided(_between([_cut(text) for text in by]), "dates")
    if by in _CALENDAR:
        return divided(_CALENDAR[by], by)
    if by not in ("auto", "median"):
        known = [*_CALENDAR, "median", "auto"]
        raise InputError(
            f"Periods cannot be made by '{by}'.",
            hint=f"Give {', '.join(known)}, or dates. {did_you_mean(by, known)}".strip(),
        )
    for how, name in _CALENDAR.items() if by == "auto" else ():
        made = divided(name, how)
        if len(made.order) > 1 and min(made.counts.values()) >= least:
            return made
    held = sorted(day for day in days if day is not None)
    if not held or held[0] == held[-1]:
        return divided(_CALENDAR["year"], "year")
    middle = held[len(held) // 2]
    if middle == held[0]:
        middle = next(day for day in held if day > middle)
    return divided(_between([middle]), "median date")


def periods_by_batch(batches: Sequence[str], *, order: Sequence[str] | None = None) -> Periods:
    """Take batches as periods.

    Parameters
    ----------
    batches
        Name of each JD's batch.
    order
        The batches in order of time; by default the order in which they first occur.
    """
    held = dict.fromkeys(batches)
    return Periods(tuple(batches), tuple(name for name in (order or held) if name in held), "batch")


def _day(text: str) -> str | None:
    day = normalise_date(text)
    return day if len(day) == 10 and day[4] == day[7] == "-" and day[:4].isdigit() else None


def _cut(text: str) -> str:
    day = _day(text)
    if day is None:
        raise InputError(f"'{text}' is no date to cut at.", hint="Write it as 2025-07-01.")
    return day


def _between(cuts: Sequence[str]) -> Callable[[str], str]:
    edges = sorted(set(cuts))

    def name(day: str) -> str:
        at = bisect_right(edges, day)
        if at == 0:
            return f"before {edges[0]}" if edges else "all"
        return f"from {edges[at - 1]}" + (f" before {edges[at]}" if at < len(edges) else "")

    return name


_CALENDAR: dict[str, Callable[[str], str]] = {
    "month": lambda day: day[:7],
    "quarter": lambda day: f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}",
    "half": lambda day: f"{day[:4]}-H{1 if int(day[5:7]) <= 6 else 2}",
    "year": lambda day: day[:4],
}
