"""Title signals: which roles carry a title as an alias, and how near it comes to the others."""

from __future__ import annotations

import itertools
import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from jdwork.catalog import CatalogSnapshot
from jdwork.parse import normalize_title
from jdwork.signals.prepared import PreparedArrays, array_to_texts, code_digest, texts_to_array
from jdwork.signals.table import Floats

GENERAL_WORD = 20
"""Roles whose longer aliases must end in a word before it is too general to come of shortening a name."""


@dataclass(frozen=True, slots=True)
class TitleMatch:
    """What one title says of the roles.

    Parameters
    ----------
    carried
        Positions of the roles that carry the title, or a whole alias inside it, with the alias.
    agreement
        Per role, the best idf-weighted word agreement with one of its aliases, 0 to 1; shape (n_roles,).
    trust
        How far the title that carries the alias is trusted, 0 to 1.
    """

    carried: tuple[tuple[int, str], ...]
    agreement: Floats
    trust: float = 1.0


@dataclass(frozen=True)
class TitleIndex:
    """Aliases of all roles, by their normalised words.

    Look-ups cost what the words of the title cost, whatever the number of aliases: exact and contained
    aliases are found by hashing the title's word runs, agreement through an inverted index.
    """

    roles_of: dict[str, tuple[int, ...]]
    aliases: tuple[tuple[str, ...], ...]
    alias_roles: tuple[tuple[int, ...], ...]
    alias_mass: Floats
    postings: dict[str, tuple[int, ...]]
    idf: dict[str, float]
    unseen_idf: float
    n_roles: int
    longest: int
    normalize: Callable[[str], str]

    def match(self, title: str) -> TitleMatch:
        """Match one title.

        Parameters
        ----------
        title
            As written in the ad.

        Returns
        -------
        TitleMatch
            ``carried`` holds every longest alias found as a run of whole words; an alias inside a
            longer one that was found does not count, and an alias of one word counts only where the
            title, or a part of it between slashes or commas, ends in it (a "server administrator" is no
            "server").
        """
        normal = self.normalize(title)
        words = _words(normal)
        return TitleMatch(carried=self._carried(words, _part_ends(normal)), agreement=self._agreement(words))

    def _carried(self, words: tuple[str, ...], ends: set[int]) -> tuple[tuple[int, str], ...]:
        found: dict[int, str] = {}
        taken = [False] * len(words)
        for length in range(min(self.longest, len(words)), 0, -1):
            for first in range(len(words) - length + 1):
                if any(taken[first : first + length]) or (length == 1 and first not in ends):
                    continue
                alias = " ".join(words[first : first + length])
                if alias in self.roles_of:
                    taken[first : first + length] = [True] * length
                    for role in self.roles_of[alias]:
                        found.setdefault(role, alias)
        return tuple(sorted(found.items()))

    def _agreement(self, words: tuple[str, ...]) -> Floats:
        best = np.zeros(self.n_roles, dtype=np.float32)
        mass = sum(self.idf.get(word, self.unseen_idf) for word in set(words))
        shared: dict[int, float] = defaultdict(float)
        for word in set(words):
            for alias in self.postings.get(word, ()):
                shared[alias] += self.idf[word]
        for alias, common in shared.items():
            score = 2 * common / (mass + float(self.alias_mass[alias]))
            for role in self.alias_roles[alias]:
                best[role] = max(best[role], score)
        return best


_JOINTS = re.compile(r"[/,&|]+|\band\b")


def _words(title: str) -> tuple[str, ...]:
    """Words of a normalised title; joined ones ("ui/ux", "designer & developer") count singly."""
    return tuple(_JOINTS.sub(" ", title).split())


def _part_ends(title: str) -> set[int]:
    """Positions in `_words` at which a part of a joined title ends."""
    lengths = [len(part.split()) for part in _JOINTS.split(title)]
    return {position - 1 for position in itertools.accumulate(lengths)}


