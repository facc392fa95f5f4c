"""Who a text speaks to: whether it tells its reader what they would do, or wants somebody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from jdwork.parse.reading import Reading
from jdwork.parse.role_title import has_head, title_parts
from jdwork.parse.role_words import word_set
from jdwork.text.duty_verbs import duty_verbs

DUTIES: Final = 3
"""So many doings told to the reader are duties, whatever they are about."""

_MOST_SENTENCES: Final = 120
"""The beginning tells; a hostile text must not cost more than a long ad."""

_LEAD = re.compile(r"^[^\w]*(?:\d{1,2}[.)]\s*)?")
_ASIDE = re.compile(
    r"^(?!(?:if|when|whenever|once|unless|whether|before|after|should|where)\b)[^,.;:]{1,70}[,:]\s+"
)
_YOU = re.compile(
    r"^(?:here )?you\s+(?:(?:also|then|always|often|never|only|both|either|\w+ly)\s+)?"
    r"(?P<verb>[a-z][a-z-]+)\b"
)
_NEXT = re.compile(r"(?:,|;|\band\b|\bor\b)\s+(?:(?:and|then|also|or|\w+ly)\s+)*(?P<verb>[a-z][a-z-]+)\b")
_FIRST = re.compile(r"^(?:(?:also|then|always|to|\w+ly)\s+)?(?P<verb>[a-z][a-z-]+)\b(?!\s*[:'’])")
_PAST = re.compile(r"[^e]ed$")
_NO_DUTY: Final[frozenset[str]] = word_set(
    # What is said of "you" in letters, terms and stories: that you may, must, have, want, know or owe.
    "are aren were weren is am have haven had hadn can can't cannot could couldn may might must should "
    "shouldn would wouldn will won want wanted need needed wish like love hate know knew think thought "
    "see saw seem do don did didn get got agree owe owed go went come came feel felt find found said "
    "say told believe remember forget never ever and or who people all guys too just still really shall "
    "ought already not receive received acknowledge understand accept use used own click"
)
_TRADE = re.compile(
    r"(?:[^aeiou]er|eur|[scteiu]tor|ator|ist|ician|arian|smith|wright|monger|herd|keeper"
    r"|[a-z]{3}(?:man|woman|person))s?$"
)
_NO_TRADES: Final[frozenset[str]] = word_set(
    "after offer order other under number letter newsletter paper newspaper water winter summer weather "
    "center centre chapter member december november october september customer computer counter matter "
    "former better higher lower either whether rather together however never power tower flower river "
    "shower sister brother mother father daughter dinner supper folder filter printer scanner cover poster "
    "banner quarter semester register answer corner finger butter pepper ginger burger cancer danger anger "
    "buffer charter disaster easter cluster character parameter diameter thermometer router browser header "
    "footer pointer integer wrapper parser vector sector factor motor monitor list checklist wishlist "
    "playlist twist exist resist assist persist consist human woman german roman korean person"
)
_WANT = re.compile(
    r"\bwe (?:\w+ly |now |also |still )?(?:need|want|seek|hire|require|look for|search for)\s+"
    r"(?P<whom>(?:[\w’'-]+[ \t]+){0,5}[\w’'-]+)"
)
_WELCOME = re.compile(r"\b(?:is|are)\s+(?:\w+\s+)?(?:welcome|sought|invited|wanted|needed)\b")
_CLAUSE = re.compile(r"[.!?;:\n]")


def duties_told(reading: Reading) -> int:
    """How many doings a text tells its reader of (``You greet guests, sort mail and book rooms`` is three).

    Parameters
    ----------
    reading
        The prepared document.

    Returns
    -------
    int
        Sentences that open with ``you`` and a verb of doing, and the verbs of doing that go on from there;
        what you may, must, have or know is none.
    """
    verbs = duty_verbs()
    told = 0
    for sentence in _sentences(reading):
        match = _YOU.match(sentence) or _YOU.match(_ASIDE.sub("", sentence, count=1))
        if match is None or match["verb"] in _NO_DUTY or _PAST.search(match["verb"]):
            continue
        following = {one["verb"] for one in _NEXT.finditer(sentence, 0, 600)}
        told += 1 + len((following & verbs) - _NO_DUTY)
    return told


def share_of_orders(reading: Reading) -> float:
    """The share of sentences and bullets that open with the plain verb of a duty (``Train hawks``).

    Parameters
    ----------
    reading
        The prepared document.

    Returns
    -------
    float
        From 0 to 1; 0 for a text without sentences.
    """
    verbs = duty_verbs()
    firsts = [_FIRST.match(sentence) for sentence in _sentences(reading)]
    ordered = sum(
        match is not None and match["verb"] in verbs and not match["verb"].endswith(("ing", "s"))
        for match in firsts
    )
    return ordered / len(firsts) if firsts else 0.0


def wants_somebody(lower: str) -> bool:
    """Whether a text wants or welcomes people of some trade (``We need a baker``, ``Nurses are welcome``).

    Parameters
    ----------
    lower
        The text in lower case.

    Returns
    -------
    bool
        Only a trade counts: ``we need a plan`` wants nobody.
    """
    wanted = (match["whom"] for match in _WANT.finditer(lower))
    welcome = (
        _CLAUSE.split(lower[max(0, match.start() - 90) : match.start()])[-1]
        for match in _WELCOME.finditer(lower)
    )
    return any(has_head(whom) for whoms in (wanted, welcome) for whom in whoms)


def titled_as_job(title: str) -> bool:
    """Whether a given title names a job, be it one that no list holds.

    Parameters
    ----------
    title
        A title as it was given.

    Returns
    -------
    bool
        True for a known head (``Billing Clerk``, ``Reporter``) and for the ending of a trade (``Falconer``).
    """
    if not title:
        return False
    words = re.findall(r"[^\W\d_]{5,}", title.lower())
    by_ending = len(words) <= 6 and any(_TRADE.search(word) and word not in _NO_TRADES for word in words)
    return by_ending or (len(title.split()) <= 8 and title_parts(title)[1] is not None)


def _sentences(reading: Reading) -> Iterator[str]:
    for sentence in reading.document.sentences[:_MOST_SENTENCES]:
        text = _LEAD.sub("", reading.lower[sentence.start : sentence.end], count=1)
        if text:
            yield text
