"""Web addresses in the text, each with what it leads to."""

from __future__ import annotations

import re
from typing import Final

from jdwork.parse.model import Url
from jdwork.parse.reading import Quoted, Reading

_URL = re.compile(r"(?<![\w@.])(?:https?://|www\.)[^\s<>\"'()\[\]{}|●•]{3,500}", re.I)
_BARE = re.compile(
    r"(?<![\w@./-])(?:[a-z0-9-]{2,63}\.){1,3}(?:com|org|net|io|co\.in|co\.uk|in|ai|ca|edu"
    r"|gov)/[^\s<>\"'()\[\]{}|●•]{1,300}",
    re.I,
)
_TYPES: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("linkedin", re.compile(r"linkedin\.|lnkd\.in")),
    ("github", re.compile(r"git(?:hub|lab)\.")),
    (
        "form",
        re.compile(r"forms\.gle|docs\.google\.[a-z.]+/forms|typeform\.|forms\.office|surveymonkey|jotform"),
    ),
    ("video", re.compile(r"youtu\.?be|vimeo\.")),
    ("social", re.compile(r"facebook\.|twitter\.|instagram\.|//x\.com|t\.me|wa\.me|tiktok\.")),
    ("review", re.compile(r"glassdoor\.|ambitionbox\.")),
    (
        "careers",
        re.compile(r"career|/jobs?\b|jobs\.|greenhouse\.io|lever\.co|workday|apply|recruit|hiring|vacanc"),
    ),
)


def find_urls(reading: Reading) -> list[Quoted[Url]]:
    """The web addresses of a JD; e-mail addresses are none.

    Parameters
    ----------
    reading
        The prepared document.

    Returns
    -------
    list[Quoted[Url]]
        ``type`` is linkedin, github, form, video, social, review, careers or website. Each address once.
    """
    lower = reading.lower
    if "http" not in lower and "www." not in lower and not re.search(r"\.[a-z]{2,3}/", lower):
        return []
    found: dict[str, Quoted[Url]] = {}
    for pattern in (_URL, _BARE):
        for match in pattern.finditer(reading.text):
            url = match.group().rstrip(".,;:!?*_’”")
            if "." not in url.split("//")[-1]:
                continue
            kind = next((name for name, sign in _TYPES if sign.search(url.lower())), "website")
            found.setdefault(
                url.lower().rstrip("/"),
                Quoted(Url(type=kind, url=url), match.start(), match.start() + len(url)),
            )
    return sorted(found.values(), key=lambda quoted: quoted.start)
