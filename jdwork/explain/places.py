"""Where sentences and words stand in a JD's text."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from jdwork.explain.reading import Reading
from jdwork.signals.lexical import WORD

MOST_PLACES = 20
"""Places at which one word is shown."""

_TOKEN = re.compile(WORD, re.IGNORECASE)


def sentence_at(reading: Reading, position: int) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Text of a sentence that was compared, and where it stands; a title stands nowhere in the text."""
    held = reading.detail.sentences.sentences
    if position >= len(held):
        return reading.texts[position], ()
    return held[position].text, ((held[position].start, held[position].end),)


def term_places(reading: Reading, terms: set[str], vectorizer: Any) -> dict[str, list[tuple[int, int]]]:
    """Where words, and pairs of words with nothing but stop words between, stand in the text.

    Parameters
    ----------
    reading
        The JD, read again.
    terms
        Words and pairs as the vectorizer names them.
    vectorizer
        Says which words are stop words.

    Returns
    -------
    dict of str to list
        The first `MOST_PLACES` of each, in text order.
    """
    stops = vectorizer.get_stop_words() or frozenset()
    text = reading.record.jd.text
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for sentence in reading.detail.sentences.sentences:
        before: tuple[str, int] | None = None
        for match in _TOKEN.finditer(text, sentence.start, sentence.end):
            word = match.group().lower()
            if word in stops:
                continue
            if word in terms:
                found[word].append(match.span())
            if before is not None and f"{before[0]} {word}" in terms:
                found[f"{before[0]} {word}"].append((before[1], match.end()))
            before = (word, match.start())
    return defaultdict(list, {term: places[:MOST_PLACES] for term, places in found.items()})
