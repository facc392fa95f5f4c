"""Settling what is doubtful: which of the possible names are meant, and mean the skill."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from jdwork.skills.abbreviations import Introduction, initials, introductions, places_of
from jdwork.skills.context import Surroundings
from jdwork.skills.hits import Hit, links_of, longest
from jdwork.skills.lexicon import Entry, Lexicon
from jdwork.skills.senses import Circumstances, SenseTable
from jdwork.skills.tokens import tokenize
from jdwork.skills.variants import PROPER_NATURES

MOST_ROUNDS = 20
"""How many doubtful names in a row are settled one by the other, each from its neighbour; ads have two."""


def settle(hits: list[Hit], surroundings: Surroundings, *, lexicon: Lexicon, senses: SenseTable) -> list[Hit]:
    """Decide the doubtful hits and let the longest name win.

    Parameters
    ----------
    hits
        From `find_hits`; their doubts are changed.
    surroundings
        Answers about places in the text.
    lexicon
        For the context words of each skill.
    senses
        For names that also mean something else.

    Returns
    -------
    list of Hit
        Those that stand, in text order; none overlap.
    """
    named = _ambiguous(hits, surroundings, senses)
    for hit in hits:
        words = lexicon.context[hit.entry.skill.slug]
        if hit.doubt == "context" and surroundings.near(hit.start, hit.end, words):
            hit.doubt = ""
    sure = longest([hit for hit in hits if not hit.doubt])
    doubtful = [hit for hit in hits if hit.doubt in ("context", "headline", "case")]
    for _ in range(MOST_ROUNDS):
        firsts = [hit.first for hit in sure]
        backed = [hit for hit in doubtful if _listed(hit, sure, firsts, surroundings)]
        if not backed:
            break
        for hit in backed:
            hit.doubt = ""
        sure = longest(sure + backed)
        doubtful = [hit for hit in doubtful if hit.doubt]
    return _in_their_sense(sure, named, surroundings, lexicon, senses)


def _ambiguous(hits: list[Hit], surroundings: Surroundings, senses: SenseTable) -> dict[int, str]:
    """Names with another meaning, by identity of the hit; those that are amounts or people fall out."""
    norms = surroundings.tokens.norms
    named: dict[int, str] = {}
    for hit in hits:
        if hit.last - hit.first > 3:
            continue
        name = "".join(norms[hit.first : hit.last]).strip(".0123456789")
        if senses.sense(name) is None:
            name = name.removesuffix("s")
        name_end = surroundings.tokens.ends[hit.last - 1]
        if senses.is_something_else(name, surroundings.text, hit.start, name_end):
            hit.doubt = "another sense"
        elif senses.sense(name) is not None:
            named[id(hit)] = name
    return named


def _in_their_sense(
    sure: list[Hit],
    named: dict[int, str],
    surroundings: Surroundings,
    lexicon: Lexicon,
    senses: SenseTable,
) -> list[Hit]:
    """Leave out names that mean something else here."""
    if not any(id(hit) in named for hit in sure):
        return sure
    kept = [hit for hit in sure if id(hit) not in named]
    open_ = [hit for hit in sure if id(hit) in named]
    for _ in range(MOST_ROUNDS):
        beside = [hit for hit in kept if hit.entry.skill.nature != "SOFT_SKILL"]
        firsts = [hit.first for hit in beside]
        settled = [
            hit
            for hit in open_
            if senses.score(
                named[id(hit)], _around(hit, named[id(hit)], beside, firsts, surroundings, lexicon, senses)
            )
            > 0
        ]
        if not settled:
            break
        # Each that is settled may settle the one beside it: "Ant, Maven and Gradle".
        kept = sorted([*kept, *settled], key=lambda hit: hit.first)
        done = {id(hit) for hit in settled}
        open_ = [hit for hit in open_ if id(hit) not in done]
    return kept


def _around(
    hit: Hit,
    name: str,
    beside: list[Hit],
    firsts: list[int],
    surroundings: Surroundings,
    lexicon: Lexicon,
    senses: SenseTable,
) -> Circumstances:
    surface = surroundings.text[hit.start : hit.end]
    return Circumstances(
        near=surroundings.near_words(hit.start, hit.end),
        support=lexicon.context_words[hit.entry.skill.slug],
        listed=links_of(hit, beside, firsts, surroundings) > 0,
        asked=surroundings.is_asked(hit.start, hit.end),
        in_field=senses.speaks_of_field(name, surroundings.words),
        lower_case=surface.islower() and hit.entry.skill.nature in PROPER_NATURES,
    )


def settle_abbreviations(accepted: list[Hit], hits: Sequence[Hit], surroundings: Surroundings) -> list[Hit]:
    """Let an abbreviation mean what the text says that it stands for.

    Parameters
    ----------
    accepted
        From `settle`.
    hits
        All that was found.
    surroundings
        Answers about places in the text.

    Returns
    -------
    list of Hit
        With the abbreviations of skills that the text spells out, and without those of other things.
    """
    text, tokens = surroundings.text, surroundings.tokens
    for made in introductions(text):
        long = [hit for hit in accepted if hit.start >= made.start and hit.end <= made.end]
        whole = next((hit for hit in long if (hit.start, hit.end) == (made.start, made.end)), None)
        places = set(places_of(made.short, text))
        if whole is None:
            other = [
                hit for hit in hits if (hit.start, hit.end) in places and _is_other(hit.entry, made, text)
            ]
            if other:
                # "neuro-linguistic programming" is no programming either.
                gone = {id(hit) for hit in [*other, *long]}
                accepted = [hit for hit in accepted if id(hit) not in gone]
            continue
        for start, end in sorted(places):
            at = [hit for hit in accepted if hit.start < end and start < hit.end]
            if any(
                hit.entry.skill is whole.entry.skill or (hit.start, hit.end) != (start, end) for hit in at
            ):
                continue
            first = bisect_left(tokens.starts, start)
            last = bisect_left(tokens.starts, end)
            if first == last or tokens.starts[first] != start:
                continue
            gone = {id(hit) for hit in at}
            accepted = [hit for hit in accepted if id(hit) not in gone]
            accepted.append(Hit(first, last, start, end, whole.entry, ""))
    return sorted(accepted, key=lambda hit: hit.first)


def _is_other(entry: Entry, made: Introduction, text: str) -> bool:
    """Whether a skill's own long form is another than the text's, so that the text means another thing."""
    short = re.sub(r"[^a-z]", "", made.short.lower())
    names = {alias.text.split("(")[0] for alias in entry.skill.aliases}
    spelled = {tuple(tokenize(name).norms) for name in names if initials(name) == short}
    return bool(spelled) and tuple(tokenize(text[made.start : made.end]).norms) not in spelled


def _listed(hit: Hit, sure: list[Hit], firsts: list[int], surroundings: Surroundings) -> bool:
    """Whether a doubtful name stands in a list of skills.

    In its own letter case a neighbour across a comma, a slash or an "and" is enough; across mere space,
    or in another letter case, there must be one on either side.
    """
    position = bisect_left(firsts, hit.first)
    links = []
    if position > 0:
        left = sure[position - 1]
        if left.last <= hit.first and left.entry.skill.nature != "SOFT_SKILL":
            links.append(surroundings.list_link(left.end, hit.start))
    after = position
    while after < len(sure) and sure[after].first < hit.last:
        after += 1
    if after < len(sure) and sure[after].entry.skill.nature != "SOFT_SKILL":
        links.append(surroundings.list_link(hit.end, sure[after].start))
    if hit.doubt in ("context", "headline") and "list" in links:
        return True
    return len(links) == 2 and None not in links
