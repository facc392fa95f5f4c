"""Whether a document is a job description at all, decided with a bias towards yes."""

from __future__ import annotations

import re
from typing import Final, Literal

from jdwork.parse.address import DUTIES, duties_told, share_of_orders, titled_as_job, wants_somebody
from jdwork.parse.other_kinds import is_of_another_kind
from jdwork.parse.reading import Reading
from jdwork.parse.role_title import has_head
from jdwork.parse.role_words import word_set

FailReason = Literal["empty", "too_short", "not_a_jd", "unsupported_language"]

_ENGLISH: Final[frozenset[str]] = word_set(
    "the and of to in a is for with you we our will are on as be or your this that have an at by "
    "from all work team"
)
_FOREIGN: Final[frozenset[str]] = word_set(
    # German, French, Spanish, Portuguese, Italian, Dutch, Swedish, Polish, Turkish; words that English lacks.
    "der die das und mit für wir sie ist von zu den im ein eine deine unser bei auf du als nach oder"
    " le les des et est pour avec vous nous une dans sur votre notre aux du au que qui son sa"
    " el los las una con para por del que su nuestro nuestra y en tu se como más"
    " os um uma com não na no dos das seu nossa você e é"
    " il lo gli della di che per un sono nel alla"
    " het een van voor zijn jij je wij ons bij naar op"
    " och att som för är på av till vi du det"
    " w i z na do się jest oraz nie ve bir bu için ile"
) - {
    "a",
    "i",
    "do",
    "on",
    "as",
    "an",
    "in",
    "no",
    "is",
    "me",
    "die",
    "du",
    "e",
    "y",
    "w",
    "z",
    "per",
    "son",
    "con",
}

# The likeliest first: no more than a few are looked for.
_SIGNS: Final[tuple[re.Pattern[str], ...]] = tuple(
    re.compile(pattern)
    for pattern in (
        r"\brequirements?\b|\bqualifications?\b|\bmust have\b|\bnice to have\b|\bpreferred\b"
        r"|\bwho you are|\bskills?\b|\bproficien|\bability to\b|\bknowledge of\b|\beligib",
        r"\bexperience\b|\bfreshers?\b|\b\d+\s?\+?\s?(?:years?|yrs?)\b",
        r"\bequal opportunity\b|\bjoin (?:us|our)\b|\bour team\b|\bthe team\b|\bthis (?:role|position)\b"
        r"|\bthe (?:role|position)\b|\breports? to\b|\bemployees?\b|\bemployer\b",
        r"\b(?:looking for|seeking|hiring|in search of|in need of|urgently need|require[ds]?|wanted"
        r"|needed|opening for|vacancy|vacancies|openings?|walk-?in)\b",
        r"\bdegree\b|\bbachelor|\bdiploma\b|\bgraduate\b|\bcertification|\blicen[cs]e\b",
        r"\bapply\b|\bapplicants?\b|\bapplication\b|\b(?:your|a|updated) (?:cv|resume|résumé)\b"
        r"|\bcandidates?\b|\bsend (?:us )?(?:your|cv|resume)|\binterview|\bshare (?:your )?(?:cv|resume)",
        r"\bwe(?: are|['’]re) (?:currently |now |urgently )?(?:looking|hiring|seeking|searching"
        r"|recruiting)|\b(?:is|are) (?:currently |now )?(?:seeking|hiring|looking for|recruiting)",
        r"\bjob (?:description|summary|title|type|details|duties|location|profile|purpose|overview|id)"
        r"|\babout (?:the|this) (?:role|job|position)|\bposition (?:summary|overview|description)",
        r"\b(?:full|part)[\s-]time\b|\bpermanent\b|\bcontract\b|\binternship\b|\bintern\b|\bfreelance\b"
        r"|\bshifts?\b|\bimmediate joiner",
        r"\bsalary\b|\bctc\b|\blpa\b|\bstipend\b|\bcompensation\b|\bwages?\b|\bper hour\b|\bpay\b"
        r"|\bhourly\b|\bbenefits\b",
        r"(?:^|\n)\W{0,3}your (?:\w+ )?(?:tasks?|role|job|profile|mission|shifts?|nights?|days?|weeks?|work"
        r"|place)\b|\bresponsibilit|\bduties\b|\byou(?:['’]ll| will)\b|\bwhat you|\bday[- ]to[- ]day\b"
        r"|\bkey tasks|\baccountabilit|\bresponsible for",
    )
)

