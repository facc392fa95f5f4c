"""The role that a JD advertises: from its title, else from how the text speaks of it."""

from __future__ import annotations

import re
from typing import Final

from jdwork.parse.other_people import fills_vacancies, is_blank_title, names_somebody_else
from jdwork.parse.reading import Quoted, Reading
from jdwork.parse.role_title import clean_title, has_head, normalize_title, singular
from jdwork.parse.role_words import (
    ADJECTIVES,
    ARCHETYPE_BY_FIELD,
    ARCHETYPE_BY_HEAD,
    ARCHETYPE_BY_MODIFIER,
    GENERIC,
    HEADS,
    OPEN_HEADS,
    SENIORITY,
    word_set,
)
from jdwork.parse.title_variants import display_title, title_variants

# What leads in is bounded: a run of blanks would else be read anew from each of them.
_LABEL = re.compile(
    r"(?:^|(?<=[\n.;•●|)])|(?<=\s\s)|(?<=\A))[ \t*#>-]{0,40}+"
    r"(?:job[ \t]+(?:title|role|profile|position|name)|position(?:[ \t]+(?:title|name))?"
    r"|role(?:[ \t]+(?:title|name))?"
    r"|designation|title|post(?:[ \t]+name)?|vacancy|profile|opening|job[ \t]+roll?)[ \t*]*[:–—-]+[ \t*]*\n?"
)
_VALUE_END = re.compile(
    r"[\n\r;|•●]|\.(?:\s|$)|\s{2,}|\s(?=(?:location|experience|exp|salary|ctc|skills?|qualifications?"
    r"|duration|reports?"
    r"|company|department|employment|job|client|budget|summary|about|responsibilities|education|type"
    r"|work)\b[^.\n]{0,20}[:–-])",
    re.I,
)
_TRIGGER = re.compile(
    r"\b(?:(?:is|are|am|was|'re|’re|be)[ \t]+(?:currently[ \t]+|now[ \t]+|actively[ \t]+|also[ \t]+"
    r"|urgently[ \t]+)?"
    r"(?:looking|searching|hiring|recruiting|seeking|in[ \t]+(?:search|need)[ \t]+of)(?:[ \t]+(?:for"
    r"|to[ \t]+(?:hire|add|recruit|appoint)))?"
    r"|(?:currently|urgently|actively|now)[ \t]+(?:hiring|seeking|looking[ \t]+for|require|need)"
    r"|looking[ \t]+for|look[ \t]+forward[ \t]+to"
    r"|seeks|seeking|(?:we|we'll|company|client)[ \t]+(?:urgently[ \t]+)?(?:need|requires?|want|hire)"
    r"|hiring(?:[ \t]+for)?"
    r"|(?:requirement|openings?|vacanc(?:y|ies)|opportunity|position|role|job|career)[ \t]+(?:for|of|as)"
    r"|join[ \t]+(?:us|our[ \t]+team)[ \t]+as|(?:^|(?<=[\n.!?•●:]\s)|(?<=\n))as)\s+"
)
_SUBJECT = re.compile(
    r"(?:^|[.\n•●:]\s{0,4})(?:the|our|your|an?|this)\s+((?:[\w+#./&-]+\s+){0,4}[\w+#./&-]+)[*]?\s+"
    r"(?:will|is\s+(?:responsible|accountable|a\s+key)|shall|must|position|role|job|works|provides"
    r"|performs|serves|plans|supports"
    r"|manages|leads|assists|develops|oversees|coordinates|implements|plays|reports|maintains|designs"
    r"|creates)\b"
)
_WANTED = re.compile(r"\b(?:(?:is|are)[ \t]+)?(?:required|needed|wanted)\b")
_TOKEN = re.compile(r"\s*(\([^()\n]{1,30}\)|[\w+#][\w+#./&’'-]*|[.][Nn][Ee][Tt]\b|[,;:.!?()\n•●–—|-]|&|/)")
_STOP: Final[frozenset[str]] = word_set(
    "to who whom with for in at that which having on from will is are as whose capable able ready "
    "where into by we you our their its this must should within under through but if when has have "
    "it"
)
_NOT_OPENERS = word_set("this these that those it we you they about job our your all such same other both")
_NO_HEADS = word_set(
    "candidate candidates person people individual someone member professional talent player team "
    "colleague resource staff advisor adviser crew ambassador champion owner partner"
) - {"owner", "partner", "advisor"}
_TALK = frozenset(("the", "our", "your", "we", "you", "is", "are", "please", "contact", "this"))
_LABELS = frozenset(("designation", "title", "position", "role", "profile"))
_EMPTY = GENERIC | ADJECTIVES | SENIORITY
_BROKEN = re.compile(r"^(?:and|or|of|team of)\b|reports? ?to\b")
_NO_ROLES = frozenset(("company", "industry", "fortune", "world", "everyone"))
_FIELDS_IN_ING = word_set(
    "engineering accounting manufacturing nursing training teaching purchasing shipping banking "
    "operating advertising consulting testing staffing billing building drafting processing "
    "programming recruiting housekeeping cleaning leasing welding lending mining planning pricing "
    "painting packaging publishing receiving reporting data-engineering mortgage-lending learning "
    "marketing investing casting catering clearing closing coaching coding engineering-manager "
    "financing fundraising gaming hosting landscaping licensing lighting machining merchandising "
    "modeling monitoring onboarding plumbing printing prototyping rigging routing scheduling "
    "screening sewing sourcing surveying tutoring underwriting visiting writing"
)
_PRAISE = re.compile(
    r"(?:self|high|highly|well|fast|multi|forward|goal|results?|detail|team)[-‐‑]\w+"
    r"|\w+[-‐‑](?:oriented|driven|minded|class|quality|motivated|savvy|thinking|focused|working|edge)"
)
_REGIONS = frozenset(("summary", "duties", "requirements", "logistics", "other", "company", "skills"))


