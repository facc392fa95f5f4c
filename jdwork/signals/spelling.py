"""Misspelt words of titles: which word of the catalog's aliases was meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from jdwork.parse.role_words import HEADS, TITLE_HEADS

_ENDINGS = HEADS | TITLE_HEADS

SHORTEST = 4
"""Letters below which a word is never corrected: short words lie too near to each other."""

SHORT = 5
"""Letters below which a word is only corrected to a longer one."""

LONG = 9
"""Letters from which a word may differ by two letters; a shorter one by one."""


RARE = 3
"""Aliases up to which a word of theirs may itself be misspelt, and not be `known`."""

COMMONER = 100
"""How many times more aliases must hold the word that was meant then."""


@dataclass(frozen=True)
class Spelling:
    """Words that aliases are made of, to correct others by.

    Parameters
    ----------
    counts
        How many aliases hold each word.
    known
        Words that are right as they are.
    shelves
        The words by first letter and length, so that a look-up compares a few dozen of them.
    """

    counts: Mapping[str, int]
    known: Collection[str]
    shelves: Mapping[tuple[str, int], tuple[str, ...]]

    def correct(self, word: str, *, head: bool = False) -> tuple[str, float] | None:
        """Find the word that was meant.

        Parameters
        ----------
        word
            In lower case.
        head
            Whether the title ends in it: of two words equally near, a head noun is meant then.

        Returns
        -------
        tuple of str and float, or None
            The word, and how like it is (0 to 1). None for a word that is known, too short, holds
            anything but letters, or is near no other. The first letter counts as right. Distance is
            optimal string alignment: one letter more, less or other, or two exchanged.
        """
        held = self.counts.get(word, 0)
        if len(word) < SHORTEST or word in self.known or held > RARE or not word.isalpha():
            return None
        most = 1 if len(word) < LONG else 2
        near = [
            (distance, head and found not in _ENDINGS, -self.counts[found], found)
            for length in range(len(word) - (most if len(word) >= SHORT else -1), len(word) + most + 1)
            for found, distance, _ in process.extract(
                word,
                self.shelves.get((word[0], length), ()),
                scorer=OSA.distance,
                processor=None,
                score_cutoff=most,
                limit=None,
            )
            if found != word and self.counts[found] >= held * COMMONER
        ]
        if not near:
            return None if held else self._parted(word)
        distance, *_, found = min(near)
        return found, 1 - distance / max(len(word), len(found))

    def _parted(self, word: str) -> tuple[str, float] | None:
        """Two known words written as one ("officemanager"); the best known pair."""
        pairs = [
            (-min(self.counts[word[:cut]], self.counts[word[cut:]]), word[:cut], word[cut:])
            for cut in range(4, len(word) - 3)
            if word[:cut] in self.counts and word[cut:] in self.counts
        ]
        if not pairs:
            return None
        _, first, second = min(pairs)
        return f"{first} {second}", 1 - 1 / len(word)


def build_spelling(counts: Mapping[str, int], *, known: Collection[str] = ()) -> Spelling:
    """Shelve the words of a catalog's aliases.

    Parameters
    ----------
    counts
        How many aliases hold each word.
    known
        Words that are right as they are, held by aliases or not.
    """
    shelves: dict[tuple[str, int], list[str]] = defaultdict(list)
    for word in sorted(counts):
        if len(word) >= SHORTEST and word.isalpha():
            shelves[word[0], len(word)].append(word)
    return Spelling(
        counts=dict(counts),
        known=frozenset(known),
        shelves={key: tuple(words) for key, words in shelves.items()},
    )
