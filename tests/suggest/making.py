"""Labelled JDs and ads for tests of suggestions."""

from __future__ import annotations

from itertools import count

from jdwork.suggest import LabelledJd
from jdwork.text import JobDescription

_numbers = count()


def jd(gold, role, *, title="", skills=(), group=None):
    """A labelled JD that is a copy of none, unless a group is given."""
    number = next(_numbers)
    return LabelledJd(
        f"jd{number}",
        title,
        gold,
        role,
        frozenset(skills),
        number + 1000 if group is None else group,
    )


CABLES = (
    "Lay cables and connect switchboards to the mains.",
    "Measure insulation and find faults in circuits.",
    "Connect switchboards and lay cables in new houses.",
    "Find faults in circuits and measure insulation.",
)
PLACES = ("north", "south", "harbour", "market", "castle", "river", "mill", "bridge")


def misnamed_ads(n=8):
    """Ads of electricians whose title, 'Spark Tamer', no role carries and whose text is a waiter's.

    The texts differ by more than a place, so that none is a copy of another.
    """
    from tests.tiny_workspace import ADS

    known = [
        JobDescription(id=str(one["id"]), text=one["text"] or "", title=one["title"], label=one["label"])
        for one in ADS
    ]
    duties = ("Take orders", "Carry plates", "Settle bills", "Recommend wine")
    ends = ("to the tables", "to guests", "with a smile", "in the evening", "at noon")
    made = [
        JobDescription(
            id=f"spark{number}",
            text=f"We are hiring at {PLACES[number % len(PLACES)]} street {number}. You will: "
            + ". ".join(
                f"{duties[(number + step) % 4]} {ends[(number * 2 + step) % 5]}"
                for step in range(1 + number % 4)
            )
            + ".",
            title="Spark Tamer",
            label="electrician",
        )
        for number in range(n)
    ]
    return [*known, *made]
