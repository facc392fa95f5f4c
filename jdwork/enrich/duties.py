"""Putting duty sentences of ads into the form of the catalog's KRAs."""

from __future__ import annotations

import re

from jdwork.catalog.slug import visible_line
from jdwork.text.duty_verbs import duty_verbs

_BULLET = re.compile(r"^[^\w(\"']+|^\(?(?:\d{1,2}|[a-z])[.)]\s+")
_LEAD = re.compile(
    r"^(?:(?:in this (?:role|position),?\s+)?"
    r"(?:you|we|the (?:\w+ ){0,3}?(?:candidate|person|holder|incumbent))"
    r"(?:'ll| will| shall| would| are expected to| is expected to)?(?: also| be)?"
    r"|(?:be |is |are )?(?:responsible|accountable) for|(?:ability|able|expected|required|willingness) to"
    r"|(?:key |main )?(?:duties|responsibilities|tasks) (?:include|are)s?:?|to(?= [a-z])|will(?= [a-z]))\s+",
    re.IGNORECASE,
)
_TRAIL = re.compile(r"[\s;,:•·-]+$")
_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
LONGEST = 400
"""Characters of a KRA."""


def as_kra(sentence: str) -> str:
    """Clean a duty sentence: without bullet and run-up, its first verb in the third person.

    Nothing is added and nothing inside is changed, so that the sentence stays recognisable.

    Parameters
    ----------
    sentence
        As an ad has it.

    Returns
    -------
    str
        One line that ends in a full stop; "" where nothing is left.

    Examples
    --------
    >>> as_kra("• You will design and build APIs for partners;")
    'Designs and builds APIs for partners.'
    """
    text = visible_line(sentence)
    before = None
    while before != text:
        before = text
        text = _LEAD.sub("", _BULLET.sub("", text, count=1), count=1)
    text = _TRAIL.sub("", visible_line(text, most=LONGEST))
    if not _WORD.search(text):
        return ""
    text = _third_person(text)
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else text + "."


def _third_person(text: str) -> str:
    match = _WORD.match(text)
    if match is None:
        return text
    third = _third(match.group())
    rest = text[match.end() :]
    # "Design experience" asks for something; "Planning is key" says something of it.
    if third is None or re.match(r"\s+(?:experience|skills?|is|are)\b", rest, re.IGNORECASE):
        return text
    # "Design and build", "Plan, design and run": verbs that stand in a row go along.
    row = re.match(r"(?:(?:, and|, or|,| and| or)\s+[A-Za-z-]+)+", rest)
    if row is not None:
        made, whole = "", True
        for joint, verb in re.findall(r"((?:, and|, or|,| and| or)\s+)([A-Za-z-]+)", row.group()):
            other = _third(verb)
            if other is None or not whole:
                made, whole = made + joint + verb, False
            else:
                made += joint + other
        rest = made + rest[row.end() :]
    return third + rest


def _third(word: str) -> str | None:
    """The third person of an imperative or a gerund; None of what is none."""
    verbs = duty_verbs()
    verb = word.lower()
    if verb.endswith("ing"):
        stem = verb[:-3]
        single = stem[:-1] if stem[-1:] == stem[-2:-1] else stem
        verb = next((one for one in (stem, stem + "e", single) if one in verbs), "")
    if verb not in verbs:
        return None
    third = verb + "s"
    if verb.endswith(("s", "sh", "ch", "x", "z", "o")):
        third = verb + "es"
    elif verb.endswith("y") and verb[-2] not in "aeou":
        third = verb[:-1] + "ies"
    if third not in verbs:
        return None  # it is a third person already
    return third[0].upper() + third[1:] if word[0].isupper() else third
