"""Title signals: which roles carry a title as an alias, and how near it comes to the others."""

from __future__ import annotations

import itertools
import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from jdwork.catalog import CatalogSnapshot
from jdwork.parse import normalize_title, title_readings
from jdwork.parse.role_title import clean_title
from jdwork.parse.role_words import HEADS, TITLE_HEADS
from jdwork.signals.prepared import PreparedArrays, array_to_texts, code_digest, texts_to_array
from jdwork.signals.spelling import Spelling, build_spelling
from jdwork.signals.table import Floats

GENERAL_WORD = 20
"""Roles whose longer aliases must end in a word before it is too general to come of shortening a name."""


SURE = 0.6
"""Trust from which a form is compared in meaning; a title read in the text has less."""


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
    forms
        Normal forms that were looked up, each with its trust.
    """

    carried: tuple[tuple[int, str], ...]
    agreement: Floats
    trust: float = 1.0
    forms: Mapping[str, float] = field(default_factory=dict)

    @property
    def sure_forms(self) -> dict[str, float]:
        """The forms worth comparing in meaning: those of a title that was given.

        Measured on advertisements without a title, the meaning of titles read in their text told
        nothing that their words had not told, and cost 0.1 to 0.6 points of accuracy.
        """
        return {form: trust for form, trust in self.forms.items() if trust >= SURE}


@dataclass(frozen=True)
class TitleIndex:
    """Aliases of all roles, by their normalised words.

    Exact and contained aliases are found by hashing the title's word runs, agreement through an
    inverted index; a look-up takes about a millisecond at 60,000 aliases.
    """

    roles_of: dict[str, tuple[int, ...]]
    aliases: tuple[tuple[str, ...], ...]
    alias_roles: tuple[tuple[int, ...], ...]
    alias_mass: Floats
    postings: dict[str, NDArray[np.int64]]
    idf: dict[str, float]
    unseen_idf: float
    n_roles: int
    longest: int
    normalize: Callable[[str], str]
    spelling: Spelling
    members: NDArray[np.int64]
    """Positions of aliases, role after role; an alias of two roles occurs twice."""
    owners: NDArray[np.int64]
    """Role of each member, ascending."""

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
            "server"). Where none is found, the title is tried with its misspelt words corrected, and
            trusted as far as they are like.
        """
        normal = self.normalize(title)
        forms = self.forms(title)
        agreement = np.zeros(self.n_roles, dtype=np.float32)
        for form, share in forms.items():
            agreement = np.maximum(agreement, self._agreement(_words(form)) * np.float32(share))
        carried, trust = self._carried(normal), 1.0
        if not carried:
            corrected, likeness = self._corrected(normal)
            # One corrected word in a longer title is a guess too many: a piano tuner is no turner.
            found = self._carried(corrected) if corrected != normal else ()
            carried = tuple((role, alias) for role, alias in found if " " in alias or alias == corrected)
            trust = likeness if carried else 1.0
        return TitleMatch(carried=carried, agreement=agreement, trust=trust, forms=forms)

    def forms(self, title: str) -> dict[str, float]:
        """Normal forms under which a title is looked up.

        Parameters
        ----------
        title
            As written in the ad.

        Returns
        -------
        dict of str to float
            The normal form with 1; its other readings (see `title_readings`), as far as the aliases
            know their words; and each of these with its misspelt words corrected, for a little less.
        """
        readings = {self.normalize(title): 1.0}
        if self.normalize is normalize_title:
            # A title that is noise through and through ("Apply today!") names no job.
            readings = title_readings(title) if clean_title(title) else {}
        found: dict[str, float] = {}
        for number, (reading, share) in enumerate(readings.items()):
            corrected, likeness = self._corrected(reading)
            # What stands beside the job is as often a product or a team, which no alias knows.
            if number and any(word not in self.idf for word in _words(corrected)):
                continue
            if reading and not number:
                found[reading] = share
            if corrected:
                found[corrected] = max(found.get(corrected, 0.0), share * likeness)
        return found

    def _corrected(self, normal: str) -> tuple[str, float]:
        """A normal form with its misspelt words corrected, and how like it is to what stood there."""
        likeness, right = 1.0, []
        words = normal.split()
        for number, word in enumerate(words, start=1):
            correction = self.spelling.correct(word, head=number == len(words))
            right.append(correction[0] if correction else word)
            likeness *= correction[1] if correction else 1.0
        # A word put right may be part of a phrase that has a shorter normal form.
        return (self.normalize(" ".join(right)), likeness) if likeness < 1 else (normal, 1.0)

    def _carried(self, normal: str) -> tuple[tuple[int, str], ...]:
        words, ends = _words(normal), _part_ends(normal)
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
        known = [word for word in dict.fromkeys(words) if word in self.postings]
        if not known:
            return best
        mass = sum(self.idf.get(word, _LEVEL_IDF.get(word, self.unseen_idf)) for word in set(words))
        shared = np.zeros(len(self.aliases), dtype=np.float32)
        for word in known:
            shared[self.postings[word]] += np.float32(self.idf[word])
        scores = (2 * shared / (np.float32(mass) + self.alias_mass))[self.members]
        there = np.flatnonzero(scores)
        np.maximum.at(best, self.owners[there], scores[there])
        return np.minimum(best, 1)


_LEVEL_IDF = dict.fromkeys(("l1", "l2", "l3", "l4"), 1.0)
"""Weight of a level that no alias holds: it tells little of the job."""

_WORD = re.compile(r"[a-z]{4,}")
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
    pairs = sorted((role, number) for number, text in enumerate(texts) for role in roles_of[text])
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
        postings={word: np.array(numbers, dtype=np.int64) for word, numbers in postings.items()},
        idf=idf,
        unseen_idf=math.log(1 + len(aliases)),
        n_roles=len(snapshot.roles),
        longest=max(map(len, aliases), default=0),
        normalize=normalize,
        spelling=build_spelling(frequency, known=HEADS | TITLE_HEADS | _written(snapshot)),
        members=np.array([number for _, number in pairs], dtype=np.int64),
        owners=np.array([role for role, _ in pairs], dtype=np.int64),
    )


def _written(snapshot: CatalogSnapshot) -> set[str]:
    """Words of the catalog's sentences: they are no slips, though no alias has them."""
    return {
        word
        for role in snapshot.roles
        for text in (role.description or "", *role.kras)
        for word in _WORD.findall(text.lower())
    }


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
    forms: dict[str, float] = {}
    for title, trust in titles:
        match = index.match(title)
        agreement = np.maximum(agreement, match.agreement * np.float32(trust))
        for form, share in match.forms.items():
            forms[form] = max(forms.get(form, 0.0), share * trust)
        if match.carried and not carried:
            carried, trusted = match.carried, match.trust * trust
    return TitleMatch(carried=carried, agreement=agreement, trust=trusted, forms=forms)


def unique_titles(titles: Iterable[tuple[str | None, float]]) -> list[tuple[str, float]]:
    """Drop empty and repeated titles, keeping the first (most trusted) of each."""
    kept: dict[str, float] = {}
    for title, trust in titles:
        if title and title.strip():
            kept.setdefault(title.strip(), trust)
    return list(kept.items())
