"""Several labels on one JD: who said what, and which of them counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

ConflictRule = Literal["latest", "majority", "refuse"]
"""Which label counts where several differ: the latest, the one of most voices (none on a tie), or none."""


@dataclass(frozen=True, slots=True)
class Voice:
    """What one voice says of a JD.

    Parameters
    ----------
    said
        A role's slug, or another verdict.
    by
        Who says so; empty where nobody is named. Each unnamed label is a voice of its own.
    source
        Where it comes from.
    at
        When it was said.
    votes
        How many unnamed labels say exactly this.
    order
        Of two voices of the same moment the one with the higher order is the later.
    """

    said: str
    by: str
    source: str
    at: datetime
    votes: int = 1
    order: int = 0


@dataclass(frozen=True, slots=True)
class Conflict:
    """A JD of which people say different things.

    Parameters
    ----------
    jd_hash
        Its content hash.
    name
        An id that it came under.
    voices
        Who says what, the earliest first.
    winner
        What counts; None where the rule settles on nothing.
    """

    jd_hash: str
    name: str
    voices: tuple[Voice, ...]
    winner: str | None


def last_words(voices: Iterable[Voice]) -> tuple[Voice, ...]:
    """Keep of each named voice what it said last, and all unnamed ones.

    Returns
    -------
    tuple of Voice
        The earliest first.
    """
    kept: dict[object, Voice] = {}
    for number, voice in enumerate(_ordered(voices)):
        kept[voice.by.casefold() or number] = voice
    return tuple(_ordered(kept.values()))


def settled(voices: Sequence[Voice], rule: ConflictRule) -> str | None:
    """Find what counts of what several voices say.

    Parameters
    ----------
    voices
        At least one, as `last_words` returns them.
    rule
        How to settle it where they differ.

    Returns
    -------
    str or None
        A role's slug or another verdict; None where the rule settles on nothing.
    """
    votes: Counter[str] = Counter()
    for voice in voices:
        votes[voice.said] += voice.votes
    if len(votes) == 1:
        return voices[0].said
    if rule == "refuse":
        return None
    if rule == "latest":
        return _ordered(voices)[-1].said
    (first, most), (_, next_most) = votes.most_common(2)
    return first if most > next_most else None


def differ(voices: Iterable[Voice]) -> bool:
    """Whether voices say different things."""
    return len({voice.said for voice in voices}) > 1


def _ordered(voices: Iterable[Voice]) -> list[Voice]:
    return sorted(voices, key=lambda voice: (voice.at, voice.order))