_ENOUGH = 5
"""More signs of a job than this change nothing."""


def fail_reason(reading: Reading) -> FailReason | None:
    """Why a document cannot be classified, or None where it can.

    A title alone or a text alone is enough. ``not_a_jd`` needs marks of another kind of text that the signs
    of a job do not outweigh, or a long text without any sign of a job; when in doubt the document passes.

    Parameters
    ----------
    reading
        The prepared document.

    Returns
    -------
    str or None
        ``empty``, ``too_short``, ``not_a_jd``, ``unsupported_language``, or None.
    """
    title = " ".join((reading.document.jd.title or "").split())
    text = reading.text.strip()
    if not text:
        return _judge_title(title) if title else "empty"
    if sum(c.isalpha() for c in text[:400]) < 3 and not reading.words and not has_head(title):
        return "too_short"
    if _foreign(reading):
        return "unsupported_language"
    # The beginning tells; a hostile text must not cost more than a long ad.
    lower = reading.lower[:20_000]
    signs = 0
    for sign in _SIGNS:
        signs += sign.search(lower) is not None
        if signs == _ENOUGH:
            break
    told = duties_told(reading) if signs < _ENOUGH else DUTIES
    titled = bool(title) and has_head(title)
    count = len(reading.words)
    plain = signs == _ENOUGH and count >= 12
    named = titled or (not plain and has_head(reading.lower[:3_000]))
    if signs < _ENOUGH:
        # Two doings are those of a manual's reader as well, unless somebody is named who does them.
        signs += wants_somebody(lower) + 2 * (told >= DUTIES) + (named and told == DUTIES - 1)
    as_job = titled or titled_as_job(title)
    if is_of_another_kind(reading, lower, signs, told=told, as_job=as_job):
        return "not_a_jd"
    if signs >= 2 and count >= 12:
        return None
    if count < 12 and not (signs or named):
        return "too_short"
    if count < 3 and not named:
        return "too_short"
    enough = 1 if count < 60 or named else 2
    if signs >= enough or as_job or (named and count < 25):
        return None
    if title and len(title.split()) <= 8 and (told or share_of_orders(reading) >= 0.5):
        return None
    return None if _reads_as_duties(reading) else "not_a_jd"


def _judge_title(title: str) -> FailReason | None:
    if sum(c.isalpha() for c in title) < 2:
        return "too_short"
    if len(title.split()) > 25 and not has_head(title):
        return "not_a_jd"
    lower = title.lower()
    foreign_kind = re.search(r"\b(?:invoice|recipe|lorem ipsum|curriculum vitae|receipt)\b", lower)
    return "not_a_jd" if foreign_kind and not has_head(title) else None


def _reads_as_duties(reading: Reading) -> bool:
    """Whether the structure found duties or requirements: bare task lists name neither role nor company."""
    told = [s for s in reading.document.sentences if s.section in {"duties", "requirements", "skills"}]
    return len(told) >= 2 and len(told) >= 0.3 * len(reading.document.sentences)


def _foreign(reading: Reading) -> bool:
    """Whether the text is clearly not English; a bilingual ad is not."""
    sample = reading.text[:6_000]
    words = reading.words[:1_000]
    english = sum(map(_ENGLISH.__contains__, words))
    if english < 12 and not sample.isascii():
        letters = [c for c in sample if c.isalpha()]
        latin = sum(c < "\u0250" for c in letters)
        if latin < len(letters) / 2:
            return latin < 150
    if len(words) < 12:
        return False
    if english / len(words) >= 0.08:
        return False
    foreign = sum(word in _FOREIGN and word not in _ENGLISH for word in words)
    guess = reading.document.language
    return foreign / len(words) > 0.12 or (
        foreign > english * 2 and foreign / len(words) > 0.06 and guess != "en"
    )
