"""Cutting sentences into the phrases that may be names of skills, and describing them."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from jdwork.skills.relevance import Features
from jdwork.skills.words import FILLER, PEOPLE, PHRASE_BREAKS, PHRASE_EDGES, QUALIFICATIONS, STOP_WORDS
from jdwork.text.duty_verbs import duty_verbs
from jdwork.text.job_description import SectionKind

_WORD = re.compile(r"(?<![\w@<])[A-Za-z][\w’']*(?:\+\+|#)?(?:[.-][A-Za-z0-9]\w*(?:\+\+|#)?)*")
_SHAPED = re.compile(
    r"[A-Za-z][a-z]*(?:[a-z][A-Z]|[A-Z]{2,}[a-z])[A-Za-z0-9]*"  # GraphQL, SwiftUI, LaTeX
    r"|[A-Za-z]+(?:[.-][A-Za-z]+)*\d[A-Za-z0-9]*(?:\.\d+)?"  # S3, log4j, HTML5
    r"|[A-Z][A-Za-z]+\.(?:js|JS|NET|io|ai|py)"
    r"|[A-Z][A-Za-z]*(?:\+\+|\#)"
)
_ACRONYM = re.compile(r"[A-Z][A-Z0-9]{1,5}s?")
_CALLS = frozenset(
    ("to", "will", "you", "we", "can", "and", "or", "then", "also", "help", "you'll", "you’ll")
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A run of words that may name a skill: where it stands and what stands beside it."""

    start: int
    end: int
    before: str
    after: str
    first_in_sentence: bool


def cut_phrases(text: str, start: int, end: int, taken: Iterable[tuple[int, int]]) -> Iterator[Phrase]:
    """Cut a sentence into phrases, at function words, verbs, punctuation and what is spoken for.

    Parameters
    ----------
    text
        The document.
    start, end
        The sentence in it.
    taken
        Stretches of the sentence that are no part of an unknown phrase, in text order.

    Yields
    ------
    Phrase
        Of one to four words, without the general words at its edges ("solid X skills" gives X).
    """
    verbs = duty_verbs()
    spans = list(taken)
    run: list[tuple[int, int, str]] = []
    before, before_run, previous, first = "", "", start, True
    imperative = False
    position = 0
    for match in _WORD.finditer(text, start, end):
        left, right = match.span()
        word = match.group().lower().replace("’", "'")
        while position < len(spans) and spans[position][1] <= left:
            position += 1
        covered = position < len(spans) and spans[position][0] < right
        gap = text[previous:left]
        verb = (
            not covered
            and word in verbs
            and not word.endswith("ing")
            and (first or (before in _CALLS and (imperative or before not in ("and", "or"))))
            and not run
        )
        if first and word in verbs:
            imperative = True
        stop = covered or verb or word in PHRASE_BREAKS or word in STOP_WORDS
        if run and (stop or gap.strip(" \t") or len(gap) > 2):
            yield from _trimmed(run, text, before_run, word if not gap.strip(" \t") else "", start)
            run = []
        if not stop:
            if not run:
                before_run = before if not gap.strip(" \t\n") else ""
            run.append((left, right, word))
        before, previous, first = word, right, False
    if run:
        yield from _trimmed(run, text, before_run, "", start)


