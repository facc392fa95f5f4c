"""Where the headings stand: on lines of their own, before a colon in running text, or glued to it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from jdwork.text.cues import classify_sentence
from jdwork.text.headings import MAX_HEADING_WORDS, classify_heading, last_words
from jdwork.text.job_description import SectionKind

BULLET_GLYPHS = "●•▪◦‣∙■□➢➤►▶✓✔❖◆⚫⦁○»★☑✅◾▫⁃\uf0b7\uf0a7\uf0d8\uf076\uf0fc·"
BULLET_LEAD = re.compile(
    rf"[ \t]*(?:[{BULLET_GLYPHS}]+|[*>o+](?=[ \t])|\*(?=[A-Za-z])|[-–—~](?=[ \tA-Za-z“\"'(])"
    r"|\(?\d{1,2}[.)](?![\d])(?=[ \tA-Z])|\(?[a-zA-Z][.)](?=[ \t]))[ \t]*"
)
"""What stands before an item of a list."""

_LEAD = re.compile(r"[\s>#*=_~|\-–—]*")
_TAIL = re.compile(r"[\s*=_~|\-–—:#?!.…,;>]*\Z")
_DELIMITER = re.compile(r"[ \t]?(?::(?!//|\d)|[-–—](?=[ \t])|(?<=[ \t])[-–—](?=\w)|\?)[ \t]*[-–—]?")
_PHRASE_BEFORE = re.compile(
    r"[A-Za-z][A-Za-z'’/&]*(?:(?:[ \t]?&[ \t]?|,[ \t]|[ \t]{1,2}|-)[A-Za-z'’/&]+){0,9}[ \t]*\Z"
)
_WORD_START = re.compile(r"(?<![A-Za-z'’])(?=[A-Z])|(?<=[a-z])(?=[A-Z])")
_BRACKETED = re.compile(r"\[([A-Z][^\[\]\n]{2,60})\]")
_UNMARKED = re.compile(
    r"(?:^|(?<=[.!?:;)\]\"”])|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z]{2})(?=[A-Z][a-z]))[ \t]*"
    r"((?:Job |Key |Your |Main |Core |Primary |Essential |Major |Position |Minimum |Basic |Preferred |Required |Desired |"
    r"Additional |General |Technical |The |JOB |KEY |YOUR |ESSENTIAL |MINIMUM |REQUIRED |PREFERRED |PRIMARY )?"
    r"(?:(?:Roles?|Duties|Responsibilities|Skills|Education|Experience|Requirements|Qualifications|Knowledge|"
    r"ROLES?|DUTIES|RESPONSIBILITIES|SKILLS|EDUCATION|EXPERIENCE|REQUIREMENTS|QUALIFICATIONS)"
    r"(?: (?:and|And|&|AND) (?:Responsibilities|Duties|Qualifications|Skills|Experience|Requirements|Abilities|"
    r"RESPONSIBILITIES|DUTIES|QUALIFICATIONS|SKILLS|EXPERIENCE|REQUIREMENTS))?|Functions|FUNCTIONS|"
    r"Job Functions|Summary|SUMMARY|Description|DESCRIPTION|Overview|OVERVIEW|Benefits|BENEFITS|Perks)"
    r"|What [Yy]ou(?:['’]ll| [Ww]ill|['’]re)(?: (?:[Nn]eed|[Dd]o|[Bb]ring|[Hh]ave|[Bb]e [Dd]oing|Work On))?"
    r"(?: to [Hh]ave| for this [Pp]osition)?|What You Need(?: for [Tt]his [Pp]osition)?|Who [Yy]ou [Aa]re|"
    r"About (?:[Uu]s|[Yy]ou|[Tt]he (?:[Rr]ole|[Jj]ob|[Cc]ompany|[Tt]eam|[Pp]osition))|ABOUT (?:US|YOU|THE ROLE|THE JOB)|"
    r"Who [Ww]e [Aa]re|Company (?:Description|Overview|Profile)|Nice [Tt]o [Hh]ave|What [Ww]e [Oo]ffer|"
    r"What['’]s [Ii]n [Ii]t [Ff]or [Yy]ou|Why [Jj]oin [Uu]s)"
    r"(?:[?!]?[ \t]{0,4}(?=[A-Z•●▪\-*\d“\"(\n]|$)|(?=\n))"
)
# Alone before a colon these are headings only where a phrase begins; "Corporate Experience:" is none.
_WEAK_ALONE = frozenset(
    """experience education knowledge ability abilities tools technologies description skills skill background
    expertise position role title language languages location license certification certifications contact
    department note tasks functions scope activities culture team values team objectives purpose place required
    preferred essential desired""".split()
)
_DASHED = frozenset(
    """experience skills skill role budget location salary ctc responsibilities qualification qualifications
    education client website company duration stipend designation position requirements notice
    period title vacancies shift timing timings responsibility description summary""".split()
)
_LABELS = frozenset({"logistics", "other"})
_LABEL_WORDS = 14


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: ``start`` to ``end`` covers its markup and colon, ``kind`` is None where its words say nothing.

    ``level`` tells how far it reaches: ``"section"`` up to the next heading, ``"part"`` is a sub-heading
    within a section, ``"label"`` names a value on the same line ("Location: Pune").
    """

    start: int
    end: int
    text: str
    kind: SectionKind | None
    level: str = "section"