def find_role(reading: Reading) -> Quoted[str] | None:
    """The role's title in the JD's own words.

    A given title wins. Without one the text is asked, in this order: a label (``Position: X``), a wish
    (``we are looking for an X``), the first line, ``X required``, ``the X will``.

    Parameters
    ----------
    reading
        The prepared document.

    Returns
    -------
    Quoted[str] or None
        None where nothing names a role; a bare ``candidate`` or ``manager`` is no role. A role taken from
        the title has ``start == end == 0``, for it stands outside the text.
    """
    title = reading.document.jd.title
    if title and not is_blank_title(title) and (cleaned := clean_title(title)):
        return Quoted(_one(cleaned), 0, 0)
    return (
        _labelled(reading)
        or _wished_for(reading)
        or _first_line(reading)
        or _wanted(reading)
        or _subject(reading)
    )


def role_aliases(role: str) -> list[str]:
    """Other names of the same role: its normal form, its parts, developer for engineer.

    Parameters
    ----------
    role
        The role as found.

    Returns
    -------
    list[str]
        Without the role itself, whatever its capitals; at most six.
    """
    names = [display_title(variant) for variant in title_variants(role)]
    return [name for name in names if name.lower() != role.lower()][:6]


def role_archetype(role: str) -> str | None:
    """The archetype of a role, by the head noun of its title.

    Parameters
    ----------
    role
        A title.

    Returns
    -------
    str or None
        One of the thirteen archetypes of the catalog, or None where the head says nothing.
    """
    normal = normalize_title(role)
    for phrase, archetype in ARCHETYPE_BY_FIELD:
        if phrase in normal:
            return archetype
    words = re.findall(r"[^\s/]+", normal)
    head = next((i for i in range(len(words) - 1, -1, -1) if words[i] in HEADS), None)
    if head is None:
        return next(
            (ARCHETYPE_BY_MODIFIER[word] for word in reversed(words) if word in ARCHETYPE_BY_MODIFIER), None
        )
    open_head = words[head] in OPEN_HEADS or words[head] in {"administrator", "trainer", "scientist"}
    if open_head and words[head] not in {"lead", "leader"}:
        for word in reversed(words[:head]):
            if word in ARCHETYPE_BY_MODIFIER:
                return ARCHETYPE_BY_MODIFIER[word]
    return ARCHETYPE_BY_HEAD.get(words[head])


def _one(role: str) -> str:
    """The role in the singular, its capitals kept."""
    *before, head = role.split()
    lone = singular(head.lower())
    if lone != head.lower() and len(lone) < len(head):
        head = head[: len(lone)] if head.lower().startswith(lone) else lone
    return " ".join([*before, head])


def _noun_phrase(reading: Reading, start: int, *, limit: int = 12) -> Quoted[str] | None:
    """The title that begins at ``start``: words up to the last head noun before the phrase ends."""
    words: list[tuple[str, int, int]] = []
    position = start
    for _ in range(limit):
        match = _TOKEN.match(reading.text, position)
        if match is None:
            break
        piece = match.group(1)
        if piece.startswith("(") and len(piece) > 1:
            position = match.end()
            continue
        if piece in ",/&-" and words and words[-1][0].lower() in ADJECTIVES:
            position = match.end()
            continue
        if piece in "/&" and words:
            words.append((piece, match.start(1), match.end(1)))
            position = match.end()
            continue
        bare = piece.rstrip(".,").lower()
        if not bare or not (piece[0].isalnum() or piece[0] in ".#") or bare in _STOP:
            break
        if bare == "or" or (
            bare == "and" and reading.lower[match.end() : match.end() + 3].strip() in {"a", "an", "the"}
        ):
            break
        words.append((piece.rstrip("."), match.start(1), match.start(1) + len(piece.rstrip("."))))
        position = match.end()
        if piece.endswith("."):
            break
    return _phrase_of(reading, words)


