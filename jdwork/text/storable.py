"""JDs that every file format and database can hold: sound text, bounded length, ids that tell them apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, TypeVar

from jdwork.errors import InputError
from jdwork.text.job_description import JobDescription, RejectedRow
from jdwork.text.limits import LONGEST_FIELD, excess
from jdwork.text.privacy import mask_contacts
from jdwork.text.sound import sound_text

Input = TypeVar("Input", bound=JobDescription | RejectedRow)


def storable(inputs: Iterable[object], *, masking: bool = False) -> Iterator[JobDescription | RejectedRow]:
    """Make inputs fit to be stored and told apart; what `read_jds` yields passes through unchanged.

    Parameters
    ----------
    inputs
        JDs and rejected rows.
    masking
        Whether contacts are masked (``[privacy] mask_contacts``).

    Yields
    ------
    JobDescription or RejectedRow
        An id that repeats ends in ``#2``, ``#3`` and so on; half characters (lone surrogates) became
        U+FFFD and NULs spaces, since neither files nor databases take them. A JD that is longer than
        `jdwork.text.limits` allows became a rejected row.

    Raises
    ------
    InputError
        If an item is neither.
    """
    taken: set[str] = set()
    for number, one in enumerate(inputs, 1):
        if not isinstance(one, JobDescription | RejectedRow):
            raise InputError(
                f"Item {number} is a {type(one).__name__}, not a JobDescription.",
                hint="Make one with JobDescription(id=…, text=…), or read a file with jdwork.text.read_jds.",
            )
        made = _sound_or_rejected(one, number, masking=masking)
        name, copies = made.id, 1
        while name in taken:
            copies += 1
            name = f"{made.id}#{copies}"
        taken.add(name)
        yield made if name == made.id else replace(made, id=name)


def sound(one: Input, *, masking: bool = False) -> Input:
    """Return the same input without half characters and NULs.

    Parameters
    ----------
    one
        A JD or a rejected row.
    masking
        Whether contacts in its title and text are masked as well; what is classified, stored and asked of
        models is the masked text, and all offsets refer to it.

    Raises
    ------
    InputError
        If it is longer than `jdwork.text.limits` allows.
    """
    reason = _excess(one)
    if reason is not None:
        raise InputError(reason, hint="Give one job description, without what stands around it.")
    names = (
        ("id", "text", "title", "date", "label")
        if isinstance(one, JobDescription)
        else ("id", "reason", "label")
    )
    changed: dict[str, Any] = {}
    for name in names:
        value = getattr(one, name)
        if value is not None and value != (clean := sound_text(value)):
            changed[name] = clean
    made = replace(one, **changed) if changed else one
    return _masked(made) if masking else made


def _excess(one: JobDescription | RejectedRow) -> str | None:
    if isinstance(one, RejectedRow):
        return None
    return excess(one.text, id=one.id, title=one.title, date=one.date, label=one.label)


def _sound_or_rejected(one: Input, number: int, *, masking: bool) -> Input | RejectedRow:
    reason = _excess(one)
    if reason is None:
        return sound(one, masking=masking)
    label = one.label if len(one.label or "") <= LONGEST_FIELD else None
    return sound(RejectedRow(id=one.id[:LONGEST_FIELD], reason=reason, where=f"item {number}", label=label))


def _masked(one: Input) -> Input:
    if isinstance(one, RejectedRow):
        return one
    text = mask_contacts(one.text)
    title = None if one.title is None else mask_contacts(one.title)
    return one if (text, title) == (one.text, one.title) else replace(one, text=text, title=title)


def without_contacts(
    inputs: Iterable[JobDescription | RejectedRow],
) -> Iterator[JobDescription | RejectedRow]:
    """Mask e-mail addresses, phone numbers and personal profiles in titles and texts.

    As with ``[privacy] mask_contacts``, for inputs of one run; see `jdwork.text.privacy.mask_contacts`.

    Parameters
    ----------
    inputs
        JDs and rejected rows.
    """
    return map(_masked, inputs)
