"""Cutting text into the atoms that skill names are made of, with offsets.

``C++`` is the atoms ``c`` and ``++``, ``Node.js`` is ``node`` and ``js``, ``Janus+Nodejs`` is ``janus`` and
``nodejs``: a sign is an atom where it belongs to a name, and a mere separator everywhere else. Catalog
aliases and JD texts go through the same cut, so that hyphens, dots and spaces within names stop mattering.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

SOFT, SLASH, HARD = 0, 1, 2
"""What lies before an atom: nothing that parts a name, a slash, or anything else."""

_ATOM = re.compile(
    r"[^\W_]+(?:[\u00ad\u200b-\u200d\u2060\ufeff]+[^\W_]+)*(?:['’][sS](?![^\W_]))?|\+\+|[+#&]|\.(?=[^\W\d_])"
)
_SOFT_GAP = re.compile(r"[ \t\u00a0]*|[-–‐‑_.]|[ \t]*\n[ \t]*|-\n[ \t]*")
_SLASH_GAP = re.compile(r"[ \t]*/[ \t]*")
# Runs are taken whole and begun once, hosts have few labels: else a long run costs quadratic time.
_ADDRESS = re.compile(
    r"https?:\S+|\bwww\.\S+|(?<![\w.+-])[\w.+-]++@[\w-]++\.[\w.-]+"
    r"|(?<![\w.-])(?P<host>[\w-]{2,}+\.(?:com|org|co\.(?:in|uk)))\b(?![/-]\w|\.\w)"
    r"|\b(?<!\w[.-])(?:[\w-]{1,63}+\.){0,8}[\w-]{2,63}+\.(?:com|org|co\.(?:in|uk)|example)\b(?:/\S*)?",
    re.IGNORECASE,
)
_ADDRESS_SIGNS = ("@", "://", "www.", ".co", ".org", ".example")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]+")
_SIMPLE = re.compile(r"[A-Za-z0-9]+(?: [A-Za-z0-9]+){0,7}")
_SIGN_LETTERS = frozenset("cfj")
_COMMON_GAPS = frozenset((" ", "-", "."))
_MAX_GAP = 40


@dataclass(frozen=True, slots=True)
class Tokens:
    """Atoms of a text, as parallel lists: lower-case form, start, end, and the gap before each.

    ``addresses`` are start and end of each web and mail address, and whether it is a bare host name; the
    last first.
    """

    norms: list[str]
    starts: list[int]
    ends: list[int]
    gaps: list[int]
    addresses: tuple[tuple[int, int, bool], ...] = ()


def tokenize(text: str) -> Tokens:
    """Cut a text into atoms.

    Parameters
    ----------
    text
        Any text; web and mail addresses in it give no atoms, but a bare host name is one atom
        (``monday.com``), so that products named so are found and "oracle.com" is no Oracle.

    Returns
    -------
    Tokens
        ``text[starts[i]:ends[i]]`` is atom ``i`` as written, with a genitive ``'s`` that ``norms[i]`` lacks.
    """
    if len(text) < 80 and _SIMPLE.fullmatch(text):
        return _simple(text)  # As nearly all aliases are.
    ahead = _addresses(text)
    tokens = Tokens([], [], [], [], tuple(ahead))
    norms, starts, ends, gaps = tokens.norms, tokens.starts, tokens.ends, tokens.gaps
    skip_to = -1
    previous = -1
    for match in _ATOM.finditer(text):
        start, end = match.span()
        if start < skip_to:
            continue
        word, is_host = match.group(), False
        while ahead and ahead[-1][0] <= start:
            first, skip_to, named = ahead.pop()
            is_host = named and first == start
        if is_host:
            end, word = skip_to, text[start:skip_to]
        elif start < skip_to:
            continue
        if is_host or word.isalnum():
            norm = word.lower()
            if not word.isascii():
                norm = unicodedata.normalize("NFKC", norm).lower()
        elif word[0] in "+#&.":
            sign = _sign(word, text, start, last=norms[-1] if norms else "", previous=previous)
            if sign is None:
                continue
            norm = sign
        else:
            norm = _INVISIBLE.sub("", word[:-2] if word[-2] in "'’" else word).lower()
        norms.append(norm)
        starts.append(start)
        ends.append(end)
        if previous >= 0 and (start == previous or text[previous:start] in _COMMON_GAPS):
            gaps.append(SOFT)
        else:
            gaps.append(HARD if previous < 0 else _gap(text, previous, start))
        previous = end
    return tokens


def _simple(text: str) -> Tokens:
    norms = text.lower().split(" ")
    starts, ends, place = [], [], 0
    for norm in norms:
        starts.append(place)
        place += len(norm)
        ends.append(place)
        place += 1
    return Tokens(norms, starts, ends, [HARD] + [SOFT] * (len(norms) - 1))


def _addresses(text: str) -> list[tuple[int, int, bool]]:
    if not any(sign in text for sign in _ADDRESS_SIGNS):
        return []
    return [(*match.span(), match["host"] is not None) for match in _ADDRESS.finditer(text)][::-1]


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
