"""One colour per role, the same wherever it is shown."""

from __future__ import annotations

import colorsys
import zlib
from functools import lru_cache

GOLDEN_RATIO = 0.618033988749895
LIGHTEST = 0.48
READABLE = 4.5
"""Least contrast of text with its ground (WCAG 2.2, success criterion 1.4.3)."""


@lru_cache(maxsize=10_000)
def role_color(slug: str) -> str:
    """Colour of a role, as ``#rrggbb``: stable for a slug, dark enough for white text on it.

    The hue is the slug's CRC-32 spread by the golden ratio, which keeps neighbouring values apart.
    Saturation and lightness each take one of three steps; the lightest is the one at which white
    text on the colour still has a contrast of 4.5, which is darker for hues that are bright by
    nature (yellow, green).

    Parameters
    ----------
    slug
        The role's slug; any string will do.

    Returns
    -------
    str
        Seven characters, fit for a style sheet and for plotly.
    """
    seed = zlib.crc32(slug.encode("utf-8", "surrogatepass"))
    hue = (seed * GOLDEN_RATIO) % 1
    saturation = (0.45, 0.57, 0.70)[(seed >> 16) % 3]
    lightest = LIGHTEST
    while contrast_with_white(_rgb(hue, lightest, saturation)) < READABLE:
        lightest -= 0.01
    return _rgb(hue, lightest * (0.76, 0.88, 1.0)[(seed >> 8) % 3], saturation)


def contrast_with_white(color: str) -> float:
    """Contrast ratio of ``#rrggbb`` with white, from 1 to 21 (WCAG 2.2, relative luminance)."""
    channels = (int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


def _rgb(hue: float, lightness: float, saturation: float) -> str:
    red, green, blue = colorsys.hls_to_rgb(hue, lightness, saturation)
    return f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"
