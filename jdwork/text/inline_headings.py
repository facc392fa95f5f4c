"""Headings inside running text: before a colon or dash, in brackets, or glued to a sentence."""

from __future__ import annotations

import re
from bisect import bisect_right

from jdwork.text.bullets import BULLET_GLYPHS, BULLET_LEAD
from jdwork.text.headings import Heading, classify_heading, last_words, words_of
from jdwork.text.job_description import SectionKind

_DELIMITER = re.compile(r"(?::(?!//|\d)|[-–—](?=[ \t])|(?<=[ \t])[-–—](?=\w)|\?)[ \t]*[-–—]?")
_NOT_IN_PHRASE = re.compile(r"[^A-Za-z'’/&,\- \t]")
_GLYPH = re.compile(rf"[{BULLET_GLYPHS}]")
_WORD_START = re.compile(r"(?<![A-Za-z'’])(?=[A-Z])|(?<=[a-z])(?=[A-Z])")
_BRACKETED = re.compile(r"\[([A-Z][^\[\]\n]{2,60})\]")
_UNMARKED_START = (
    r"(?:^|(?<=[.!?:;)\]\"”])|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[ ]{2}))[ \t]{0,4}"
)
_UNMARKED_ADJECTIVE = (
    "Job|Key|Your|Main|Core|Primary|Essential|Major|Position|Minimum|Basic|Preferred|Required|Desired|Additional|"
    "General|Technical|The"
)
_UNMARKED_NOUN = (
    "Responsibilities|Duties|Qualifications|Skills|Experience|Requirements|Abilities|Roles?|Education|"
    "Knowledge"
)
_UNMARKED_PHRASE = (
    r"What You(?:['’]ll| Will|['’]re)(?: (?:Need|Do|Bring|Have|Be Doing|Work On))?(?: To Have)?|"
    r"What You Need(?: For This Position)?|Who You Are|"
    r"About (?:Us|You|The (?:Role|Job|Company|Team|Position))|"
    r"Who We Are|Company (?:Description|Overview|Profile)|Nice To Have|What We Offer|What['’]s In It For You|"
    r"Why Join Us|Top Reasons To Work With Us"
)


def _any_case(pattern: str) -> str:
    """Title case with small letters allowed inside a phrase ("What you'll do"), or capitals throughout."""
    loose = re.sub(r"(?<= )([A-Z])", lambda match: f"[{match[1]}{match[1].lower()}]", pattern)
    return f"{loose}|{re.sub('[a-z]+', lambda match: match[0].upper(), pattern)}"


_UNMARKED = re.compile(
    rf"{_UNMARKED_START}((?:(?:{_any_case(_UNMARKED_ADJECTIVE)}) )?"
    rf"(?:(?:{_any_case(_UNMARKED_NOUN)})(?: (?:and|And|&|AND) (?:{_any_case(_UNMARKED_NOUN)}))?"
    rf"|{_any_case('Functions|Job Functions|Summary|Description|Overview|Benefits|Perks')})"
    rf"|{_any_case(_UNMARKED_PHRASE)})"
    r"(?:[?!]?[ \t]{0,4}(?=[A-Z•●▪\-*\d“\"(\n]|$)|(?=\n))"
)
# A quick test: one of these must occur in the line for the slow pattern to be worth trying.
_MAY_BE_UNMARKED = re.compile(
    "Responsib|Dut|Requirem|Qualif|Summary|Overview|Descri|Benefits|Perks|Skills|Role|Education|Experience|"
    "Knowledge|Functions|What|Who|About|Why|Reasons|Nice|Company|RESPONSIB|DUT|REQUIREM|QUALIF|SUMMARY|OVERVIEW|DESCRI|"
    "BENEFITS|ABOUT|SKILLS|EDUCATION|EXPERIENCE|FUNCTIONS|ROLE"
).search
_COMMON_NOUNS = words_of(
    """
    benefits education experience skills role roles knowledge functions summary description overview perks
    abilities
    """
)
# Alone before a colon these are headings only where a phrase begins; "Corporate Experience:" is none.
_WEAK_ALONE = words_of(
    """
    experience education knowledge ability abilities tools technologies description skills skill
    background expertise position role title language languages license certification
    certifications contact department note tasks functions scope activities culture team values team
    objectives purpose place required preferred essential desired
    """
)
_DASHED = words_of(
    """
    experience skills skill role budget location salary ctc responsibilities qualification
    qualifications education client website company duration stipend designation position requirements
    notice period title vacancies shift timing timings responsibility description summary
    """
)
_STRONG = frozenset(
    {
        "responsibilities",
        "qualifications",
        "key responsibilities",
        "job responsibilities",
        "note",
        "perks",
        "about us",
    }
)
_LABELS = frozenset({"logistics", "other"})
_LOOK_BACK = 90
_LAST_WORD = re.compile(r"([A-Z]?[a-z'’]+|[A-Z'’]+)[ \t]*\Z")


