"""Years of experience asked for, told apart from ages, anniversaries and company history."""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

from jdwork.parse.model import Experience
from jdwork.parse.reading import Quoted, Reading, whole

_NUMBERS: Final[dict[str, int]] = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "twenty": 20,
}  # fmt: skip
_NUMBER = r"\d{1,2}(?:\.\d{1,2})?|" + "|".join(_NUMBERS)
_SPAN = re.compile(
    rf"(?<![\w.,$£€₹/])(?P<low>{_NUMBER})(?:\s?\(\d{{1,2}}\))?(?P<plus1>\s?\+)?\s{{0,8}}(?:(?:years?|yrs?"
    rf"|months?)['’]?\s{{0,8}})?"
    rf"(?:(?:-|–|—|−|to|or|and|~)\s{{0,8}}(?P<high>{_NUMBER})(?:\s?\(\d{{1,2}}\))?(?P<plus2>\s?\+)?\s{{0,8}})?"
    r"(?:plus\s)?(?P<unit>years?|yrs?|yoe|months?|mos?)\b(?P<possessive>['’]s?)?(?P<after>\s?\+"
    r"|\s?(?:or\smore|min(?:imum)?\b|and\sabove|plus\b))?"
)
_MORE = re.compile(
    r"(?:['’]?[ \t]?(?:of[ \t])?(?:[a-z/&,+-]+[ \t]){0,4}?(?:experience|exp)\b)"
    r"|[ \t]?\((?=[^()\n]{0,12}(?:exclud|includ|intern|relevant|prefer|minim|mandat|requir))[^()\n]{3,50}\)"
)
_ASKED_BEFORE = re.compile(
    r"(?:\bexperience|\bexp\b|\byoe)[^.\n]{0,28}$|(?:experience|exp)\s*[:–—-][^\n.]{0,40}$"
    r"|\bexperience\s*:\s*\n\s*[\w .&/+#-]{0,30}:?\s*$"
)
_ASKED_AFTER = re.compile(
    r"[^.;\n]{0,90}?(?:\bexperience|\bexp\b|\bworking (?:in|with|as|on)|\bworked\b"
    r"|\bin (?:a )?(?:similar|related|relevant)|\bhands[- ]on|\bprofessional\b|\bbackground\b"
    r"|\btrack record)"
)
_HEADER = re.compile(
    r"(?:years of |total |work |relevant |required )?(?:experience|exp)(?: required| level"
    r"| range)?\s*[.:–—-]+\s*(?:min(?:imum)?\.?\s*|at least\s*)?$"
)
_MINIMUM = re.compile(
    r"(?:at\s?least|minimum(?:\sof)?|min\.?(?:\sof)?|more than|over|atleast|not less than|above)[\s:]*$"
)
_MAXIMUM = re.compile(r"(?:up\s?to|upto|maximum(?:\sof)?|max\.?|less than|not more than|below|under)[\s:]*$")
_NOT_ASKED = re.compile(
    r"\s?(?:old\b|of age|in business|ago\b|in the (?:business|industry\b.{0,12}\bcompany)|in existence"
    r"|warranty|contract|anniversary"
    r"|history|degree|program|college|university|of (?:history|legacy|service excellence|innovation"
    r"|success|growth|operation|heritage|full[- ]time education|education|study|paid|school)"
    r"|track record of (?:growth|success)|in a row|probation|bond\b|after\b|from\b|of (?:vesting"
    r"|maternity|parental))"
)
_STORY_BEFORE = re.compile(
    r"(?:for (?:over|more than|nearly|almost|the (?:past|last))|founded|established|(?:past|last|next"
    r"|first|every|within|previous|after|than)|in (?:just|only|under|less than)|ages?(?: of)?|with over"
    r"|has been|have been"
    r"|duration\s*[:–-]|bond\s*[:–-]|contract\s*[:–-]|term\s*[:–-]|(?:we|which|who|that|and) (?:have|has"
    r"|brings?)(?: over| more than| nearly)?|our|combined|internship"
    r"|notice(?: period)?[\s:–-]*)\s*(?:of\s*)?$"
)
_COMPANY_HAS = re.compile(
    # "Our company has", "the agency brings", "our bakers look back on"; not "our candidate has".
    r"\b(?:our(?! (?:\w+ )?(?:ideal|perfect|next|new|future|candidate|applicant|hire|recruit|colleague))"
    r"(?:[ \t](?!(?:you|your|who|that|we|candidates?|applicants?|must|should|will)\b)[\w&’'-]+){1,5}"
    r"|(?:the|this)[ \t](?:[\w&’'-]+[ \t]){0,2}(?:company|firm|business|agency|group|organi[sz]ation|practice"
    r"|clinic|hospital|school|team|studio|shop|restaurant|hotel|bakery|brand|founders?))[ \t]+"
    r"(?:(?:already|now|proudly|together|jointly)[ \t]+)?"
    r"(?:has|have|had|brings?|boasts?|offers?|counts?|combines?|(?:looks?|draws?|builds?)[ \t]"
    r"(?:back[ \t])?on)"
    r"(?:[ \t]+(?:over|more[ \t]than|nearly|almost|about|around|some|a|of|combined))*[ \t]*$"
)
_WITH = re.compile(
    r"(?:^|[.!?\n]\s*)(?:with|after|backed by|thanks to|building on)[ \t]"
    r"(?:(?:over|more than|its|our|nearly|almost)[ \t])*$"
)
_THEN_WE = re.compile(r"[^.;\n]{0,70}?,\s(?:we|our)\b")
_FRESH = re.compile(
    r"\b(?:freshers?|fresh graduates?)\b|\bno (?:prior |previous |work "
    r"|past )?experience (?:is )?(?:required|necessary|needed)\b"
)
_NO_FRESH = re.compile(r"\b(?:no|not|non|aren't|except)\s(?:\w+\s){0,2}$")


