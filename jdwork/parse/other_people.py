"""Titles that stand in an ad and are not the role advertised: of who signs, who leads, who is to be hired."""

from __future__ import annotations

import re

from jdwork.parse.reading import Reading
from jdwork.parse.role_title import has_head
from jdwork.parse.role_words import ADJECTIVES, ARCHETYPE_BY_MODIFIER, GENERIC, SENIORITY

_BLANK = re.compile(
    r"\W*(?:n\W?a|none|null|nil|nan|unknown|untitled|not (?:available|applicable|given|specified|known"
    r"|stated)|no title|tb[ad]|to be (?:defined|announced|determined)|title|job title|test)?\W*",
    re.I,
)
_AS_WORK = re.compile(
    r"(?:^|[.!?;,\n•]\s*|\byou\s+(?:will\s+)?|\band\s+)(?:\w+ly\s+)?(?:fill|staff|advertis|post|publish"
    r"|handl|manag|clos|sourc|recruit|screen|match|find|writ|promot)\w*\s+(?:[\w’'-]+\s+){0,3}$"
)
_SEVERAL = re.compile(r"\s*(?:openings|vacancies)\s")
_LABELLED = re.compile(
    r"\W*(?:report(?:s|ing)?[ \t]+(?:in)?to|contact|supervis(?:or|ed by)|line manager)\b", re.I
)
_KNOWN = ARCHETYPE_BY_MODIFIER.keys() | GENERIC | ADJECTIVES | SENIORITY


def is_blank_title(title: str) -> bool:
    """Whether a given title says that there is none (``N/A``, ``untitled``, ``to be defined``).

    Parameters
    ----------
    title
        A title as it was given.

    Returns
    -------
    bool
        True as well for one of nothing but signs.
    """
    return _BLANK.fullmatch(title) is not None


def fills_vacancies(reading: Reading, trigger: re.Match[str]) -> bool:
    """Whether vacancies are the reader's daily work (``You fill vacancies for welders``), not the ad's own.

    Parameters
    ----------
    reading
        The prepared document.
    trigger
        The words that would announce a role, matched in the text.

    Returns
    -------
    bool
        False wherever the trigger is not about several vacancies.
    """
    before = max(0, trigger.start() - 60), trigger.start()
    return bool(_SEVERAL.match(trigger.group()) and _AS_WORK.search(reading.lower, *before))


def names_somebody_else(reading: Reading, line: str) -> bool:
    """Whether a line names a superior, or a person with an office (``Anna Feld, HR Manager``).

    Parameters
    ----------
    reading
        The prepared document.
    line
        A line of it.

    Returns
    -------
    bool
        A person is told by two or three capitalised words before the first comma, none of them a word of
        titles or of the rest of the text.
    """
    if _LABELLED.match(line):
        return True
    name, comma, office = line.partition(",")
    words = name.split()
    if not comma or len(words) not in {2, 3} or has_head(name) or not has_head(office):
        return False
    return all(
        word.isalpha()
        and word.istitle()
        and word.lower() not in _KNOWN
        and re.search(rf"\b{word.lower()}\b", reading.text) is None
        for word in words
    )