def find_inline_headings(text: str, start: int, end: int) -> list[Heading]:
    """Find the headings inside a line of running text.

    Parameters
    ----------
    text
        Cleaned text.
    start, end
        The line.

    Returns
    -------
    list of Heading
        In no particular order; they may overlap.
    """
    found = []
    line = text[start:end]
    for match in _BRACKETED.finditer(line):
        kind = classify_heading(match[1])
        if kind is not None:
            found.append(Heading(start + match.start(), start + match.end(), match[1], kind))
    for match in _UNMARKED.finditer(line) if _MAY_BE_UNMARKED(line) else ():
        # "Benefits Manager" is a title, not a heading: a lone common noun has to be set off better.
        begins_phrase = (
            match[0].endswith(" ")
            and not match[0].endswith("  ")
            and line[match.end() : match.end() + 1].isalpha()
        )
        kind = None if begins_phrase and match[1].lower() in _COMMON_NOUNS else classify_heading(match[1])
        if kind is not None and match.end() < len(line):
            found.append(Heading(start + match.start(1), start + match.end(), match[1], kind))
    lead = BULLET_LEAD.match(line)
    marks = [match.start() for match in _GLYPH.finditer(line)]
    for match in _DELIMITER.finditer(line):
        heading = _before_delimiter(line, match, marks, lead.end() if lead else 0)
        if heading is not None:
            phrase_start, phrase, kind = heading
            level = "section"
            if kind in _LABELS or phrase.lower() in _WEAK_ALONE:
                value = line[match.end() : match.end() + 20].strip()
                level = "label" if value and value[0] not in BULLET_GLYPHS + "-*" else "section"
            found.append(Heading(start + phrase_start, start + match.end(), phrase, kind, level))
    return found


def _before_delimiter(
    line: str, delimiter: re.Match[str], marks: list[int], lead: int
) -> tuple[int, str, SectionKind] | None:
    """The longest heading that ends at a delimiter: where it starts, its words, its kind."""
    sign = delimiter[0][0]
    window = line[max(0, delimiter.start() - _LOOK_BACK) : delimiter.start()]
    last = _LAST_WORD.search(window)
    if last is None:
        return None
    word = last[1].lower().replace("’", "'")
    if word not in last_words() or (sign in "-–—" and word not in _DASHED):
        return None
    phrase = _NOT_IN_PHRASE.split(window)[-1].rstrip()
    offset = delimiter.start() - len(window) + window.rindex(phrase)
    for begin in _WORD_START.finditer(phrase):
        candidate = phrase[begin.start() :]
        size = len(candidate.split())
        if (sign in "-–—" and size > 2) or (sign == "?" and size < 3):
            continue
        kind = classify_heading(candidate)
        if kind is not None:
            position = offset + begin.start()
            return (position, candidate, kind) if _may_begin(line, position, candidate, marks, lead) else None
    return None


def _may_begin(line: str, position: int, candidate: str, marks: list[int], lead: int) -> bool:
    """Whether a heading may begin here, and is not the tail of a longer phrase or the name of a list item."""
    floor = max(0, position - 2 * _LOOK_BACK)
    previous = line[floor:position].rstrip()
    if not previous:
        return True
    if position == lead or previous[-1] in BULLET_GLYPHS:
        return False
    mark = marks[bisect_right(marks, position) - 1] if marks and marks[0] < position else lead - 1
    stop = floor + max(previous.rfind(sign) for sign in ".!?")
    colon = floor + previous.rfind(":")
    name = line[max(mark + 1, floor) : position].split()
    if 0 <= mark > max(stop, colon) and len(name) <= 6 and candidate.lower() not in _STRONG:
        # "● Flexibility in Working Hours: ..." names its item.
        return False
    if previous[-1] in '.!?;)]"”:…' or line[position - 1].islower() or line[position - 1].isdigit():
        return True
    last = re.split(r"[^\w'’.\-]+", previous)[-1]
    if not last[:1].isupper():
        # "... full time permanent Skills - Java": only a capital sets it off.
        return True
    if candidate.lower() in _WEAK_ALONE:
        return False
    # "Customer Requirements:" is another heading; in "Stipend: Unpaid Perks:" a value stands before.
    between = line[max(mark + 1, stop + 1, floor) : position]
    if re.search(r":|[-–]\s", between):
        return True
    return not all(word[:1].isupper() or not word[:1].isalpha() for word in between.split())
