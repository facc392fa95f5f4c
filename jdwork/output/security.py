"""What a page may run: nothing, or exactly the scripts of the figures that were put into it."""

from __future__ import annotations

import base64
import hashlib
import re
from urllib.parse import urlsplit

_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.IGNORECASE | re.DOTALL)
_SOURCE = re.compile(r"\bsrc\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)


def content_policy(figures_html: str) -> str:
    """Write the Content-Security-Policy of a page.

    Without figures no script runs at all. With them, the inline scripts in them may run, known by their
    SHA-256, and scripts from the servers that they name; whatever else should come to stand in the page
    may not.

    Parameters
    ----------
    figures_html
        HTML of our own making, as `jdwork.view.client_output.client_figures_html` gives it.

    Returns
    -------
    str
        The policy.
    """
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    allowed: dict[str, None] = {}
    for attributes, content in _SCRIPT.findall(figures_html):
        source = _SOURCE.search(attributes)
        if source:
            place = urlsplit(source.group(1))
            if place.scheme in ("http", "https") and place.netloc:
                allowed[f"{place.scheme}://{place.netloc}"] = None
        else:
            # Browsers read line ends as newlines before they look at the script.
            read = content.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace")
            allowed[f"'sha256-{base64.b64encode(hashlib.sha256(read).digest()).decode()}'"] = None
    if not allowed:
        return policy
    return f"{policy}; script-src {' '.join(allowed)}; img-src data: blob:"
