"""Whether a document is a job description at all, decided with a bias towards yes."""

from __future__ import annotations

import re
from typing import Final, Literal

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

_SIGNS: Final[tuple[re.Pattern[str], ...]] = tuple(
    re.compile(pattern)
    for pattern in (
        r"\bwe(?: are|['’]re) (?:currently |now |urgently )?(?:looking|hiring|seeking|searching"
        r"|recruiting)|\b(?:is|are) (?:currently |now )?(?:seeking|hiring|looking for|recruiting)",
        r"\b(?:looking for|seeking|hiring|in search of|in need of|urgently need|require[ds]?|wanted"
        r"|needed|opening for|vacancy|vacancies|openings?|walk-?in)\b",
        r"\bjob (?:description|summary|title|type|details|duties|location|profile|purpose|overview|id)"
        r"|\babout (?:the|this) (?:role|job|position)|\bposition (?:summary|overview|description)",
        r"\bresponsibilit|\bduties\b|\byou(?:['’]ll| will)\b|\bwhat you|\bday[- ]to[- ]day\b|\bkey tasks"
        r"|\baccountabilit|\bresponsible for",
        r"\brequirements?\b|\bqualifications?\b|\bmust have\b|\bnice to have\b|\bpreferred\b"
        r"|\bwho you are|\bskills?\b|\bproficien|\bability to\b|\bknowledge of\b|\beligib",
        r"\bexperience\b|\bfreshers?\b|\b\d+\s?\+?\s?(?:years?|yrs?)\b",
        r"\b(?:full|part)[\s-]time\b|\bpermanent\b|\bcontract\b|\binternship\b|\bintern\b|\bfreelance\b"
        r"|\bshifts?\b|\bimmediate joiner",
        r"\bsalary\b|\bctc\b|\blpa\b|\bstipend\b|\bcompensation\b|\bwages?\b|\bper hour\b|\bpay\b"
        r"|\bhourly\b|\bbenefits\b",
        r"\bapply\b|\bapplicants?\b|\bapplication\b|\b(?:your|a|updated) (?:cv|resume|résumé)\b"
        r"|\bcandidates?\b|\bsend (?:us )?(?:your|cv|resume)|\binterview|\bshare (?:your )?(?:cv|resume)",
        r"\bequal opportunity\b|\bjoin (?:us|our)\b|\bour team\b|\bthe team\b|\bthis (?:role|position)\b"
        r"|\bthe (?:role|position)\b|\breports? to\b|\bemployees?\b|\bemployer\b",
        r"\bdegree\b|\bbachelor|\bdiploma\b|\bgraduate\b|\bcertification|\blicen[cs]e\b",
    )
)

_ENOUGH = 5
"""More signs of a job than this change nothing."""

_NEVER = 99
"""A CV speaks of skills and experience as much as an ad: signs of a job never outweigh it."""

