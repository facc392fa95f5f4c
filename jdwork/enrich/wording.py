"""What a name's own words say of the kind of thing it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jdwork.catalog.snapshot import SkillNature


@dataclass(frozen=True, slots=True)
class Wording:
    """A nature, and the words that speak for it."""

    nature: SkillNature
    words: str


_ENDS_PRACTICE = (
    "management|planning|testing|analysis|engineering|design|maintenance|reporting|training|monitoring|support"
    "|development|operations?|handling|administration|assessment|inspection|procedures?|techniques?|writing"
    "|marketing|coordination|research|documentation|automation|optimi[sz]ation|model?ling|care|processing"
)
_PATTERNS: tuple[tuple[SkillNature, re.Pattern[str]], ...] = (
    (
        "CERTIFICATION",
        re.compile(
            r"\b(?:certifi(?:cations?|cate|ed)|licen[cs](?:e|ure|ed)|accreditation|chartered)\b", re.I
        ),
    ),
    ("PROTOCOL", re.compile(r"\bprotocols?$", re.I)),
    ("STANDARD", re.compile(r"^(?:ISO|IEC|IEEE|ANSI|ASTM|DIN|NFPA)\b|\b[Ss]tandards?$|\b[Rr]egulations?$")),
    ("LIBRARY", re.compile(r"\blibrar(?:y|ies)$|\b(?:sdk|toolkit)$", re.I)),
    ("FRAMEWORK", re.compile(r"\b[Ff]rameworks?$|\.js$|(?<=[a-z])JS$")),
    ("DATABASE", re.compile(r"(?<=[a-z])DB$|\b(?:[Dd]atabase|[Dd]ata [Ss]tore)$")),
    ("PLATFORM", re.compile(r"\b(?:platforms?|cloud)$", re.I)),
    ("TOOL", re.compile(r"\b(?:software|tools?|ide|editor|app)$", re.I)),
    (
        "EQUIPMENT",
        re.compile(r"\b(?:machines?|equipment|cranes?|forklifts?|instruments?|oscilloscopes?)$", re.I),
    ),
    ("DOMAIN_KNOWLEDGE", re.compile(r"\b(?:sector|domain|industry|law)$", re.I)),
    ("PRACTICE", re.compile(rf"\b(?:{_ENDS_PRACTICE})$", re.I)),
)
"""The first that fits counts."""


def nature_of_wording(name: str) -> Wording | None:
    """Read the nature of a skill off its name; None where no word tells it.

    Parameters
    ----------
    name
        The skill's name.

    Returns
    -------
    Wording or None
        "AWS Certified Developer" is a certification, "Preact.js" a framework.
    """
    text = " ".join(name.split())
    for nature, pattern in _PATTERNS:
        match = pattern.search(text)
        if match is not None:
            return Wording(nature, match.group())
    return None
