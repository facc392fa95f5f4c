"""What a heading is about, judged by its words alone."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from jdwork.text.job_description import SectionKind

_WORD = re.compile(r"[a-z0-9]+(?:['\-][a-z]+)*")
MAX_HEADING_WORDS = 11

_ORDER: tuple[SectionKind, ...] = ("duties", "requirements", "skills", "perks", "logistics", "summary")
_YOU = (
    r"(?:you|you'll|you will|you'd|you would|will you|you can|you get to|the candidate will|we need you to)"
)
_ROLE_WORDS = frozenset(
    {"role", "job", "position", "opportunity", "team", "you", "internship", "candidate", "project"}
)


def words_of(text: str) -> frozenset[str]:
    """The words of a text as a set: how word lists are written in this room.

    Parameters
    ----------
    text
        Words separated by white space.

    Returns
    -------
    frozenset of str
    """
    return frozenset(text.split())


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    fillers: frozenset[str]
    heads: Mapping[str, SectionKind]
    phrases: tuple[tuple[SectionKind, re.Pattern[str]], ...]


@lru_cache(maxsize=1)
def _vocabulary() -> _Vocabulary:
    data = tomllib.loads(resources.files("jdwork.text").joinpath("headings.toml").read_text("utf-8"))
    return _Vocabulary(
        fillers=frozenset(data["fillers"].split()),
        heads={word: kind for kind in _ORDER for word in data["heads"][kind].split()},
        phrases=tuple(
            (kind, re.compile("|".join(alternatives).replace("{you}", _YOU)))
            for kind, alternatives in data["phrases"].items()
        ),
    )


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; ``start`` to ``end`` covers its markup and colon, and ``kind`` may be None: unknown.

    ``level`` tells how far it reaches: ``"section"`` up to the next heading, ``"part"`` is a sub-heading
    within a section, ``"label"`` names a value on the same line ("Location: Pune").
    """

    start: int
    end: int
    text: str
    kind: SectionKind | None
    level: str = "section"


@lru_cache(maxsize=16384)
def classify_heading(phrase: str) -> SectionKind | None:
    """Say what the stretch under a heading is about.

    A heading is recognised by known wordings, or by consisting of heading words alone, of which
    the weightiest decides: duties before requirements before skills, perks, logistics, summary.

    Parameters
    ----------
    phrase
        The heading without markup, numbering and colon, in any letter case.

    Returns
    -------
    SectionKind or None
        None where the words are not those of a heading that jdwork knows.
    """
    words = _WORD.findall(phrase.lower().replace("’", "'").replace("‘", "'").replace("&", " and "))
    if not words or len(words) > MAX_HEADING_WORDS:
        return None
    joined = " ".join(words)
    vocabulary = _vocabulary()
    for kind, pattern in vocabulary.phrases:
        if pattern.fullmatch(joined):
            return kind
    if all(word in vocabulary.heads or word in vocabulary.fillers for word in words):
        found = {vocabulary.heads[word] for word in words if word in vocabulary.heads}
        return next((kind for kind in _ORDER if kind in found), None)
    if (
        words[0] == "about"
        and 2 <= len(words) <= 5
        and phrase[0] == "A"
        and not _ROLE_WORDS.intersection(words)
    ):
        return "company"
    return None


@lru_cache(maxsize=1)
def last_words() -> frozenset[str]:
    """Words that a heading can end in: a quick test before the slower one.

    Returns
    -------
    frozenset of str
        Lower case.
    """
    vocabulary = _vocabulary()
    written_out = {word for _, pattern in vocabulary.phrases for word in _WORD.findall(pattern.pattern)}
    return frozenset(written_out | vocabulary.heads.keys() | vocabulary.fillers)