def build_title_index(
    snapshot: CatalogSnapshot,
    *,
    normalize: Callable[[str], str] = normalize_title,
    prepared: PreparedArrays | None = None,
) -> TitleIndex:
    """Index the names and aliases of a catalog's roles.

    A longer name that normalising shortens to one general word ("Contract Engineer" to "engineer") is
    left out: it would claim every title that ends in that word.
    """
    roles_of: dict[str, list[int]] = defaultdict(list)
    shortened: dict[str, bool] = {}
    normals = iter(_normal_aliases(snapshot, normalize, prepared))
    for position, role in enumerate(snapshot.roles):
        for alias in (role.display_name, *role.aliases):
            key = " ".join(_words(next(normals)))
            if key and position not in roles_of[key]:
                roles_of[key].append(position)
            if key and " " not in key:
                shortened[key] = shortened.get(key, True) and " " in alias.strip()
    for word in _general_words(roles_of):
        if shortened.get(word):
            del roles_of[word]
    texts = [key for key, roles in roles_of.items() if roles]
    aliases = tuple(tuple(text.split()) for text in texts)
    frequency: dict[str, int] = defaultdict(int)
    for words in aliases:
        for word in set(words):
            frequency[word] += 1
    idf = {word: math.log((1 + len(aliases)) / count) for word, count in frequency.items()}
    postings: dict[str, list[int]] = defaultdict(list)
    for number, words in enumerate(aliases):
        for word in set(words):
            postings[word].append(number)
    return TitleIndex(
        roles_of={text: tuple(roles_of[text]) for text in texts},
        aliases=aliases,
        alias_roles=tuple(tuple(roles_of[text]) for text in texts),
        alias_mass=np.array([sum(idf[word] for word in set(words)) for words in aliases], dtype=np.float32),
        postings={word: tuple(numbers) for word, numbers in postings.items()},
        idf=idf,
        unseen_idf=math.log(1 + len(aliases)),
        n_roles=len(snapshot.roles),
        longest=max(map(len, aliases), default=0),
        normalize=normalize,
    )


def _normal_aliases(
    snapshot: CatalogSnapshot, normalize: Callable[[str], str], prepared: PreparedArrays | None
) -> list[str]:
    """Normal forms of each role's name and aliases, role after role."""

    def normalized() -> list[str]:
        return [normalize(alias) for role in snapshot.roles for alias in (role.display_name, *role.aliases)]

    if prepared is None or not snapshot.content_hash or normalize is not normalize_title:
        return normalized()
    import jdwork.parse

    # All of the room, as the rules of titles lie in several modules and in a table of places.
    room = Path(jdwork.parse.__file__).parent
    sources = sorted(path for path in room.iterdir() if path.suffix in {".py", ".tsv"})
    made_of = {"catalog": snapshot.content_hash, "code": code_digest(*sources)}
    stored = prepared.get("titles", made_of, lambda: {"normal": texts_to_array(normalized())})
    return array_to_texts(stored["normal"])


def _general_words(roles_of: Mapping[str, Sequence[int]]) -> list[str]:
    """Words that stand alone as an alias and end the longer aliases of many roles."""
    ending: dict[str, set[int]] = defaultdict(set)
    for key, roles in roles_of.items():
        if " " in key:
            ending[key.rpartition(" ")[2]].update(roles)
    return [word for word, roles in ending.items() if len(roles) > GENERAL_WORD and word in roles_of]


def match_titles(titles: Sequence[tuple[str, float]], index: TitleIndex) -> TitleMatch:
    """Match the titles a JD goes by, the most trustworthy first.

    Aliases count from the first title that carries any; agreement is the best over all titles, each
    scaled by its trust.

    Parameters
    ----------
    titles
        Pairs of title and trust (0 to 1): the title as given, then what the parser read in the text.
    index
        The catalog's aliases.
    """
    agreement = np.zeros(index.n_roles, dtype=np.float32)
    carried: tuple[tuple[int, str], ...] = ()
    trusted = 1.0
    for title, trust in titles:
        match = index.match(title)
        agreement = np.maximum(agreement, match.agreement * np.float32(trust))
        if match.carried and not carried:
            carried, trusted = match.carried, trust
    return TitleMatch(carried=carried, agreement=agreement, trust=trusted)


def unique_titles(titles: Iterable[tuple[str | None, float]]) -> list[tuple[str, float]]:
    """Drop empty and repeated titles, keeping the first (most trusted) of each."""
    kept: dict[str, float] = {}
    for title, trust in titles:
        if title and title.strip():
            kept.setdefault(title.strip(), trust)
    return list(kept.items())
