"""How figures and foreign text are written on a page."""

from __future__ import annotations

import html
import math
from typing import Any

_REPLACEMENT = "\ufffd"


def shown_text(text: str) -> str:
    r"""Write a text with nothing in it that HTML cannot carry, character for character.

    The length stays, so offsets into the text are good on the page as well:

    - control characters become their pictures (NUL is ``␀``), but tab and newline stay;
    - a carriage return before a newline becomes a space, alone it becomes a newline;
    - the second control block, lone surrogates and noncharacters become ``\ufffd``.

    Direction marks stay, since right-to-left text needs them; the page isolates them instead.
    """
    if "\r" in text:
        text = text.replace("\r\n", " \n").replace("\r", "\n")
    return text.translate(_UNCARRIED)


def html_text(text: object) -> str:
    """Escape a text for HTML that Jupyter or plotly shows, which read formulas between dollar signs too."""
    return html.escape(shown_text(str(text))).replace("$", "&#36;")


def _uncarried() -> dict[int, str]:
    table = {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n"}
    table[0x7F] = "\u2421"
    replaced = [*range(0x80, 0xA0), *range(0xD800, 0xE000), *range(0xFDD0, 0xFDF0)]
    replaced += [plane | last for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)]
    return table | dict.fromkeys(replaced, _REPLACEMENT)


_UNCARRIED = _uncarried()


def percent(share: float) -> str:
    """Write a probability so that neither end looks certain.

    Whole percents, with one decimal above 99 and below 1: nothing between is rounded to 100 % or to 0 %.
    """
    if math.isnan(share):
        return "–"
    if share >= 0.9995:
        return "> 99.9 %"
    if share < 0.0005:
        return "< 0.1 %"
    return f"{100 * share:.1f} %" if share >= 0.995 or share < 0.00995 else f"{100 * share:.0f} %"


def bar_width(share: float) -> str:
    """Write a share of 1 as the width of a bar, cut to what a bar can show."""
    return f"{100 * min(max(share, 0.0), 1.0):.1f}%" if not math.isnan(share) else "0%"


def plain(value: Any) -> Any:
    """Clean a template's value: strings by `shown_text`, finished markup and all else as it is."""
    return shown_text(value) if type(value) is str else value
