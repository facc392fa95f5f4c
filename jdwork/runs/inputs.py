"""What goes into a run: ids that tell JDs apart, text that every file format can hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, TypeVar

from jdwork.catalog import CatalogSnapshot
from jdwork.errors import InputError
from jdwork.text import JobDescription, RejectedRow
from jdwork.text.masking import hide_names
from jdwork.text.sound import sound_text

Input = TypeVar("Input", bound=JobDescription | RejectedRow)

CHUNK = 256
"""JDs classified together: enough to fill the encoder's batches, few enough to stay small in memory."""

CHUNK_CHARACTERS = 16_000_000
"""Characters in one chunk: a few huge rows must not add up to more than Arrow or the memory holds."""


def storable(inputs: Iterable[object]) -> Iterator[JobDescription | RejectedRow]:
    """Make inputs fit to be stored and told apart; what `read_jds` yields passes through unchanged.

    Parameters
    ----------
    inputs
        JDs and rejected rows.

    Yields
    ------
    JobDescription or RejectedRow
        An id that repeats ends in ``#2``, ``#3`` and so on; half characters (lone surrogates) became
        U+FFFD and NULs spaces, since neither files nor databases take them.

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
        made = sound(one)
        name, copies = made.id, 1
        while name in taken:
            copies += 1
            name = f"{made.id}#{copies}"
        taken.add(name)
        yield made if name == made.id else replace(made, id=name)


def sound(one: Input) -> Input:
    """Return the same input without half characters and NULs."""
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
    return replace(one, **changed) if changed else one


def chunks(inputs: Iterable[JobDescription | RejectedRow]) -> Iterator[list[JobDescription | RejectedRow]]:
    """Cut inputs into chunks of at most `CHUNK` items and, but for a single huge one, `CHUNK_CHARACTERS`."""
    held: list[JobDescription | RejectedRow] = []
    size = 0
    for one in inputs:
        length = len(one.text) if isinstance(one, JobDescription) else 0
        if held and (len(held) == CHUNK or size + length > CHUNK_CHARACTERS):
            yield held
            held, size = [], 0
        held.append(one)
        size += length
    if held:
        yield held


def without_names(
    inputs: Iterable[JobDescription | RejectedRow], snapshot: CatalogSnapshot
) -> Iterator[JobDescription | RejectedRow]:
    """Take titles away, and hide in each text its own title and the names of its labelled role.

    What is left shows how well the body alone is understood; a title repeated in the text would
    otherwise decide.

    Parameters
    ----------
    inputs
        JDs and rejected rows.
    snapshot
        For the role's name and aliases; a label may be its slug, a slug that it had, or its name.
    """
    for one in inputs:
        if isinstance(one, RejectedRow):
            yield one
            continue
        names = {one.title or ""}
        slug = None if one.label is None else snapshot.role_named(one.label)
        if slug is not None:
            names |= {*snapshot.role(slug).aliases, slug.replace("-", " ")}
        yield replace(one, title=None, text=hide_names(one.text, names))
