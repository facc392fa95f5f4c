"""What a single sentence is about, where no heading says so: cue phrases and first words."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from jdwork.text.duty_verbs import NOUN_LIKE, duty_verbs
from jdwork.text.job_description import SectionKind

_LONGEST = 1000
_DIGIT = re.compile(r"\d")
_YEARS = re.compile(r"\b\d{1,2}\s?\+?\s?(?:(?:-|–|to)\s?\d{1,2}\s?\+?\s?)?(?:years?|yrs?|months?)\b")
_MONEY = re.compile(r"[$£€₹]\s?\d|\b\d[\d,.]{0,12}\s?(?:lpa|lakhs?|usd|inr|cad|eur)\b")
_FIRST_WORD = re.compile(r"[a-z][a-z\-]*")
_PERSON_WILL = re.compile(
    r"^(?:the |this |our |an? |as an? )?[\w \-/&(),.]{2,70}? "
    r"(?:will|is responsible|are responsible|shall|is accountable)\b"
)


@dataclass(frozen=True, slots=True)
class _Cues:
    automaton: Any
    requirement_starts: frozenset[str]


@lru_cache(maxsize=1)
def _cues() -> _Cues:
    import ahocorasick

    data = tomllib.loads(resources.files("jdwork.text").joinpath("cues.toml").read_text("utf-8"))
    weights = data["weights"]
    automaton = ahocorasick.Automaton()
    for table, is_weak in (("weak_cues", True), ("cues", False)):
        for kind, cues in data[table].items():
            for cue in cues:
                phrase = cue.rstrip("~")
                weight = weights["weak"] if is_weak else weights[kind]
                automaton.add_word(phrase, (kind, weight, cue != phrase, len(phrase)))
    automaton.make_automaton()
    return _Cues(automaton=automaton, requirement_starts=frozenset(data["starts"]["requirements"].split()))


def _hits(lowered: str) -> list[tuple[SectionKind, float]]:
    """The different cues found; where one lies inside a longer one ("you will need"), only the longer."""
    size = len(lowered)
    found: list[tuple[int, int]] = []
    values: dict[str, tuple[SectionKind, float]] = {}
    for last, (kind, weight, open_ended, length) in _cues().automaton.iter(lowered):
        start = last - length + 1
        if start and lowered[start - 1].isalnum():
            continue
        if not open_ended and last + 1 < size and lowered[last + 1].isalnum():
            continue
        while found and found[-1][0] >= start:
            found.pop()
        if not found or found[-1][1] < last:
            found.append((start, last))
            values[lowered[start : last + 1]] = (kind, weight)
    return list(
        {lowered[start : last + 1]: values[lowered[start : last + 1]] for start, last in found}.values()
    )


def classify_sentence(text: str) -> tuple[SectionKind, float]:
    """Say what one sentence is about, and how surely.

    Each cue phrase found adds its weight to its kind; the first word adds one point to duties where
    it is the verb of a duty ("Develop", "Developing", "Develops") and to requirements where it is
    "Ability", "Proven", "Bachelor's" and the like. The kind with the highest sum wins.

    Parameters
    ----------
    text
        One sentence, without its bullet.

    Returns
    -------
    kind : SectionKind
        ``"other"`` where nothing tells.
    strength : float
        The winning sum, 0 or more. A single plain cue gives about 1, a sure one 1.5 or more.
    """
    lowered = text[:_LONGEST].lower().replace("’", "'")
    scores: dict[SectionKind, float] = {}
    # The verb goes first: where sums are equal, the kind entered first wins.
    verb = _leading_verb(lowered)
    if verb:
        scores["duties"] = verb if lowered.count(" ") > 1 else verb / 3
    for kind, weight in _hits(lowered):
        scores[kind] = scores.get(kind, 0.0) + weight
    if _DIGIT.search(lowered):
        if _YEARS.search(lowered):
            scores["requirements"] = scores.get("requirements", 0.0) + 0.8
        if _MONEY.search(lowered):
            scores["logistics"] = scores.get("logistics", 0.0) + 0.9
    if not verb:
        first = lowered.split(maxsplit=1)[:1]
        if first and first[0].strip(",.:;()") in _cues().requirement_starts:
            scores["requirements"] = scores.get("requirements", 0.0) + 1.3
        elif _PERSON_WILL.match(lowered) and not lowered.startswith(("we ", "this position will be")):
            scores["duties"] = scores.get("duties", 0.0) + 0.8
    if not scores:
        return "other", 0.0
    best = max(scores, key=lambda kind: scores[kind])
    return best, scores[best]


def _leading_verb(lowered: str) -> float:
    """Points for beginning as a duty does: 1.6 for a plain verb, less where the word is often a noun."""
    verbs = duty_verbs()
    position = 0
    for _ in range(3):
        match = _FIRST_WORD.search(lowered, position)
        if match is None or match.start() > position + 3:
            return 0.0
        word = match[0]
        if word in verbs:
            rest = lowered[match.end() : match.end() + 16]
            if word in ("understanding", "working") and rest.startswith((" of", " knowledge")):
                return 0.0
            if word in NOUN_LIKE or rest.lstrip().startswith(("skill", "experience", "knowledge", "ability")):
                return 0.5
            return 1.6
        if word not in ("to", "will", "and", "also", "help", "you", "be") and not word.endswith("ly"):
            return 0.0
        position = match.end()
    return 0.0


def begins_with_verb(text: str) -> bool:
    """Whether a text begins as a duty does, with a verb.

    Parameters
    ----------
    text
        A sentence, or the tail of one.

    Returns
    -------
    bool
    """
    return _leading_verb(text.lower()) > 1
