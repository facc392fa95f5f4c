"""Every place where an alias may stand, judged by its letters alone."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from jdwork.skills.context import Surroundings
from jdwork.skills.lexicon import VERSIONED_NATURES, Entry, Lexicon, letters_between
from jdwork.skills.tokens import Tokens
from jdwork.skills.variants import PROPER_NATURES
from jdwork.skills.versions import version_end
from jdwork.skills.words import PROSE_AFTER, STOP_WORDS

MOST_HITS = 2_000
"""Places looked at in one text, ten times what the fullest ads have; later ones are left out."""

_ENDINGS = frozenset(("js", "net", "io", "py", "ai"))


@dataclass(slots=True)
class Hit:
    """One place where an alias may have been found: atoms ``first`` to ``last``, a stretch of the text.

    ``doubt`` is empty where the letters alone decide. Else it says what is missing: ``context`` words or a
    list, a list (``headline``: all around is in capitals), skills on both sides (``case``: not its own
    letter case), or that it is ``another sense`` for certain.
    """

    first: int
    last: int
    start: int
    end: int
    entry: Entry
    doubt: str


def find_hits(lexicon: Lexicon, surroundings: Surroundings) -> list[Hit]:
    """Find every alias at every atom, overlapping ones too.

    Parameters
    ----------
    lexicon
        The aliases.
    surroundings
        Answers about places in the text.

    Returns
    -------
    list of Hit
        In text order of their starts; some `MOST_HITS` at most.
    """
    text, tokens = surroundings.text, surroundings.tokens
    hits: list[Hit] = []
    for first, norm in enumerate(tokens.norms):
        if len(hits) >= MOST_HITS:
            break
        if not lexicon.may_start(norm):
            continue
        for last, entries in lexicon.walk(tokens, first):
            if last < len(tokens.norms) and tokens.norms[last] in ("++", "#"):
                continue  # The C of C++ and of C#.
            if norm in _ENDINGS and last == first + 1 and text[max(0, tokens.starts[first] - 1)] == ".":
                continue  # The js of a Next.js that the catalog does not know.
            for entry in entries:
                doubt = _judge(entry, first, last, surroundings)
                if doubt is not None and not surroundings.is_order(tokens.starts[first]):
                    end = _end(entry, tokens, text, last)
                    hits.append(Hit(first, last, tokens.starts[first], end, entry, doubt))
    return hits


def _judge(entry: Entry, first: int, last: int, surroundings: Surroundings) -> str | None:
    """Return the doubt that remains about a name, or None where the letter case rules it out."""
    text, tokens = surroundings.text, surroundings.tokens
    if entry.strategy == "CASE_INSENSITIVE" and not entry.capitals_only:
        shouted = (
            tokens.norms[first] in STOP_WORDS and last - first > 1 and _in_capitals(text, tokens, first, last)
        )
        return None if shouted else ""
    surface = letters_between(text, tokens, first, last)
    if entry.capitals_only:
        return "" if surface.isupper() and not _in_capitals(text, tokens, first, last) else None
    own = surface == entry.letters or surface in (entry.letters + "s", entry.letters + "S")
    own = own or surface.rstrip("0123456789") == entry.letters
    capitals = len(surface) > 1 and surface.isupper() and surface.lower() == entry.letters.lower()
    prose = (
        own
        and last == first + 1
        and len(surface) > 1
        and surface.istitle()
        and last < len(tokens.norms)
        and tokens.norms[last] in PROSE_AFTER
        and surroundings.starts_sentence(tokens.starts[first])
    )
    if prose:
        return None
    if entry.strategy == "CASE_SENSITIVE":
        return "" if own else "context" if capitals else None
    if capitals and not own and _in_capitals(text, tokens, first, last):
        return "headline"  # Where all is in capitals, only a list tells.
    plain = entry.skill.nature not in PROPER_NATURES and len(surface) > 4
    return "context" if own or capitals or plain else "case"


def _end(entry: Entry, tokens: Tokens, text: str, last: int) -> int:
    """End of the mention, with a version number behind the name."""
    end = tokens.ends[last - 1]
    if end - tokens.starts[last - 1] > 2 and text[end - 2] in "'’" and text[end - 1] in "sS":
        return end - 2  # The genitive is not part of the name.
    return version_end(text, end) if entry.skill.nature in VERSIONED_NATURES else end


def links_of(hit: Hit, sure: Sequence[Hit], firsts: Sequence[int], surroundings: Surroundings) -> int:
    """Count the sides, 0 to 2, on which another skill stands beside a hit in a list.

    Parameters
    ----------
    hit
        The hit.
    sure
        Settled hits in text order, with or without it.
    firsts
        Their first atoms.
    surroundings
        Answers about places in the text.

    Returns
    -------
    int
    """
    left = bisect_left(firsts, hit.first) - 1
    right = bisect_right(firsts, hit.first)
    links = 0
    if left >= 0 and sure[left].entry.skill.nature != "SOFT_SKILL" and sure[left].last <= hit.first:
        links += surroundings.list_link(sure[left].end, hit.start) is not None
    if right < len(sure) and sure[right].entry.skill.nature != "SOFT_SKILL" and sure[right].first >= hit.last:
        links += surroundings.list_link(hit.end, sure[right].start) is not None
    return links


def longest(hits: list[Hit]) -> list[Hit]:
    """Keep, of overlapping hits, the longest (then the first, then the canonical), in text order."""
    order = sorted(hits, key=lambda hit: (hit.first - hit.last, hit.first, hit.entry.rank, -hit.end))
    used: set[int] = set()
    kept = []
    for hit in order:
        atoms = range(hit.first, hit.last)
        if used.isdisjoint(atoms):
            used.update(atoms)
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.first)


def _in_capitals(text: str, tokens: Tokens, first: int, last: int) -> bool:
    """Whether the words around are in capitals too, so that capitals mean nothing."""
    around = [at for at in (first - 1, last) if 0 <= at < len(tokens.norms) and tokens.norms[at].isalpha()]
    return bool(around) and all(text[tokens.starts[at] : tokens.ends[at]].isupper() for at in around)
