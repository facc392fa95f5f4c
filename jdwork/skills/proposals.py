"""Unknown skill-like phrases: what the catalog may lack."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from jdwork.skills.lexicon import Lexicon
from jdwork.skills.model import ProposedSkill, SkillSpan
from jdwork.skills.tokens import tokenize
from jdwork.skills.words import FILLER, NOT_SKILLS, STOP_WORDS
from jdwork.text.job_description import Document, SectionKind

MAX_PROPOSALS = 15
"""Proposals kept per JD: the most telling first."""

_ASKING: frozenset[SectionKind] = frozenset({"skills", "requirements"})
_WORKING: frozenset[SectionKind] = frozenset({"skills", "requirements", "duties", "summary"})

_SHAPED = re.compile(
    r"(?<![\w@/.<])(?:"
    r"[A-Za-z][a-z]*(?:[a-z][A-Z]|[A-Z]{2,}[a-z])[A-Za-z0-9]*"  # GraphQL, SwiftUI, LaTeX
    r"|[A-Za-z]+(?:[.-][A-Za-z]+)*\d[A-Za-z0-9]*(?:\.\d+)?"  # S3, log4j, HTML5
    r"|[A-Z][A-Za-z]+\.(?:js|NET|io|ai|py|NET)"
    r"|[A-Z][A-Za-z]*(?:\+\+|\#)"
    r")(?![\w@>])"
)
_ACRONYM = re.compile(r"(?<![\w@/.<&-])[A-Z][A-Z0-9]{1,5}(?:s)?(?![\w@>&-])")
_CUE = re.compile(
    r"\b(?P<cue>knowledge (?:of|in)|(?:hands-on |working |practical )?experience (?:with|in|using)"
    r"|proficien(?:t|cy) (?:in|with)|expertise (?:in|with)|familiar(?:ity)? with|skilled in|understanding of"
    r"|exposure to|fluen(?:t|cy) in|(?:tools|technologies|frameworks) like|such as|including)[ :]+"
    r"(?P<items>[^.;:\n•●]{2,200})",
    re.IGNORECASE,
)
_LIST_HEAD = re.compile(
    r"\b(?P<cue>(?:key |technical |required |mandatory |must[- ]have |primary |core )*"
    r"(?:skills?|technologies|tech stack|tools|stack))"
    r"\s*(?:required)?\s*[:–-]+\s*(?P<items>[^;:\n•●]{2,300})",
    re.IGNORECASE,
)
_FIELDS = frozenset(("country", "experience", "level", "location", "months", "salary", "type", "years"))
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z0-9])")
_PART = re.compile(r"\s*(?:,|/|\||\+|&|\bor\b|\band\b|\(|\)|;)\s*", re.IGNORECASE)
_ITEM = re.compile(r"[A-Za-z][\w.+#'’-]*(?: [\w.+#'’-]+){0,2}")
_TRIM = " \t\n.,:;*'\"’”“-–"


@dataclass(slots=True)
class _Candidate:
    """A phrase, where it stands, and why it looks like a skill."""

    name: str
    reason: str
    strength: int
    spans: list[SkillSpan] = field(default_factory=list)


class _Taken:
    """Stretches of text that are spoken for."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._spans = sorted(spans)

    def overlaps(self, start: int, end: int) -> bool:
        position = bisect_left(self._spans, (start, start))
        near = self._spans[max(0, position - 8) : position + 1]
        return any(left < end and start < right for left, right in near)

    def add(self, start: int, end: int) -> None:
        insort(self._spans, (start, end))


