"""Cleaning the texts of other people's taxonomies: names, titles with brackets, sentences."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator

from jdwork.catalog.references import folded

LONGEST_ALIAS = 100
LONGEST_NAME = 200
LONGEST_PROSE = 2000
FEWEST_WORDS = 3
"""Words below which a piece of a description is no duty."""

_WORD = re.compile(r"\w+")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_BRACKET = re.compile(r"\s*\(([^()]*)\)\s*")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9])")
_ABBREVIATED = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|incl|no|st|dr|mr|mrs|ms)|(?<![\w'’])[A-Za-z])\.$", re.IGNORECASE
)
_SMALL_WORDS = frozenset(
    ("a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with")
)


def clean_text(raw: str) -> str:
    """One line of plain text: no markup, no control characters, single spaces, composed letters."""
    text = raw
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "&" in text:
        text = html.unescape(text)
    if not text.isprintable():
        # Line breaks count as spaces; so do controls, half characters and unassigned code points.
        text = "".join(
            " " if unicodedata.category(character)[0] in "CZ" else character
            for character in text
            if unicodedata.category(character) != "Cf"
        )
    return " ".join(unicodedata.normalize("NFC", text).split())


def split_sentences(text: str) -> list[str]:
    """Cut a description into its sentences; pieces of fewer than three words are left out.

    Parameters
    ----------
    text
        Clean text.

    Returns
    -------
    list of str
        In order, without repeats.
    """
    pieces: list[str] = []
    for piece in _SENTENCE_END.split(text):
        if pieces and _ABBREVIATED.search(pieces[-1]):
            pieces[-1] += f" {piece}"
        else:
            pieces.append(piece)
    return [piece for piece in unique(pieces) if len(piece.split()) >= FEWEST_WORDS]


def unique(texts: Iterable[str]) -> list[str]:
    """Drop empty texts and those that repeat an earlier one but for letter case and spaces."""
    kept: dict[str, str] = {}
    for text in texts:
        if text:
            kept.setdefault(folded(text), text)
    return list(kept.values())


def title_aliases(title: str) -> Iterator[str]:
    """Take a job title apart into the ways in which ads write it.

    A bracketed abbreviation, or a second wording, is a title of its own; a bracketed remark is not one.

    Parameters
    ----------
    title
        Clean text.

    Yields
    ------
    str
        ``Chief Financial Officer (CFO)`` gives both names, ``Data Base (DB) Clerk`` gives ``Data Base
        Clerk`` and ``DB Clerk``, ``Diver (Scuba)`` gives ``Diver`` alone.
    """
    match = _BRACKET.search(title)
    if match is None:
        yield from _halves(title)
        return
    before, inside, after = title[: match.start()], match.group(1).strip(), title[match.end() :]
    outside = f"{before} {after}".strip() if before else after
    if "(" in outside:
        outside = clean_text(_BRACKET.sub(" ", outside))
    yield outside
    if not inside or not before:
        return
    start = spelled_from(inside, before) if _is_abbreviation(inside) else None
    if start is not None:
        yield f"{before[:start]}{inside} {after}".strip()
    elif not after and _says_again(inside, before):
        yield inside


def _halves(title: str) -> Iterator[str]:
    yield title
    if title.count("/") == 1:
        # "head waiter/head waitress" names two; "UI/UX designer" one.
        left, right = (half.strip() for half in title.split("/"))
        if left and right and len(left.split()) == len(right.split()) and min(len(left), len(right)) > 3:
            yield left
            yield right


def _is_abbreviation(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    capitals = sum(character.isupper() for character in letters)
    return 2 <= capitals <= 8 and capitals * 2 > len(letters) and " " not in text


def _says_again(inside: str, before: str) -> bool:
    """Whether a closing bracket is the same title in other words: it shares a word, or spells it out."""
    if " " not in inside:
        return False
    shared = {word.casefold() for word in inside.split()} & {word.casefold() for word in before.split()}
    return bool(shared - _SMALL_WORDS) or (" " not in before and spelled_from(before, inside) == 0)


def spelled_from(short: str, words: str) -> int | None:
    """Find where an abbreviation begins to be spelled out.

    Parameters
    ----------
    short
        Such as ``HTML``.
    words
        Such as ``editor of hypertext markup language``.

    Returns
    -------
    int or None
        Place of the first word with the first letter from which on all letters stand in order; None if
        there is none.
    """
    letters = [character for character in short.casefold() if character.isalnum()]
    text = words.casefold()
    if not letters or len(text) != len(words):
        return None
    for match in _WORD.finditer(text):
        if match.group()[0] != letters[0]:
            continue
        place = match.start()
        for letter in letters:
            place = text.find(letter, place) + 1
            if not place:
                return None
        return match.start()
    return None


def display_name(label: str) -> str:
    """Capitalise the plain words of a label: ``head of sales`` is shown as ``Head of Sales``."""
    words = label.split(" ")
    return " ".join(
        word if (position and word in _SMALL_WORDS) or not word.islower() else word[0].upper() + word[1:]
        for position, word in enumerate(words)
    )


def shortened(text: str, limit: int) -> str:
    """Cut an overlong text at a word."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
