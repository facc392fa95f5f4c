"""Files that are nearly right: bytes flipped, lines lost, doubled, swapped or cut, and odd things put in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

NESTED = 3_000
"""Brackets in one another: more than any reader may follow by recursion."""


def mutated(content: bytes, random: Random, odd: Sequence[bytes], *, times: int = 3) -> bytes:
    """Change a file in one to ``times`` places.

    Parameters
    ----------
    content
        The file.
    random
        Chooses what is changed, and where.
    odd
        What may be put in, as a value, a word or a line.
    times
        Changes at most.
    """
    for _ in range(random.randint(1, times)):
        change = random.choice(CHANGES)
        content = change(content, random, odd)
    return content


def _flipped(content: bytes, random: Random, _odd: Sequence[bytes]) -> bytes:
    if not content:
        return content
    place = random.randrange(len(content))
    return content[:place] + bytes([content[place] ^ 1 << random.randrange(8)]) + content[place + 1 :]


def _cut(content: bytes, random: Random, _odd: Sequence[bytes]) -> bytes:
    return content[: random.randint(0, len(content))]


def _put_in(content: bytes, random: Random, odd: Sequence[bytes]) -> bytes:
    place = random.randint(0, len(content))
    return content[:place] + random.choice(odd) + content[place:]


def _other_value(content: bytes, random: Random, odd: Sequence[bytes]) -> bytes:
    """Put something odd where a value stood, after ``=`` or ``:``."""
    lines = content.split(b"\n")
    number = random.randrange(len(lines))
    for mark in (b"=", b":"):
        key, found, _ = lines[number].partition(mark)
        if found:
            lines[number] = key + mark + b" " + random.choice(odd)
            break
    return b"\n".join(lines)


def _other_lines(content: bytes, random: Random, odd: Sequence[bytes]) -> bytes:
    lines = content.split(b"\n")
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    match random.randrange(5):
        case 0:
            del lines[one]
        case 1:
            lines.insert(other, lines[one])
        case 2:
            lines[one], lines[other] = lines[other], lines[one]
        case 3:
            lines[one] = random.choice([b" ", b"    ", b"\t"]) + lines[one]
        case _:
            lines.insert(one, random.choice(odd))
    return b"\n".join(lines)


def _encoded_otherwise(content: bytes, random: Random, _odd: Sequence[bytes]) -> bytes:
    codec = random.choice(["utf-16", "utf-16-le", "utf-32", "utf-8-sig", "latin-1", "cp037"])
    return content.decode("utf-8", "replace").encode(codec, "replace")


CHANGES: tuple[Callable[[bytes, Random, Sequence[bytes]], bytes], ...] = (
    _flipped,
    _cut,
    _put_in,
    _other_value,
    _other_value,
    _other_lines,
    _other_lines,
    _encoded_otherwise,
)
