"""Job titles: cleaning, and the one normal form under which they are compared."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from jdwork.parse.places import gazetteer
from jdwork.parse.role_words import HEADS, LEADING_SENIORITY, SENIORITY, TERMS, word_set

_GENDER = re.compile(r"\(?(?<![\w/])[mfwhd]\s*/\s*[mfwhdx](?:\s*/\s*[a-z*])?(?![\w/])\)?", re.I)
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}|<[^<>]*>|[(\[{][^)\]}]*$")
_IDS = re.compile(
    r"(?<!\w)(?:req(?:uisition)?|jr|ref(?:erence)?|job\s*(?:id|code|no)|id|no)[\s.:#_-]*\d[\w-]*"
    r"|#\s*\w*\d\w*|(?<!\w)[a-z]{0,4}-?\d{4,}(?:\s*[-/]\s*\d{2,4})?(?!\w)",
    re.I,
)
_MONEY = re.compile(
    r"[$£€₹]\s?\d[\d,.]*\s*[kKlL]?(?:\s*[-–to]+\s*[$£€₹]?\d[\d,.]*\s*[kKlL]?)?(?:\s*(?:/|per)\s*\w+)?"
)
_YEARS = re.compile(
    r"\d+(?:\.\d+)?\s*(?:\+|[-–]|to)?\s*(?:\d+(?:\.\d+)?)?\s*\+?\s*(?:years?|yrs?)\b\.?"
    r"(?:\s*of)?(?:\s*exp(?:erience|\.)?)?",
    re.I,
)
_LEAD_IN = re.compile(
    r"^(?:(?:urgent(?:ly)?|immediate|we\s+are|now|currently|job|great)\s+)*"
    r"(?:openings?|requirements?|hiring|vacanc(?:y|ies)|looking|required|wanted|needed|walk[\s-]?in"
    r"|jobs?|role|position)"
    r"\s*(?:for|of|as|[:-])\s*(?:(?:an?|the)\s+)?",
    re.I,
)
_PHRASES = re.compile(
    r"\b(?:full[\s-]?time|part[\s-]?time|work(?:ing)?[\s-]from[\s-](?:home|office)|on[\s-]?site|in[\s-]office"
    r"|as[\s-]needed|on[\s-]call|per[\s-]diem|all[\s-]levels|(?:night|day|evening|morning|us|uk"
    r"|rotational)[\s-]shift"
    r"|fixed[\s-]term|walk[\s-]?ins?|in[\s-]training|entry[\s-]level|mid[\s-]level|hybrid(?!\s+(?:mobile"
    r"|app|cloud|react))"
    r"|remote[\s-]ok|(?:level|grade|band)\s*\d+)\b",
    re.I,
)
_SEGMENT = re.compile(r"\s+[-–—|•·@:~]+\s*|[|•–—;]\s*|[-:]\s+|,\s*|(?<=[a-z)])\s{3,}")
_TAIL = re.compile(r"\s+(?:at|in(?!\s+test)|for|with|from|to|within|based)\s+.*$", re.I | re.S)
_EDGE = " \t\n\r.,;:!?'\"`*_~-–—&/|\\@+=^%<>()[]{}"
_JOINED = re.compile(r"[^\W_]")

_SPELLINGS: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"\bback[\s-]?end\b", "backend"),
        (r"\bfront[\s-]?end\b", "frontend"),
        (r"\bfull[\s-]?stack\b", "fullstack"),
        (r"\bdev[\s-]ops\b", "devops"),
        (r"(?<![\w.])(?:dot\s?|\.\s?)net\b", ".net"),
        (r"\basp\s\.net\b", "asp.net"),
        (r"\bnode[\s.-]?js\b", "nodejs"),
        (r"\breact[\s.-]?js\b", "react"),
        (r"\bangular[\s.-]?js\b", "angular"),
        (r"\bvue[\s.-]?js\b", "vue"),
        (r"\bjava[\s-]script\b", "javascript"),
        (r"\bword[\s-]press\b", "wordpress"),
        (r"\be[\s-]commerce\b", "ecommerce"),
        (r"\bc[\s-]sharp\b", "c#"),
        (r"\bbusiness dev\b", "business development"),
        (r"\bhuman resources?\b", "hr"),
        (r"\bquality assurance\b", "qa"),
        (r"\buser experience\b", "ux"),
        (r"\buser interface\b", "ui"),
        (r"\bui\s*(?:/|&|and|-|,)?\s*ux\b|\bux\s*(?:/|&|and|-|,)?\s*ui\b", "ui/ux"),
        (r"\bbusiness intelligence\b", "bi"),
        (r"\bartificial intelligence\b", "ai"),
        (r"\bsearch engine optimi[sz]ation\b", "seo"),
        (r"\bweb[\s-]?site\b", "web"),
        (r"\b(mobile|android|ios|web|hybrid) (?:applications?|apps)\b", r"\1 app"),
        (r"\badmin (?=assistant|executive|officer|manager)", "administrative "),
        (r"\b(?:engg|engr|eng)\.? (?=manager|lead|director|intern)", "engineering "),
        (r"\btech (?=support|writer|recruiter|consultant|architect|manager)", "technical "),
        (r"\bs/w\b", "software"),
        (r"\bh/w\b", "hardware"),
        (r"(?<=[^\W_])-(?=[^\W_])", " "),
        (r"\s*/\s*", "/"),
        # R&D and V&V are words of their own.
        (r"\s+&\s*|\s*&\s+|(?<=\w\w)&|&(?=\w\w)", " and "),
    )
)

_ABBREVIATIONS: Final[dict[str, str]] = {
    "sr": "senior", "snr": "senior", "jr": "junior", "jnr": "junior", "dev": "developer", "devs": "developer",
    "engg": "engineer", "engr": "engineer", "eng": "engineer", "mgr": "manager", "exec": "executive",
    "asst": "assistant", "assoc": "associate", "admin": "administrator", "ops": "operations",
    "sw": "software",
    "rep": "representative", "reps": "representative", "coord": "coordinator", "dir": "director",
    "mktg": "marketing", "mgmt": "management", "vp": "vice president", "dba": "database administrator",
    "sre": "site reliability engineer", "ror": "ruby on rails", "ml": "machine learning",
    "ba": "business analyst", "pm": "project manager", "svc": "service", "cust": "customer",
}  # fmt: skip

_FIELD_HEADS: Final[dict[str, str]] = {
    "development": "developer", "engineering": "engineer", "analysis": "analyst", "analytics": "analyst",
    "design": "designer", "designing": "designer", "science": "scientist", "programming": "programmer",
    "research": "researcher", "testing": "tester", "administration": "administrator", "writing": "writer",
    "recruitment": "recruiter", "accounting": "accountant", "teaching": "teacher",
}  # fmt: skip

_INTERNS: Final[frozenset[str]] = word_set(
    "intern interns internship internships trainee trainees apprentice"
)
_BARE: Final[frozenset[str]] = word_set(
    "engineer manager developer analyst executive consultant specialist associate officer intern "
    "trainee coordinator assistant director lead head designer administrator programmer architect "
    "representative technician scientist supervisor advisor operator internship"
)


def singular(word: str) -> str:
    """The singular of a head noun, any other word as it is.

    Parameters
    ----------
    word
        One lower-case word.

    Returns
    -------
    str
        ``"developer"`` for ``"developers"``; ``"sales"`` stays.
    """
    if word in HEADS or not word.endswith("s"):
        return word
    for candidate in (word[:-1], word[:-2], f"{word[:-3]}y", f"{word[:-3]}man"):
        if candidate in HEADS:
            return candidate
    return word


def has_head(text: str) -> bool:
    """Whether a text holds a word that titles end in (``engineer``, ``nurse``)."""
    return any(
        singular(_ABBREVIATIONS.get(word, word).split()[-1]) in HEADS
        for word in re.findall(r"[^\W\d_]+", text.lower())
    )


def clean_title(title: str) -> str:
    """Take a title out of the advertising around it, in its own letter case.

    Identifiers, pay, years, brackets, gender marks, places, contract words and ``urgent opening for`` go;
    level words (``Senior``) stay. Where a dash, bar or comma cuts the title into parts, the first part
    with a head noun is kept, and a bare ``Manager - Sales`` becomes ``Sales Manager``.

    Parameters
    ----------
    title
        A title as it was advertised.

    Returns
    -------
    str
        Empty only where nothing but noise stood there.
    """
    text = " ".join(title.replace("_", " ").split(" "))
    for pattern in (_GENDER, _BRACKETS, _IDS, _MONEY, _YEARS):
        text = _unless_empty(pattern.sub(" ", text), text)
    text = _unless_empty(_LEAD_IN.sub("", text.strip(_EDGE.replace(".", ""))), text)
    text = _PHRASES.sub(" ", text)
    parts = [part for part in (_trim(piece) for piece in _SEGMENT.split(text) if piece) if part]
    if not parts:
        return ""
    headed = next((index for index, part in enumerate(parts) if has_head(part)), None)
    if headed is None:
        return parts[0]
    chosen = parts[headed]
    if _is_bare(chosen):
        # A bare head takes its field from the next part, the part before, or the brackets.
        fields = parts[headed + 1 : headed + 2] or parts[max(0, headed - 1) : headed] or _bracketed(title)
        for field in fields:
            if len(field.split()) <= 3 and _is_field(field):
                return f"{field} {chosen}"
    return chosen


def _is_bare(part: str) -> bool:
    word = part.lower().rstrip(".")
    return singular(_ABBREVIATIONS.get(word, word)) in _BARE


def _bracketed(title: str) -> list[str]:
    return [part for match in _BRACKETS.finditer(title) if (part := _trim(match.group().strip("()[]{}<>")))]


def _is_field(text: str) -> bool:
    last = text.lower().split()[-1]
    known = has_head(text) and last not in {"sales", "marketing"}
    return not known and not _is_place(text) and text.isascii() and not any(c.isdigit() for c in text)


def _unless_empty(text: str, otherwise: str) -> str:
    return text if _JOINED.search(text) else otherwise


def _is_place(text: str) -> bool:
    words = text.split()
    places = gazetteer()
    return places.find(text.lower()) is not None or (len(words) == 1 and text in places.codes)


def _trim(part: str) -> str:
    """A part of a title without its tail, contract words and trailing place."""
    part = " ".join(part.split())
    cut = _TAIL.sub("", part)
    if cut != part and has_head(cut):
        part = cut
    words = [word for word in part.split() if word.strip(_EDGE).lower() not in TERMS]
    while words and not _JOINED.search(words[-1]):
        words.pop()
    for size in (3, 2, 1):
        tail = " ".join(words[-size:])
        if len(words) > size and _is_place(tail) and has_head(" ".join(words[:-size])):
            words = words[:-size]
    if words and _is_place(" ".join(words)):
        return ""
    return " ".join(words).strip(_EDGE.replace(".", "").replace("+", "")).rstrip(".")


@lru_cache(maxsize=65_536)
def normalize_title(title: str) -> str:
    """The one form under which titles are compared.

    Lower case; level, contract, place, identifier, bracket and gender noise gone; abbreviations and
    spellings made one (``Sr. .NET Dev`` is ``.net developer``, ``Front End Engineers`` is
    ``frontend engineer``); interns take the name of the job they learn.

    Parameters
    ----------
    title
        Any title.

    Returns
    -------
    str
        Normalising it again changes nothing. Not empty where ``title`` has a letter.
    """
    current = title
    for _ in range(10):
        following = _normalize_once(current)
        if following == current:
            break
        current = following
    return current


def _normalize_once(title: str) -> str:
    # Lower-casing first keeps the second pass from seeing a place or an id that the first did not.
    lowered = title.lower()
    text = clean_title(title).lower() or lowered
    for pattern, replacement in _SPELLINGS:
        text = pattern.sub(replacement, text)
    words: list[str] = []
    for raw in text.split():
        word = raw.strip("'\"`*_~–—&/|\\@=^%<>()[]{},;:!?-")
        word = word.rstrip(".") if word not in {"c++", "g++"} else word
        word = word if word.startswith(".net") else word.lstrip(".+")
        if word and (_JOINED.search(word)):
            words.extend(_ABBREVIATIONS.get(word, word).split())
    if not words:
        return " ".join(lowered.split()) if any(c.isalpha() for c in lowered) else ""
    words = [singular(word) for word in words]
    words = _without_level(words)
    return " ".join(_named_after_field(words))


def _without_level(words: list[str]) -> list[str]:
    kept = [word for word in words if word not in SENIORITY and word not in _INTERNS] or words
    while len(kept) > 1 and kept[-1].isdigit():
        kept = kept[:-1]
    while len(kept) > 1 and kept[0] in LEADING_SENIORITY:
        if kept[1] in {"generation", "nurse", "professor", "school", "of", "to", "and"} or kept[1].isdigit():
            break
        kept = kept[1:]
    while len(kept) > 1 and kept[0] in {"and", "of", "the", "a", "an", "for"}:
        kept = kept[1:]
    while len(kept) > 1 and kept[-1] in {"and", "of", "the", "for"}:
        kept = kept[:-1]
    return kept


def _named_after_field(words: list[str]) -> list[str]:
    """``backend development`` is what a backend developer does; ``business development`` has no such name."""
    if (
        len(words) < 2
        or words[-1] not in _FIELD_HEADS
        or words[-2] in {"business", "and", "of", "people", "career"}
    ):
        return words
    return words if any(word in HEADS for word in words) else [*words[:-1], _FIELD_HEADS[words[-1]]]
