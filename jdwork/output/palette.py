"""One colour per role, the same wherever it is shown."""

from __future__ import annotations

import colorsys
import zlib

GOLDEN_RATIO = 0.618033988749895


def role_color(slug: str) -> str:
    """Colour of a role, as ``#rrggbb``: stable for a slug, dark enough for white text.

    The hue is the slug's CRC-32 spread by the golden ratio, which keeps neighbouring values apart;
    lightness takes one of three steps.
    """
    seed = zlib.crc32(slug.encode())
    hue = (seed * GOLDEN_RATIO) % 1
    lightness = (0.34, 0.40, 0.46)[(seed >> 8) % 3]
    red, green, blue = colorsys.hls_to_rgb(hue, lightness, 0.55)
    return f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"
