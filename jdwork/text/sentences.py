"""Cutting running text and lists into sentences, each with its place in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from jdwork.text.cues import begins_with_verb
from jdwork.text.headings import words_of
from jdwork.text.outline import BULLET_GLYPHS, BULLET_LEAD

LONGEST_SENTENCE = 60
"""Words after which a sentence is cut at a comma or an "and"."""

_MAY_BE_BULLET = re.compile(rf"[{BULLET_GLYPHS}*]|\so\s")
_INLINE_BULLET = re.compile(
    rf"[{BULLET_GLYPHS.replace('·', '')}]|(?<=\s)[·*o](?=\s+[A-Z])|(?<=\s)·|(?<=[.;:])\s*\*(?=\s?[A-Z])"
)
_DASH_BULLET = re.compile(r"[-–](?=\s?[A-Z])")
_NUMBER_BULLET = re.compile(r"\(?(?<![\w.,])(\d{1,2})[.)]\s*(?=[A-Z])")
_FIRST_NUMBER = re.compile(r"[12][.)]")
_WIDE_GAP = re.compile(r"(?<=[a-z)])[ ]{2,6}(?=[A-Z][a-z])")
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’)\]*]*(?=\s|[A-Z“\"(•]|\d+\+|\Z)")
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
    incl resp ext tel mob viz govt engg mfg mgmt asst asso intl natl edu dev qual avg hrs lbs ft
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
    for unit_start, unit_end, is_bullet in _units(text, start, end):
        items = _items(text, unit_start, unit_end, is_bullet, wide_gaps)
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
    if not any(map(str.isalnum, piece[begin:last])):
        return None
    return start + begin, start + last


def _units(text: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    """Paragraphs and list items: lines, joined where one goes on in the next."""
    lines: list[tuple[int, int]] = []
    position = start
    while position < end:
        stop = text.find("\n", position, end)
        stop = end if stop < 0 else stop
        lines.append((position, stop))
        position = stop + 1
    width = _wrap_width([len(text[a:b].rstrip()) for a, b in lines])
    units: list[tuple[int, int, bool]] = []
    open_line: tuple[int, int] | None = None
    plain: list[bool] = []
    for a, b in lines:
        content = text[a:b].strip()
        if not content:
            open_line = None
            continue
        bullet = BULLET_LEAD.match(text, a, b)
        if bullet is None and open_line is not None and _continues(text, open_line, (a, b), width):
            units[-1] = (units[-1][0], b, units[-1][2])
            plain[-1] = False
        else:
            units.append((bullet.end() if bullet else a, b, bullet is not None))
            plain.append(bullet is None and open_line is not None)
        open_line = (a, b)
    return _mark_plain_lists(text, units, plain)


def _mark_plain_lists(
    text: str, units: list[tuple[int, int, bool]], follows: list[bool]
) -> list[tuple[int, int, bool]]:
    """Three or more short lines under one another, none of several sentences, are a list without glyphs."""
    marked = list(units)
    index = 0
    while index < len(units):
        last = index
        while last + 1 < len(units) and follows[last + 1]:
            last += 1
        run = units[index : last + 1]
        if len(run) >= 3 and all(b - a < 300 and not _END.search(text, a, max(a, b - 12)) for a, b, _ in run):
            marked[index : last + 1] = [(a, b, True) for a, b, _ in run]
        index = last + 1
    return marked


def _wrap_width(lengths: list[int]) -> int | None:
    """The width that the lines were wrapped at, or None where each line is a paragraph."""
    widest = max(lengths, default=0)
    if not 50 <= widest <= 120:
        return None
    full = sum(length >= widest - 14 for length in lengths)
    return widest if full >= 4 and full * 3 >= sum(length > 0 for length in lengths) else None


_GOES_ON = words_of(
    """
    a an the of for to and or with in as our your by from at on is are be will that & +
    """
)


def _continues(text: str, before: tuple[int, int], line: tuple[int, int], width: int | None) -> bool:
    previous = text[before[0] : before[1]].rstrip()
    current = text[line[0] : line[1]]
    first = current.split(maxsplit=1)[0]
    last_word = previous[previous.rfind(" ") + 1 :].lower()
    if (
        width is not None
        and len(previous) + 1 + len(first) > width - 2
        and not previous.endswith((".", ":", ";"))
    ):
        return True
    if last_word in _GOES_ON or previous.endswith(","):
        return True
    if not first[0].islower() or previous.endswith((".", "!", "?", ":", ";")):
        return False
    return len(previous) >= 45 or current.startswith(" ")


def _items(text: str, start: int, end: int, is_bullet: bool, wide_gaps: bool) -> list[tuple[int, int, bool]]:
    """Cut a unit at bullets inside its line."""
    cuts: list[tuple[int, int]] = []
    if _MAY_BE_BULLET.search(text, start, end):
        cuts = [(match.start(), match.end()) for match in _INLINE_BULLET.finditer(text, start, end)]
    if not cuts:
        dashes = [
            (match.start(), match.end())
            for match in _DASH_BULLET.finditer(text, start, end)
            if _is_dash_bullet(text, match.start())
        ]
        if len(dashes) >= 3 or (len(dashes) == 2 and is_bullet and end - start > 200):
            cuts = dashes
    if not cuts:
        cuts = _numbered(text, start, end)
    if not cuts and wide_gaps:
        gaps = [(match.start(), match.end()) for match in _WIDE_GAP.finditer(text, start, end)]
        cuts = gaps if len(gaps) >= 2 else []
    if not cuts:
        return [(start, end, is_bullet)]
    items = [(start, cuts[0][0], is_bullet)]
    edges = [*cuts, (end, end)]
    items += [(here[1], there[0], True) for here, there in pairwise(edges)]
    return items


def _is_dash_bullet(text: str, position: int) -> bool:
    """Whether a dash stands between items: after white space or punctuation, or glued ("ends-Begins")."""
    before = text[position - 1] if position else " "
    if before.isspace() or before in ":;.!":
        return True
    return (
        (before.islower() or before == ")")
        and text[position + 1].isupper()
        and text[position + 2 : position + 3].islower()
    )


def _numbered(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Numbers that count up one by one, from 1 or 2 on."""
    cuts: list[tuple[int, int]] = []
    if not _FIRST_NUMBER.search(text, start, end):
        return cuts
    expected = None
    for match in _NUMBER_BULLET.finditer(text, start, end):
        number = int(match[1])
        if number == expected or (expected is None and number in (1, 2)):
            cuts.append((match.start(), match.end()))
            expected = number + 1
    return cuts if len(cuts) >= 2 else []


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
    return not word[:1].isupper() and word.lower() not in _GOES_ON


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
