"""Sentences that stand for what several JDs say is done."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jdwork.discover.model import TypicalDuty, UnknownJd

MAX_TEXTS = 40
"""JDs of a cluster whose duties are read."""

MOST = 10
"""Sentences chosen."""

_MAX_SENTENCES = 320  # compared with one another: their number squared is what it costs
_DUTY_WORDS = range(4, 41)
_ANYWHERE = re.compile(
    r"\bother\b.*\b(?:dut|task|work|project|responsib)\w*.*\b(?:assign|require|need|request)", re.I
)
_WORD = re.compile(r"[^\W\d_]{2,}")


def duty_sentences(jds: Sequence[UnknownJd]) -> list[tuple[int, str, int, int]]:
    """List the sentences that say what is done, each once per JD.

    Parameters
    ----------
    jds
        The JDs; the first `MAX_TEXTS` are read, and of many JDs the first sentences of each.

    Returns
    -------
    list of tuple
        Position of the JD, text, start, end; in order. Sentences of 4 to 40 words only.
    """
    read = jds[:MAX_TEXTS]
    each = _MAX_SENTENCES // max(len(read), 1)
    found = []
    for place, jd in enumerate(read):
        heard: set[str] = set()
        for one in jd.said:
            folded = one.text.casefold()
            # "Other duties as assigned" is said of every job.
            if (
                one.duty
                and not _ANYWHERE.search(one.text)
                and len(one.text.split()) in _DUTY_WORDS
                and folded not in heard
                and len(heard) < each
            ):
                heard.add(folded)
                found.append((place, one.text, one.start, one.end))
    return found


def representative(
    sentences: Sequence[tuple[int, str]], *, most: int = MOST, terms: Sequence[str] = ()
) -> list[tuple[int, int]]:
    """Choose sentences that stand for all, each said by as many JDs as possible and no two alike.

    Parameters
    ----------
    sentences
        Sentences, each with the number of its JD.
    most
        How many to choose.
    terms
        Words that set the JDs apart: a sentence with one of them counts one and a half times, with two or
        more twice.

    Returns
    -------
    list of tuple
        Positions in ``sentences`` in the order given, each with the number of JDs that have a sentence
        with a token set ratio of 60 or more. One with 75 or more against a chosen sentence is left out.
    """
    from rapidfuzz import fuzz, process, utils

    texts = [text for _, text in sentences]
    if not texts:
        return []
    alike = process.cdist(texts, texts, scorer=fuzz.token_set_ratio, processor=utils.default_process)
    support = [
        len(
            {sentences[other][0] for other in range(len(texts)) if alike[place][other] >= 60}
            | {sentences[place][0]}
        )
        for place in range(len(texts))
    ]
    telling = {word for term in terms for word in _WORD.findall(term.casefold())}
    weight = [
        support[place] * (1 + min(len(telling & set(_WORD.findall(text.casefold()))), 2) / 2)
        for place, text in enumerate(texts)
    ]
    left = sorted(
        range(len(texts)),
        key=lambda place: (-weight[place], abs(len(texts[place].split()) - 14), place),
    )
    chosen: list[int] = []
    for place in left:
        if len(chosen) == most:
            break
        if all(alike[place][other] < 75 for other in chosen):
            chosen.append(place)
    return [(place, support[place]) for place in sorted(chosen)]


def typical_duties(
    jds: Sequence[UnknownJd], *, most: int = MOST, terms: Sequence[str] = ()
) -> tuple[TypicalDuty, ...]:
    """Choose the sentences that stand for what some JDs say is done, with their places.

    Parameters
    ----------
    jds
        JDs of one cluster.
    most
        How many sentences.
    terms
        Words that set them apart, as for `representative`.
    """
    said = duty_sentences(jds)
    chosen = representative([(place, text) for place, text, _, _ in said], most=most, terms=terms)
    return tuple(
        TypicalDuty(said[at][1], jds[said[at][0]].id, said[at][2], said[at][3], count) for at, count in chosen
    )
