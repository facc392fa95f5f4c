"""How a JD asks for what it names: required, nice to have, merely mentioned, or refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Reading = Literal["must", "optional", "mentioned", "refused", "plain"]
"""What the words around a mention say; ``plain`` where they say nothing."""

_WORDS = r"(?:(?!(?:required|needed|necessary|is|are|must|but|only|just)\b)[\w'’+#.-]+[\s/,&]+)"
_NOT = r"(?:do|does|did|will|would|wo|need|is|are|ca|have)(?:\s+not|n['’]t)"

_REFUSED_BEFORE = re.compile(
    rf"\b(?:no|without(?: any)?|neither|nor)\s+(?!less|fewer|more|other|matter|problems?\b){_WORDS}{{0,6}}$",
    re.IGNORECASE,
)
_REFUSED_AFTER = re.compile(
    r"(?:[\s/,]+[\w'’+#.-]+){0,5}?\s*(?:is|are)?\s*"
    r"(?:required|requirements?|needed|necessary|expected|mandatory)\b",
    re.IGNORECASE,
)
_NO_SUCH = re.compile(r"\b(?:no|neither)\s+$", re.IGNORECASE)
_ENDS = re.compile(r"\s*(?:[,.;:!)]|$|\bor\b|\band\b|\bnor\b)", re.IGNORECASE)
_NOT_ASKED_AFTER = re.compile(
    r"(?:\s+[\w'’-]+){0,3}?\s+(?:is|are|was)(?:\s+not|n['’]t)\s+(?:strictly\s+|at all\s+)?"
    r"(?:required|requirements?|needed|necessary|expected|mandatory|a must|used|part of)\b"
    r"|(?:\s+[\w'’-]+){0,2}\s+not\s+(?:required|needed|necessary)\b"
    r"|(?:\s+[\w'’-]+){0,2}\s+(?:(?:is|are)\s+)?unnecessary\b",
    re.IGNORECASE,
)
_NOT_ASKED_BEFORE = re.compile(
    rf"\b{_NOT}\s+(?!only\b|just\b|merely\b)(?:\w+\s+){{0,2}}?"
    rf"(?:require|need|use|using|expect|want|know|work with|looking for|to know|to write)\s+"
    rf"(?!to\b(?!\s+know)|an?\b|only\b|just\b){_WORDS}{{0,4}}$",
    re.IGNORECASE,
)
# One of these stands wherever something is refused or left behind: looked for once a sentence, not a mention.
_TURN = re.compile(
    r"\b(?:no|not|without|neither|nor|rather than|instead of|opposed to|away from|used to|formerly|unlike)\b"
    r"|n['’]t\b|\b(?:except|excluding|unnecessary|mov(?:e|ing) (?:off|from)|migrat|replac|retir|decommission"
    r"|sunset)",
    re.IGNORECASE,
)
_YET_OPTIONAL = re.compile(
    r"[^.;]{0,50}\bbut\b[^.;]{0,25}\b(?:plus|bonus|advantage|asset|nice|helpful|welcome|preferred|desirable|useful)\b",
    re.IGNORECASE,
)
_INSTEAD = re.compile(
    r"(?:\brather than|\binstead of|\bas opposed to|\bexcept(?: for)?|\bexcluding|\bnot an?|\bnot)"
    r"\s+(?:in\s+|with\s+|using\s+)?$",
    re.IGNORECASE,
)
_LEFT_BEHIND = re.compile(
    r"(?:\baway from|\bmov(?:e|ing) (?:off|from)|\bmigrat\w+\s+(?:[\w'’-]+\s+){0,3}?(?:off|from)"
    r"|\breplac(?:e|es|ing)|\bretir(?:e|es|ing)|\bdecommission\w*|\bsunsett?\w*"
    r"|\bno longer(?:\s+us(?:e|ing))?|\bused to (?:be|use|run)"
    r"|\bformerly|\bunlike)\s+(?:(?:our|the|an?|its|their|old|legacy|existing|some|on|in)\s+){0,3}"
    r"(?:[\w+#.-]+\s*(?:,|/|\band\b|\bor\b)\s*){0,3}$",
    re.IGNORECASE,
)
_OPTIONAL_AHEAD = re.compile(
    r"\b(?:nice|good|great)[- ]to[- ]haves?\b|\bbonus(?: points?| skills?)?(?:\s+(?:for|if)\b|\s*:)"
    r"|\bpreferabl[ey]\b|\bideally\b|\bdesirabl[ey]\s*:|\boptional(?:ly)?\s*:|\bpreferred[\w ]{0,20}:"
    r"|\bplus(?:es| points?)?\s*:|\badvantage(?:ous|s)?\s*:|\bextra points\b|\beven better\b|\bbig plus if\b"
    r"|\bwould be (?:a plus|great|nice|an advantage) (?:if|to)\b",
    re.IGNORECASE,
)
_OPTIONAL_BEHIND = re.compile(
    r"\b(?:an?|some|added|additional|big|huge|strong|definite|distinct|clear|major|real|great|is|are|as)\s+"
    r"(?:plus|bonus|advantage|asset|benefit)\b(?!\s+of)|[(\[]\s*(?:a\s+)?(?:plus|bonus|preferred|preferable|optional"
    r"|desirable|desired|nice[- ]to[- ]have|advantage)\b|\bplus(?:es)?\s*(?=[.;,)!]|$)"
    r"|\b(?:nice|good|great)[- ]to[- ]have\b|\badvantageous\b|\bbeneficial\b|\bdesirable\b|\bdesired\b"
    r"|\bpreferred\b(?![\w ]{0,20}:)|\boptional\b(?!\s*:)"
    r"|\b(?:is|are|be)\s+(?:\w+\s+)?(?:helpful|welcome|appreciated|useful|valued|ideal)\b"
    r"|\bnot (?:a must|mandatory|essential)\b",
    re.IGNORECASE,
)
_MUST = re.compile(
    r"\b(?:must(?:[- ]have)?|required|requires|mandatory|essential|needed|necessary|a must)\b", re.IGNORECASE
)
_DEMAND = re.compile(
    r"\b(?:must|required?|mandatory|essential|strong|expert(?:ise)?|proficien\w+|extensive|solid|in-depth|advanced"
    r"|hands-on|experience[ds]?|knowledge|skilled|understanding|familiar\w*)\b",
    re.IGNORECASE,
)
_OPTIONAL_HEADING = re.compile(
    r"\b(?:nice|good|great)[- ]to[- ]have|\bbonus|\bplus(?:es)?\b|\bpreferred\b|\bpreferable|\bdesirable"
    r"|\bdesired\b|\boptional|\badvantage"
    r"|\bextra points|\bbrownie|\bwould be (?:great|nice)|\beven better|\bideally\b"
    r"|\b(?:secondary|additional|optional) skills",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r";|\.\s|\n|•|\bbut\b|\bwhile\b|\bhowever\b|\bwhereas\b", re.IGNORECASE)
_JOINED = re.compile(r"\b(?:and|or|are)\b|/|&", re.IGNORECASE)
_REACH = 90


@dataclass(frozen=True, slots=True)
class Cues:
    """What one sentence says about the things in it, by place."""

    ahead: tuple[tuple[int, int], ...]
    behind: tuple[tuple[int, int], ...]
    must: tuple[tuple[int, int], ...]
    turns: bool
    """Whether a word stands in it that may refuse things or leave them behind."""


NO_CUES = Cues((), (), (), False)


def read_cues(text: str, start: int, end: int) -> Cues:
    """Find the words of a sentence that make things optional or a must.

    Parameters
    ----------
    text
        The document.
    start, end
        The sentence in it.

    Returns
    -------
    Cues
        Places of "nice to have: …", of "… is a plus", and of "must", "required"; and whether a "not" or
        "migrating from" stands in it.
    """
    behind = tuple(match.span() for match in _OPTIONAL_BEHIND.finditer(text, start, end))
    ahead = tuple(match.span() for match in _OPTIONAL_AHEAD.finditer(text, start, end))
    must = tuple(
        match.span()
        for match in _MUST.finditer(text, start, end)
        if not any(low <= match.start() < high for low, high in behind)
    )
    return Cues(ahead=ahead, behind=behind, must=must, turns=_TURN.search(text, start, end) is not None)


def is_optional_heading(heading: str | None) -> bool:
    """Whether all below a heading is nice to have ("Bonus points", "Preferred qualifications")."""
    return heading is not None and _OPTIONAL_HEADING.search(heading) is not None


def read_mention(text: str, start: int, end: int, *, clause: tuple[int, int], cues: Cues) -> Reading:
    """Say how the words around a mention ask for it.

    Parameters
    ----------
    text
        The document.
    start, end
        The mention in it.
    clause
        The sentence that it stands in.
    cues
        What `read_cues` found in that sentence.

    Returns
    -------
    Reading
        ``refused`` ("no Java needed", "rather than PHP"), ``mentioned`` ("migrating away from Perl"),
        ``optional`` ("a plus"), ``must``, or ``plain``.
    """
    low, high = clause
    before, after = text[max(low, start - _REACH) : start], text[end : min(high, end + _REACH)]
    refused = cues.turns and _is_refused(before, after)
    optional = _is_optional(text, start, end, low, high, cues)
    if refused:
        return "optional" if optional or _YET_OPTIONAL.match(after) else "refused"
    if cues.turns and _LEFT_BEHIND.search(before):
        return "mentioned"
    if optional:
        return "optional"
    if any(_reaches_back(text, end, left, right, low, cues) for left, right in cues.must if left >= end):
        return "must"
    if any(right <= start and not _CLAUSE.search(text, right, start) for _, right in cues.must):
        return "must"
    return "plain"


def _is_refused(before: str, after: str) -> bool:
    if _REFUSED_BEFORE.search(before) and _REFUSED_AFTER.match(after):
        return True
    if _NO_SUCH.search(before) and _ENDS.match(after):
        return True
    if _NOT_ASKED_AFTER.match(after) or _NOT_ASKED_BEFORE.search(before):
        return True
    return _INSTEAD.search(before) is not None


def _is_optional(text: str, start: int, end: int, low: int, high: int, cues: Cues) -> bool:
    for _, right in cues.ahead:
        if right <= start and not _interrupted(text, right, start, cues):
            return True
    return any(
        left >= end and _reaches_back(text, end, left, right, low, cues) for left, right in cues.behind
    )


def _interrupted(text: str, left: int, right: int, cues: Cues) -> bool:
    if _CLAUSE.search(text, left, right):
        return True
    return any(left <= place < right for place, _ in cues.must)


def _reaches_back(text: str, end: int, left: int, right: int, low: int, cues: Cues) -> bool:
    """Whether "… is a plus" at a place speaks of a mention that ended before it."""
    stretch = text[end:left]
    if len(stretch) > 160 or _CLAUSE.search(stretch):
        return False
    if any(end <= other < left for spans in (cues.behind, cues.must) for other, _ in spans):
        return False  # Another such word stands between: it speaks of the mention, not this one.
    bracketed = text[left] in "([" or stretch.rstrip().endswith(("(", "["))
    if bracketed:
        return not re.search(r"[,;]", stretch)
    comma = stretch.rfind(",")
    if comma < 0:
        return True
    # "Kafka, Spark and Flink are a plus" speaks of all; "Strong Python, Kafka is a plus" of the last.
    tail = stretch[comma + 1 :]
    if _JOINED.search(tail) or not tail.strip():
        return not re.search(r",\s*and\s+(?:\w+\s+){3,}", stretch)
    return not _DEMAND.search(text[low:end])
