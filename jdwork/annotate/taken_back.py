"""What is left of a log in which rows take earlier rows back."""

from __future__ import annotations

from collections.abc import Iterable


def taken_back(undoing: Iterable[tuple[int, int]]) -> frozenset[int]:
    """Find the rows of an append-only log that do not count.

    Parameters
    ----------
    undoing
        Of each row that takes another back: its own number, and the other's, which is smaller.

    Returns
    -------
    frozenset of int
        Numbers of the rows that a row takes back which itself counts. Taking back a row that takes back
        makes the first one count again, to any depth.
    """
    gone: set[int] = set()
    # From the newest on: whether a row counts depends only on later ones.
    for number, target in sorted(undoing, reverse=True):
        if number not in gone:
            gone.add(target)
    return frozenset(gone)