def find_experience(reading: Reading) -> Quoted[Experience] | None:
    """The years of experience that a JD asks for.

    A figure behind a header (``Experience: 3 to 5 years``) wins over one in a sentence, and the first of
    equals wins. ``3+``, ``at least 3`` and a plain ``3 years`` set ``min`` alone, ``up to 3`` ``max`` alone.
    Months count as fractions of a year (6 months is 0.5); freshers welcome means 0.

    Parameters
    ----------
    reading
        The prepared document.

    Returns
    -------
    Quoted[Experience] or None
        None where nothing is asked.
    """
    lower = reading.lower
    best: tuple[int, Quoted[Experience]] | None = None
    if {"years", "year", "yrs", "yr", "months", "month", "yoe"} & reading.vocabulary or re.search(
        r"\d\s?\+?(?:yrs?|years?|mos?)\b", lower
    ):
        # No JD states hundreds of spans; a hostile one must not take seconds.
        for match in islice(_SPAN.finditer(lower), 300):
            judged = _judge(reading, match)
            if judged is not None and (best is None or judged[0] > best[0]):
                best = judged
    if best is not None:
        return best[1]
    for fresh in _FRESH.finditer(lower):
        if not _NO_FRESH.search(lower[max(0, fresh.start() - 30) : fresh.start()]):
            raw = reading.quote(fresh.start(), fresh.end())
            return Quoted(Experience(min=0, max=None, raw=raw), fresh.start(), fresh.end())
    return None


def _judge(reading: Reading, match: re.Match[str]) -> tuple[int, Quoted[Experience]] | None:
    lower = reading.lower
    before = lower[max(0, match.start() - 60) : match.start()]
    header = bool(_HEADER.search(before))
    asked_before = bool(_ASKED_BEFORE.search(before))
    asked_after = _ASKED_AFTER.match(lower, match.end())
    if _NOT_ASKED.match(lower, match.end()) or (_STORY_BEFORE.search(before) and not header):
        return None
    if not header and (
        _COMPANY_HAS.search(lower, max(0, match.start() - 90), match.start())
        or (_WITH.search(before) and _THEN_WE.match(lower, match.end()))
    ):
        return None
    kind = reading.kind_at(match.start())
    if kind in {"company", "perks", "equal_opportunity"} and not (header or asked_before):
        return None
    if match["unit"].startswith("mo") and not (
        header or asked_before or (asked_after and asked_after.end() - match.end() < 40)
    ):
        return None
    if not (header or asked_before or asked_after):
        return None
    low = _value(match["low"])
    high = _value(match["high"]) if match["high"] else None
    if match["unit"].startswith("mo"):
        low, high = low / 12, None if high is None else high / 12
    if low > 40 or (high is not None and (high < low or high > 45)):
        return None
    start, end = match.span()
    more = _MORE.match(lower, end)
    if more is not None:
        end = more.end()
    bound = _MAXIMUM.search(before) if high is None and not match["plus1"] else None
    least = None if bound else _MINIMUM.search(before)
    qualifier = bound or least
    if qualifier is not None:
        start -= len(before) - qualifier.start()
    value = Experience(
        min=None if bound else whole(low),
        max=whole(low) if bound else (None if high is None or match["plus2"] else whole(high)),
        raw=reading.quote(start, end),
    )
    score = (
        4 * header
        + 2 * asked_before
        + bool(asked_after)
        + 2 * ("total" in before[-30:])
        + (kind == "requirements")
    )
    return score, Quoted(value, start, end)


def _value(text: str) -> float:
    return float(_NUMBERS.get(text, text))
