"""The catalog's skill aliases as a trie over atoms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from jdwork.catalog.snapshot import MatchStrategy, Skill
from jdwork.skills.tokens import HARD, SLASH, Tokens, tokenize
from jdwork.skills.variants import Pattern, alias_patterns
from jdwork.skills.words import STOP_WORDS

VERSIONED_NATURES = frozenset(
    {"LANGUAGE", "FRAMEWORK", "LIBRARY", "TOOL", "PLATFORM", "DATABASE", "PROTOCOL", "STANDARD"}
)
_DIGITS = "0123456789"
_ENTRIES = ""  # Key of a node's own entries: no atom is empty.


@dataclass(frozen=True, slots=True)
class Entry:
    """One alias of one skill, as it is to be looked for.

    ``letters`` is the alias without spaces and punctuation in its own letter case; ``capitals_only``
    marks an alias that is a plain English word when not in capitals, ``is_version`` one that ends in a
    version.
    """

    skill: Skill
    alias: str
    strategy: MatchStrategy
    letters: str
    slash: bool
    capitals_only: bool
    rank: tuple[int, int]
    is_version: bool = False


class Lexicon:
    """Finds every alias that starts at an atom.

    Parameters
    ----------
    skills
        Catalog skills; those marked as not extractable are left out.
    """

    def __init__(self, skills: Iterable[Skill]) -> None:
        self._root: dict[str, Any] = {}
        self.context: dict[str, tuple[Pattern, ...]] = {}
        self.context_words: dict[str, frozenset[str]] = {}
        self.atom_counts: Counter[str] = Counter()
        """In how many aliases, soft skills aside, each atom stands."""
        self.last_counts: Counter[str] = Counter()
        """How many of them end in each atom."""
        for skill in skills:
            if skill.is_extractable:
                self._add_skill(skill)

    def _add_skill(self, skill: Skill) -> None:
        words = (tuple(tokenize(word).norms) for word in skill.context)
        self.context[skill.slug] = tuple(dict.fromkeys(pattern for pattern in words if pattern))
        self.context_words[skill.slug] = frozenset(
            pattern[0] for pattern in self.context[skill.slug] if len(pattern) == 1
        )
        counted = skill.nature not in ("SOFT_SKILL", "NATURAL_LANGUAGE", "CERTIFICATION")
        for alias in skill.aliases:
            patterns = alias_patterns(alias.text, strategy=alias.match_strategy, nature=skill.nature)
            canonical = 0 if alias.alias_type == "CANONICAL" else 1
            tokens = tokenize(alias.text)
            letters = letters_between(alias.text, tokens, 0, len(tokens.norms))
            if counted and tokens.norms:
                self.atom_counts.update(tokens.norms)
                self.last_counts[tokens.norms[-1]] += 1
            for pattern, slash in patterns.items():
                plain = (
                    alias.match_strategy == "CASE_INSENSITIVE"
                    and pattern[0] in STOP_WORDS
                    and len(pattern) == 1
                )
                entry = Entry(
                    skill=skill,
                    alias=alias.text,
                    strategy=alias.match_strategy,
                    letters=letters,
                    slash=slash,
                    capitals_only=plain,
                    rank=(canonical, skill.id),
                    is_version=alias.alias_type == "VERSION",
                )
                self._insert(pattern, entry)

    def _insert(self, pattern: Pattern, entry: Entry) -> None:
        node = self._root
        for atom in pattern:
            node = node.setdefault(atom, {})
        entries = node.setdefault(_ENTRIES, [])
        if not entries:
            entries.append(entry)
        elif not any(other.skill is entry.skill and other.strategy == entry.strategy for other in entries):
            entries.append(entry)
            entries.sort(key=lambda other: other.rank)

    def may_start(self, norm: str) -> bool:
        """Whether an alias may start with an atom: a cheap look before `walk`."""
        return norm in self._root or norm[-1] in _DIGITS

    def __contains__(self, text: str) -> bool:
        """Whether a text as a whole is an alias, in whatever letter case."""
        return self.knows(tokenize(text))

    def knows(self, tokens: Tokens) -> bool:
        """Whether all atoms of a text together are an alias, in whatever letter case."""
        if not tokens.norms or not self.may_start(tokens.norms[0]):
            return False
        return any(stop == len(tokens.norms) for stop, _ in self.walk(tokens, 0))

    def walk(self, tokens: Tokens, start: int) -> Iterator[tuple[int, list[Entry]]]:
        """Yield the aliases that start at an atom.

        Parameters
        ----------
        tokens
            The text.
        start
            Position of the first atom.

        Yields
        ------
        tuple of int and list of Entry
            Position behind the last atom, and the aliases that end there, shortest first.
        """
        norms, gaps = tokens.norms, tokens.gaps
        node = self._root.get(norms[start])
        if node is None:
            # "Angular2", "java8": a name with its version attached.
            name = norms[start].rstrip(_DIGITS)
            if len(name) < 3 or len(norms[start]) - len(name) not in (1, 2):
                return
            node = self._root.get(name)
            if node is not None and _ENTRIES in node:
                entries = [entry for entry in node[_ENTRIES] if entry.skill.nature in VERSIONED_NATURES]
                if entries:
                    yield start + 1, entries
            return
        slashed = False
        position = start + 1
        while True:
            entries = node.get(_ENTRIES)
            if entries is not None:
                fitting = [entry for entry in entries if entry.slash] if slashed else entries
                if fitting:
                    yield position, fitting
            if position >= len(norms) or gaps[position] == HARD:
                return
            node = node.get(norms[position])
            if node is None:
                return
            slashed = slashed or gaps[position] == SLASH
            position += 1


def letters_between(text: str, tokens: Tokens, first: int, last: int) -> str:
    """Keep the letters of some atoms of a text; a linking "and" is left out, however it is written."""
    return "".join(
        text[tokens.starts[at] : tokens.starts[at] + len(tokens.norms[at])]
        for at in range(first, last)
        if tokens.norms[at] != "and"
    )