def _phrase_of(reading: Reading, words: list[tuple[str, int, int]]) -> Quoted[str] | None:
    head = next((i for i in range(len(words) - 1, -1, -1) if singular(words[i][0].lower()) in HEADS), None)
    if head is None:
        return None
    first = 0
    while first < head and (_is_praise(words[first][0].lower()) or words[first][0] in "/&"):
        first += 1
    if head - first > 5:
        return None
    start, end = words[first][1], words[head][2]
    text = clean_title(" ".join(reading.text[start:end].split()))
    return Quoted(_one(text), start, end) if text and _is_role(text) else None


def _is_praise(word: str) -> bool:
    return word in ADJECTIVES or word.isdigit() or _PRAISE.fullmatch(word) is not None


def _is_role(text: str) -> bool:
    words = re.findall(r"[^\s/]+", normalize_title(text))
    if not words or not has_head(text) or words[0] in _NOT_OPENERS or len(words) > 7:
        return False
    if _BROKEN.search(text.lower()):
        return False
    if words[-1] in _NO_HEADS or words in (["marketing"], ["sales"]) or not _NO_ROLES.isdisjoint(words):
        return False
    if words[-1] == "partner" and "business" not in words:
        return False
    # "identifying appropriate resources" opens with what is done, "marketing manager" with a field.
    doing = words[0].endswith("ing") and words[0] not in _FIELDS_IN_ING and words[0] not in HEADS
    return not doing and any(word not in _EMPTY for word in words)


def _labelled(reading: Reading) -> Quoted[str] | None:
    for match in _LABEL.finditer(reading.lower):
        if match.end() < len(reading.text) and reading.text[match.end()] in "\n\r":
            continue
        end = _VALUE_END.search(reading.text, match.end())
        stop = min(end.start() if end else len(reading.text), match.end() + 90)
        value = clean_title(reading.text[match.end() : stop])
        value = " ".join(word for word in value.split() if word.lower() not in _LABELS)
        if value and len(value.split()) <= 8 and _is_role(value):
            return Quoted(_one(value), match.end(), stop)
    return None


def _wished_for(reading: Reading) -> Quoted[str] | None:
    weak = None
    for seen, match in enumerate(_TRIGGER.finditer(reading.lower)):
        if seen > 40:
            break
        if fills_vacancies(reading, match):
            continue
        if match.group().strip().lower() == "as" and not re.match(r"an?\b", reading.lower[match.end() :][:3]):
            continue
        found = _noun_phrase(reading, match.end())
        if found is None or reading.kind_at(match.start()) in {"perks", "equal_opportunity"}:
            continue
        if len(normalize_title(found.value).split()) > 1:
            return found
        weak = weak or found
    return weak


def _first_line(reading: Reading) -> Quoted[str] | None:
    for match in re.finditer(r"[^\n\r]+", reading.text[:400]):
        line = match.group().strip(" \t*#•●-:")
        if not line:
            continue
        if names_somebody_else(reading, line):
            return None
        value = clean_title(line)
        talks = not _TALK.isdisjoint(line.lower().split())
        short = len(line.split()) <= 9 and not talks and not line.endswith((".", "?", "!"))
        ends_in_head = bool(value) and singular(value.lower().split()[-1]) in HEADS
        if short and ends_in_head and _is_role(value):
            return Quoted(_one(value), match.start(), match.end())
        return None
    return None


def _wanted(reading: Reading) -> Quoted[str] | None:
    for match in _WANTED.finditer(reading.lower[:1500]):
        low = max(0, match.start() - 60)
        line = re.split(r"[\n.,;:•●!?()]", reading.text[low : match.start()])[-1]
        offset = match.start() - len(line)
        words = [(m.group(), m.start() + offset, m.end() + offset) for m in re.finditer(r"\S+", line)][-6:]
        if words and singular(words[-1][0].lower()) in HEADS and (found := _phrase_of(reading, words)):
            return found
    return None


def _subject(reading: Reading) -> Quoted[str] | None:
    for match in _SUBJECT.finditer(reading.lower):
        if reading.kind_at(match.start(1)) not in _REGIONS:
            continue
        found = _noun_phrase(reading, match.start(1), limit=6)
        if (
            found is not None
            and len(found.value.split()) > 1
            and singular(match.group(1).split()[-1].lower()) in HEADS
        ):
            return found
    return None