def find_headings(text: str, raw: str) -> tuple[Heading, ...]:
    """Find the headings of a JD.

    Parameters
    ----------
    text
        Cleaned text.
    raw
        The text before cleaning, of the same length: bold marks show there.

    Returns
    -------
    tuple of Heading
        In order, not overlapping.
    """
    found: list[Heading] = []
    many_capitals = sum(map(str.isupper, text[:4000])) > 0.5 * (sum(map(str.isalpha, text[:4000])) or 1)
    position = 0
    lines: list[tuple[int, int]] = []
    while position <= len(text):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        if text[position:end].strip():
            lines.append((position, end))
        position = end + 1
    for index, (start, end) in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        whole = _line_heading(text, raw, start, end, following, many_capitals)
        if whole is not None:
            found.append(whole)
        else:
            found.extend(_inline_headings(text, start, end))
    return _without_overlaps(found)


def _without_overlaps(found: list[Heading]) -> tuple[Heading, ...]:
    kept: list[Heading] = []
    for heading in sorted(found, key=lambda heading: (heading.start, -heading.end)):
        if not kept or heading.start >= kept[-1].end:
            kept.append(heading)
    return tuple(kept)


def _line_heading(
    text: str, raw: str, start: int, end: int, following: tuple[int, int] | None, many_capitals: bool
) -> Heading | None:
    """The heading that fills the line ``text[start:end]``, if it does."""
    if end - start > 160:
        return None
    bullet = BULLET_LEAD.match(text, start, end)
    lead = _LEAD.match(text, bullet.end() if bullet else start, end)
    body_start = lead.end() if lead else start
    body_end = start + len(text[start:end]) - len(_TAIL.search(text[start:end])[0])  # type: ignore[index]
    body = text[body_start:body_end].strip()
    if not body or not body[0].isalnum():
        return None
    words = body.split()
    tail = text[body_end:end]
    colon = ":" in tail
    marks = raw[start:end].strip()
    marked = marks.startswith("#") or (marks.startswith("**") and marks.rstrip(" :").endswith("**"))
    numbered = bool(bullet) and text[start : bullet.end()].strip(" \t.()").isdigit()  # type: ignore[union-attr]
    if len(words) <= MAX_HEADING_WORDS and not tail.strip().endswith((".", ",", ";")):
        kind = classify_heading(body)
        listed = bullet is not None and not numbered and not marked
        if kind is not None and (not listed or (colon and _is_list_item(text, following))):
            return Heading(start, end, body, kind)
    if bullet and not numbered:
        return None
    if len(words) <= MAX_HEADING_WORDS:
        if marked and not tail.strip().endswith("."):
            return Heading(
                start, end, body, None, "part" if colon and not marks.startswith("#") else "section"
            )
        if body.isupper() and len(body) > 5 and len(words) > 1 and not many_capitals and not tail.strip(" :"):
            return Heading(start, end, body, None, "part" if colon else "section")
    if colon and len(words) <= 20 and following is not None:
        # A lead-in such as "The successful candidate will have:" says what the list below it is.
        kind, strength = classify_sentence(body)
        if kind in ("duties", "requirements", "perks") and strength >= 0.8 and not _is_time(tail):
            return Heading(start, end, body, kind)
        if len(words) <= 8:
            return Heading(start, end, body, None, "part")
    return None


