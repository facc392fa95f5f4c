"""Job titles: cleaning, and the one normal form under which they are compared."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from jdwork.parse.places import gazetteer
from jdwork.parse.role_words import HEADS, LEADING_SENIORITY, SENIORITY, TITLE_HEADS, word_set
from jdwork.parse.title_noise import BRACKETS, EDGE, JOINED, without_noise, without_terms
from jdwork.parse.title_spellings import ABBREVIATIONS, SPELLINGS

_SEGMENT = re.compile(r"\s+[-–—|•·@:~]+\s*|[|•–—;]\s*|[-:]\s+|,\s*|(?<=[a-z)])\s{3,}")
_TAIL = re.compile(r"\s+(?:at|in(?!\s+test)|for|with|from|to|within|based)\s+.*$", re.I | re.S)


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


_DESKS: Final[frozenset[str]] = word_set("support helpdesk desk soc noc")
_DESK_LEVELS: Final[frozenset[str]] = word_set("l1 l2 l3 l4")
_LEVELLED: Final[frozenset[str]] = word_set("engineer developer scientist architect designer programmer")
_ROMAN: Final[frozenset[str]] = word_set("v vi")
_ENDINGS: Final[frozenset[str]] = HEADS | TITLE_HEADS


_UNMANAGED = re.compile(r"\s+management$", re.I)


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
    if word in _ENDINGS or not word.endswith("s"):
        return word
    candidates = [word[:-1]]
    if word.endswith("es"):
        candidates.append(word[:-2])
    if word.endswith("ies"):
        candidates.append(f"{word[:-3]}y")
    for candidate in candidates:
        if candidate in _ENDINGS:
            return candidate
    return word


def has_head(text: str) -> bool:
    """Whether a text holds a word that titles end in (``engineer``, ``nurse``)."""
    return _holds(text, HEADS)


def _holds(text: str, heads: frozenset[str]) -> bool:
    return any(
        singular(ABBREVIATIONS.get(word, word).split()[-1]) in heads
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
    parts, chosen = title_parts(title)
    if chosen is None:
        return parts[0] if parts else ""
    part = parts[chosen]
    if _is_bare(part):
        # A bare head takes its field from the next part, the part before, or the brackets.
        fields = parts[chosen + 1 : chosen + 2] or parts[max(0, chosen - 1) : chosen] or bracketed(title)
        for field in fields:
            if len(field.split()) <= 3 and _is_field(field):
                if part.lower() == "manager":
                    return f"{_UNMANAGED.sub('', field)} {part}"
                return f"{field} {part}"
    return part


def title_parts(title: str) -> tuple[list[str], int | None]:
    """The parts of a title between dashes, bars and commas, cleaned, and which of them names the job.

    Parameters
    ----------
    title
        A title as it was advertised.

    Returns
    -------
    parts : list[str]
        Without those that are noise or a place.
    chosen : int or None
        Position of the first part with a head noun.
    """
    pieces = _SEGMENT.split(without_noise(title))
    parts = [part for part in (_trim(piece) for piece in pieces if piece) if part]
    chosen = next((index for index, part in enumerate(parts) if _holds(part, HEADS)), None)
    if chosen is None:
        chosen = next((index for index, part in enumerate(parts) if _holds(part, TITLE_HEADS)), None)
    return parts, chosen


def _is_bare(part: str) -> bool:
    word = part.lower().rstrip(".")
    return singular(ABBREVIATIONS.get(word, word)) in _BARE


def bracketed(title: str) -> list[str]:
    """What a title holds in brackets, cleaned."""
    return [part for match in BRACKETS.finditer(title) if (part := _trim(match.group().strip("()[]{}<>")))]


def _is_field(text: str) -> bool:
    last = text.lower().split()[-1]
    known = has_head(text) and last not in {"sales", "marketing"}
    return not known and not _is_place(text) and text.isascii() and not any(c.isdigit() for c in text)


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
    words = without_terms(part.split())
    while words and not JOINED.search(words[-1]):
        words.pop()
    for size in (3, 2, 1):
        tail = " ".join(words[-size:])
        if len(words) > size and _is_place(tail) and has_head(" ".join(words[:-size])):
            words = words[:-size]
    if words and _is_place(" ".join(words)):
        return ""
    return " ".join(words).strip(EDGE.replace(".", "").replace("+", "")).rstrip(".")


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
    for pattern, replacement in SPELLINGS:
        text = pattern.sub(replacement, text)
    words: list[str] = []
    for raw in text.split():
        word = raw.strip("'\"`*_~–—&/|\\@=^%<>()[]{},;:!?-")
        word = word.rstrip(".") if word not in {"c++", "g++"} else word
        word = word if word.startswith(".net") else word.lstrip(".+")
        if word and (JOINED.search(word)):
            words.extend(ABBREVIATIONS.get(word, word).split())
    if not words:
        return " ".join(lowered.split()) if any(c.isalpha() for c in lowered) else ""
    if len(words) > 1 and words[-1] == "tech" and not _holds(" ".join(words[:-1]), HEADS):
        words[-1] = "technician"
    words = [singular(word) for word in words]
    words = _without_level(words)
    return " ".join(_named_after_field(words))


def _without_level(words: list[str]) -> list[str]:
    desk = not _DESKS.isdisjoint(words)
    kept = [word for word in words if not _is_level(word, desk=desk) and word not in _INTERNS] or words
    while len(kept) > 1 and (kept[-1].isdigit() or kept[-1] in _ROMAN):
        kept = kept[:-1]
    while len(kept) > 1 and kept[0] in LEADING_SENIORITY:
        if kept[1] in {"generation", "nurse", "professor", "school", "of", "to", "and"} or kept[1].isdigit():
            break
        kept = kept[1:]
    # "Frontend Staff Engineer": a level right before the head of a trade that has such levels.
    while len(kept) > 2 and kept[-1] in _LEVELLED and kept[-2] in {"lead", "staff", "principal"}:
        kept = [*kept[:-2], kept[-1]]
    while len(kept) > 1 and kept[0] in {"and", "of", "the", "a", "an", "for", "to"}:
        kept = kept[1:]
    while len(kept) > 1 and kept[-1] in {"and", "of", "the", "for", "to"}:
        kept = kept[:-1]
    return kept


def _is_level(word: str, *, desk: bool) -> bool:
    """Whether a word, or every part of one like "ii/iii", is a level; support desks keep L2."""
    pieces = [ABBREVIATIONS.get(piece, piece) for piece in word.split("/") if piece]
    return bool(pieces) and all(
        (piece in SENIORITY and not (desk and piece in _DESK_LEVELS))
        or (len(pieces) > 1 and (piece.isdigit() or piece in LEADING_SENIORITY or piece in _ROMAN))
        for piece in pieces
    )


def _named_after_field(words: list[str]) -> list[str]:
    """``backend development`` is what a backend developer does; ``business development`` has no such name."""
    if (
        len(words) < 2
        or words[-1] not in _FIELD_HEADS
        or words[-2] in {"business", "and", "of", "people", "career"}
    ):
        return words
    return words if any(word in HEADS for word in words) else [*words[:-1], _FIELD_HEADS[words[-1]]]