def _trimmed(
    run: list[tuple[int, int, str]], text: str, before: str, after: str, sentence: int
) -> Iterator[Phrase]:
    low, high = 0, len(run)
    while low < high and (run[low][2] in FILLER or run[low][2] in PHRASE_EDGES):
        before = run[low][2]
        low += 1
    while high > low and run[high - 1][2] in PHRASE_EDGES:
        after = run[high - 1][2]
        high -= 1
    words = run[low:high]
    shaped = [at for at, (left, right, _) in enumerate(words) if _SHAPED.fullmatch(text, left, right)]
    if shaped and len(words) > 1:
        # "WebRTC servers" speaks of WebRTC; "Oracle APEX9" of both.
        first, last = shaped[0], shaped[-1] + 1
        while first > 0 and text[words[first - 1][0]].isupper() and words[first - 1][0] != sentence:
            first -= 1
        while last < len(words) and text[words[last][0]].isupper():
            last += 1
        before = words[first - 1][2] if first else before
        after = words[last][2] if last < len(words) else after
        words = words[first:last]
    if not 1 <= len(words) <= 4 or any(word in QUALIFICATIONS for *_, word in words):
        return
    start, end = words[0][0], words[-1][1]
    if end - start > 2 and text[end - 2 : end] in ("'s", "’s"):
        end -= 2
    yield Phrase(start, end, before, after, start == sentence)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How often each atom stands in names of skills, at their end, and in plain descriptions of work."""

    names: Counter[str]
    heads: Counter[str]
    prose: Counter[str]

    def odds(self, atom: str) -> float:
        """Log-odds of an atom for names of skills against prose, within -3 and 3."""
        return _odds(self.names[atom], self.prose[atom])

    def head_odds(self, atom: str) -> float:
        """The same for the last atom of a name."""
        return _odds(self.heads[atom], self.prose[atom])


def _odds(names: int, prose: int) -> float:
    return max(-3.0, min(3.0, math.log((names + 0.5) / (2.0 * prose + 0.5))))


@dataclass(frozen=True, slots=True)
class NameFeatures:
    """What the name of an unknown phrase says by itself, before and after the features of its place."""

    shape: str
    form: Features
    words: Features


def name_features(name: str, atoms: Sequence[str], *, vocabulary: Vocabulary, shape: str) -> NameFeatures:
    """Describe the name of an unknown phrase, wherever it stands.

    Parameters
    ----------
    name
        The phrase.
    atoms
        Its atoms.
    vocabulary
        Words of names and of prose.
    shape
        What `shape_of` says of it.

    Returns
    -------
    NameFeatures
    """
    form = {f"shape {shape}": 1.0, f"words {min(4, name.count(' ') + 1)}": 1.0}
    words: Features = {}
    if atoms:
        odds = [vocabulary.odds(atom) for atom in atoms]
        words["odds"] = sum(odds) / len(odds)
        words["weakest odds"] = min(odds)
        words["head odds"] = vocabulary.head_odds(atoms[-1])
        known = [atom in vocabulary.names or atom in vocabulary.prose for atom in atoms]
        words[f"unknown words {shape}"] = 1.0 - sum(known) / len(known)
        if not known[-1] and shape == "plain":
            words["unknown plain head"] = 1.0
        if atoms[-1].endswith(("ly", "able", "ful", "ous", "ive", "ed")):
            words["no noun"] = 1.0
        if atoms[-1] in PEOPLE:
            words["people head"] = 1.0
    return NameFeatures(shape, form, words)


def phrase_features(
    named: NameFeatures,
    place: Mapping[str, float],
    *,
    section: SectionKind,
    mentions: int,
    links: int,
    items: bool,
) -> Features:
    """Describe an unknown phrase where it stands.

    Parameters
    ----------
    named
        What `name_features` says of its name.
    place
        What `place_features` says of where it stands.
    section
        The section that it stands in.
    mentions
        Mentions in the JD.
    links
        On how many sides a catalog skill stands beside it in a list.
    items
        Whether it stands between commas or slashes, as an item.

    Returns
    -------
    dict of str to float
    """
    shape = named.shape
    features = {**place, **named.form, f"{shape} in section {section}": 1.0}
    if "asked before" in place:
        features[f"{shape} asked before"] = 1.0
    features.update(named.words)
    if links:
        features["beside a skill"] = 1.0
        features[f"{shape} beside a skill"] = 1.0
        if links == 2:
            features["between skills"] = 1.0
    if items:
        features["item"] = 1.0
    features["mentions"] = math.log(mentions)
    return features


def shape_of(name: str, *, first_in_sentence: bool) -> str:
    """Say how a phrase is written: ``technical``, ``acronym``, ``capital``, ``mixed`` or ``plain``."""
    words = name.split()
    if any(_SHAPED.fullmatch(word) for word in words):
        return "technical"
    if len(words) == 1 and _ACRONYM.fullmatch(name):
        return "acronym"
    capitals = [word[0].isupper() for word in words]
    if first_in_sentence:
        capitals = capitals[1:]
    if capitals and all(capitals):
        return "capital"
    return "mixed" if any(capitals) else "plain"
