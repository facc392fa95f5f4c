"""Masking markup in place: what is not prose becomes blanks, and no character moves.

Every offset in jdwork refers to the text as it was handed in, so nothing may be cut out or put in.
Each step below overwrites a match with something of exactly its length.
"""

from __future__ import annotations

import html
import re

_BLOCK_NAMES = """
    address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html legend main menu nav ol
    option p pre section select summary table tbody tfoot thead title tr ul
"""
BLOCK_TAGS = frozenset(_BLOCK_NAMES.split())
"""Tags that start or end a line of text; ``li`` also starts one, with a bullet."""

_INLINE_NAMES = """
    a abbr acronym area audio b base basefont bdi bdo big button canvas cite code col colgroup data
    datalist del dfn em embed font i iframe img input ins kbd label link map mark meta meter nobr
    noscript o:p object output param picture progress q ruby s samp script slot small source span
    st1:place strike strong style sub sup svg path g td template textarea th time track tt u var video
    wbr li
"""
INLINE_TAGS = frozenset(_INLINE_NAMES.split())

_ENTITY = re.compile(
    r"&(?:#[0-9]{1,7}+|#[xX][0-9A-Fa-f]{1,6}+|[A-Za-z][A-Za-z0-9]{1,31}+);|&nbsp(?![A-Za-z0-9;])"
)
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xa0\xad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffc]"
)
_NOT_LINE_END = re.compile(r"[^\n]")
_CARRIAGE_RETURN = re.compile(r"\r\n?")
_ESCAPES = re.compile(r"(?<!\\)(?:\\[-*_#+.!()\[\]~|])+")
_OPENING = re.compile(r"<(!--|script\b|style\b)", re.IGNORECASE)
_CLOSING = {
    "!--": re.compile("-->"),
    "script": re.compile(r"</script[^<>]*+>", re.IGNORECASE),
    "style": re.compile(r"</style[^<>]*+>", re.IGNORECASE),
}
_DECLARATION = re.compile(r"<!DOCTYPE[^<>]*+>?|<\?xml[^<>]*+>?|<!\[CDATA\[|\]\]>", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:]{0,15}+)([^<>]*+)(>|\Z)")
_IMAGE = re.compile(r"!\[[^\[\]\n]{0,300}+\]\([^()\s]{0,1000}+\)")
_EMPHASIS = re.compile(r"(?<!\*)\*{2,3}(?!\*)(?=\S)|(?<=\S)(?<!\*)\*{2,3}(?!\*)")


def clean(text: str) -> str:
    r"""Overwrite markup, entities and invisible characters by blanks, keeping every offset.

    HTML tags become spaces (block-level ones a newline and spaces, ``<li>`` a newline and a bullet),
    the bodies of scripts, styles and comments too. Entities become their character and spaces.
    Only names that HTML knows count as tags, so ``a < b``, ``List<T>`` and ``<ORGANIZATION>`` stay.
    Markdown's images, ``**`` and backslash escapes are masked; control characters, no-break and
    zero-width spaces become a space, ``\r\n`` a space and a newline.

    Parameters
    ----------
    text
        Any text, of any length; the time taken is linear in it.

    Returns
    -------
    str
        A text with ``len(clean(text)) == len(text)`` and ``clean(clean(text)) == clean(text)``.
    """
    # The order makes one pass enough: no step completes a pattern that an earlier one looks for.
    if "&" in text:
        text = _ENTITY.sub(_entity, text)
    if "\r" in text:
        text = _CARRIAGE_RETURN.sub(_line_end, text)
    text = _INVISIBLE.sub(" ", text)
    if "\\" in text:
        text = _ESCAPES.sub(_escapes, text)
    if "<" in text or "]]>" in text:
        text = _mask_bodies(text)
        text = _DECLARATION.sub(_blank, text)
        text = _TAG.sub(_tag, text)
    if "![" in text:
        text = _IMAGE.sub(_blank, text)
    if "**" in text:
        text = _EMPHASIS.sub(_blank, text)
    return text


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _line_end(match: re.Match[str]) -> str:
    return "\n" if len(match[0]) == 1 else " \n"


def _entity(match: re.Match[str]) -> str:
    decoded = html.unescape(match[0])
    if decoded == match[0]:
        return decoded
    # A decoded ampersand, and every other character, is followed by padding: it cannot form a new entity.
    return decoded.ljust(len(match[0]))[: len(match[0])]


def _escapes(match: re.Match[str]) -> str:
    # The characters stay together ("C\+\+" reads "C++"), the padding follows them.
    return match[0][1::2].ljust(len(match[0]))


def _tag(match: re.Match[str]) -> str:
    closing, name, rest, end = match.groups()
    name = name.lower()
    if name not in BLOCK_TAGS and name not in INLINE_TAGS:
        return match[0]
    attributes = rest.strip()
    if attributes not in ("", "/"):
        if rest[0] not in " \t\r\n/":
            return match[0]
        # "<b and c>" is a comparison; a real attribute has a value.
        if "=" not in attributes:
            return match[0]
    if not end and "=" not in attributes:
        return match[0]
    width = len(match[0])
    if name == "li":
        return "\n".ljust(width) if closing else "\n• ".ljust(width)
    return "\n".ljust(width) if name in BLOCK_TAGS else " " * width


def _mask_bodies(text: str) -> str:
    """Blank comments, and scripts and styles with all that is between their tags."""
    pieces: list[str] = []
    done = position = 0
    unclosed: set[str] = set()
    while opening := _OPENING.search(text, position):
        position = opening.end()
        kind = opening[1].lower()
        # An end that is missing is looked for once: else a page of "<!--" would cost quadratic time.
        if kind in unclosed:
            continue
        closing = _CLOSING[kind].search(text, position)
        if closing is None:
            unclosed.add(kind)
            continue
        hidden = text[opening.start() : closing.end()]
        pieces += (text[done : opening.start()], _NOT_LINE_END.sub(" ", hidden))
        done = position = closing.end()
    return "".join((*pieces, text[done:]))
