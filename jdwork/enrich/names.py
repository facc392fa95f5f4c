"""The catalog's skill names, as terms from outside are compared with them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from jdwork.catalog.snapshot import CatalogSnapshot, MatchStrategy, Skill, SkillNature
from jdwork.skills.tokens import tokenize

_KEPT_S = ("ss", "us", "is", "os", "js", "ops", "ics", "news", "aws", "ios", "gis", "sas")
_BRITISH = (("isation", "ization"), ("ising", "izing"), ("ised", "ized"), ("ise", "ize"), ("our", "or"))
_VERSION = re.compile(
    r"(?P<name>.*?[^\W\d_][+#]*)(?:\s*[-/]?\s*(?:version\s+|v\.?\s*)?)(?P<version>\d[\d.]*(?:\.?x|[cgi])?\+?)",
    re.IGNORECASE,
)
_PLURAL_CAPITALS = re.compile(r"\b([A-Z]{2,})s\b")
_HUMP = re.compile(r"(?<![A-Z])[A-Z](?=[a-z])")
_NUMBER = re.compile(r"\d+")
MAX_GRAM = 6
"""Atoms of the longest name that is looked for inside a sentence."""


@dataclass(frozen=True, slots=True)
class KnownName:
    """One alias of one catalog skill."""

    slug: str
    alias: str
    strategy: MatchStrategy = "CASE_INSENSITIVE"
    canonical: bool = False


@lru_cache(maxsize=50_000)
def fold_word(word: str) -> str:
    """Make number and kind of English irrelevant: ``databases`` as ``database``, ``modelling`` as it is."""
    if len(word) < 5 or not word.isalpha():
        return word  # short words with an s are names of their own (CPRS, Kits)
    if word.endswith("s") and not word.endswith(_KEPT_S):
        word = word[:-3] + "y" if word.endswith("ies") and len(word) > 5 else word[:-1]
        if word.endswith(("sse", "che", "she", "xe")):
            word = word[:-1]
    if len(word) > 6:
        for british, american in _BRITISH:
            if word.endswith(british):
                return word[: -len(british)] + american
    return word


def words_of(text: str) -> tuple[str, ...]:
    """Cut a name into folded atoms: ``Node.js`` as ``node``, ``js``; ``C++`` as ``c``, ``++``."""
    return tuple(fold_word(norm) for norm in tokenize(_PLURAL_CAPITALS.sub(r"\1", text)).norms)


def key_of(text: str) -> str:
    """The form under which two spellings of one name are equal: spaces, hyphens, plural do not matter.

    Examples
    --------
    >>> key_of("Node JS") == key_of("nodejs") == key_of("Node.js")
    True
    >>> key_of("C++") == key_of("C#")
    False
    """
    return "".join(words_of(text)) or " ".join(text.casefold().split())


def split_version(text: str) -> tuple[str, str] | None:
    """Part a name from the version behind it; None where there is none or nothing is left.

    Examples
    --------
    >>> split_version("Python 3.11")
    ('Python', '3.11')
    >>> split_version("HTML5")
    ('HTML', '5')
    """
    match = _VERSION.fullmatch(" ".join(text.split()))
    if match is None:
        return None
    return match["name"].strip(" -/"), match["version"]


def numbers_in(text: str) -> tuple[str, ...]:
    """All numbers in a name, sorted: names with different ones mean different things."""
    return tuple(sorted(_NUMBER.findall(text)))


class KnownNames:
    """Looks terms up among the aliases of a catalog's skills.

    Parameters
    ----------
    skills
        All of them; also those that are not looked for in text.
    """

    def __init__(self, skills: Sequence[Skill]) -> None:
        self._natures = {skill.slug: skill.nature for skill in skills}
        self._by_key: dict[str, list[KnownName]] = defaultdict(list)
        for skill in skills:
            for place, alias in enumerate(skill.aliases):
                name = KnownName(skill.slug, alias.text, alias.match_strategy, place == 0)
                self._by_key[key_of(alias.text)].append(name)
        for names in self._by_key.values():
            names.sort(key=lambda one: (not one.canonical, one.slug))

    @classmethod
    def of(cls, snapshot: CatalogSnapshot) -> KnownNames:
        """Those of a snapshot."""
        return cls(snapshot.skills)

    def exact(self, text: str) -> KnownName | None:
        """Find the alias that a text is, however it is spaced, hyphenated, or put in the plural.

        A name that is looked for in its own letter case only (``R``, ``Go``) is met in that case only.
        """
        for name in self._by_key.get(key_of(text), ()):
            if name.strategy == "CASE_INSENSITIVE" or _letters(name.alias) == _letters(text):
                return name
        return None

    def nature(self, slug: str) -> SkillNature:
        """Nature of a skill."""
        return self._natures[slug]

    def uses(self, word: str) -> bool:
        """Whether any name holds a word (folded): then it is a word, not a slip."""
        return word in self._words

    def homes(self, text: str) -> tuple[str, ...]:
        """Slugs of all skills that carry a name in whatever letter case."""
        return tuple(dict.fromkeys(name.slug for name in self._by_key.get(key_of(text), ())))

    def by_initials(self, text: str) -> tuple[KnownName, ...]:
        """Find names whose first letters, or whose capitals, are a term of capitals (JS); one per skill.

        A name of several words needs three of them: two letters fit too many.
        """
        letters = text.strip()
        if not (2 <= len(letters) <= 6 and letters.isalpha() and letters.isupper()):
            return ()
        return self._initials.get(letters.lower(), ())

    def within(self, sentence: str, *, but: Iterable[str] = ()) -> tuple[str, ...]:
        """Find the catalog skills that a sentence names, the longest name first where several overlap.

        Parameters
        ----------
        sentence
            Any text.
        but
            Names to leave out, with every name that lies within them.

        Returns
        -------
        tuple of str
            Slugs, each once, in text order. Names that are also plain words or letters are left out.
        """
        norms = [fold_word(norm) for norm in tokenize(sentence).norms]
        hidden = {key_of(text) for text in but}
        found: dict[str, None] = {}
        at = 0
        while at < len(norms):
            step = 1
            for stop in range(min(at + MAX_GRAM, len(norms)), at, -1):
                key = "".join(norms[at:stop])
                if key in hidden:
                    step = stop - at
                    break
                name = next(iter(self._by_key.get(key, ())), None)
                if name is not None and name.strategy == "CASE_INSENSITIVE" and len(key) > 1:
                    found.setdefault(name.slug)
                    step = stop - at
                    break
            at += step
        return tuple(found)

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(
            word for names in self._by_key.values() for name in names for word in words_of(name.alias)
        )

    @cached_property
    def _initials(self) -> dict[str, tuple[KnownName, ...]]:
        made: dict[str, dict[str, KnownName]] = defaultdict(dict)
        for names in self._by_key.values():
            for name in names:
                words = [
                    word for word in tokenize(name.alias).norms if word not in ("and", "of", "for", "the")
                ]
                if 3 <= len(words) <= 6 and all(word[0].isalpha() for word in words):
                    made["".join(word[0] for word in words)].setdefault(name.slug, name)
                capitals = "".join(_HUMP.findall(name.alias))
                if len(words) == 1 and len(capitals) > 1 and name.canonical:
                    made[capitals.lower()].setdefault(name.slug, name)
        return {letters: tuple(names.values()) for letters, names in made.items()}


def _letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum() or sign in "+#&")