def propose_skills(
    document: Document, *, taken: Iterable[tuple[int, int]], known: Lexicon
) -> tuple[ProposedSkill, ...]:
    """Propose phrases that look like skills and are none that the catalog knows.

    Three kinds are looked for: names of technical shape (inner capitals, digits, ``.js``) in what the JD
    says of the work; abbreviations in capitals, and items of enumerations behind words such as
    "knowledge of" or "Skills:", in what it asks for.

    Parameters
    ----------
    document
        The JD with its structure.
    taken
        Stretches in which catalog skills were found or considered.
    known
        The catalog's aliases.

    Returns
    -------
    tuple of ProposedSkill
        At most `MAX_PROPOSALS`, the most telling first.
    """
    spoken = _Taken(taken)
    candidates: dict[str, _Candidate] = {}
    company = _company_words(document)
    for sentence in document.sentences:
        if sentence.section not in _WORKING:
            continue
        asked = sentence.section in _ASKING
        shouting = sum(map(str.isupper, sentence.text)) > 0.6 * max(1, sum(map(str.isalpha, sentence.text)))
        for start, end, reason, strength in _phrases(
            document.clean, sentence.start, sentence.end, asked, shouting
        ):
            name = document.clean[start:end]
            if spoken.overlaps(start, end) or not _is_skill_like(name, company) or name in known:
                continue
            spoken.add(start, end)
            key = "".join(tokenize(name).norms)
            candidate = candidates.setdefault(key, _Candidate(" ".join(name.split()), reason, strength))
            candidate.strength += 1
            candidate.spans.append(SkillSpan(start, end, document.jd.text[start:end], sentence.section))
    chosen = sorted(
        candidates.values(), key=lambda candidate: (-candidate.strength, candidate.spans[0].start)
    )
    return tuple(
        ProposedSkill(
            name=candidate.name, spans=tuple(sorted(candidate.spans, key=_place)), reason=candidate.reason
        )
        for candidate in chosen[:MAX_PROPOSALS]
    )


def _place(span: SkillSpan) -> int:
    return span.start


def _phrases(
    text: str, start: int, end: int, asked: bool, shouting: bool
) -> Iterator[tuple[int, int, str, int]]:
    """Yield start, end, reason and strength of each skill-like phrase of a sentence."""
    if not shouting:
        for match in _SHAPED.finditer(text, start, end):
            yield *match.span(), "a name of technical shape", 3 if asked else 2
    if not asked:
        return
    if not shouting:
        for match in _ACRONYM.finditer(text, start, end):
            yield *match.span(), "an abbreviation among the requirements", 2
    for pattern in (_LIST_HEAD, _CUE):
        for match in pattern.finditer(text, start, end):
            cue = " ".join(match["cue"].lower().split())
            left, right = match.span("items")
            while right < end and text[right - 1].isalnum() and text[right].isalnum():
                right -= 1  # Cut within a word by the length limit.
            items = list(_items(text, left, right))
            if len(items) > 1 or pattern is _LIST_HEAD or any(_is_name(text[a:b]) for a, b in items):
                for first, last in items:
                    named = _is_name(text[first:last])
                    if named or " " in text[first:last] or pattern is _LIST_HEAD:
                        yield first, last, f"listed after '{cue}'", 2 if named else 1


def _items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the trimmed items of an enumeration that are names of one to three words."""
    left = start
    for right, after in [match.span() for match in _PART.finditer(text, start, end)] + [(end, end)]:
        item = text[left:right]
        first = left + len(item) - len(item.lstrip(_TRIM))
        item = item.strip(_TRIM)
        words = item.split()
        while words and words[0].lower() in FILLER | STOP_WORDS:
            first += len(item) - len(item[len(words[0]) :].lstrip())
            item = item[len(words[0]) :].lstrip()
            words = item.split()
        if item and _ITEM.fullmatch(item) and not any(word.lower() in STOP_WORDS for word in words):
            yield first, first + len(item)
        left = after


def _is_name(phrase: str) -> bool:
    """Whether a phrase is written like a proper name."""
    return phrase[:1].isupper() or any(sign.isupper() for sign in phrase[1:])


def _is_skill_like(name: str, company: frozenset[str]) -> bool:
    norms = tokenize(name).norms
    if not norms or len("".join(norms)) < 2 or all(norm.isdigit() for norm in norms):
        return False
    if any(norm in NOT_SKILLS or norm in company for norm in norms):
        return False
    if any(part.lower() in _FIELDS for part in _CAMEL.split(name)):
        return False  # "LocationRemote": a form's label and value that lost their space.
    return len(norms) > 1 or norms[0] not in STOP_WORDS


def _company_words(document: Document) -> frozenset[str]:
    """Names from the company story and the title: they tell who asks, not what is asked."""
    words: set[str] = set()
    for sentence in document.sentences:
        if sentence.section == "company":
            named = tokenize(sentence.text)
            for at, norm in enumerate(named.norms):
                if sentence.text[named.starts[at]].isupper():
                    words.add(norm)
    return frozenset(words)
