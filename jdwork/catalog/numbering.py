"""Numbers for entries that were given none: the same files always give the same numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

MAX_DERIVED = 2**31 - 1


def next_free_ids(given: Mapping[str, int | None], *, reserved: Iterable[int] = ()) -> dict[str, int]:
    """Number entries upwards from the highest number in use, in slug order.

    Parameters
    ----------
    given
        Slug to its explicit id, or None.
    reserved
        Ids that must not be given out again (those of redirected entries).

    Returns
    -------
    dict
        Slug to id, explicit ids kept.
    """
    used = [number for number in given.values() if number is not None]
    highest = max((*used, *reserved), default=0)
    numbers: dict[str, int] = {}
    for slug in sorted(given):
        explicit = given[slug]
        if explicit is None:
            highest += 1
            explicit = highest
        numbers[slug] = explicit
    return numbers


def derived_ids(
    names: Iterable[tuple[str, ...]], *, reserved: Iterable[int] = ()
) -> dict[tuple[str, ...], int]:
    """Number things too many to number by hand, each by a digest of its name.

    Adding or removing one leaves the others' numbers alone, which counting upwards would not.

    Parameters
    ----------
    names
        What identifies each thing, such as (skill slug, alias text).
    reserved
        Numbers already in use.

    Returns
    -------
    dict
        Name to a number from 1 to 2**31 - 1; where two digests meet, the name later in order moves up.
    """
    taken = set(reserved)
    numbers: dict[tuple[str, ...], int] = {}
    for name in sorted(set(names)):
        digest = hashlib.sha256("\x00".join(name).encode("utf-8")).digest()
        number = int.from_bytes(digest[:4], "big") % MAX_DERIVED + 1
        while number in taken:
            number = number % MAX_DERIVED + 1
        taken.add(number)
        numbers[name] = number
    return numbers
