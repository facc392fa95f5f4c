"""Cutting text into the atoms that skill names are made of, with offsets.

``C++`` is the atoms ``c`` and ``++``, ``Node.js`` is ``node`` and ``js``, ``Janus+Nodejs`` is ``janus`` and
``nodejs``: a sign is an atom where it belongs to a name, and a mere separator everywhere else. Catalog
aliases and JD texts go through the same cut, so that hyphens, dots and spaces within names stop mattering.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SOFT, SLASH, HARD = 0, 1, 2
"""What lies before an atom: nothing that parts a name, a slash, or anything else."""

_ATOM = re.compile(r"[^\W_]+(?:['’][sS](?![^\W_]))?|\+\+|[+#&]|\.(?=[^\W\d_])")
_SOFT_GAP = re.compile(r"[ \t\u00a0]*|[-–‐‑_.]|[ \t]*\n[ \t]*|-\n[ \t]*")
_SLASH_GAP = re.compile(r"[ \t]*/[ \t]*")
_ADDRESS = re.compile(
    r"https?:\S+|\bwww\.\S+|[\w.+-]+@[\w-]+\.[\w.-]+|\b[\w-]+\.(?:com|org|co\.(?:in|uk))\b(?:/\S*)?",
    re.IGNORECASE,
)
_SIGN_LETTERS = frozenset("cfj")
_COMMON_GAPS = frozenset((" ", "-", "."))
_MAX_GAP = 40


@dataclass(frozen=True, slots=True)
class Tokens:
    """Atoms of a text, as parallel lists: lower-case form, start, end, and the gap before each."""

    norms: list[str]
    starts: list[int]
    ends: list[int]
    gaps: list[int]


def tokenize(text: str) -> Tokens:
    """Cut a text into atoms.

    Parameters
    ----------
    text
        Any text; web and mail addresses in it give no atoms.

    Returns
    -------
    Tokens
        ``text[starts[i]:ends[i]]`` is atom ``i`` as written, with a genitive ``'s`` that ``norms[i]`` lacks.
    """
    tokens = Tokens([], [], [], [])
    norms, starts, ends, gaps = tokens.norms, tokens.starts, tokens.ends, tokens.gaps
    addresses = _addresses(text)
    skip_to = -1
    previous = -1
    for match in _ATOM.finditer(text):
        start, end = match.span()
        if start < skip_to:
            continue
        if addresses and addresses[-1][0] <= start:
            skip_to = addresses.pop()[1]
            while addresses and addresses[-1][0] < skip_to:
                skip_to = max(skip_to, addresses.pop()[1])
            if start < skip_to:
                continue
        word = match.group()
        if word.isalnum():
            norm = word.lower()
        elif word[0] in "+#&.":
            sign = _sign(word, text, start, last=norms[-1] if norms else "", previous=previous)
            if sign is None:
                continue
            norm = sign
        else:
            norm = word[:-2].lower()
        norms.append(norm)
        starts.append(start)
        ends.append(end)
        if previous >= 0 and (start == previous or text[previous:start] in _COMMON_GAPS):
            gaps.append(SOFT)
        else:
            gaps.append(HARD if previous < 0 else _gap(text, previous, start))
        previous = end
    return tokens


def _addresses(text: str) -> list[tuple[int, int]]:
    """Spans of addresses, last first."""
    if not ("@" in text or "://" in text or "www." in text or ".co" in text or ".org" in text):
        return []
    return [match.span() for match in _ADDRESS.finditer(text)][::-1]


def _sign(sign: str, text: str, start: int, *, last: str, previous: int) -> str | None:
    """Say what a sign stands for: an atom of its own, or None where it only separates."""
    if sign == "&":
        return "and"
    if sign == ".":
        return None if start and (text[start - 1].isalnum() or text[start - 1] == ".") else "."
    if previous < 0 or start - previous > 1 or not last[-1].isalnum():
        return None
    letter_apart = start - previous == 1 and last in _SIGN_LETTERS and text[previous] == " "
    attached = start == previous
    after = text[start + len(sign) : start + len(sign) + 1]
    if sign == "+":
        return "+" if attached and not after.isalnum() else None
    if sign == "#":
        return "#" if last in _SIGN_LETTERS and (attached or letter_apart) and not after.isalpha() else None
    return "++" if (attached or letter_apart) and not after.isalpha() else None


def _gap(text: str, previous: int, start: int) -> int:
    gap = text[previous:start]
    if len(gap) > _MAX_GAP:
        return HARD
    if _SOFT_GAP.fullmatch(gap):
        return SOFT
    return SLASH if _SLASH_GAP.fullmatch(gap) else HARD