_OTHER_KINDS: Final[tuple[tuple[re.Pattern[str], int, int], ...]] = tuple(
    # what it is told by, how many different marks are needed, how many signs of a job outweigh them
    (re.compile(pattern), needed, outweighed)
    for pattern, needed, outweighed in (
        # A recipe.
        (
            r"\b(?:ingredients|preheat|teaspoons?|tablespoons?|tbsp|tsp|simmer|whisk|oven|\d+ (?:cups?|g"
            r"|grams|ml|oz|cloves?) (?:of )?\w+|stir|bake|serves \d|chopped|until golden|minutes until|drain"
            r"|season with)\b",
            3,
            3,
        ),
        # Cooking without the word for it.
        (
            r"\b(?:eggs?|butter|flour|sugar|bowl|(?:sauce)?pan|medium heat|pour|boil|fry|melt|salt"
            r"|pepper|onions?|garlic|slices?)\b",
            4,
            2,
        ),
        # Placeholder Latin.
        (
            r"\b(?:lorem|ipsum|dolor|consectetur|adipiscing|sit amet|tempor|incididunt|eiusmod|aliqua|veniam"
            r"|nostrud)\b",
            3,
            5,
        ),
        # An invoice or a receipt.
        (
            r"\b(?:invoice (?:no|number|date|to|#)|invoice\b|bill to|ship to|sub-?total|amount due"
            r"|balance due|due date|payment terms|unit price|qty|total due|vat no|gstin|purchase order no"
            r"|tax \(\d+)",
            3,
            3,
        ),
        # A curriculum vitae, told by its first person and its headings.
        (
            r"\bcurriculum vitae\b|\b(?:references (?:are )?available|career objective|date of birth"
            r"|marital status|father['’]?s name|nationality|hobbies|declaration|personal details"
            r"|i hereby declare|work history|employment history|professional summary|languages known"
            r"|permanent address|academic (?:background|qualifications?))\b|\bi (?:have|am|was|worked|led"
            r"|managed|developed)\b|\bmy (?:career|role|experience|skills|responsibilities)\b",
            3,
            _NEVER,
        ),
        # A news story.
        (
            r"\b(?:said on (?:mon|tues|wednes|thurs|fri|satur|sun)day|told (?:reporters|reuters|the)"
            r"|according to (?:the|a|police|officials)|police|spokes(?:man|woman|person)|reuters"
            r"|prime minister|president \w+ said|government said|in a statement|parliament|the court"
            r"|witnesses|injured|arrested|shares (?:fell|rose)|analysts (?:said|expect)|on (?:mon|tues"
            r"|wednes|thurs|fri|satur|sun)day (?:morning|night|evening|afternoon))\b",
            3,
            4,
        ),
    )
)
_CODE_LINE = re.compile(
    r"^\s*(?:def \w+\(|class \w+[:({]|import [\w.{ ]+|from [\w.]+ import|#include|return\b.*[;)\w]$"
    r"|public (?:static|class|void)|function\s*\w*\(|(?:const|let|var) \w+\s*=|if\s*\(.*\)\s*\{"
    r"|[})\]]+[;,]?$|for\s*\(|print\(|\w+\s*=\s*[\w.]+\(.*\)|select .* from|@\w+\(|<\?php|//|.*[;{]$"
    r"|for .* in .*:$|if .*:$|else:$|\w+\(.*\);?$)",
    re.I,
)
_CV_TITLE = re.compile(
    r"\bcurriculum vitae\b|^\s*(?:resume|résumé|cv)\b(?! (?:to|at|and|writer|screening|review))", re.I
)
_CV_ASKED = re.compile(
    r"\b(?:send|submit|email|forward|share|attach|upload|your|their|updated"
    r"|mail)\b[^.\n]{0,40}\bcurriculum vitae"
)


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
    titled = bool(title) and has_head(title)
    if _of_another_kind(reading, lower, signs):
        return "not_a_jd"
    count = len(reading.words)
    if signs >= 2 and count >= 12:
        return None
    named = titled or has_head(reading.lower[:3_000])
    if count < 12 and not (signs or named):
        return "too_short"
    if count < 3 and not named:
        return "too_short"
    enough = 1 if count < 60 or named else 2
    if signs >= enough or titled or (named and count < 25):
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


def _of_another_kind(reading: Reading, lower: str, signs: int) -> bool:
    # A CV names itself where it begins; an ad only asks for one.
    opening = lower[:200]
    if _CV_TITLE.search(opening) and not _CV_ASKED.search(opening):
        own = len(
            re.findall(
                r"\b(?:i|my)\b|date of birth|objective|references|nationality|education\b|\b(?:19"
                r"|20)\d\d ?[-–] ?(?:(?:19|20)\d\d|present|now)",
                lower,
            )
        )
        if own >= 2:
            return True
    for pattern, needed, outweighed in _OTHER_KINDS:
        if signs >= outweighed or (outweighed == _NEVER and _asks(lower)):
            continue
        if len({m.group() for m in pattern.finditer(lower)}) >= needed:
            return True
    return signs < 4 and _is_code(reading.text[:20_000])


def _asks(lower: str) -> bool:
    """Whether the text speaks to candidates, which a CV never does."""
    return bool(
        re.search(
            r"\byou(?:['’]ll| will|r)?\b|\bcandidates?\b|\bwe are\b|\bapplicants?\b|\bwe['’]re\b"
            r"|\bthis (?:role|position)\b|\bjoin (?:us|our)\b|\bmust have\b|\b(?:looking for|hiring)\b"
            r"|\bapply\b",
            lower,
        )
    )


def _is_code(text: str) -> bool:
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) >= 3:
        return sum(1 for line in lines if _CODE_LINE.match(line)) / len(lines) > 0.5
    marks = sum(text.count(mark) for mark in "{}();=<>")
    return len(text) > 30 and marks / len(text) > 0.06


def _reads_as_duties(reading: Reading) -> bool:
    """Whether the structure found duties or requirements: bare task lists name neither role nor company."""
    told = [s for s in reading.document.sentences if s.section in {"duties", "requirements", "skills"}]
    return len(told) >= 2 and len(told) >= 0.3 * len(reading.document.sentences)


def _foreign(reading: Reading) -> bool:
    """Whether the text is clearly not English; a bilingual ad is not."""
    sample = reading.text[:6_000]
    words = reading.words[:1_000]
    english = sum(word in _ENGLISH for word in words)
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
