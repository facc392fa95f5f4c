"""What all figures share: rounding that keeps sums, and places in the JD."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from jdwork.output.client.model import Span
from jdwork.text import JobDescription

SHARE_UNITS = 10_000
"""Shares are whole numbers of these parts: four decimals that sum to 1 exactly."""


def shares(weights: Sequence[float], *, units: int = SHARE_UNITS) -> list[float]:
    """Turn weights into shares of four decimals that sum to 1, or to the part of it that ``units`` are.

    Largest remainders: each share is rounded down, and the units that are missing go to those with the
    largest remainders (earlier ones first where these are equal).

    Parameters
    ----------
    weights
        Non-negative numbers.
    units
        How many ten-thousandths are shared out.

    Returns
    -------
    list of float
        As many; all 0 where the weights are.
    """
    total = math.fsum(weights)
    if total <= 0:
        return [0.0] * len(weights)
    # Rounded, so that a last bit of difference between equal weights decides nothing.
    exact = [round(units * weight / total, 6) for weight in weights]
    whole = [math.floor(one) for one in exact]
    order = sorted(range(len(exact)), key=lambda place: (whole[place] - exact[place], place))
    for place in order[: units - sum(whole)]:
        whole[place] += 1
    return [one / SHARE_UNITS for one in whole]


def index(share: float) -> float:
    """Write a share of 1 as an index of 0 to 100 with one decimal."""
    return round(100 * min(max(share, 0.0), 1.0), 1)


def text_span(jd: JobDescription, start: int, end: int) -> Span | None:
    """Quote a place of the text, without the blanks at its edges; None where nothing is left."""
    start, end = max(start, 0), min(end, len(jd.text))
    while start < end and jd.text[start].isspace():
        start += 1
    while end > start and jd.text[end - 1].isspace():
        end -= 1
    return Span(start=start, end=end, quote=jd.text[start:end]) if start < end else None


def distinct(spans: Iterable[Span | None]) -> list[Span]:
    """Each place once, in the order of the text, the title first."""
    known = {(span.source != "title", span.start, span.end): span for span in spans if span is not None}
    return [known[key] for key in sorted(known)]


def percent_words(share: float) -> str:
    """Write a share as whole percents for a sentence."""
    return f"{100 * share:.0f} %"


def listed(names: Sequence[str]) -> str:
    """Join names as a sentence does: ``a, b and c``."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
