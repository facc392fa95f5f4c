"""What goes into a run: chunks of bounded size, and JDs without the names that would give them away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from jdwork.catalog import CatalogSnapshot
from jdwork.text import JobDescription, RejectedRow
from jdwork.text.masking import hide_names

CHUNK = 256
"""JDs classified together: enough to fill the encoder's batches, few enough to stay small in memory."""

CHUNK_CHARACTERS = 16_000_000
"""Characters in one chunk: a few huge rows must not add up to more than Arrow or the memory holds."""


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
