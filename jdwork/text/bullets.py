"""Marks that begin the items of a list, on lines of their own and in running text."""

from __future__ import annotations

import re
from itertools import pairwise

BULLET_GLYPHS = "●•▪◦‣∙■□➢➤►▶✓✔❖◆⚫⦁○»★☑✅◾▫⁃\uf0b7\uf0a7\uf0d8\uf076\uf0fc·"
BULLET_LEAD = re.compile(
    rf"[ \t]*(?:[{BULLET_GLYPHS}]+|[*>o+](?=[ \t])|\*(?=[A-Za-z])|[-–—~](?=[ \tA-Za-z“\"'(])"
    r"|\(?\d{1,2}[.)](?![\d])(?=[ \tA-Z])|\(?[a-zA-Z][.)](?=[ \t]))[ \t]*"
    r"(?:\(?\d{1,2}[.)](?=[ \tA-Z])[ \t]*)?"
)
"""What stands before an item of a list."""

_MAY_BE_BULLET = re.compile(rf"[{BULLET_GLYPHS}*]|\so\s")
_INLINE_BULLET = re.compile(
    rf"[{BULLET_GLYPHS.replace('·', '')}]|(?<=\s)[·*o](?=\s+[A-Z])|(?<=\s)·|(?<=[.;:])\s*\*(?=\s?[A-Z])"
)
_DASH_BULLET = re.compile(r"[-–](?=\s?[A-Z])")
_NUMBER_BULLET = re.compile(r"\(?(?<![\w.,])(\d{1,2})[.)]\s*(?=[A-Z])")
_FIRST_NUMBER = re.compile(r"[12][.)]")
_WIDE_GAP = re.compile(r"(?<=[a-z)])[ ]{2,6}(?=[A-Z][a-z])")


def cut_at_bullets(
    text: str, start: int, end: int, *, is_bullet: bool, wide_gaps: bool
) -> list[tuple[int, int, bool]]:
    """Cut a line at the bullets inside it.

    Glyphs always count; dashes and numbers only where several of them follow the pattern of a list.

    Parameters
    ----------
    text
        Cleaned text.
    start, end
        The stretch to cut.
    is_bullet
        Whether the stretch itself is an item.
    wide_gaps
        Whether two spaces inside the line separate items.

    Returns
    -------
    list of (start, end, is_item)
    """
    cuts: list[tuple[int, int]] = []
    if _MAY_BE_BULLET.search(text, start, end):
        cuts = [(match.start(), match.end()) for match in _INLINE_BULLET.finditer(text, start, end)]
    if not cuts:
        dashes = [
            (match.start(), match.end())
            for match in _DASH_BULLET.finditer(text, start, end)
            if _is_dash_bullet(text, match.start())
        ]
        unspaced = all(text[stop].isupper() for _, stop in dashes)
        if len(dashes) >= 3 or (len(dashes) == 2 and is_bullet and (unspaced or end - start > 200)):
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
