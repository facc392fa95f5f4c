"""What stands in titles and is no part of the job's name: pay, ids, hours, levels, calls to apply."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from jdwork.parse.role_words import NAMED_BEFORE, TERMS

EDGE: Final[str] = " \t\n\r.,;:!?'\"`*_~-–—&/|\\@+=^%<>()[]{}"
"""Characters that part words and belong to none."""

JOINED: Final[re.Pattern[str]] = re.compile(r"[^\W_]")
"""A letter or digit."""

BRACKETS: Final[re.Pattern[str]] = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}|<[^<>]*>|[(\[{][^)\]}]*$")
"""Text in brackets, or from a bracket that is never closed."""

_GENDER = re.compile(
    r"\(?(?<![\w/])[mfwhd]\s*[/|]\s*[mfwhdx](?:\s*[/|]\s*[a-z*]){0,2}(?![\w/])\)?|\ball genders?\b", re.I
)
_SCRIPT = re.compile(r"<(script|style)\b[^>]*>.*?</\1\s*>", re.I | re.S)
_HASHTAG = re.compile(r"(?<![^\s(|,])#[^\W\d]\w+")
_IDS = re.compile(
    r"(?<!\w)(?:req(?:uisition)?|jr|ref(?:erence)?|job\s*(?:id|code|no|ref)|posting|vacancy|id|no)"
    r"[\s.:#_-]*\d[\w-]*"
    r"|#\s*\w*\d\w*|(?<!\w)(?:[a-z]{0,4}-)?[a-z]{0,4}\d{4,}(?:\s*[-/]\s*\d{2,4})?(?!\w)",
    re.I,
)
_SUM = r"\d[\d,.]*\s*(?:[kl](?![a-z])|lpa|lacs?|lakhs?|cr(?:ores?)?)?"
_PER = r"(?:\s*(?:/|per|an|a|p\.?)\s*(?:hours?|hr|h|years?|yr|months?|mo|annum|day|week|a|m)\b\.?)?"
_MONEY = re.compile(
    rf"(?:up\s*to\s+|ote\s+|ctc\s*:?\s*|salary\s*:?\s*|pay\s*:?\s*)?(?:[$£€₹]|\b(?:rs|inr|usd|gbp|eur)\b\.?)\s*{_SUM}"
    rf"(?:\s*(?:[-–—]|to)\s*[$£€₹]?\s*{_SUM})?{_PER}"
    r"|(?<![\w.])(?:(?:up\s*to|ctc|salary)\s*:?\s*)?\d[\d.]*\s*(?:(?:[-–]|to)\s*\d[\d.]*)?\s*"
    r"(?:lpa|lacs?|lakhs?)\b(?:\s*(?:per|p\.?)\s*a(?:nnum)?\b\.?)?"
    r"|(?<![\w.])\d{2,3}\s*k\s*(?:[-–]|to)\s*\d{2,3}\s*k\b",
    re.I,
)
_YEARS = re.compile(
    r"(?:\b(?:exp(?:erience)?)\s*[.:-]?\s*)?(?:min(?:imum)?\.?\s*)?"
    r"\d+(?:\.\d+)?\s*(?:\+|[-–]|to)?\s*(?:\d+(?:\.\d+)?)?\s*\+?\s*(?:years?|yrs?|months?|weeks?)\b[.']?"
    r"(?:\s*(?:of\s*)?exp(?:erience|\.)?)?"
    r"|\b\d+\s*(?:\+|[-–]\s*\d+)\s*exp(?:erience)?\b|\bexp(?:erience)?\s*[.:-]?\s*\d+\s*(?:\+|[-–]\s*\d+)?(?!\w)",
    re.I,
)
_SEASON = re.compile(
    r"\b(?:(?:summer|fall|autumn|winter|spring)\s+(?:term\s+)?(?:20\d\d|intern(?:ship)?\s+20\d\d)"
    r"|(?:class|batch)\s+(?:of\s+)?20\d\d)\b",
    re.I,
)
_COUNT = re.compile(
    r"(?<![\w.])(?:x\s*\d{1,2}|\d{1,2}\s*x|\d{1,3}\s*(?:nos?\b\.?|positions?|openings?|posts?|vacanc(?:y|ies)))(?!\w)",
    re.I,
)
_LEAD_IN = re.compile(
    r"^(?:(?:urgent(?:ly)?|immediate|we\s+are|we['’]re|now|currently|job|great)\s+)*"
    r"(?:openings?|requirements?|hiring|vacanc(?:y|ies)|looking|required|wanted|needed|walk[\s-]?in(?:\s+interview)?"
    r"|jobs?|role|position|job\s+title)"
    r"\s*(?:for|of|as|[:-])\s*(?:(?:an?|the)\s+)?",
    re.I,
)
_SHIFT = (
    r"(?:(?:night|day|evening|morning|afternoon|us|uk|rotational|rotating|swing|graveyard|weekend|early|late"
    r"|1st|2nd|3rd|first|second|third|am|pm|\d{1,2}[\s-]?(?:hours?|hrs?))(?:\s*[/&-]\s*|\s+))+"
    r"shifts?(?!\s+(?:supervisor|manager|lead|leader|incharge|in[\s-]charge|coordinator|engineer))"
)
_PHRASES = re.compile(
    r"\b(?:full[\s-]?time|part[\s-]?time|work(?:ing)?[\s-]from[\s-](?:home|office)|home[\s-]based|on[\s-]?site"
    r"|in[\s-]office|as[\s-]needed|on[\s-]call|per[\s-]diem|all[\s-](?:skill[\s-])?levels|fixed[\s-]term(?:\s+contract)?"
    r"|walk[\s-]?ins?|in[\s-]training|entry[\s-]level|mid[\s-](?:senior[\s-])?level|senior[\s-]level"
    r"|remote[\s-](?:ok|first|only)|hybrid(?!\s+(?:mobile|app|cloud|react|vehicle))"
    r"|temp(?:orary)?[\s-]to[\s-](?:perm|hire)(?:anent)?|contract[\s-]to[\s-]hire"
    r"|immediate(?:ly)?[\s-](?:joiners?|joining|start(?:er)?)(?:\s+only)?|(?:early|new)[\s-]joiners?|new[\s-]grad(?:uate)?s?"
    r"|(?:only\s+)?freshers?(?:['’]?s)?(?:\s+(?:can\s+apply|only|welcome|preferred))|apply\s+(?:now|today)"
    r"|hiring\s+now|now\s+hiring|(?:we\s+are|we['’]re)\s+hiring|join\s+(?:us|our\s+team)|no\s+cold\s+calling"
    r"|(?:sign(?:ing)?[\s-]?on|signing|hiring|retention|joining)\s+bonus|competitive\s+(?:pay|salary)|weekly\s+pay"
    r"|weekends?\s+only|relocation\s+(?:offered|assistance|available|provided|package|support|bonus)"
    r"|no\s+exp(?:erience)?(?:\s+(?:needed|required|necessary))?|visa\s+sponsorship(?:\s+available)?|(?:grade|band)\s*\d+"
    rf"|{_SHIFT})(?!\w)",
    re.I,
)
# "L2" tells support desks apart; elsewhere it is one more word for senior.
_LEVEL = re.compile(r"\b(?:level|tier|lvl)[\s-]*(\d+|[ivx]+)\b", re.I)
_DESK = re.compile(r"\b(?:support|help\s?desk|service\s?desk|desk|soc|noc)\b", re.I)


_COORDINATE = re.compile(r"\b(co)-(?=ordinat)", re.I)
_DIGIT = re.compile(r"\d")
_MIXED = re.compile(r"(?=\w*[A-Za-z])(?=\w*[\u0370-\u04ff])\w+")
"""A word of Latin letters with Greek or Cyrillic ones among them, as no language has it."""
_LOOKALIKES: Final = str.maketrans(
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0406\u0408\u0405"
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455"
    "\u0391\u0392\u0395\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a7\u03bf\u03b9\u03bd",
    "ABEKMHOPCTYXIJSaeopcyxijsABEHIKMNOPTXoiv",
)
_PICTURES: Final[frozenset[str]] = frozenset(("So", "Cf", "Co", "Cn", "Cs"))
"""Unicode categories of emojis and of characters that cannot be seen."""


def without_noise(title: str) -> str:
    """Take out of a title what reads as noise wherever it stands.

    Parameters
    ----------
    title
        A title as it was advertised.

    Returns
    -------
    str
        In its own letter case; the dashes and commas between its parts are left. Where nothing else
        stood there, the noise.
    """
    text = _COORDINATE.sub(r"\1", title.replace("_", " "))
    if not text.isascii():
        text = "".join(
            " " if unicodedata.category(one) in _PICTURES else one
            for one in unicodedata.normalize("NFKC", text)
        )
        text = _MIXED.sub(lambda word: word.group().translate(_LOOKALIKES), text)
    for pattern in (_SCRIPT, _GENDER, _HASHTAG, BRACKETS):
        text = _unless_empty(pattern.sub(" ", text), text)
    # Most titles hold no figure: these patterns look for one in vain.
    for pattern in (_COUNT, _IDS, _MONEY, _YEARS, _SEASON) if _DIGIT.search(text) else ():
        text = _unless_empty(pattern.sub(" ", text), text)
    text = _unless_empty(_LEAD_IN.sub("", text.strip(EDGE.replace(".", ""))), text)
    text = _LEVEL.sub(_level if _DESK.search(text) else " ", text)
    return _PHRASES.sub(" ", text)


def _level(match: re.Match[str]) -> str:
    number = match.group(1).lower()
    return f"L{len(number) if set(number) == {'i'} else number}"


def _unless_empty(text: str, otherwise: str) -> str:
    return text if JOINED.search(text) else otherwise


def without_terms(words: list[str]) -> list[str]:
    """Drop contract and advertising words, except where the next word makes them part of a name.

    Parameters
    ----------
    words
        The words of one part of a title.

    Returns
    -------
    list[str]
        ``["Contract", "Manager"]`` stays, ``["Contract", "Welder"]`` loses its first word.
    """
    bare = [word.strip(EDGE).lower() for word in words]
    return [
        word
        for word, one, following in zip(words, bare, [*bare, ""][1:], strict=True)
        if one not in TERMS or following in NAMED_BEFORE.get(one, ())
    ]
