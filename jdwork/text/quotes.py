"""Finding in a JD what somebody says to have read there, and showing the JD to whoever reads it so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from jdwork.text.job_description import Document

_GLYPHS = "●•▪➢◦‣·○■□✓✔*"
_LINE_MARK = re.compile(rf"(?m)^[ \t]*(?:[{_GLYPHS}–—-]+|#{{1,6}}|(?:\d{{1,2}}|[A-Za-z])[.)])(?=\s)")
_LONE_DASH = re.compile(r"(?<=\s)[-‐‑‒–—−](?=\s)")
_SAME = {
    **dict.fromkeys("‘’‛`´", "'"),
    **dict.fromkeys("“”„‟«»", '"'),
    **dict.fromkeys("‐‑‒–—−", "-"),
    **dict.fromkeys(_GLYPHS, " "),
}
_OUTER = " .,;:…\"'“”‘’"
_PART_OF_FIGURE = re.compile(r"\d[.,:/]$|\d[ \t]*(?:to|–|—|-)[ \t]*$")
_FIGURE_GOES_ON = re.compile(r"[.,:]?\d")
_TRIES = 500

_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b[^.\n]{0,60}"
    r"\b(?:previous|prior|above|earlier|preceding|instructions?|prompts?|rules|text)\b[^\n]{0,300}"
    r"|\b(?:system|developer)[ \t]+(?:prompt|message|instruction)s?\b[^\n]{0,300}"
    r"|\byou[ \t]+are[ \t]+(?:now[ \t]+)?(?:an?[ \t]+)?(?:ai|llm|chatbot"
    r"|(?:large[ \t]+)?language[ \t]+model)\b[^\n]{0,300}"
    r"|<\s*/?\s*(?:data|jd|system|user|assistant|instructions?)\b[^\n]{0,300}"
    r"|\{\s*[\"“']\w+[\"”']\s*:[^{}]{0,400}\}?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class QuoteFinder:
    """Finds quotes in one document, however their white space, bullets, quotation marks and dashes are put.

    A quote that is found in other letters than the JD's is the JD's own stretch: callers take their text
    from the offsets. Nothing is found in a stretch that gives orders to whoever reads by machine, and no
    figure inside a longer one (``3 years`` is not in ``1-3 years``).

    Parameters
    ----------
    document
        The JD with its structure.
    """

    document: Document

    def find(self, quote: str, *, after: int = 0, before: int | None = None) -> tuple[int, int] | None:
        """Say where a quote stands.

        Parameters
        ----------
        quote
            Words of the JD.
        after, before
            Only between these offsets.

        Returns
        -------
        tuple of int and int, or None
            ``jd.text[start:end]``, on word boundaries: the first place in the same letters, else the first
            in other capitals. None where there is none.
        """
        if not any(sign.isalnum() for sign in quote):
            return None
        limit = len(self.document.clean) if before is None else before
        exact = self._look(self.document.clean, None, quote.strip(), after, limit)
        if exact is not None:
            return exact
        text, offsets = self._folded
        folded = _fold(quote)[0].strip()
        for wanted in dict.fromkeys((folded, folded.strip(_OUTER))):
            found = self._look(text, offsets, wanted, after, limit)
            if found is not None:
                return found
        return self._look(self._lowered, offsets, _lower(folded.strip(_OUTER)), after, limit)

    @cached_property
    def orders(self) -> tuple[tuple[int, int], ...]:
        """Stretches that speak to a machine, in text order: told to obey, or shown what to answer."""
        return tuple(match.span() for match in _ORDERS.finditer(self.document.clean))

    @cached_property
    def _folded(self) -> tuple[str, list[int]]:
        return _fold(self.document.clean)

    @cached_property
    def _lowered(self) -> str:
        return _lower(self._folded[0])

    def _look(
        self, text: str, offsets: list[int] | None, wanted: str, after: int, before: int
    ) -> tuple[int, int] | None:
        if not wanted:
            return None
        place = text.find(wanted)
        for _ in range(_TRIES):
            if place < 0:
                return None
            last = place + len(wanted) - 1
            start, end = (place, last + 1) if offsets is None else (offsets[place], offsets[last] + 1)
            if end > before:
                return None
            if start >= after and self._stands_alone(start, end):
                return start, end
            place = text.find(wanted, place + 1)
        return None

    def _stands_alone(self, start: int, end: int) -> bool:
        text = self.document.clean
        phrase = any(sign.isspace() for sign in text[start:end])
        if start and _joined(text[start - 1], text[start], phrase=phrase):
            return False
        if end < len(text) and _joined(text[end - 1], text[end], phrase=phrase):
            return False
        if text[start].isdigit() and _PART_OF_FIGURE.search(text[max(0, start - 8) : start]):
            return False
        if text[end - 1].isdigit() and _FIGURE_GOES_ON.match(text, end):
            return False
        return not any(start < high and low < end for low, high in self.orders)


def shown_text(document: Document, *, max_characters: int) -> str:
    """Return a document's text as it is shown to a language model.

    Parameters
    ----------
    document
        The JD with its structure.
    max_characters
        Characters that are shown at most; the rest is left out.

    Returns
    -------
    str
        Without markup, runs of blanks and of empty lines.
    """
    lines = [" ".join(line.split()) for line in document.clean.split("\n")]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    # Half a character of a broken file cannot be sent.
    return text[:max_characters].encode("utf-8", "replace").decode("utf-8")


def one_line(text: str, *, max_characters: int) -> str:
    """Make what a model wrote fit to be shown: one line without control characters, clipped.

    Parameters
    ----------
    text
        Any text.
    max_characters
        Length at most, the mark of clipping included.

    Returns
    -------
    str
    """
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return line if len(line) <= max_characters else line[: max_characters - 1].rstrip() + "…"


def _joined(before: str, after: str, *, phrase: bool) -> bool:
    """Whether two signs are of one word; lines that lost their break do not join ("ExperienceTwo years")."""
    if not (before.isalnum() and after.isalnum()):
        return False
    return not (phrase and before.islower() and after.isupper())


def _fold(text: str) -> tuple[str, list[int]]:
    """Write a text the plainest way, and say where each character comes from."""
    for pattern in (_LINE_MARK, _LONE_DASH):
        text = pattern.sub(_blank, text)
    signs: list[str] = []
    offsets: list[int] = []
    for offset, sign in enumerate(text):
        same = _SAME.get(sign, sign)
        if not same.isprintable() or same == " ":
            if not signs or signs[-1] == " ":
                continue
            same = " "
        signs.append(same)
        offsets.append(offset)
    return "".join(signs), offsets


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _lower(text: str) -> str:
    """Lower case with every offset kept (some capitals grow when lowered)."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(sign if len(low := sign.lower()) != 1 else low for sign in text)
