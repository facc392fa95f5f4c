"""Laying texts end to end in blocks of a fixed number of tokens, so that nothing is padded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple


class Group(NamedTuple):
    """Texts of one length that lie side by side in a block.

    Parameters
    ----------
    length
        Tokens of each.
    texts
        Positions of the texts.
    """

    length: int
    texts: tuple[int, ...]


Block = tuple[Group, ...]


def pack(lengths: Sequence[int], size: int) -> list[Block]:
    """Fill blocks with texts, the longest first, and what is left of a block with the longest that fit.

    Few blocks have a rest, since short texts come last; no text straddles two blocks.

    Parameters
    ----------
    lengths
        Tokens of each text, from 1 to ``size``.
    size
        Tokens of a block.

    Returns
    -------
    list of Block
        Every text once; the tokens of a block add up to ``size`` at most.

    Raises
    ------
    ValueError
        If a text is empty or longer than a block.
    """
    waiting: dict[int, list[int]] = defaultdict(list)
    for text, length in enumerate(lengths):
        if not 0 < length <= size:
            raise ValueError(f"A text of {length} tokens does not lie in a block of {size}.")
        waiting[length].append(text)
    for texts in waiting.values():
        texts.reverse()  # Taken from the end, in the order given.
    order = sorted(waiting, reverse=True)
    blocks = []
    while order:
        free, groups = size, []
        for length in order:
            count = min(free // length, len(waiting[length]))
            if count:
                groups.append(Group(length, tuple(waiting[length].pop() for _ in range(count))))
                free -= count * length
        order = [length for length in order if waiting[length]]
        blocks.append(tuple(groups))
    return blocks
