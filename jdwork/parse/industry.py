"""The industry that a JD belongs to, by the words that each industry uses."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from jdwork.parse.model import DomainGuess, DomainName
from jdwork.parse.reading import Reading

OTHER = DomainName(aliases=[], domain="Other")

_FLOOR = 4.0
"""Weight that an industry needs before it is named; below it the guess is ``Other``."""
_SECOND_FLOOR = 5.0
_SECOND_SHARE = 0.6
_REPEATS = 3
"""How often one cue counts: a word said ten times is not ten pieces of evidence."""


@lru_cache(maxsize=1)
def _industries() -> tuple[tuple[DomainName, ...], dict[str, tuple[tuple[int, float], ...]]]:
    """The industries, and for every cue the industries that it speaks for with their weights."""
    names: list[DomainName] = []
    cues: dict[str, list[tuple[int, float]]] = {}
    for line in files("jdwork.parse").joinpath("industries.tsv").read_text("utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        name, aliases, strong, weak = (*line.split("\t"), "", "", "")[:4]
        index = len(names)
        names.append(
            DomainName(domain=name, aliases=[alias.strip() for alias in aliases.split(",") if alias.strip()])
        )
        for weight, column in ((2.0, strong), (1.0, weak)):
            for cue in column.split(","):
                if cue.strip():
                    cues.setdefault(cue.strip(), []).append((index, weight))
    return tuple(names), {cue: tuple(weights) for cue, weights in cues.items()}


def industry_names() -> tuple[str, ...]:
    """Every industry by its name, in the order of the table."""
    return tuple(each.domain for each in _industries()[0])


def industry_named(name: str) -> DomainName | None:
    """The industry of a name or of one of its other names, whatever its capitals; None where none has it."""
    wanted = " ".join(name.casefold().split())
    for each in _industries()[0]:
        if wanted in {each.domain.casefold(), *(alias.casefold() for alias in each.aliases)}:
            return each
    return None


def find_domain(reading: Reading) -> DomainGuess:
    """The industries that a JD speaks of most.

    Every cue (a word, or two in a row) of the table ``industries.tsv`` adds its weight, up to three times.

    Parameters
    ----------
    reading
        The prepared document; its title counts too.

    Returns
    -------
    DomainGuess
        ``primary`` is ``Other`` where no industry reaches the floor; ``secondary`` is named where it comes
        within six tenths of the first.
    """
    names, cues = _industries()
    words = list(reading.words)
    title = (reading.document.jd.title or "").lower().replace(",", " ").split()
    counts: Counter[str] = Counter()
    for tokens in (words, title):
        counts.update(token for token in tokens if token in cues)
        counts.update(pair for a, b in pairwise(tokens) if (pair := f"{a} {b}") in cues)
    scores: dict[int, float] = {}
    for cue, count in counts.items():
        for index, weight in cues[cue]:
            scores[index] = scores.get(index, 0.0) + weight * min(count, _REPEATS)
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    if not ranked or ranked[0][1] < _FLOOR:
        return DomainGuess(primary=OTHER, secondary=None)
    best, top = ranked[0]
    second = None
    if len(ranked) > 1 and ranked[1][1] >= max(_SECOND_FLOOR, _SECOND_SHARE * top):
        second = names[ranked[1][0]]
    return DomainGuess(primary=names[best], secondary=second)