def _is_time(tail: str) -> bool:
    return tail.strip() != ":" and not tail.strip().endswith(":")


def _is_list_item(text: str, line: tuple[int, int] | None) -> bool:
    return line is not None and BULLET_LEAD.match(text, *line) is not None


def _inline_headings(text: str, start: int, end: int) -> list[Heading]:
    found = []
    line = text[start:end]
    for match in _BRACKETED.finditer(line):
        kind = classify_heading(match[1])
        if kind is not None:
            found.append(Heading(start + match.start(), start + match.end(), match[1], kind))
    for match in _UNMARKED.finditer(line):
        kind = classify_heading(match[1])
        if kind is not None and match.end() < len(line):
            found.append(Heading(start + match.start(1), start + match.end(), match[1], kind))
    marks = [match.start() for match in re.finditer(rf"[{BULLET_GLYPHS}]", line)]
    lead = BULLET_LEAD.match(line)
    for match in _DELIMITER.finditer(line):
        heading = _before_delimiter(line, match, marks, lead.end() if lead else 0)
        if heading is not None:
            phrase_start, phrase, kind = heading
            level = "section"
            if kind in _LABELS or (len(phrase.split()) == 1 and phrase.lower() in _WEAK_ALONE):
                rest = line[match.end() :].strip()
                level = "label" if rest and rest[0] not in BULLET_GLYPHS + "-*" else "section"
            found.append(Heading(start + phrase_start, start + match.end(), phrase, kind, level))
    return found


def _before_delimiter(
    line: str, delimiter: re.Match[str], marks: list[int], lead: int
) -> tuple[int, str, SectionKind] | None:
    """The longest heading that ends at a delimiter: where it starts, its words, its kind."""
    sign = delimiter[0].strip()[:1]
    window_start = max(0, delimiter.start() - 90)
    before = _PHRASE_BEFORE.search(line, window_start, delimiter.start())
    if before is None:
        return None
    phrase = before[0].rstrip()
    tail_word = re.split(r"[^A-Za-z'’]+", phrase)[-1].lower().replace("’", "'")
    tail_word = re.sub(r".*[a-z](?=[A-Z])", "", re.split(r"[^A-Za-z'’]+", phrase)[-1]).lower() or tail_word
    if tail_word not in last_words() or (sign in "-–—" and tail_word not in _DASHED):
        return None
    for word_start in _WORD_START.finditer(phrase):
        candidate = phrase[word_start.start() :]
        size = len(candidate.split())
        if sign in "-–—" and size > 2:
            continue
        if sign == "?" and size < 3:
            continue
        kind = classify_heading(candidate)
        if kind is None:
            continue
        position = before.start() + word_start.start()
        if not _may_begin(line, position, size, candidate, marks, lead):
            return None
        return position, candidate, kind
    return None


def _may_begin(line: str, position: int, size: int, candidate: str, marks: list[int], lead: int) -> bool:
    """Whether a heading may begin here, and is not the tail of a longer phrase or the name of a list item."""
    previous = line[:position].rstrip()
    if not previous:
        return True
    if position == lead or previous[-1] in BULLET_GLYPHS:
        return False
    if previous[-1] in '.!?;)]"”:…' or line[position - 1].islower() or line[position - 1].isdigit():
        return True
    last = re.split(r"[^\w'’.\-]+", previous)[-1]
    if not last[:1].isupper():
        # "... full time permanent Skills - Java": only a capital sets it off.
        return size > 1 or candidate[0].isupper()
    if size == 1 and candidate.lower() in _WEAK_ALONE:
        return False
    # "● Customer Requirements:" names an item; "Stipend: Unpaid Perks:" begins a section after a value.
    boundary = max(
        marks[bisect_right(marks, position) - 1] if marks and marks[0] < position else -1,
        max(previous.rfind(sign) for sign in ".!?"),
        lead - 1,
    )
    between = line[boundary + 1 : position]
    if ":" in between or " - " in between:
        return True
    return not all(word[:1].isupper() or not word[:1].isalpha() for word in between.split())
