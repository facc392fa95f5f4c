"""Splitting: whether a term names several skills at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jdwork.enrich.names import KnownNames, key_of

_STRONG = re.compile(r"\s*[,;|•·]\s*(?:(?:and|or|&)\s+)?", re.IGNORECASE)
_WEAK = re.compile(r"\s*(?:/|&|(?<=\w)\+(?=\s*\w))\s*|\s+(?:and|or|\+)\s+", re.IGNORECASE)
_NOT_AND = re.compile(r"[,;|•·/+]")
_JOINABLE = frozenset({"PRACTICE", "CONCEPT", "DOMAIN_KNOWLEDGE", "SOFT_SKILL", "CERTIFICATION"})
_TECHNICAL = re.compile(r"[a-z][A-Z]|\d|[+#]|\.[a-z]|^[A-Z]{2,}$")
_WHOLE = frozenset(
    key_of(text)
    for text in (
        "A/B", "A/B testing", "CI/CD", "TCP/IP", "TCP/UDP", "PL/SQL", "R&D", "P&L", "M&A", "Q&A", "I/O",
        "I&C", "O&M", "F&B", "L&D", "C&B", "FP&A", "AP/AR", "AR/AP", "client/server", "input/output",
        "and/or", "OS/2", "z/OS", "S/4HANA", "B2B/B2C", "24/7", "DevOps/SRE", "read/write", "on/off",
        "pick and place", "research and development", "health and safety", "profit and loss",
        "mergers and acquisitions", "operations and maintenance", "learning and development",
        "food and beverage", "pros and cons", "terms and conditions", "front and back", "pan/tilt",
        "him/her", "he/she", "supply and demand",
    )
)  # fmt: skip
"""Names that hold a separator and are one thing."""
_PLAIN = frozenset(
    (
        "ability", "access", "account", "action", "admin", "application", "area", "based", "basic", "best",
        "business", "case", "change", "client", "code", "common", "company", "complex", "concept",
        "control", "core", "cost", "current", "customer", "daily", "data", "design", "development",
        "digital", "end", "engineering", "environment", "equipment", "event", "expert", "field", "file",
        "full", "function", "general", "global", "good", "group", "high", "information", "input",
        "internal", "issue", "key", "knowledge", "large", "level", "line", "local", "main", "management",
        "market", "material", "method", "model", "modern", "module", "new", "office", "online", "open",
        "operation", "order", "output", "part", "people", "performance", "plan", "platform", "policy",
        "power", "practice", "price", "process", "product", "production", "program", "project", "quality",
        "real", "record", "report", "request", "resource", "risk", "role", "sale", "script", "section",
        "security", "server", "service", "set", "site", "skill", "small", "software", "solution", "source",
        "staff", "standard", "state", "strong", "support", "system", "team", "technical", "technology",
        "test", "time", "tool", "tools", "top", "trade", "training", "type", "unit", "use", "user", "value",
        "vendor", "view", "web", "work", "working",
    )
)  # fmt: skip
"""Plain words that are no skill alone, whatever letter case they stand in."""
MAX_PARTS = 8


@dataclass(frozen=True, slots=True)
class Split:
    """A term in parts; ``confidence``: that all of them are skills of their own."""

    parts: tuple[str, ...]
    reason: str
    confidence: float


def split_term(term: str, known: KnownNames) -> Split | None:
    """Take a term apart where it names several skills.

    Every part must be a catalog skill or look like one. A comma parts a list; a slash, a plus or an "and"
    joins words within names too, so that beside them at least one part must be known. Words that stand once
    for all parts are given to each: "Accounts Payable/Receivable".

    Parameters
    ----------
    term
        As the JD has it.
    known
        The catalog's names.

    Returns
    -------
    Split or None
        None where it is one thing.
    """
    text = " ".join(term.split())
    if key_of(text) in _WHOLE or known.exact(text) is not None:
        return None
    strong = [part for part in _STRONG.split(text) if part]
    parts = _parts([part for one in strong for part in _weak_parts(one, known)])
    if not 2 <= len(parts) <= MAX_PARTS:
        return None
    full = _shared_words(parts, known)
    names = [known.exact(part) for part in full]
    homes = {name.slug for name in names if name is not None}
    count = sum(name is not None for name in names)
    if _joined_practices(text, full, parts, [name.slug for name in names if name is not None], known):
        return None
    if count == len(parts):
        if len(homes) == 1:
            return None  # all parts are one skill: merging says so
        return Split(full, f"all {len(parts)} parts are catalog skills", 0.95)
    odd = [part for part, name in zip(full, names, strict=True) if name is None]
    shortest = 2 if count > 1 else 3  # beside two known ones, "JS" is a name too
    if not all(is_name_like(part, shortest=shortest) for part in odd):
        return None
    if count:
        told = ", ".join(f"'{part}'" for part, name in zip(full, names, strict=True) if name is not None)
        return Split(full, f"known to the catalog: {told}; the rest look like names", 0.8)
    if len(strong) == len(parts) or len(strong) > 2:
        return Split(full, "a list of names parted by commas", 0.7)
    return None


def _joined_practices(
    text: str, full: Sequence[str], parts: Sequence[str], slugs: Sequence[str], known: KnownNames
) -> bool:
    """Whether "and" joins practices to one: "backup and recovery" is one, "React and Redux" are two."""
    if _NOT_AND.search(text) or tuple(full) != tuple(parts):
        return False
    return any(known.nature(slug) in _JOINABLE for slug in slugs)


def is_name_like(text: str, *, shortest: int = 3) -> bool:
    """Whether a text that the catalog does not know could be a skill's name when it stands alone.

    Capitals, digits or name signs in it say so; plain words, fewer than ``shortest`` letters and long phrases
    do not.
    """
    words = text.split()
    letters = sum(sign.isalpha() for sign in text)
    if letters < 2 or len(words) > 4 or all(word.casefold() in _PLAIN for word in words):
        return False
    if len(words) == 1 and _TECHNICAL.search(text):
        return letters >= shortest or "+" in text or "#" in text
    return letters >= 3 and all(word[0].isupper() or word[0].isdigit() for word in words)


def _parts(parts: list[str]) -> list[str]:
    """Each part once, without what is empty."""
    kept: dict[str, str] = {}
    for part in parts:
        bare = part.strip(" .:-")
        if bare:
            kept.setdefault(key_of(bare), bare)
    return list(kept.values())


def _weak_parts(text: str, known: KnownNames) -> list[str]:
    if key_of(text) in _WHOLE or known.exact(text) is not None:
        return [text]
    found = [part for part in _WEAK.split(text) if part and part.strip()]
    return found or [text]


def _shared_words(parts: list[str], known: KnownNames) -> tuple[str, ...]:
    """Give a part the words that stand at the first or last one alone, where that makes a known name."""
    first, last = parts[0].split(), parts[-1].split()
    full = []
    for place, part in enumerate(parts):
        choices = [part]
        if place and len(first) > 1:
            choices += [" ".join([*first[:cut], part]) for cut in range(len(first) - 1, 0, -1)]
        if place < len(parts) - 1 and len(last) > 1:
            choices += [" ".join([part, *last[cut:]]) for cut in range(1, len(last))]
        full.append(next((one for one in choices if known.exact(one) is not None), part))
    return tuple(full)
