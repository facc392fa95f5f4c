"""Cutting running text and lists into sentences, each with its place in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from jdwork.text.bullets import BULLET_GLYPHS, cut_at_bullets
from jdwork.text.cues import begins_with_verb
from jdwork.text.headings import words_of
from jdwork.text.lines import GOES_ON, join_lines

LONGEST_SENTENCE = 60
"""Words after which a sentence is cut at a comma or an "and"."""

_LONGEST_PIECE = 50 * LONGEST_SENTENCE
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’)\]*]*(?=\s|[A-Z“\"(•]|\d+\+|\Z)|[。！？]++")
_SEMICOLON = re.compile(r";\s+(?=\w)")
_GLUE = re.compile(r"(?<=[a-z][a-z)])(?=[A-Z][a-z'’]+(?:[ ,]|\Z))")
_RUN_ON = re.compile(r"(?<=[a-z0-9)]) (?=[A-Z][a-z]+ )")
_CUT = re.compile(r"[,;] (?=\w)| (?=(?:and|or|which|while|including|with|as well as) )| [-–] ")
_TOKEN = re.compile(r"\S+\Z")
_WORDS = re.compile(r"\S+")
_ABBREVIATIONS = words_of(
    """
    e.g eg i.e ie sr jr mr mrs ms dr st prof inc ltd co corp pvt llc no nos vs approx dept est fig ph.d
    m.s b.s b.a m.a u.s u.k u.a.e b.tech m.tech b.e m.e b.sc m.sc b.com m.com a.m p.m min max yrs yr exp
    ph incl resp ext tel mob viz govt engg mfg mgmt asst asso intl natl edu dev qual avg hrs lbs ft
    """
)
_SENTENCE_STARTS = words_of(
    """
    we the you this our in please if it as to for your all they these he she candidates applicants here
    there
    """
)
_EXTENSIONS = words_of(
    """
    js net io com org in co ai py ts gov edu uk us ca eu core
    """
)
_CAMEL_TAILS = words_of(
    """
    js db ql sql net script point hub in ops lab press base ware force mail code tube shop stack store
    soft bucket works pal book books word view box link cloud grid space flow sphere track card time bot
    net query forms pay one pilot studio desk wire mind mart
    """
)


@dataclass(frozen=True, slots=True)
class Span:
    """One sentence, trimmed tight: ``is_bullet`` begins an item of a list, ``in_list`` is part of one."""

    start: int
    end: int
    is_bullet: bool
    in_list: bool


def split_sentences(
    text: str, start: int = 0, end: int | None = None, *, wide_gaps: bool = False
) -> list[Span]:
    """Cut a stretch of text into sentences and list items.

    Lines that a fixed width has wrapped are joined, bullets are recognised on lines and inline, long
    lists are cut at semicolons, sentences glued together without a space are separated, and what is
    longer than 60 words is cut at a comma or conjunction. The time taken is linear in the text.

    Parameters
    ----------
    text
        Cleaned text.
    start, end
        The stretch to cut, by default all of it.
    wide_gaps
        Whether two spaces inside a line separate items. Not where masking markup left such gaps.

    Returns
    -------
    list of Span
        In order, not overlapping; no bullet and no outer white space inside.
    """
    end = len(text) if end is None else end
    spans: list[Span] = []
    for unit_start, unit_end, is_bullet in join_lines(text, start, end):
        items = cut_at_bullets(text, unit_start, unit_end, is_bullet=is_bullet, wide_gaps=wide_gaps)
        for item_start, item_end, is_item in items:
            # Nothing but sense tells where the last item of an inline list ends: take its first sentence.
            last_inline = len(items) > 1 and item_end == unit_end
            pieces = [
                tight
                for sentence in _sentences(text, item_start, item_end)
                for piece in _pieces(text, *sentence)
                if (tight := _tight(text, *piece)) is not None
            ]
            for index, (piece_start, piece_end) in enumerate(pieces):
                spans.append(
                    Span(
                        piece_start, piece_end, is_item and not index, is_item and not (index and last_inline)
                    )
                )
    return spans


_TRIM_LEFT = re.compile(
    rf"[\s,;:|/\\=_~{BULLET_GLYPHS}]*(?:[-–—*>]+\s*(?=[A-Za-z\"“'(])|[-–—*>#]+\s+|[*>]+)*"
)
_TRIM_RIGHT = re.compile(rf"[\s,;|\\=_~*{BULLET_GLYPHS}]*(?:\s[-–—>#+]+\s*)?\Z")


def _tight(text: str, start: int, end: int) -> tuple[int, int] | None:
    piece = text[start:end]
    left = _TRIM_LEFT.match(piece)
    begin = left.end() if left else 0
    last = len(piece)
    while last > begin and (piece[last - 1].isspace() or piece[last - 1] in ",;|\\=_~*-–—" + BULLET_GLYPHS):
        last -= 1
    # What has no letters, or far too many without a space between (encoded data), is no sentence.
    if last - begin > _LONGEST_PIECE or not any(map(str.isalnum, piece[begin:last])):
        return None
    return start + begin, start + last


def _sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    cuts: list[int] = []
    for match in _END.finditer(text, start, end):
        if match.end() < end and _ends_sentence(text, start, match, end):
            cuts.append(match.end())
    for match in _GLUE.finditer(text, start, end):
        if _is_glued(text, start, match.start(), end):
            cuts.append(match.start())
    semicolons = [match.end() for match in _SEMICOLON.finditer(text, start, end)]
    if len(semicolons) >= 2 or (semicolons and end - start > 240):
        cuts += semicolons
    edges = [start, *sorted(set(cuts)), end]
    return list(pairwise(edges))


def _ends_sentence(text: str, start: int, match: re.Match[str], end: int) -> bool:
    if match[0][0] in "。！？":
        return True
    following = text[match.end() : min(end, match.end() + 40)]
    stripped = following.lstrip()
    if not stripped:
        return True
    glued = not following[0].isspace()
    token = _TOKEN.search(text, max(start, match.start() - 40), match.start())
    word = token[0].strip("([\"'“").lower() if token else ""
    if glued:
        if text[match.end() - 1] != "." and not match[0].startswith((".", "!", "?")):
            return False
        next_word = re.match(r"[A-Za-z]+", stripped)
        if (
            "www" in word
            or "//" in word
            or "@" in word
            or (next_word and next_word[0].lower() in _EXTENSIONS)
        ):
            return False
        is_word = len(re.sub(r"[^a-z]", "", word)) >= 2 and word not in _ABBREVIATIONS
        return is_word or match[0][0] in "!?"
    if match[0][0] in "!?…":
        return not stripped[0].islower()
    if stripped[0].islower() or stripped[0] in ",;:)":
        return False
    starts_anew = re.split(r"[^a-z]", stripped.lower(), maxsplit=1)[0] in _SENTENCE_STARTS
    if word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha()):
        return starts_anew and word in (
            "inc",
            "ltd",
            "co",
            "corp",
            "llc",
            "u.s",
            "u.k",
            "exp",
            "a.m",
            "p.m",
            "m.s",
            "ph.d",
        )
    # "1. Plan the work": a number at the start is the item's.
    return not (word.isdigit() and len(word) <= 2 and match.start() - len(word) <= start + 1)


def _is_glued(text: str, start: int, position: int, end: int) -> bool:
    """Whether two sentences meet at ``position`` without a space ("quality controlRepresent")."""
    token = _TOKEN.search(text, max(start, position - 40), position)
    left = token[0] if token else ""
    right = re.match(r"[A-Za-z]+", text[position : min(end, position + 30)])
    if right is None or right[0].lower() in _CAMEL_TAILS or "/" in left or "@" in left or "." in left:
        return False
    if left.endswith(")"):
        return True
    letters = re.split(r"[^A-Za-z]+", left)[-1]
    if len(letters) >= 4 and letters.islower():
        return True
    if right[0] in _OPENINGS:
        return len(letters) >= 3
    # After a capitalised word it may be a product's name: then only a verb tells.
    rest = text[position : min(end, position + 60)]
    return len(letters) >= 3 and begins_with_verb(rest) and re.match(r"[A-Za-z]+ [a-z]", rest) is not None


_OPENINGS = words_of(
    """
    Ability Able Strong Excellent Experience Experienced Knowledge Proven Bachelor Bachelors Master Must
    You We The If At As This Please For To With Are Do What Who Why How Our Good Minimum Familiarity
    Familiar Proficient Proficiency Understanding Demonstrated Candidates Solid
    """
)


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a run-on of more than 60 words, first where a new item seems to begin, then at commas."""
    if text.count(" ", start, end) < LONGEST_SENTENCE // 2:
        return [(start, end)]
    cuts = [
        match.end()
        for match in _RUN_ON.finditer(text, start, end)
        if _ends_item(text, start, match.start()) and begins_with_verb(text[match.end() : match.end() + 40])
    ]
    edges = [start, *cuts, end]
    pieces: list[tuple[int, int]] = []
    for a, b in pairwise(edges):
        pieces += _shorten(text, a, b)
    return pieces


def _ends_item(text: str, start: int, position: int) -> bool:
    """Whether the word before ``position`` can be the last of an item: "a Senior Engineer" is no border."""
    token = _TOKEN.search(text, max(start, position - 30), position)
    word = token[0] if token else ""
    return not word[:1].isupper() and word.lower() not in GOES_ON


def _shorten(text: str, start: int, end: int) -> list[tuple[int, int]]:
    pieces: list[tuple[int, int]] = []
    words = [match.start() for match in _WORDS.finditer(text, start, end)]
    cuts = [match.end() for match in _CUT.finditer(text, start, end)]
    first, cut_index = 0, 0
    while len(words) - first > LONGEST_SENTENCE:
        earliest, latest = words[first + LONGEST_SENTENCE // 3], words[first + LONGEST_SENTENCE]
        chosen = None
        while cut_index < len(cuts) and cuts[cut_index] <= latest:
            if cuts[cut_index] > earliest:
                chosen = cuts[cut_index]
            cut_index += 1
        stop = chosen if chosen is not None else latest
        pieces.append((words[first], stop))
        while first < len(words) and words[first] < stop:
            first += 1
    if first < len(words):
        pieces.append((words[first], end))
    return pieces
